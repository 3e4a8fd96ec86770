// xxHash, 32 bits (XXH32, seed 0), as LZ4 frames check headers, blocks and contents with. A stream: update, then digest.

const PRIME_1 = 0x9e3779b1;
const PRIME_2 = 0x85ebca77;
const PRIME_3 = 0xc2b2ae3d;
const PRIME_4 = 0x27d4eb2f;
const PRIME_5 = 0x165667b1;
const STRIPE_BYTES = 16;

export class Xxh32 {
  #v1 = (PRIME_1 + PRIME_2) | 0;
  #v2 = PRIME_2 | 0;
  #v3 = 0;
  #v4 = -PRIME_1 | 0;
  #length = 0;
  readonly #rest = new Uint8Array(STRIPE_BYTES);
  #restLength = 0;

  update(data: Uint8Array, from: number, to: number): void {
    this.#length += to - from;
    let at = from;
    if (this.#restLength > 0) {
      while (this.#restLength < STRIPE_BYTES && at < to) this.#rest[this.#restLength++] = data[at++];
      if (this.#restLength < STRIPE_BYTES) return;
      this.#stripe(this.#rest, 0);
      this.#restLength = 0;
    }
    for (; at + STRIPE_BYTES <= to; at += STRIPE_BYTES) this.#stripe(data, at);
    while (at < to) this.#rest[this.#restLength++] = data[at++];
  }

  digest(): number {
    let hash =
      this.#length >= STRIPE_BYTES
        ? (rotate(this.#v1, 1) + rotate(this.#v2, 7) + rotate(this.#v3, 12) + rotate(this.#v4, 18)) | 0
        : (this.#v3 + PRIME_5) | 0;
    hash = (hash + this.#length) | 0;
    let at = 0;
    for (; at + 4 <= this.#restLength; at += 4) {
      hash = Math.imul(rotate((hash + Math.imul(i32(this.#rest, at), PRIME_3)) | 0, 17), PRIME_4);
    }
    for (; at < this.#restLength; at++) hash = Math.imul(rotate((hash + Math.imul(this.#rest[at], PRIME_5)) | 0, 11), PRIME_1);
    hash = Math.imul(hash ^ (hash >>> 15), PRIME_2);
    hash = Math.imul(hash ^ (hash >>> 13), PRIME_3);
    return (hash ^ (hash >>> 16)) >>> 0;
  }

  #stripe(data: Uint8Array, at: number): void {
    this.#v1 = round(this.#v1, i32(data, at));
    this.#v2 = round(this.#v2, i32(data, at + 4));
    this.#v3 = round(this.#v3, i32(data, at + 8));
    this.#v4 = round(this.#v4, i32(data, at + 12));
  }
}

export function xxh32(data: Uint8Array, from: number, to: number): number {
  const hash = new Xxh32();
  hash.update(data, from, to);
  return hash.digest();
}

function round(value: number, input: number): number {
  return Math.imul(rotate((value + Math.imul(input, PRIME_2)) | 0, 13), PRIME_1);
}

function rotate(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}

function i32(data: Uint8Array, at: number): number {
  return data[at] | (data[at + 1] << 8) | (data[at + 2] << 16) | (data[at + 3] << 24);
}
