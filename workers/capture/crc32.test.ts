import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { crc32 } from './crc32';

test('the check value of the standard', () => {
  expect(crc32(new TextEncoder().encode('123456789'))).toBe(0xcbf43926);
});

test('is what gzip writes, in one piece or in two', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(300), (data, cut) => {
      const expected = gzipSync(data).readUInt32LE(gzipSync(data).length - 8);
      expect(crc32(data)).toBe(expected);
      expect(crc32(data.subarray(cut), crc32(data.subarray(0, cut)))).toBe(expected);
    }),
  );
});
