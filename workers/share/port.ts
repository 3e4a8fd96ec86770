// One description for both directions: a port either writes the value that it is given, or ignores it and gives what it read.
// What is read is bounded before anything is made of it; a breach is thrown as BadLink and never leaves decode.ts.

/** newer: made by a later version. damaged: not what any version writes. */
export class BadLink extends Error {
  readonly kind: 'newer' | 'damaged';
  constructor(kind: 'newer' | 'damaged') {
    super(kind);
    this.kind = kind;
  }
}

export interface Port {
  /** [0, 2^53) */
  uint(value?: number): number;
  /** (-2^53, 2^53) */
  int(value?: number): number;
  /** Any number: integers and decimals in few bytes. */
  number(value?: number): number;
  big(value?: bigint): bigint;
  bool(value?: boolean): boolean;
  id<T extends string>(list: readonly T[], value?: T): T;
  text(maxBytes: number, value?: string): string;
  list<T>(most: number, items: readonly T[] | undefined, item: (value?: T) => T): readonly T[];
  /** Does another part follow? What was added to the format later stands at the end, and may be missing. */
  goesOn(isThere?: boolean): boolean;
  /** `count` must be bounded by the caller. */
  column(count: number, values: readonly number[] | undefined, isSigned?: boolean): readonly number[];
}

/** What may be left out of an object: `undefined` stands for absent. */
export function optional<T>(port: Port, isWriting: boolean, value: T | undefined, item: (value?: T) => T): T | undefined {
  const isThere = port.bool(isWriting ? value !== undefined : undefined);
  return isThere ? item(value) : undefined;
}

const MOST_DECIMALS = 12;
const RAW_DOUBLE = 15;

export class Writer implements Port {
  #bytes = new Uint8Array(1024);
  #length = 0;

  get bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  #byte(value: number): void {
    if (this.#length === this.#bytes.length) {
      const grown = new Uint8Array(2 * this.#length);
      grown.set(this.#bytes);
      this.#bytes = grown;
    }
    this.#bytes[this.#length++] = value;
  }

  append(bytes: Uint8Array): void {
    for (const value of bytes) this.#byte(value);
  }

  uint(value?: number): number {
    const whole = given(value);
    if (!Number.isSafeInteger(whole) || whole < 0) throw new RangeError(`not a whole number: ${whole}`);
    let rest = whole;
    while (rest > 127) {
      this.#byte((rest % 128) + 128);
      rest = Math.floor(rest / 128);
    }
    this.#byte(rest);
    return whole;
  }

  int(value?: number): number {
    const whole = given(value);
    this.big(whole < 0 ? -2n * BigInt(whole) - 1n : 2n * BigInt(whole));
    return whole;
  }

  number(value?: number): number {
    const number = given(value);
    for (let decimals = 0; decimals <= MOST_DECIMALS; decimals++) {
      const mantissa = Math.round(number * 10 ** decimals);
      if (!Number.isSafeInteger(mantissa)) break;
      if (Object.is(decimal(mantissa, decimals), number)) {
        this.#byte(decimals);
        this.int(mantissa);
        return number;
      }
    }
    this.#byte(RAW_DOUBLE);
    this.append(new Uint8Array(Float64Array.of(number).buffer));
    return number;
  }

  big(value?: bigint): bigint {
    const whole = given(value);
    let rest = whole;
    while (rest > 127n) {
      this.#byte(Number(rest % 128n) + 128);
      rest /= 128n;
    }
    this.#byte(Number(rest));
    return whole;
  }

  bool(value?: boolean): boolean {
    this.#byte(given(value) ? 1 : 0);
    return given(value);
  }

  id<T extends string>(list: readonly T[], value?: T): T {
    const word = given(value);
    const code = list.indexOf(word);
    if (code < 0) throw new RangeError(`no code for ${word}`);
    this.uint(code);
    return word;
  }

  text(maxBytes: number, value?: string): string {
    const text = given(value);
    const bytes = new TextEncoder().encode(text);
    if (bytes.length > maxBytes) throw new RangeError('text too long');
    this.uint(bytes.length);
    this.append(bytes);
    return text;
  }

  list<T>(most: number, items: readonly T[] | undefined, item: (value?: T) => T): readonly T[] {
    const all = given(items);
    if (all.length > most) throw new RangeError('too many items');
    this.uint(all.length);
    for (const one of all) item(one);
    return all;
  }

  goesOn(isThere?: boolean): boolean {
    return given(isThere);
  }

  column(count: number, values: readonly number[] | undefined, isSigned = false): readonly number[] {
    const all = given(values);
    if (all.length !== count) throw new RangeError('column of another length');
    for (const value of all)
      if (isSigned) this.int(value);
      else this.uint(value);
    return all;
  }
}

export class Reader implements Port {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  #byte(): number {
    const value = this.#bytes[this.#at++];
    if (value === undefined) throw new BadLink('damaged');
    return value;
  }

  uint(): number {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = this.#byte();
      value += (byte & 127) * scale;
      if (!Number.isSafeInteger(value)) throw new BadLink('damaged');
      if (byte < 128) return value;
      if (scale > 2 ** 49) throw new BadLink('damaged');
    }
  }

  int(): number {
    const folded = this.big();
    const whole = Number(folded % 2n === 0n ? folded / 2n : -(folded + 1n) / 2n);
    if (!Number.isSafeInteger(whole)) throw new BadLink('damaged');
    return whole;
  }

  number(): number {
    const decimals = this.#byte();
    if (decimals <= MOST_DECIMALS) return decimal(this.int(), decimals);
    if (decimals !== RAW_DOUBLE) throw new BadLink('damaged');
    const bytes = Uint8Array.from({ length: 8 }, () => this.#byte());
    return new Float64Array(bytes.buffer)[0] ?? 0;
  }

  big(): bigint {
    let value = 0n;
    for (let shift = 0n; shift <= 63n; shift += 7n) {
      const byte = this.#byte();
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return value;
    }
    throw new BadLink('damaged');
  }

  bool(): boolean {
    const value = this.#byte();
    if (value > 1) throw new BadLink('damaged');
    return value === 1;
  }

  id<T extends string>(list: readonly T[]): T {
    // Codes are only ever added: one that is not known here was added later.
    const word = list[this.uint()];
    if (word === undefined) throw new BadLink('newer');
    return word;
  }

  text(maxBytes: number): string {
    const length = this.uint();
    if (length > maxBytes || length > this.#bytes.length - this.#at) throw new BadLink('damaged');
    const bytes = this.#bytes.subarray(this.#at, this.#at + length);
    this.#at += length;
    try {
      return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    } catch {
      throw new BadLink('damaged');
    }
  }

  list<T>(most: number, _items: readonly T[] | undefined, item: (value?: T) => T): readonly T[] {
    const length = this.#count(most);
    const items: T[] = [];
    for (let index = 0; index < length; index++) items.push(item());
    return items;
  }

  goesOn(): boolean {
    return this.#at < this.#bytes.length;
  }

  column(count: number, _values: readonly number[] | undefined, isSigned = false): readonly number[] {
    if (count > this.#bytes.length - this.#at) throw new BadLink('damaged');
    const values: number[] = [];
    for (let index = 0; index < count; index++) values.push(isSigned ? this.int() : this.uint());
    return values;
  }

  /** Every item takes a byte or more: a count beyond what is left is a lie. */
  #count(most: number): number {
    const length = this.uint();
    if (length > most || length > this.#bytes.length - this.#at) throw new BadLink('damaged');
    return length;
  }
}

/** Correctly rounded, unlike a multiplication: what was written is what is read. */
function decimal(mantissa: number, decimals: number): number {
  return Object.is(mantissa, -0) ? -0 : mantissa / 10 ** decimals;
}

function given<T>(value: T | undefined): T {
  if (value === undefined) throw new RangeError('nothing to write');
  return value;
}
