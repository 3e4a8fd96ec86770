// The addresses of a link: pseudonyms or numbers, each written once. Nothing else can be an address: a name has no way in.

import { AddressTable } from '../model/address-table';
import { BadLink, type Port } from './port';

const ROLES = ['client', 'server', 'host'] as const;
export type Role = (typeof ROLES)[number];
const IPV4 = 4;
const IPV6 = 6;
const MOST_ADDRESSES = 2_000;

export function pseudonym(role: Role, number: number): string {
  return `${role}-${number}`;
}

/** The bytes of an address in its usual form; null for everything else. */
export function addressBytes(text: string): readonly number[] | null {
  const bytes = text.includes(':') ? ipv6Bytes(text) : ipv4Bytes(text);
  return bytes !== null && addressText(bytes) === text ? bytes : null;
}

function ipv4Bytes(text: string): readonly number[] | null {
  const parts = text.split('.');
  return parts.length === 4 && parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) < 256) ? parts.map(Number) : null;
}

function ipv6Bytes(text: string): readonly number[] | null {
  const [head = '', tail, ...more] = text.split('::');
  const groupsOf = (part: string): string[] => (part === '' ? [] : part.split(':'));
  const before = groupsOf(head);
  const after = groupsOf(tail ?? '');
  const missing = 8 - before.length - after.length;
  if (more.length > 0 || missing < 0 || (tail === undefined && missing > 0)) return null;
  const groups = [...before, ...new Array<string>(missing).fill('0'), ...after];
  if (!groups.every((group) => /^[\da-f]{1,4}$/.test(group))) return null;
  return groups.flatMap((group) => [Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 0xff]);
}

/** The usual form of an address written in any form; null for what is none. */
export function usualAddress(text: string): string | null {
  const lower = text.toLowerCase();
  const bytes = lower.includes(':') ? ipv6Bytes(lower) : ipv4Bytes(lower);
  return bytes === null ? null : addressText(bytes);
}

function addressText(bytes: readonly number[]): string {
  const word = (at: number): number => bytes.slice(at, at + 4).reduce((value, byte) => value * 256 + byte, 0);
  const table = new AddressTable();
  const index = bytes.length === IPV4 ? table.intern(IPV4, 0, 0, 0, word(0)) : table.intern(IPV6, word(0), word(4), word(8), word(12));
  return table.text(index);
}

/** Addresses by number, in order of their first use. */
export class AddressBook {
  readonly #texts: string[];
  readonly #numbers = new Map<string, number>();

  constructor(texts: readonly string[] = []) {
    this.#texts = [...texts];
  }

  get texts(): readonly string[] {
    return this.#texts;
  }

  write(port: Port, text: string): string {
    let number = this.#numbers.get(text);
    if (number === undefined) {
      number = this.#texts.push(text) - 1;
      this.#numbers.set(text, number);
    }
    port.uint(number);
    return text;
  }

  read(port: Port): string {
    const text = this.#texts[port.uint()];
    if (text === undefined) throw new BadLink('damaged');
    return text;
  }
}

/** The list itself. */
export function addressesPort(port: Port, texts?: readonly string[]): readonly string[] {
  return port.list(MOST_ADDRESSES, texts, (text) => {
    if (text !== undefined) {
      const [, role, number] = /^([a-z]+)-(\d{1,6})$/.exec(text) ?? [];
      const kind = ROLES.findIndex((known) => known === role);
      const bytes = addressBytes(text);
      if (kind < 0 && bytes === null) throw new RangeError('neither an address nor a pseudonym');
      port.uint(bytes === null ? kind : bytes.length === 4 ? IPV4 : IPV6);
      if (bytes === null) port.uint(Number(number));
      else port.column(bytes.length, bytes);
      return text;
    }
    const kind = port.uint();
    const role = ROLES[kind];
    if (role !== undefined) return pseudonym(role, port.uint());
    if (kind !== IPV4 && kind !== IPV6) throw new BadLink('damaged');
    const bytes = port.column(kind === IPV4 ? 4 : 16, undefined);
    if (bytes.some((byte) => byte > 255)) throw new BadLink('damaged');
    return addressText(bytes);
  });
}
