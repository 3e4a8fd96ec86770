// SHA-256 (FIPS 180-4), fed piece by piece: the same in worker, page and Node, also where WebCrypto is missing (plain http).

const BLOCK_BYTES = 64;
const INITIAL = [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19];
const ROUND = roundConstants();

/** Fractions of the cube roots of the first 64 primes. */
function roundConstants(): Uint32Array {
  const constants = new Uint32Array(64);
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
  readonly #state = Uint32Array.from(INITIAL);
  readonly #block = new Uint8Array(BLOCK_BYTES);
  readonly #words = new Uint32Array(64);
  #filled = 0;
  #bytes = 0;

  update(data: Uint8Array): this {
    this.#bytes += data.length;
    let at = 0;
    while (at < data.length) {
      const taken = Math.min(BLOCK_BYTES - this.#filled, data.length - at);
      this.#block.set(data.subarray(at, at + taken), this.#filled);
      this.#filled += taken;
      at += taken;
      if (this.#filled === BLOCK_BYTES) this.#compress();
    }
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
    return Array.from(this.#state, (word) => word.toString(16).padStart(8, '0')).join('');
  }

  #compress(): void {
    const words = this.#words;
    const view = new DataView(this.#block.buffer);
    for (let index = 0; index < 16; index++) words[index] = view.getUint32(index * 4);
    for (let index = 16; index < 64; index++) {
      const late = words[index - 2] as number;
      const early = words[index - 15] as number;
      const one = rotated(late, 17) ^ rotated(late, 19) ^ (late >>> 10);
      const zero = rotated(early, 7) ^ rotated(early, 18) ^ (early >>> 3);
      words[index] = one + (words[index - 7] as number) + zero + (words[index - 16] as number);
    }
    let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = this.#state;
    for (let index = 0; index < 64; index++) {
      const choice = (e & f) ^ (~e & g);
      const major = (a & b) ^ (a & c) ^ (b & c);
      const one =
        (h + (rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25)) + choice + (ROUND[index] as number) + (words[index] as number)) | 0;
      const two = ((rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22)) + major) | 0;
      h = g;
      g = f;
      f = e;
      e = (d + one) | 0;
      d = c;
      c = b;
      b = a;
      a = (one + two) | 0;
    }
    const added = [a, b, c, d, e, f, g, h];
    for (const [index, value] of added.entries()) this.#state[index] = (this.#state[index] as number) + value;
    this.#filled = 0;
  }
}

function rotated(word: number, bits: number): number {
  return (word >>> bits) | (word << (32 - bits));
}
