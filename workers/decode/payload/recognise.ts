// What the first bytes of a segment's payload say: HTTP/1.x heads, TLS records, greetings and refusals. One table lookup
// on the first byte keeps unrecognised payload almost free. Works on single segments: streams are not reassembled.

import { HTTP_METHODS, MarkKind, type MarkTable } from '../../model/mark-table';
import { recogniseHttpRequest, recogniseHttpResponse } from './http';
import { recogniseServerText, TEXT_STARTS } from './server-text';
import { mysqlText, oracleText, postgresText } from './server-packet';
import { recogniseTls } from './tls';

/** Shorter than anything that is recognised: a TLS record header, a status code with its line end. */
const MIN_BYTES = 5;

const NOTHING = 0;
const HTTP_METHOD = 1;
const H = 2;
const TLS = 3;
const TEXT = 4;
const POSTGRES_OR_OTHER = 5;
const ORACLE = 6;
const PROXY_V2 = 7;
const PROXY_OR_METHOD = 8;
const METHOD_OR_TEXT = 9;

const MYSQL_GREETING = 0x0a;
const MYSQL_ERROR = 0xff;

/** "PROXY TCP6 ... \r\n" is at most this long (HAProxy's PROXY protocol, version 1). */
const PROXY_LINE_BYTES = 107;
const PROXY_V2_SIGNATURE = [0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a];
const PROXY_V2_HEADER_BYTES = 16;

const CLASS_OF = classTable();

function classTable(): Uint8Array {
  const table = new Uint8Array(256);
  for (const first of TEXT_STARTS) table[first] = TEXT;
  for (const method of HTTP_METHODS) {
    const first = method.charCodeAt(0);
    table[first] = table[first] === TEXT || table[first] === METHOD_OR_TEXT ? METHOD_OR_TEXT : HTTP_METHOD;
  }
  for (const type of [0x14, 0x15, 0x16, 0x17]) table[type] = TLS;
  table[0x45] = POSTGRES_OR_OTHER;
  table[0x52] = POSTGRES_OR_OTHER;
  table[0x48] = H;
  table[0x50] = PROXY_OR_METHOD;
  table[0x0d] = PROXY_V2;
  table[0x00] = ORACLE;
  return table;
}

/** Files what is recognised in data[start, end) under that segment; false when nothing is. */
export function recogniseTcpPayload(data: Uint8Array, start: number, end: number, marks: MarkTable, segment: number): boolean {
  return recogniseFrom(data, start, start, end, marks, segment);
}

/** @param origin where the segment's payload begins: extents count from there */
function recogniseFrom(data: Uint8Array, origin: number, start: number, end: number, marks: MarkTable, segment: number): boolean {
  if (end - start < MIN_BYTES) return false;
  // MySQL: its first byte is the low byte of a length and may be anything.
  const fifth = data[start + 4];
  if (data[start + 2] === 0 && (fifth === MYSQL_GREETING || fifth === MYSQL_ERROR)) {
    const found = mysqlText(data, start, end);
    if (found !== null) return fileText(marks, segment, fifth === MYSQL_ERROR ? MarkKind.LimitText : MarkKind.Greeting, found);
  }
  switch (CLASS_OF[data[start]]) {
    case HTTP_METHOD:
      return recogniseHttpRequest(data, origin, start, end, marks, segment);
    case H:
      return (
        recogniseHttpResponse(data, origin, start, end, marks, segment) || recogniseHttpRequest(data, origin, start, end, marks, segment)
      );
    case TLS:
      return recogniseTls(data, start, end, marks, segment);
    case TEXT:
      return recogniseServerText(data, start, end, marks, segment);
    case METHOD_OR_TEXT:
      return recogniseHttpRequest(data, origin, start, end, marks, segment) || recogniseServerText(data, start, end, marks, segment);
    case POSTGRES_OR_OTHER: {
      // A letter and a length: text has no zero there.
      if (data[start + 1] === 0) {
        const text = postgresText(data, start, end);
        return text !== null && fileText(marks, segment, MarkKind.LimitText, text);
      }
      return recogniseHttpRequest(data, origin, start, end, marks, segment) || recogniseServerText(data, start, end, marks, segment);
    }
    case ORACLE: {
      const text = oracleText(data, start, end);
      return text !== null && fileText(marks, segment, MarkKind.LimitText, text);
    }
    case PROXY_OR_METHOD: {
      const after = afterProxyLine(data, start, end);
      if (after > start) return recogniseFrom(data, origin, after, end, marks, segment);
      return recogniseHttpRequest(data, origin, start, end, marks, segment);
    }
    case PROXY_V2: {
      const after = afterProxyV2(data, start, end);
      return after > start && recogniseFrom(data, origin, after, end, marks, segment);
    }
    case NOTHING:
    default:
      return false;
  }
}

function fileText(marks: MarkTable, segment: number, kind: number, text: string): true {
  marks.push(segment, kind, marks.internText(text), -1);
  return true;
}

/** A load balancer's line about the true client may stand before the client's own bytes; -1 when there is none. */
function afterProxyLine(data: Uint8Array, start: number, end: number): number {
  if (data[start + 1] !== 0x52 || data[start + 2] !== 0x4f || data[start + 3] !== 0x58 || data[start + 4] !== 0x59) return -1;
  const limit = Math.min(end, start + PROXY_LINE_BYTES);
  for (let at = start + 5; at < limit; at++) if (data[at] === 0x0a) return at + 1;
  return -1;
}

function afterProxyV2(data: Uint8Array, start: number, end: number): number {
  if (start + PROXY_V2_HEADER_BYTES > end) return -1;
  for (let i = 0; i < PROXY_V2_SIGNATURE.length; i++) if (data[start + i] !== PROXY_V2_SIGNATURE[i]) return -1;
  const after = start + PROXY_V2_HEADER_BYTES + ((data[start + 14] << 8) | data[start + 15]);
  return after < end ? after : -1;
}
