// The sum of a payload as the Internet checksum counts it (RFC 1071): 16 bits, from the header alone where its checksum was filled in.
// Sums of pieces add up to that of the whole.

import { u16be } from '../base/bytes';
import type { DecodedFrame } from '../decode/decoded-frame';

const PROTOCOL_TCP = 6;
const CHECKSUM_AT = 16;

/** Ones' complement sum in 16 bits; 0 and 0xffff are the same number there. */
function folded(sum: number): number {
  let rest = sum;
  while (rest > 0xffff) rest = (rest & 0xffff) + Math.floor(rest / 0x10000);
  return rest === 0xffff ? 0 : rest;
}

/** So short a payload is added up byte by byte. */
const WORDS_FROM_BYTES = 64;

/** Adds up payloads; four bytes at a time where the buffer lets it. */
export class PayloadSummer {
  #buffer: ArrayBufferLike | null = null;
  #words: Uint32Array = new Uint32Array(0);

  /** Sum of data[from, to) as words from its beginning; an odd last byte is a word's upper half. */
  sum(data: Uint8Array, from: number, to: number): number {
    if (to - from < WORDS_FROM_BYTES) return sumOf(data, from, to);
    if (this.#buffer !== data.buffer) {
      this.#buffer = data.buffer;
      this.#words = new Uint32Array(data.buffer, 0, data.buffer.byteLength >>> 2);
    }
    const begin = data.byteOffset + from;
    const first = (begin + 3) >>> 2;
    const end = (data.byteOffset + to) >>> 2;
    const head = first * 4 - begin;
    const words = this.#words;
    let one = 0;
    let two = 0;
    let at = first;
    for (const whole = end - 3; at < whole; at += 4) {
      one += (words[at] as number) + (words[at + 2] as number);
      two += (words[at + 1] as number) + (words[at + 3] as number);
    }
    for (; at < end; at++) one += words[at] as number;
    // Words stand with their lower half first: in the sum the halves have changed places.
    const middle = swapped(folded(one + two));
    const tail = sumOf(data, end * 4 - data.byteOffset, to);
    return joinedSum(joinedSum(sumOf(data, from, from + head), middle, head), tail, head);
  }
}

function swapped(sum: number): number {
  return folded(((sum & 0xff) << 8) | (sum >>> 8));
}

function sumOf(data: Uint8Array, from: number, to: number): number {
  let high = 0;
  let low = 0;
  let at = from;
  for (; at + 1 < to; at += 2) {
    high += data[at] as number;
    low += data[at + 1] as number;
  }
  if (at < to) high += data[at] as number;
  return folded(high * 256 + low);
}

/** Sum of two pieces behind each other, the first of so many bytes. */
export function joinedSum(first: number, second: number, firstBytes: number): number {
  // Behind an odd number of bytes the halves of every word change places.
  return folded(first + (firstBytes % 2 === 0 ? second : swapped(second)));
}

/** Of the segment whose header is at `at`: its payload's sum by the checksum; -1 where the network card was to fill that in. */
export function payloadSum(data: Uint8Array, at: number, header: number, frame: DecodedFrame): number {
  const checksum = u16be(data, at + CHECKSUM_AT);
  const pseudo =
    halves(frame.src0) +
    halves(frame.src1) +
    halves(frame.src2) +
    halves(frame.src3) +
    halves(frame.dst0) +
    halves(frame.dst1) +
    halves(frame.dst2) +
    halves(frame.dst3) +
    PROTOCOL_TCP +
    header +
    frame.len;
  if (checksum === 0 || folded(checksum) === folded(pseudo)) return -1;
  let own = 0;
  for (let word = at; word < at + header; word += 2) own += u16be(data, word);
  // All words add up to 0xffff, which is 0 here.
  return folded(0xffff * 64 - folded(pseudo) - folded(own));
}

function halves(word: number): number {
  return (word >>> 16) + (word & 0xffff);
}
