// A growable byte array with explicit-endian writes, for the test writers.

export class ByteWriter {
  isLittle: boolean;
  #bytes = new Uint8Array(4096);
  #length = 0;

  constructor(isLittle = false) {
    this.isLittle = isLittle;
  }

  get length(): number {
    return this.#length;
  }

  u8(value: number): this {
    this.#reserve(1);
    this.#bytes[this.#length++] = value;
    return this;
  }

  u16(value: number): this {
    return this.isLittle ? this.u8(value).u8(value >>> 8) : this.u8(value >>> 8).u8(value);
  }

  u32(value: number): this {
    return this.isLittle ? this.u16(value).u16(value >>> 16) : this.u16(value >>> 16).u16(value);
  }

  u64(value: bigint): this {
    const high = Number(BigInt.asUintN(64, value) >> 32n);
    const low = Number(value & 0xffffffffn);
    return this.isLittle ? this.u32(low).u32(high) : this.u32(high).u32(low);
  }

  bytes(data: ArrayLike<number>): this {
    this.#reserve(data.length);
    this.#bytes.set(data, this.#length);
    this.#length += data.length;
    return this;
  }

  /** Zero bytes up to a multiple of `unit`. */
  pad(unit: number): this {
    while (this.#length % unit !== 0) this.u8(0);
    return this;
  }

  /** Overwrites 16 bits that were written before. */
  patchU16(at: number, value: number): this {
    this.#bytes[at] = this.isLittle ? value : value >>> 8;
    this.#bytes[at + 1] = this.isLittle ? value >>> 8 : value;
    return this;
  }

  finish(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(0, this.#length);
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(this.#length + more, this.#bytes.length * 2));
    grown.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = grown;
  }
}
