// The text of an evidence link: `#s1.<length>.<data>.<checksum>`; `s2` where it is of two captures. The length comes first, so that a cut link can say how much is
// missing, the checksum last, so that no cut and no change goes unnoticed. What the data means is described elsewhere.

import { deflateSync, inflateSync } from 'fflate';
import { failed, success, type Result } from '../base/result';
import { readAnalysis, writeAnalysis } from './describe-analysis';
import { BadLink } from './port';
import type { SharedAnalysis } from './shared-analysis';

export type LinkProblem =
  /** E41: `want` is null when not even the length arrived. */
  | { readonly code: 'link-cut'; readonly got: number; readonly want: number | null }
  /** E42 */
  | { readonly code: 'link-too-new'; readonly version: string }
  /** E44: checksum: it is one of ours and was altered. foreign: nothing of ours. content: whole, and yet not understood. */
  | { readonly code: 'link-altered'; readonly reason: 'checksum' | 'foreign' | 'content' };

/** 1: an analysis. 2: a comparison of two captures (comparison/comparison-link.ts). */
export type LinkVersion = 1 | 2;
const CHECKSUM_CHARACTERS = 6;
/** Of the data. Longer ones no address bar keeps. */
const MOST_CHARACTERS = 262_144;
/** Unpacked; packed data that claims to be more is not ours. */
const MOST_BYTES = 1_048_576;
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** The fragment, with "#". The same analysis gives the same text. */
export function encodeLink(analysis: SharedAnalysis): string {
  return packLink(1, writeAnalysis(analysis));
}

export function packLink(version: LinkVersion, bytes: Uint8Array): string {
  const data = base64(deflateSync(bytes, { level: 9 }));
  const body = `s${version}.${data.length}.${data}`;
  return `#${body}.${checksum(body)}`;
}

/** @param fragment with or without "#"; whatever it is, the answer is a value. */
export function decodeLink(fragment: string): Result<SharedAnalysis, LinkProblem> {
  return unpackLink(fragment, 1, readAnalysis);
}

/** Is it one of a comparison, whole or not? */
export function isComparisonLink(fragment: string): boolean {
  return /^#?s2(?:\.|$)/.test(fragment);
}

/** @param read throws BadLink, and nothing else, for what it does not understand */
export function unpackLink<T>(fragment: string, known: LinkVersion, read: (bytes: Uint8Array) => T): Result<T, LinkProblem> {
  const text = fragment.startsWith('#') ? fragment.slice(1) : fragment;
  const altered = (reason: 'checksum' | 'foreign' | 'content') => failed({ code: 'link-altered', reason } as const);
  const version = /^s(\d{1,4})(?=\.|$)/.exec(text);
  if (version === null) return text === 's' ? failed({ code: 'link-cut', got: 1, want: null }) : altered('foreign');
  if (Number(version[1]) !== known) return failed({ code: 'link-too-new', version: version[0] });
  const cut = (want: number | null) => failed({ code: 'link-cut', got: text.length, want } as const);
  const parts = text.split('.');
  const [, length = '', data = '', sum = ''] = parts;
  if (parts.length > 4 || !/^\d{0,6}$/.test(length)) return altered('foreign');
  if (parts.length <= 2) return cut(null);
  const characters = Number(length);
  if (length === '' || length !== String(characters) || characters > MOST_CHARACTERS) return altered('checksum');
  const isWhole = parts.length === 4 && sum.length === CHECKSUM_CHARACTERS && data.length === characters;
  if (!isWhole) {
    const want = `s${known}.${length}.`.length + characters + 1 + CHECKSUM_CHARACTERS;
    // Only an end that is missing makes it cut: with an end, or too long, something else happened.
    const lacksEnd = parts.length === 3 ? data.length <= characters : data.length === characters && sum.length < CHECKSUM_CHARACTERS;
    return lacksEnd && /^[\w-]*$/.test(data + sum) ? cut(want) : altered('checksum');
  }
  if (checksum(`s${known}.${length}.${data}`) !== sum) return altered('checksum');
  const packed = bytesOf(data);
  if (packed === null) return altered('content');
  const bytes = inflate(packed);
  if (bytes === null) return altered('content');
  try {
    return success(read(bytes));
  } catch (error) {
    if (!(error instanceof BadLink)) throw error;
    return error.kind === 'newer' ? failed({ code: 'link-too-new', version: version[0] }) : altered('content');
  }
}

/** Null for what is not packed data, or unpacks to more than a link holds. */
function inflate(packed: Uint8Array): Uint8Array | null {
  // One byte of room more than allowed: filled, it was too much. The room does not grow, whatever the data say.
  const room = new Uint8Array(Math.min(MOST_BYTES, packed.length * 1032 + 64) + 1);
  try {
    const bytes = inflateSync(packed, { out: room });
    return bytes.length < room.length ? bytes : null;
  } catch (error) {
    // fflate throws Error with a numeric code for invalid data.
    if (error instanceof Error && (error instanceof RangeError || 'code' in error)) return null;
    throw error;
  }
}

function base64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const [a = 0, b = 0, c = 0] = bytes.subarray(at, at + 3);
    const word = (a << 16) | (b << 8) | c;
    const characters = Math.min(3, bytes.length - at) + 1;
    for (let digit = 0; digit < characters; digit++) text += ALPHABET[(word >> (18 - 6 * digit)) & 63] ?? '';
  }
  return text;
}

/** Null for text that base64() never makes. */
function bytesOf(text: string): Uint8Array | null {
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4));
  let word = 0;
  let bits = 0;
  let at = 0;
  for (const character of text) {
    const value = ALPHABET.indexOf(character);
    if (value < 0) return null;
    word = ((word << 6) | value) & 0xffffff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes[at++] = (word >> bits) & 0xff;
    }
  }
  return base64(bytes) === text ? bytes : null;
}

/** CRC-32 (ISO 3309) as base64url: notices every change of up to 32 bits in a row. Against accidents, not against forgers. */
function checksum(text: string): string {
  let crc = -1;
  for (let at = 0; at < text.length; at++) {
    crc ^= text.charCodeAt(at) & 0xff;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  const sum = ~crc;
  return base64(Uint8Array.of(sum >>> 24, sum >>> 16, sum >>> 8, sum));
}
