// SHA-256 (FIPS 180-4), fed piece by piece: the same in worker, page and Node, also where WebCrypto is missing (plain http).

const BLOCK_BYTES = 64;
const INITIAL = [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19];
const ROUND = roundConstants();

/** Fractions of the cube roots of the first 64 primes. */
function roundConstants(): Int32Array {
  const constants = new Int32Array(64);
  for (let candidate = 2, found = 0; found < 64; candidate++) {
    let isPrime = true;
    for (let divisor = 2; divisor * divisor <= candidate; divisor++) if (candidate % divisor === 0) isPrime = false;
    if (isPrime) constants[found++] = cubeRootFraction(candidate);
  }
  return constants;
}

/** Exact, by whole numbers: the library's cube root may be off in its last bit. */
function cubeRootFraction(prime: number): number {
  const scaled = BigInt(prime) << 96n;
  let low = 0n;
  let high = 1n << 36n;
  while (high - low > 1n) {
    const middle = (low + high) >> 1n;
    if (middle * middle * middle <= scaled) low = middle;
    else high = middle;
  }
  return Number(low & 0xffff_ffffn);
}

export class Sha256 {
  readonly #state = Int32Array.from(INITIAL, (word) => word | 0);
  readonly #block = new Uint8Array(BLOCK_BYTES);
  readonly #words = new Int32Array(64);
  #filled = 0;
  #bytes = 0;

  update(data: Uint8Array): this {
    this.#bytes += data.length;
    let at = 0;
    if (this.#filled > 0) {
      at = Math.min(BLOCK_BYTES - this.#filled, data.length);
      this.#block.set(data.subarray(0, at), this.#filled);
      this.#filled += at;
      if (this.#filled < BLOCK_BYTES) return this;
      compress(this.#state, this.#words, this.#block, 0, BLOCK_BYTES);
      this.#filled = 0;
    }
    // Whole blocks are read where they are: a capture is some gigabytes.
    const whole = data.length - ((data.length - at) % BLOCK_BYTES);
    compress(this.#state, this.#words, data, at, whole);
    this.#block.set(data.subarray(whole), 0);
    this.#filled = data.length - whole;
    return this;
  }

  /** The hash in hexadecimal digits; nothing can be added afterwards. */
  hex(): string {
    const bytes = this.#bytes;
    const padding = new Uint8Array(((BLOCK_BYTES + 55 - (bytes % BLOCK_BYTES)) % BLOCK_BYTES) + 9);
    padding[0] = 0x80;
    const end = new DataView(padding.buffer, padding.length - 8);
    end.setUint32(0, Math.floor(bytes / 2 ** 29));
    end.setUint32(4, (bytes * 8) >>> 0);
    this.update(padding);
    return Array.from(this.#state, (word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
  }
}

/** The blocks in data[from, to), into `state`. Everything stays a signed 32-bit number: the loop makes nothing. */
function compress(state: Int32Array, words: Int32Array, data: Uint8Array, from: number, to: number): void {
  for (let block = from; block < to; block += BLOCK_BYTES) {
    for (let index = 0, at = block; index < 16; index++, at += 4)
      words[index] = (data[at] << 24) | (data[at + 1] << 16) | (data[at + 2] << 8) | data[at + 3];
    for (let index = 16; index < 64; index++) {
      const late = words[index - 2];
      const early = words[index - 15];
      const one = ((late >>> 17) | (late << 15)) ^ ((late >>> 19) | (late << 13)) ^ (late >>> 10);
      const zero = ((early >>> 7) | (early << 25)) ^ ((early >>> 18) | (early << 14)) ^ (early >>> 3);
      words[index] = (one + words[index - 7] + zero + words[index - 16]) | 0;
    }
    let a = state[0];
    let b = state[1];
    let c = state[2];
    let d = state[3];
    let e = state[4];
    let f = state[5];
    let g = state[6];
    let h = state[7];
    for (let index = 0; index < 64; index++) {
      const big = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
      const one = (h + big + ((e & f) ^ (~e & g)) + ROUND[index] + words[index]) | 0;
      const small = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
      const two = (small + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      h = g;
      g = f;
      f = e;
      e = (d + one) | 0;
      d = c;
      c = b;
      b = a;
      a = (one + two) | 0;
    }
    state[0] = (state[0] + a) | 0;
    state[1] = (state[1] + b) | 0;
    state[2] = (state[2] + c) | 0;
    state[3] = (state[3] + d) | 0;
    state[4] = (state[4] + e) | 0;
    state[5] = (state[5] + f) | 0;
    state[6] = (state[6] + g) | 0;
    state[7] = (state[7] + h) | 0;
  }
}
