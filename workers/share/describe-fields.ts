// Parts that descriptions of links share: numbers and words by name, addresses, frame numbers, notes. Bounded for reading and writing alike.

import { isFingerprint, type Fingerprint } from '../model/fingerprint';
import type { Note } from '../model/note';
import type { Values } from '../model/verdict';
import type { CauseId } from '../model/vocabulary';
import { isCrossFinding } from '../model/vocabulary';
import type { AddressBook } from './addresses';
import { CAUSE_CODES, NAME_CODES, NOTE_CODES } from './codes';
import { BadLink, optional, type Port } from './port';
import { isAddressValue, isWordValue } from './redact';

/** Of one observation. */
const MOST_FRAMES = 64;
export const MOST_WORD_BYTES = 60;
const MOST_VALUES = 40;
const MOST_NOTE_BYTES = 4_000;
const FINGERPRINT_BYTES = 6;
const VARIANT = /^[a-z0-9-]{1,40}$/;
const NAME = /^[A-Za-z][A-Za-z0-9]{0,39}$/;

interface PortedEndpoint {
  readonly address: string;
  readonly port: number;
}

export class Fields {
  readonly port: Port;
  readonly book: AddressBook;
  readonly isWriting: boolean;

  constructor(port: Port, book: AddressBook, isWriting: boolean) {
    this.port = port;
    this.book = book;
    this.isWriting = isWriting;
  }

  /** "124560-0a1b2c3d4e5f" as a number and six bytes. Links without one end before it. */
  fingerprint(value?: Fingerprint): Fingerprint {
    const [size, digits = ''] = value?.split('-') ?? [];
    const bytes = this.port.uint(size === undefined ? undefined : Number(size));
    const hash = value === undefined ? undefined : Array.from({ length: FINGERPRINT_BYTES }, (_, at) => hexByte(digits, at));
    const read = this.port.column(FINGERPRINT_BYTES, hash).map((byte) => byte.toString(16).padStart(2, '0'));
    const fingerprint = `${bytes}-${read.join('')}`;
    if (!isFingerprint(fingerprint)) throw new BadLink('damaged');
    return fingerprint;
  }

  note(value?: Note): Note {
    const port = this.port;
    return { about: port.id(NOTE_CODES, value?.about), number: port.uint(value?.number), text: port.text(MOST_NOTE_BYTES, value?.text) };
  }

  /** Numbers, addresses and words by name. */
  values(values?: Values): Values {
    const port = this.port;
    const items = values === undefined ? undefined : Object.entries(values);
    const list = port.list<[string, number | string]>(MOST_VALUES, items, (item) => {
      const name = this.#name(item?.[0]);
      const value = item?.[1];
      const isNumber = port.bool(value === undefined ? undefined : typeof value === 'number');
      if (isNumber) return [name, port.number(typeof value === 'number' ? value : undefined)];
      const text = typeof value === 'string' ? value : undefined;
      if (isAddressValue(name)) return [name, this.address(text)];
      const word = port.text(MOST_WORD_BYTES, text);
      if (!isWordValue(name, word)) throw new BadLink('damaged');
      return [name, word];
    });
    return Object.fromEntries(list);
  }

  /** Its code plus one; 0 for a name that has none and is written out. */
  #name(value?: string): string {
    const port = this.port;
    const code = port.uint(value === undefined ? undefined : NAME_CODES.indexOf(value) + 1);
    if (code === 0) return this.matching(NAME, value);
    const name = NAME_CODES[code - 1];
    if (name === undefined) throw new BadLink('newer');
    return name;
  }

  portedEndpoint(value?: PortedEndpoint): PortedEndpoint {
    return { address: this.address(value?.address), port: this.atMost(0xffff, value?.port) };
  }

  address(value?: string): string {
    return value === undefined ? this.book.read(this.port) : this.book.write(this.port, value);
  }

  causeOfConnection(value?: CauseId): CauseId {
    const cause = this.port.id(CAUSE_CODES, value);
    if (isCrossFinding(cause)) throw new BadLink('damaged');
    return cause;
  }

  variant(value?: string): string | undefined {
    return this.optional(value, (text) => this.matching(VARIANT, text));
  }

  matching(pattern: RegExp, value?: string): string {
    const text = this.port.text(200, value);
    if (!pattern.test(text)) throw new BadLink('damaged');
    return text;
  }

  frames(value?: readonly number[]): readonly number[] {
    return this.ids(MOST_FRAMES, value);
  }

  /** Numbers that mostly grow, by their differences. */
  ids(most: number, value?: readonly number[]): readonly number[] {
    let before = 0;
    return this.port.list(most, value, (id) => {
      const step = this.port.int(id === undefined ? undefined : id - before);
      before += step;
      if (!Number.isSafeInteger(before) || before < 0) throw new BadLink('damaged');
      return before;
    });
  }

  atMost(most: number, value?: number): number {
    const number = this.port.uint(value);
    if (number > most) throw new BadLink('damaged');
    return number;
  }

  optional<T>(value: T | undefined, item: (value?: T) => T): T | undefined {
    return optional(this.port, this.isWriting, value, item);
  }
}

function hexByte(digits: string, at: number): number {
  return Number.parseInt(digits.slice(2 * at, 2 * at + 2), 16);
}
