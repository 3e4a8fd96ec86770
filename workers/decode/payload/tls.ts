// TLS records that begin in a segment (RFC 8446 5.1): hellos, the name that a client asks for (RFC 6066 3), alerts in clear,
// and what an encrypted alert looks like.

import { MarkKind, NO_LABEL, TLS_TYPE_SHIFT, type MarkTable } from '../../model/mark-table';

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
/** Type, length, version and random of a ClientHello. */
const HELLO_FIXED_BYTES = 38;
const MAX_EXTENSIONS = 64;
const SERVER_NAME = 0;
const HOST_NAME = 0;
/** Length of the list, type and length of the name. */
const NAME_HEADER_BYTES = 5;

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
    if (data[body] === SERVER_HELLO) marks.push(segment, MarkKind.TlsServerHello, 0, -1);
    else marks.push(segment, MarkKind.TlsClientHello, 0, -1, serverName(data, body, Math.min(end, body + length), marks));
    return true;
  }
  const isAlertLike = type === ALERT || (type === APPLICATION_DATA && length === ENCRYPTED_ALERT_BYTES);
  if (!isFirst && !isAlertLike) return false;
  marks.push(segment, MarkKind.TlsRecord, (type << TLS_TYPE_SHIFT) | length, -1);
  return true;
}

/** Label of the host_name in data[at, end), a ClientHello that may be cut. */
function serverName(data: Uint8Array, at: number, end: number, marks: MarkTable): number {
  let next = at + HELLO_FIXED_BYTES;
  if (next >= end) return NO_LABEL;
  next += 1 + data[next];
  if (next + 2 > end) return NO_LABEL;
  next += 2 + u16(data, next);
  if (next >= end) return NO_LABEL;
  next += 1 + data[next] + 2;
  for (let count = 0; count < MAX_EXTENSIONS && next + 4 <= end; count++) {
    const body = next + 4;
    if (u16(data, next) === SERVER_NAME) {
      if (body + NAME_HEADER_BYTES > end || data[body + 2] !== HOST_NAME) return NO_LABEL;
      const name = body + NAME_HEADER_BYTES;
      const nameEnd = name + u16(data, body + 3);
      return nameEnd > end ? NO_LABEL : marks.labelOf(data, name, nameEnd);
    }
    next = body + u16(data, next + 2);
  }
  return NO_LABEL;
}

function u16(data: Uint8Array, at: number): number {
  return (data[at] << 8) | data[at + 1];
}
