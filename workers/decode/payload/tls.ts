// TLS records that begin in a segment (RFC 8446 5.1): hellos, alerts in clear, and what an encrypted alert looks like.

import { MarkKind, TLS_TYPE_SHIFT, type MarkTable } from '../../model/mark-table';

const RECORD_HEADER_BYTES = 5;
/** 2^14 and what encryption may add (RFC 5246 6.2.3). */
const MAX_RECORD_BYTES = 16_384 + 2048;
const MAX_RECORDS = 16;

const CHANGE_CIPHER_SPEC = 20;
const ALERT = 21;
const HANDSHAKE = 22;
const APPLICATION_DATA = 23;
const CLIENT_HELLO = 1;
const SERVER_HELLO = 2;
/** Level and description. */
const ALERT_BYTES = 2;
const WARNING = 1;
const FATAL = 2;
/** Level, description, inner content type and a 16-byte tag: every alert of TLS 1.3 without padding. */
const ENCRYPTED_ALERT_BYTES = 19;

export function recogniseTls(data: Uint8Array, start: number, end: number, marks: MarkTable, segment: number): boolean {
  let at = start;
  let isMarked = false;
  for (let count = 0; count < MAX_RECORDS && at + RECORD_HEADER_BYTES <= end; count++) {
    const type = data[at];
    const length = (data[at + 3] << 8) | data[at + 4];
    if (type < CHANGE_CIPHER_SPEC || type > APPLICATION_DATA || data[at + 1] !== 3 || data[at + 2] > 4) break;
    if (length === 0 || length > MAX_RECORD_BYTES) break;
    const body = at + RECORD_HEADER_BYTES;
    // The first record says what the segment is; of the others only those that tell something.
    if (markRecord(data, type, length, body, end, count === 0, marks, segment)) isMarked = true;
    at = body + length;
  }
  return isMarked;
}

function markRecord(
  data: Uint8Array,
  type: number,
  length: number,
  body: number,
  end: number,
  isFirst: boolean,
  marks: MarkTable,
  segment: number,
): boolean {
  if (type === ALERT && length === ALERT_BYTES && body + ALERT_BYTES <= end && (data[body] === WARNING || data[body] === FATAL)) {
    marks.push(segment, MarkKind.TlsAlert, (data[body] << 8) | data[body + 1], -1);
    return true;
  }
  if (type === HANDSHAKE && body < end && (data[body] === CLIENT_HELLO || data[body] === SERVER_HELLO)) {
    marks.push(segment, data[body] === CLIENT_HELLO ? MarkKind.TlsClientHello : MarkKind.TlsServerHello, 0, -1);
    return true;
  }
  const isAlertLike = type === ALERT || (type === APPLICATION_DATA && length === ENCRYPTED_ALERT_BYTES);
  if (!isFirst && !isAlertLike) return false;
  marks.push(segment, MarkKind.TlsRecord, (type << TLS_TYPE_SHIFT) | length, -1);
  return true;
}
