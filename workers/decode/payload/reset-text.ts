// What stands inside a RST (RFC 9293 3.5.3, SHLD-2): a reason in plain text, as load balancers write it, or the eight bytes of
// draft-ietf-tcpm-rst-diagnostic-payload. Testimony of whoever sent the RST: quoted, never believed.

import { u16be, u32be } from '../../base/bytes';
import { MarkKind, type MarkTable } from '../../model/mark-table';
import { cleanText, MAX_SCAN_BYTES } from './clean-text';

const DIAGNOSTIC_BYTES = 8;
const MAGIC = 0x33aa;
/** Its initial registry of failure causes, from 1. */
const CAUSES = [
  'illegal option length',
  'desynchronized state',
  'new data is received after CLOSE is called',
  'ABORT process',
  'unexpected ACK received by non-synchronized state connection',
  'unexpected SYN in the window',
  'unexpected security compartment',
  'malformed message',
  'not authorized',
  'resource exceeded',
  'network failure',
  'reset received from the peer',
  'destination unreachable',
  'connection timeout',
  'too much outstanding data',
  'unacceptable performance',
  'middlebox interference',
];
/** Shorter texts are chance. */
const MIN_LETTERS = 4;

/** Files what a RST's payload in data[start, end) says; false when it says nothing that can be read. */
export function recogniseResetPayload(data: Uint8Array, start: number, end: number, marks: MarkTable, segment: number): boolean {
  const text = diagnosis(data, start, end) ?? plainText(data, start, end);
  if (text === null) return false;
  marks.push(segment, MarkKind.ResetText, marks.internText(text), -1);
  return true;
}

function diagnosis(data: Uint8Array, start: number, end: number): string | null {
  if (end - start !== DIAGNOSTIC_BYTES || u16be(data, start) !== MAGIC) return null;
  const code = u16be(data, start + 2);
  if (code === 0) return null;
  const vendor = u32be(data, start + 4);
  if (vendor !== 0) return `reason ${code} of vendor ${vendor}`;
  const cause = CAUSES[code - 1];
  return cause === undefined ? `TCP failure cause ${code}` : `${cause} (TCP failure cause ${code})`;
}

/** One text from the first byte on, perhaps ended by zeros. */
function plainText(data: Uint8Array, start: number, end: number): string | null {
  let to = Math.min(end, start + MAX_SCAN_BYTES);
  while (to > start && data[to - 1] === 0) to--;
  let letters = 0;
  for (let at = start; at < to; at++) {
    const byte = data[at];
    if (byte >= 0x80 || byte === 0x7f || (byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d)) return null;
    const lower = byte | 0x20;
    if (lower >= 0x61 && lower <= 0x7a) letters++;
  }
  return letters < MIN_LETTERS ? null : cleanText(data, start, to);
}
