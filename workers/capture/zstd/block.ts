// One compressed block of zstd (RFC 8878 3.1.1.2 and 3.1.1.3): literals and sequences into the window. Keeps the tables and offsets
// that the next block of a frame may use again. Every length is checked before it is used.

import { BackwardBits, constantTable, fseTable, readFseTable, readHuffmanTable, type FseTable, type HuffmanTable } from './entropy';

export const MAX_BLOCK_BYTES = 131_072;
const MAX_OFFSET_CODE = 31;

/** Codes to lengths (3.1.1.3.2.1.1): base and extra bits. */
const [LITERAL_BASES, LITERAL_BITS] = lengths(0, 16, [1, 1, 1, 1, 2, 2, 3, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]);
const [MATCH_BASES, MATCH_BITS] = lengths(3, 32, [1, 1, 1, 1, 2, 2, 3, 3, 4, 4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]);

function lengths(first: number, plain: number, extra: readonly number[]): readonly [Uint32Array, Uint8Array] {
  const bits = Uint8Array.from([...new Array<number>(plain).fill(0), ...extra]);
  const bases = new Uint32Array(bits.length);
  let base = first;
  bits.forEach((count, code) => {
    bases[code] = base;
    base += 2 ** count;
  });
  return [bases, bits];
}

/** 3.1.1.3.2.2 */
const DEFAULT_LITERALS = required(
  fseTable([4, 3, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 2, 1, 1, 1, 1, 1, -1, -1, -1, -1], 6),
);
const DEFAULT_OFFSETS = required(fseTable([1, 1, 1, 1, 1, 1, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1], 5));
const DEFAULT_MATCHES = required(
  fseTable(
    [
      1, 4, 3, 2, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
      1, -1, -1, -1, -1, -1, -1, -1,
    ],
    6,
  ),
);

function required(table: FseTable | null): FseTable {
  if (table === null) throw new Error('a default table does not add up');
  return table;
}

/** Where a block's output goes: history in front of `end`, room behind it. */
export interface Target {
  readonly bytes: Uint8Array;
  readonly end: number;
  /** Bytes before `end` that a match may reach. */
  readonly reach: number;
}

export class BlockDecoder {
  #huffman: HuffmanTable | null = null;
  #literalTable: FseTable | null = null;
  #offsetTable: FseTable | null = null;
  #matchTable: FseTable | null = null;
  #offset1 = 1;
  #offset2 = 4;
  #offset3 = 8;
  /** Room behind the longest literals, so that wide copies need no care. */
  readonly #literals = new Uint8Array(MAX_BLOCK_BYTES);
  #literalCount = 0;
  readonly #bits = new BackwardBits();

  /** A new frame knows nothing of the one before. */
  reset(): void {
    this.#huffman = this.#literalTable = this.#offsetTable = this.#matchTable = null;
    this.#offset1 = 1;
    this.#offset2 = 4;
    this.#offset3 = 8;
  }

  /** Bytes written behind target.end, or -1 when the block contradicts itself. */
  decode(data: Uint8Array, from: number, to: number, target: Target): number {
    const sequences = this.#readLiterals(data, from, to);
    return sequences < 0 ? -1 : this.#readSequences(data, sequences, to, target);
  }

  /** Where the sequences begin, or -1. */
  #readLiterals(data: Uint8Array, from: number, to: number): number {
    if (from >= to) return -1;
    const head = data[from];
    const type = head & 3;
    const format = (head >>> 2) & 3;
    if (type < 2) {
      const headBytes = (format & 1) === 0 ? 1 : format === 1 ? 2 : 3;
      if (from + headBytes > to) return -1;
      const count =
        headBytes === 1
          ? head >>> 3
          : headBytes === 2
            ? (head >>> 4) | (data[from + 1] << 4)
            : (head >>> 4) | (data[from + 1] << 4) | (data[from + 2] << 12);
      const body = from + headBytes;
      if (count > MAX_BLOCK_BYTES || body + (type === 0 ? count : 1) > to) return -1;
      if (type === 0) this.#literals.set(data.subarray(body, body + count));
      else this.#literals.fill(data[body], 0, count);
      this.#literalCount = count;
      return body + (type === 0 ? count : 1);
    }
    const sizeBits = format < 2 ? 10 : format === 2 ? 14 : 18;
    const headBytes = format < 2 ? 3 : format === 2 ? 4 : 5;
    if (from + headBytes > to) return -1;
    let number = 0;
    for (let i = headBytes - 1; i >= 0; i--) number = number * 256 + data[from + i];
    const sizes = Math.floor(number / 16);
    const count = sizes % 2 ** sizeBits;
    const packed = Math.floor(sizes / 2 ** sizeBits);
    const body = from + headBytes;
    const end = body + packed;
    if (count > MAX_BLOCK_BYTES || end > to) return -1;
    let streams = body;
    if (type === 2) {
      const described = readHuffmanTable(data, body, end);
      if (described === null) return -1;
      this.#huffman = described.table;
      streams = described.end;
    }
    this.#literalCount = count;
    return this.#huffman !== null && this.#unpackLiterals(this.#huffman, data, streams, end, count, format === 0) ? end : -1;
  }

  #unpackLiterals(table: HuffmanTable, data: Uint8Array, from: number, to: number, count: number, isSingle: boolean): boolean {
    if (isSingle) return this.#unpackStream(table, data, from, to, 0, count);
    if (from + 6 > to) return false;
    const each = (count + 3) >>> 2;
    if (each * 3 > count) return false;
    let at = from + 6;
    for (let stream = 0; stream < 4; stream++) {
      const end = stream === 3 ? to : at + (data[from + stream * 2] | (data[from + stream * 2 + 1] << 8));
      if (end > to) return false;
      if (!this.#unpackStream(table, data, at, end, each * stream, stream === 3 ? count : each * (stream + 1))) return false;
      at = end;
    }
    return true;
  }

  #unpackStream(table: HuffmanTable, data: Uint8Array, from: number, to: number, start: number, end: number): boolean {
    const bits = this.#bits;
    if (!bits.open(data, from, to)) return false;
    const literals = this.#literals;
    const { maxBits, symbols, bits: widths } = table;
    for (let at = start; at < end; at++) {
      const code = bits.peek(maxBits);
      literals[at] = symbols[code];
      bits.left -= widths[code];
    }
    return bits.left === 0;
  }

  #readSequences(data: Uint8Array, from: number, to: number, target: Target): number {
    if (from >= to) return -1;
    const head = data[from];
    const countBytes = head < 128 ? 1 : head < 255 ? 2 : 3;
    if (from + countBytes > to) return -1;
    const count =
      countBytes === 1 ? head : countBytes === 2 ? ((head - 128) << 8) + data[from + 1] : data[from + 1] + (data[from + 2] << 8) + 0x7f00;
    if (count === 0) return from + countBytes === to ? this.#copyRest(target, target.end, 0) : -1;
    let at = from + countBytes;
    if (at >= to) return -1;
    const modes = data[at++];
    if ((modes & 3) !== 0) return -1;
    const literal = tableOf(modes >>> 6, data, at, to, DEFAULT_LITERALS, this.#literalTable, 9, LITERAL_BASES.length - 1);
    if (literal === null) return -1;
    const offset = tableOf((modes >>> 4) & 3, data, literal.end, to, DEFAULT_OFFSETS, this.#offsetTable, 8, MAX_OFFSET_CODE);
    if (offset === null) return -1;
    const match = tableOf((modes >>> 2) & 3, data, offset.end, to, DEFAULT_MATCHES, this.#matchTable, 9, MATCH_BASES.length - 1);
    if (match === null) return -1;
    this.#literalTable = literal.table;
    this.#offsetTable = offset.table;
    this.#matchTable = match.table;
    return this.#bits.open(data, match.end, to) ? this.#run(count, literal.table, offset.table, match.table, target) : -1;
  }

  /** Executes the sequences: some literals, then a match. */
  #run(count: number, literalTable: FseTable, offsetTable: FseTable, matchTable: FseTable, target: Target): number {
    const bits = this.#bits;
    const { bytes } = target;
    const limit = target.end + MAX_BLOCK_BYTES;
    let write = target.end;
    let read = 0;
    let literalState = bits.take(literalTable.accuracyLog);
    let offsetState = bits.take(offsetTable.accuracyLog);
    let matchState = bits.take(matchTable.accuracyLog);
    for (let sequence = 0; sequence < count; sequence++) {
      const offsetCode = offsetTable.symbols[offsetState];
      const matchCode = matchTable.symbols[matchState];
      const literalCode = literalTable.symbols[literalState];
      const offsetValue = 2 ** offsetCode + bits.take(offsetCode);
      const matchLength = MATCH_BASES[matchCode] + bits.take(MATCH_BITS[matchCode]);
      const literalLength = LITERAL_BASES[literalCode] + bits.take(LITERAL_BITS[literalCode]);
      const distance = this.#distance(offsetValue, literalLength);
      if (sequence + 1 < count) {
        literalState = literalTable.bases[literalState] + bits.take(literalTable.bits[literalState]);
        matchState = matchTable.bases[matchState] + bits.take(matchTable.bits[matchState]);
        offsetState = offsetTable.bases[offsetState] + bits.take(offsetTable.bits[offsetState]);
      }
      if (bits.left < 0 || read + literalLength > this.#literalCount || write + literalLength + matchLength > limit) return -1;
      for (let i = 0; i < literalLength; i++) bytes[write + i] = this.#literals[read + i];
      read += literalLength;
      write += literalLength;
      if (distance <= 0 || distance > target.reach + (write - target.end)) return -1;
      if (distance >= matchLength && matchLength > 32) bytes.copyWithin(write, write - distance, write - distance + matchLength);
      else for (let i = 0; i < matchLength; i++) bytes[write + i] = bytes[write - distance + i];
      write += matchLength;
    }
    return bits.left === 0 ? this.#copyRest(target, write, read) : -1;
  }

  /** Literals behind the last match; the bytes of the whole block, or -1. */
  #copyRest(target: Target, write: number, read: number): number {
    const rest = this.#literalCount - read;
    if (write + rest > target.end + MAX_BLOCK_BYTES) return -1;
    target.bytes.set(this.#literals.subarray(read, this.#literalCount), write);
    return write + rest - target.end;
  }

  /** Of an offset's value: the last three offsets stand for the values 1 to 3 (3.1.1.5). */
  #distance(value: number, literalLength: number): number {
    if (value > 3) {
      this.#offset3 = this.#offset2;
      this.#offset2 = this.#offset1;
      this.#offset1 = value - 3;
      return this.#offset1;
    }
    const which = value + (literalLength === 0 ? 1 : 0);
    if (which === 1) return this.#offset1;
    const distance = which === 2 ? this.#offset2 : which === 3 ? this.#offset3 : this.#offset1 - 1;
    if (which > 2) this.#offset3 = this.#offset2;
    this.#offset2 = this.#offset1;
    this.#offset1 = distance;
    return distance;
  }
}

function tableOf(
  mode: number,
  data: Uint8Array,
  from: number,
  to: number,
  standard: FseTable,
  before: FseTable | null,
  maxLog: number,
  maxSymbol: number,
): { readonly table: FseTable; readonly end: number } | null {
  if (mode === 0) return { table: standard, end: from };
  if (mode === 1) return from < to && data[from] <= maxSymbol ? { table: constantTable(data[from]), end: from + 1 } : null;
  if (mode === 2) return readFseTable(data, from, to, maxLog, maxSymbol);
  return before === null ? null : { table: before, end: from };
}
