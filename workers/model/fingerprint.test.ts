import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { memorySource } from '../testing/memory-source';
import { joinedSource } from './byte-source';
import { fingerprintOf, isFingerprint } from './fingerprint';

const END = 65_536;
const bytes = (length: number, seed = 1): Uint8Array => Uint8Array.from({ length }, (_, at) => (at * 31 + seed * 7 + (at >> 8)) & 0xff);

/** As the design says it, by another library. */
function expected(data: Uint8Array): string {
  const hash = createHash('sha256')
    .update(String(data.length))
    .update(data.subarray(0, END))
    .update(data.subarray(Math.max(0, data.length - END)));
  return `${data.length}-${hash.digest('hex').slice(0, 12)}`;
}

describe('fingerprintOf', () => {
  it.each([0, 1, 1000, END - 1, END, END + 1, 2 * END, 300_000])('is size and hash of both ends: %i bytes', async (length) => {
    const data = bytes(length);
    const fingerprint = await fingerprintOf(memorySource(data));
    expect(fingerprint).toBe(expected(data));
    expect(isFingerprint(fingerprint ?? '')).toBe(true);
  });

  it('tells files apart that differ at an end, or in size', async () => {
    const data = bytes(300_000);
    const seen = new Set([await fingerprintOf(memorySource(data))]);
    for (const at of [0, 65_535, 300_000 - 65_536, 299_999]) {
      const changed = Uint8Array.from(data);
      changed[at] = (changed[at] ?? 0) ^ 1;
      seen.add(await fingerprintOf(memorySource(changed)));
    }
    seen.add(await fingerprintOf(memorySource(data.slice(0, -1))));
    expect(seen.size).toBe(6);
  });

  it('of the parts of a rotated capture does not depend on their order', async () => {
    const parts = [1, 2, 3].map((seed) => memorySource(bytes(1000 * seed, seed)));
    const one = await fingerprintOf(joinedSource(parts));
    expect(await fingerprintOf(joinedSource(parts.toReversed()))).toBe(one);
    expect(one).toMatch(/^6000-[\da-f]{12}$/);
    expect(await fingerprintOf(joinedSource(parts.slice(1)))).not.toBe(one);
    expect(await fingerprintOf(joinedSource(parts.slice(0, 1)))).toBe(await fingerprintOf(memorySource(bytes(1000))));
  });

  it('is unknown of what cannot be read twice', async () => {
    const input = { ...memorySource(bytes(10)), size: null, read: null };
    expect(await fingerprintOf(input)).toBeNull();
    expect(await fingerprintOf(joinedSource([memorySource(bytes(10)), input]))).toBeNull();
  });
});

describe('isFingerprint', () => {
  it.each([
    '',
    '1-',
    '01-0123456789ab',
    '1-0123456789AB',
    '1-0123456789abc',
    '-1-0123456789ab',
    '1e3-0123456789ab',
    '1234567890123456-0123456789ab',
  ])('is not: %j', (text) => {
    expect(isFingerprint(text)).toBe(false);
  });
});
