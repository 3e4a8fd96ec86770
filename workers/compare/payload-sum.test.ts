// The sum of payloads: the same from the header as from the bytes, at any alignment, whole or in pieces.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { joinedSum, PayloadSummer } from './payload-sum';

/** RFC 1071, word by word. */
function plain(bytes: Uint8Array): number {
  let sum = 0;
  for (let at = 0; at < bytes.length; at += 2) sum += ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return sum === 0xffff ? 0 : sum;
}

const BYTES = fc.uint8Array({ maxLength: 400 });

describe('payload sums', () => {
  it('are those of the bytes wherever they stand', () => {
    fc.assert(
      fc.property(BYTES, fc.integer({ min: 0, max: 9 }), (bytes, before) => {
        const data = new Uint8Array(before + bytes.length + 5).fill(0xa7);
        data.set(bytes, before);
        expect(new PayloadSummer().sum(data, before, before + bytes.length)).toBe(plain(bytes));
        // A view into a larger buffer.
        const view = data.subarray(Math.min(3, before));
        expect(new PayloadSummer().sum(view, before - Math.min(3, before), before - Math.min(3, before) + bytes.length)).toBe(plain(bytes));
      }),
    );
  });

  it('of pieces add up to that of the whole', () => {
    fc.assert(
      fc.property(BYTES, BYTES, (one, two) => {
        expect(joinedSum(plain(one), plain(two), one.length)).toBe(plain(Uint8Array.from([...one, ...two])));
      }),
    );
  });
});
