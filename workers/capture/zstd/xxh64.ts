// xxHash, 64 bits (XXH64, seed 0), of which a zstd frame keeps the lower half. In halves of 32 bits: BigInt would be the slowest part
// of unpacking. Every value is a pair in two Int32 numbers; products leave their result in `high` and `low`.

const STRIPE_BYTES = 32;

/** Primes as high and low half. */
const P1: Pair = [0x9e3779b1, 0x85ebca87];
const P2: Pair = [0xc2b2ae3d, 0x27d4eb4f];
const P3: Pair = [0x165667b1, 0x9e3779f9];
const P4: Pair = [0x85ebca77, 0xc2b2ae63];
const P5: Pair = [0x27d4eb2f, 0x165667c5];

type Pair = readonly [high: number, low: number];

export class Xxh64 {
  /** Four accumulators, high and low in turn. */
  readonly #acc = new Int32Array(8);
  #length = 0;
  readonly #rest = new Uint8Array(STRIPE_BYTES);
  #restLength = 0;
  #high = 0;
  #low = 0;

  constructor() {
    this.#set(P1[0], P1[1]);
    this.#add(P2[0], P2[1]);
    this.#acc.set([this.#high, this.#low, P2[0], P2[1], 0, 0]);
    this.#set(~P1[0], ~P1[1]);
    this.#add(0, 1);
    this.#acc.set([this.#high, this.#low], 6);
  }

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

  /** The lower 32 bits. */
  digestLow(): number {
    const acc = this.#acc;
    if (this.#length >= STRIPE_BYTES) {
      let high = 0;
      let low = 0;
      for (const [lane, bits] of [1, 7, 12, 18].entries()) {
        this.#set(acc[lane * 2], acc[lane * 2 + 1]);
        this.#rotate(bits);
        this.#add(high, low);
        high = this.#high;
        low = this.#low;
      }
      for (let lane = 0; lane < 4; lane++) {
        const [before, beforeLow] = [this.#high, this.#low];
        this.#round(0, 0, acc[lane * 2], acc[lane * 2 + 1]);
        this.#set(this.#high ^ before, this.#low ^ beforeLow);
        this.#multiply(P1);
        this.#add(P4[0], P4[1]);
      }
    } else this.#set(P5[0], P5[1]);
    this.#add(Math.floor(this.#length / 4294967296), this.#length | 0);
    this.#finish();
    return this.#low >>> 0;
  }

  #finish(): void {
    const rest = this.#rest;
    const end = this.#restLength;
    let at = 0;
    for (; at + 8 <= end; at += 8) {
      const [high, low] = [this.#high, this.#low];
      this.#round(0, 0, i32(rest, at + 4), i32(rest, at));
      this.#set(this.#high ^ high, this.#low ^ low);
      this.#rotate(27);
      this.#multiply(P1);
      this.#add(P4[0], P4[1]);
    }
    if (at + 4 <= end) {
      const [high, low] = [this.#high, this.#low];
      this.#set(0, i32(rest, at));
      this.#multiply(P1);
      this.#set(this.#high ^ high, this.#low ^ low);
      this.#rotate(23);
      this.#multiply(P2);
      this.#add(P3[0], P3[1]);
      at += 4;
    }
    for (; at < end; at++) {
      const [high, low] = [this.#high, this.#low];
      this.#set(0, rest[at]);
      this.#multiply(P5);
      this.#set(this.#high ^ high, this.#low ^ low);
      this.#rotate(11);
      this.#multiply(P1);
    }
    this.#set(this.#high, this.#low ^ (this.#high >>> 1));
    this.#multiply(P2);
    // h ^= h >>> 29
    this.#set(this.#high ^ (this.#high >>> 29), this.#low ^ ((this.#low >>> 29) | (this.#high << 3)));
    this.#multiply(P3);
    this.#set(this.#high, this.#low ^ this.#high);
  }

  #stripe(data: Uint8Array, at: number): void {
    const acc = this.#acc;
    for (let lane = 0; lane < 4; lane++) {
      this.#round(acc[lane * 2], acc[lane * 2 + 1], i32(data, at + lane * 8 + 4), i32(data, at + lane * 8));
      acc[lane * 2] = this.#high;
      acc[lane * 2 + 1] = this.#low;
    }
  }

  /** rotate(value + input * P2, 31) * P1 */
  #round(high: number, low: number, inputHigh: number, inputLow: number): void {
    this.#set(inputHigh, inputLow);
    this.#multiply(P2);
    this.#add(high, low);
    this.#rotate(31);
    this.#multiply(P1);
  }

  #set(high: number, low: number): void {
    this.#high = high | 0;
    this.#low = low | 0;
  }

  #add(high: number, low: number): void {
    const sum = (this.#low >>> 0) + (low >>> 0);
    this.#high = (this.#high + high + (sum > 0xffffffff ? 1 : 0)) | 0;
    this.#low = sum | 0;
  }

  #rotate(bits: number): void {
    const { high, low } = { high: this.#high, low: this.#low };
    this.#high = (high << bits) | (low >>> (32 - bits));
    this.#low = (low << bits) | (high >>> (32 - bits));
  }

  #multiply([high, low]: Pair): void {
    const a0 = this.#low & 0xffff;
    const a1 = this.#low >>> 16;
    const b0 = low & 0xffff;
    const b1 = low >>> 16;
    const low0 = a0 * b0;
    const middle = a1 * b0 + (low0 >>> 16);
    const middle2 = a0 * b1 + (middle % 65_536);
    const carry = a1 * b1 + Math.floor(middle / 65_536) + Math.floor(middle2 / 65_536);
    this.#high = (carry + Math.imul(this.#high, low) + Math.imul(this.#low, high)) | 0;
    this.#low = (low0 & 0xffff) | ((middle2 & 0xffff) << 16);
  }
}

function i32(data: Uint8Array, at: number): number {
  return data[at] | (data[at + 1] << 8) | (data[at + 2] << 16) | (data[at + 3] << 24);
}
