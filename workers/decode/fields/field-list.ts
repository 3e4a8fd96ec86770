// Collects the fields of one layer. A field whose bytes were not all captured is left out: no value is made up.

import { u16be, u32be } from '../../base/bytes';
import { AddressTable } from '../../model/address-table';
import type { PacketField } from '../../model/packet-field';

export class FieldList {
  readonly fields: PacketField[] = [];
  readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  has(end: number): boolean {
    return end <= this.bytes.length;
  }

  u8(at: number): number {
    return this.has(at + 1) ? this.bytes[at] : 0;
  }

  u16(at: number): number {
    return this.has(at + 2) ? u16be(this.bytes, at) : 0;
  }

  u32(at: number): number {
    return this.has(at + 4) ? u32be(this.bytes, at) : 0;
  }

  /** A layer or group: shown from its first captured byte on, cut where the bytes end. */
  group(id: string, value: string, start: number, end: number, children: readonly PacketField[] = []): void {
    // A length that lies must not put a child outside its parent: bytes are looked up from the outside in.
    const to = Math.min(Math.max(end, ...children.map((child) => child.end)), this.bytes.length);
    if (start < to) this.fields.push({ id, value, start, end: to, children });
  }

  /** One field in `size` bytes. */
  text(id: string, value: string, start: number, size: number): void {
    if (this.has(start + size)) this.fields.push({ id, value, start, end: start + size, children: [] });
  }

  number(id: string, start: number, size: 1 | 2 | 4): void {
    this.text(id, String(this.read(start, size)), start, size);
  }

  hex(id: string, start: number, size: 1 | 2 | 4): void {
    this.text(id, hexText(this.read(start, size), size * 2), start, size);
  }

  /** A number with what it stands for: "TCP (6)"; the bare number when that is not known. */
  named(id: string, names: ReadonlyMap<number, string>, start: number, size: 1 | 2): void {
    const value = this.read(start, size);
    const plain = size === 1 ? String(value) : hexText(value, 4);
    const name = names.get(value);
    this.text(id, name === undefined ? plain : `${name} (${plain})`, start, size);
  }

  mac(id: string, start: number): void {
    const octets = Array.from(this.bytes.subarray(start, start + 6), (byte) => byte.toString(16).padStart(2, '0'));
    this.text(id, octets.join(':'), start, 6);
  }

  address(id: string, family: 4 | 6, start: number): void {
    const size = family === 4 ? 4 : 16;
    if (!this.has(start + size)) return;
    const table = new AddressTable();
    const last = start + size - 4;
    const word = (back: number) => (family === 4 ? 0 : u32be(this.bytes, last - back));
    this.text(id, table.text(table.intern(family, word(12), word(8), word(4), u32be(this.bytes, last))), start, size);
  }

  read(at: number, size: 1 | 2 | 4): number {
    return size === 1 ? this.u8(at) : size === 2 ? this.u16(at) : this.u32(at);
  }
}

export function hexText(value: number, digits: number): string {
  return `0x${value.toString(16).padStart(digits, '0')}`;
}
