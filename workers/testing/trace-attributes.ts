// What single words of a trace line mean: attributes, numbers, endpoints, flags, payloads. Throws with the line number.

import { ACK, CWR, ECE, FIN, PSH, RST, SYN, URG } from '../model/tcp-flags';
import { addressBytes } from './synth-frames';
import { fail, type TraceLine, type Word } from './trace-text';

const FLAG_BITS: Readonly<Record<string, number>> = { F: FIN, S: SYN, R: RST, P: PSH, A: ACK, U: URG, E: ECE, C: CWR, '.': ACK };

export type Attributes = ReadonlyMap<string, string>;

/** key=value words and bare switches (value ''); an unknown key is a mistake in the trace. */
export function attributesOf(line: TraceLine, words: readonly Word[], known: readonly string[]): Attributes {
  const values = new Map<string, string>();
  for (const { key, operator, value } of words) {
    if (!known.includes(key) || (operator !== '' && operator !== '='))
      fail(line.number, `unknown attribute ${key}; known: ${known.join(' ')}`);
    values.set(key, value);
  }
  return values;
}

export function bareName(text: string): string {
  return text.replace(/^\[(.*)\]$/, '$1');
}

export function wholeNumber(line: TraceLine, text: string | undefined): number {
  const value = Number(text);
  return text === undefined || text === '' || !Number.isInteger(value)
    ? fail(line.number, `expected a whole number, found ${text ?? 'nothing'}`)
    : value;
}

export function optionalNumber(line: TraceLine, text: string | undefined): number | null {
  return text === undefined ? null : wholeNumber(line, text);
}

export function endpoint(line: TraceLine, text: string): { address: string; port: number } {
  const match = /^(?:\[([^\]]+)\]|([^:]+)):(\d+)$/.exec(text);
  if (match === null) return fail(line.number, `expected address:port, found ${text}`);
  const address = match[1] ?? match[2] ?? '';
  addressBytes(address);
  return { address, port: Number(match[3]) };
}

export function flagBits(line: TraceLine, letters: string): number {
  if (letters === '') return fail(line.number, 'flags are missing; "-" for none');
  if (letters === '-') return 0;
  return [...letters].reduce((bits, letter) => bits | (FLAG_BITS[letter] ?? fail(line.number, `unknown flag ${letter}`)), 0);
}

/** The text's bytes, filled up to `len` with bytes that no protocol begins with. */
export function payloadOf(line: TraceLine, data: string | undefined, len: string | undefined): Uint8Array {
  const text = Uint8Array.from(data ?? '', (character) => character.charCodeAt(0));
  const length = len === undefined ? text.length : wholeNumber(line, len);
  if (length < text.length) fail(line.number, `len=${length} is shorter than data (${text.length})`);
  const payload = new Uint8Array(length).fill(0xa5);
  payload.set(text);
  return payload;
}
