// The two entropy coders of zstd (RFC 8878 4): FSE tables with their descriptions, Huffman tables with theirs, and the bit stream
// that is read from its end. Nothing here throws: what contradicts itself gives null or a position below 0.

/** Bits of data[from, to), last one first. Before the first bit there are zeros, as decoders expect at the very end. */
export class BackwardBits {
  /** Bits that are left; below 0 when more were read than there are. */
  left = 0;
  #data: Uint8Array = new Uint8Array(0);
  #from = 0;

  /** False when the stream has no end mark. */
  open(data: Uint8Array, from: number, to: number): boolean {
    this.#data = data;
    this.#from = from;
    const last = to > from ? data[to - 1] : 0;
    this.left = (to - from - 1) * 8 + 31 - Math.clz32(last);
    return last !== 0;
  }

  /** At most 24 bits, not taken. */
  peek(count: number): number {
    const at = this.left - count;
    if (at >= 0) return this.#bitsAt(at, count);
    return this.left <= 0 ? 0 : this.#bitsAt(0, this.left) << -at;
  }

  /** At most 31 bits. */
  take(count: number): number {
    if (count > 24) {
      const high = this.take(count - 16);
      return high * 65_536 + this.take(16);
    }
    const value = this.peek(count);
    this.left -= count;
    return value;
  }

  #bitsAt(at: number, count: number): number {
    const data = this.#data;
    const byte = this.#from + (at >>> 3);
    const word = data[byte] | (data[byte + 1] << 8) | (data[byte + 2] << 16) | (data[byte + 3] << 24);
    return (word >>> (at & 7)) & ((1 << count) - 1);
  }
}

export interface FseTable {
  readonly accuracyLog: number;
  readonly symbols: Uint8Array;
  readonly bits: Uint8Array;
  readonly bases: Uint16Array;
}

/** One symbol for ever. */
export function constantTable(symbol: number): FseTable {
  return { accuracyLog: 0, symbols: Uint8Array.of(symbol), bits: new Uint8Array(1), bases: new Uint16Array(1) };
}

/** From normalised counts; -1 stands for "less than one". Null when they do not fill the table. */
export function fseTable(counts: readonly number[], accuracyLog: number): FseTable | null {
  const size = 1 << accuracyLog;
  const table: FseTable = { accuracyLog, symbols: new Uint8Array(size), bits: new Uint8Array(size), bases: new Uint16Array(size) };
  const next = new Uint16Array(counts.length);
  let high = size;
  counts.forEach((count, symbol) => {
    if (count >= 0) return;
    if (high > 0) table.symbols[--high] = symbol;
    next[symbol] = 1;
  });
  const step = (size >>> 1) + (size >>> 3) + 3;
  let at = 0;
  for (let symbol = 0; symbol < counts.length; symbol++) {
    const count = counts[symbol];
    if (count <= 0) continue;
    next[symbol] = count;
    for (let i = 0; i < count; i++) {
      table.symbols[at] = symbol;
      do at = (at + step) & (size - 1);
      while (at >= high && high > 0);
    }
  }
  if (at !== 0) return null;
  for (let state = 0; state < size; state++) {
    const number = next[table.symbols[state]]++;
    const bits = accuracyLog - (31 - Math.clz32(number));
    table.bits[state] = bits;
    table.bases[state] = (number << bits) - size;
  }
  return table;
}

export interface Described<T> {
  readonly table: T;
  /** Behind the description. */
  readonly end: number;
}

/** Reads the description of an FSE table (4.1.1); null when it is damaged. */
export function readFseTable(data: Uint8Array, from: number, to: number, maxLog: number, maxSymbol: number): Described<FseTable> | null {
  if (from >= to) return null;
  const limit = (to - from) * 8;
  let at = 0;
  const take = (count: number): number => {
    const byte = from + (at >>> 3);
    const word = data[byte] | (data[byte + 1] << 8) | (data[byte + 2] << 16);
    const value = (word >>> (at & 7)) & ((1 << count) - 1);
    at += count;
    return value;
  };
  const accuracyLog = take(4) + 5;
  if (accuracyLog > maxLog) return null;
  const counts: number[] = [];
  let remaining = 1 << accuracyLog;
  while (remaining > 0) {
    if (counts.length > maxSymbol || at > limit) return null;
    const bits = 32 - Math.clz32(remaining + 1);
    let value = take(bits);
    const mask = (1 << (bits - 1)) - 1;
    const threshold = (1 << bits) - 1 - (remaining + 1);
    if ((value & mask) < threshold) {
      at--;
      value &= mask;
    } else if (value > mask) value -= threshold;
    const count = value - 1;
    remaining -= Math.abs(count);
    counts.push(count);
    if (count !== 0) continue;
    for (let repeat = 3; repeat === 3;) {
      repeat = take(2);
      if (counts.length + repeat > maxSymbol + 1 || at > limit) return null;
      for (let i = 0; i < repeat; i++) counts.push(0);
    }
  }
  if (remaining !== 0 || at > limit || counts.length > maxSymbol + 1) return null;
  const table = fseTable(counts, accuracyLog);
  return table === null ? null : { table, end: from + ((at + 7) >>> 3) };
}

export interface HuffmanTable {
  readonly maxBits: number;
  /** By the next maxBits bits: the symbol, and how many of them it takes. */
  readonly symbols: Uint8Array;
  readonly bits: Uint8Array;
}

const MAX_HUFFMAN_BITS = 11;
const MAX_WEIGHTS = 255;
const MAX_WEIGHT_LOG = 6;
const MAX_WEIGHT = 12;

/** Reads the description of a Huffman tree (4.2.1); null when it is damaged. */
export function readHuffmanTable(data: Uint8Array, from: number, to: number): Described<HuffmanTable> | null {
  if (from >= to) return null;
  const head = data[from];
  const weights: number[] = [];
  let end: number;
  if (head >= 128) {
    const count = head - 127;
    end = from + 1 + ((count + 1) >>> 1);
    if (end > to) return null;
    for (let i = 0; i < count; i++) {
      const byte = data[from + 1 + (i >>> 1)];
      weights.push((i & 1) === 0 ? byte >>> 4 : byte & 15);
    }
  } else {
    end = from + 1 + head;
    if (end > to || !readWeights(data, from + 1, end, weights)) return null;
  }
  const table = huffmanTable(weights);
  return table === null ? null : { table, end };
}

/** Two states take turns until the bits run out (4.2.1.2). */
function readWeights(data: Uint8Array, from: number, to: number, weights: number[]): boolean {
  const described = readFseTable(data, from, to, MAX_WEIGHT_LOG, MAX_WEIGHT);
  if (described === null) return false;
  const { table, end } = described;
  const stream = new BackwardBits();
  if (!stream.open(data, end, to)) return false;
  let first = stream.take(table.accuracyLog);
  let second = stream.take(table.accuracyLog);
  if (stream.left < 0) return false;
  for (;;) {
    if (weights.length >= MAX_WEIGHTS) return false;
    weights.push(table.symbols[first]);
    if (stream.left < table.bits[first]) {
      weights.push(table.symbols[second]);
      return weights.length <= MAX_WEIGHTS;
    }
    first = table.bases[first] + stream.take(table.bits[first]);
    const swapped = first;
    first = second;
    second = swapped;
  }
}

function huffmanTable(weights: readonly number[]): HuffmanTable | null {
  let sum = 0;
  for (const weight of weights) {
    if (weight > MAX_WEIGHT) return null;
    if (weight > 0) sum += 1 << (weight - 1);
  }
  if (sum === 0) return null;
  const maxBits = 32 - Math.clz32(sum);
  if (maxBits > MAX_HUFFMAN_BITS) return null;
  const size = 1 << maxBits;
  const rest = size - sum;
  // The last weight is not written: it fills the table, and must be a power of two for that.
  if ((rest & (rest - 1)) !== 0) return null;
  const all = [...weights, 32 - Math.clz32(rest)];
  const table: HuffmanTable = { maxBits, symbols: new Uint8Array(size), bits: new Uint8Array(size) };
  let at = 0;
  for (let weight = 1; weight <= maxBits + 1; weight++) {
    for (let symbol = 0; symbol < all.length; symbol++) {
      if (all[symbol] !== weight) continue;
      const width = 1 << (weight - 1);
      if (at + width > size) return null;
      table.symbols.fill(symbol, at, at + width);
      table.bits.fill(maxBits + 1 - weight, at, at + width);
      at += width;
    }
  }
  return at === size ? table : null;
}
