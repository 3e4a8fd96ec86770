// Interned IP addresses: 16 bytes each, IPv4 in the last four with family 4.

import { Column } from '../base/column';

export class AddressTable {
  readonly family = new Column(Uint8Array, 64);
  /** Four big-endian words per address. */
  readonly words = new Column(Uint32Array, 256);
  /** Of text: what a made-up address stands for, by the text of the address. */
  names: ReadonlyMap<string, string> | null = null;
  #slots = new Int32Array(256).fill(-1);

  get length(): number {
    return this.family.length;
  }

  /** Index of the address, added when new. IPv4: words 0, 0, 0, address. Words signed or unsigned: their bits count. */
  intern(family: 4 | 6, w0: number, w1: number, w2: number, w3: number): number {
    const mask = this.#slots.length - 1;
    let slot = hashWords(w0, w1, w2, w3) & mask;
    for (;;) {
      const index = this.#slots[slot];
      if (index < 0) break;
      const at = index * 4;
      const words = this.words.values;
      if (
        ((words[at + 3] ^ w3) | (words[at + 2] ^ w2) | (words[at + 1] ^ w1) | (words[at] ^ w0)) === 0 &&
        this.family.values[index] === family
      ) {
        return index;
      }
      slot = (slot + 1) & mask;
    }
    const index = this.length;
    this.family.push(family);
    this.words.push(w0);
    this.words.push(w1);
    this.words.push(w2);
    this.words.push(w3);
    this.#slots[slot] = index;
    if (this.length * 2 > this.#slots.length) this.#rehash();
    return index;
  }

  /** Dotted or RFC 5952 text of the address, or the name that stands for it. */
  text(index: number): string {
    const text = this.#number(index);
    return this.names?.get(text) ?? text;
  }

  #number(index: number): string {
    const at = index * 4;
    const words = this.words.values;
    if (this.family.values[index] === 4) {
      const word = words[at + 3];
      return `${word >>> 24}.${(word >>> 16) & 255}.${(word >>> 8) & 255}.${word & 255}`;
    }
    return ipv6Text([words[at], words[at + 1], words[at + 2], words[at + 3]]);
  }

  #rehash(): void {
    const slots = new Int32Array(this.#slots.length * 2).fill(-1);
    const mask = slots.length - 1;
    const words = this.words.values;
    for (let index = 0; index < this.length; index++) {
      const at = index * 4;
      let slot = hashWords(words[at], words[at + 1], words[at + 2], words[at + 3]) & mask;
      while (slots[slot] >= 0) slot = (slot + 1) & mask;
      slots[slot] = index;
    }
    this.#slots = slots;
  }
}

function hashWords(w0: number, w1: number, w2: number, w3: number): number {
  let h = Math.imul(w3 ^ Math.imul(w2, 0x85ebca6b) ^ Math.imul(w1, 0xc2b2ae35) ^ Math.imul(w0, 0x27d4eb2f), 0x9e3779b1);
  h ^= h >>> 15;
  return Math.imul(h, 0x85ebca6b) ^ (h >>> 13);
}

/** RFC 5952: lower case, the longest run of two or more zero groups shortened. */
function ipv6Text(words: readonly number[]): string {
  const groups = words.flatMap((word) => [word >>> 16, word & 0xffff]);
  let bestStart = -1;
  let bestLength = 1;
  for (let start = 0; start < 8; start++) {
    let end = start;
    while (end < 8 && groups[end] === 0) end++;
    if (end - start > bestLength) {
      bestStart = start;
      bestLength = end - start;
    }
  }
  const hex = groups.map((group) => group.toString(16));
  if (bestStart < 0) return hex.join(':');
  return `${hex.slice(0, bestStart).join(':')}::${hex.slice(bestStart + bestLength).join(':')}`;
}
