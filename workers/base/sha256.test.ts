import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Sha256 } from './sha256';

const text = (value: string): Uint8Array => new TextEncoder().encode(value);

describe('Sha256', () => {
  // FIPS 180-4 examples.
  it.each([
    ['', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
    ['abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
    ['abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq', '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1'],
  ])('of %j', (value, hash) => {
    expect(new Sha256().update(text(value)).hex()).toBe(hash);
  });

  it('is that of the system, however the bytes are cut', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 8 }), (pieces) => {
        const mine = new Sha256();
        const theirs = createHash('sha256');
        for (const piece of pieces) {
          mine.update(piece);
          theirs.update(piece);
        }
        expect(mine.hex()).toBe(theirs.digest('hex'));
      }),
    );
  });
});
