// What the first bytes of a segment's payload say: HTTP heads, TLS records, greetings, refusals, and which protocol begins
// here. One table lookup on the first byte keeps unrecognised payload almost free. Works on single segments: streams are not
// reassembled.

import { HTTP_METHODS, MarkKind, type MarkTable, type ProtocolName } from '../../model/mark-table';
import { protocolIndex, protocolOfFirst } from './first-bytes';
import { recogniseHttpRequest, recogniseHttpResponse } from './http';
import { recogniseHttp2Frame, recogniseHttp2Preface } from './http2';
import { amqpSaid, mysqlSaid, oracleSaid, postgresSaid, type Said } from './server-packet';
import { recogniseServerText, TEXT_STARTS } from './server-text';
import { recogniseTls } from './tls';

/** Shorter than anything that is recognised: a TLS record header, a status code with its line end. */
const MIN_BYTES = 5;

const NOTHING = 0;
const HTTP_METHOD = 1;
const H = 2;
const TLS = 3;
const TEXT = 4;
const POSTGRES_OR_OTHER = 5;
const ZERO = 6;
const PROXY_V2 = 7;
const PROXY_OR_METHOD = 8;
const METHOD_OR_TEXT = 9;
const AMQP_METHOD = 10;

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
  table[0x00] = ZERO;
  table[0x01] = AMQP_METHOD;
  return table;
}

/**
 * Files what is recognised in data[start, end) under that segment; false when nothing is.
 * @param isFirst nothing of this side came before: what protocol it is shows here
 */
export function recogniseTcpPayload(
  data: Uint8Array,
  start: number,
  end: number,
  marks: MarkTable,
  segment: number,
  isFirst: boolean,
): boolean {
  const rows = marks.segment.length;
  if (recogniseFrom(data, start, start, end, marks, segment, isFirst)) {
    if (isFirst) nameProtocol(data, start, end, marks, segment, rows);
    return true;
  }
  if (!isFirst) return false;
  const protocol = protocolOfFirst(data, start, end);
  if (protocol >= 0) marks.push(segment, MarkKind.Protocol, protocol, -1);
  return protocol >= 0;
}

/** Words that are one protocol's alone, however it is looked at. */
const WORDS_OF: readonly (readonly [RegExp, ProtocolName])[] = [
  [/^(?:ERROR \d{4}[ :]|MySQL |MariaDB )/, 'MySQL'],
  [/^TNS-/, 'Oracle'],
  [/^AMQP /, 'AMQP'],
  [/^HTTP\/2 /, 'HTTP/2'],
  [/^ERROR Too many open connections/, 'memcached'],
  [/^(?:Exceeded MaxStartups|Not allowed at this time|Invalid SSH)/, 'SSH'],
  [/^This ZooKeeper/, 'ZooKeeper'],
  [/^(?:421|554)[ -].*s?mtp/i, 'SMTP'],
];

/** A refusal in words is in the words of its protocol, and may be all that the server ever says. */
function nameProtocol(data: Uint8Array, start: number, end: number, marks: MarkTable, segment: number, rows: number): void {
  const kind = marks.kind.values[rows];
  if (kind !== MarkKind.LimitText && kind !== MarkKind.ServerWords && kind !== MarkKind.Greeting) return;
  const text = marks.texts[marks.value.values[rows]] ?? '';
  const name = WORDS_OF.find(([words]) => words.test(text))?.[1] ?? (data[start] === 0x45 && data[start + 1] === 0 ? 'PostgreSQL' : null);
  const protocol = name === null ? protocolOfFirst(data, start, end) : protocolIndex(name);
  if (protocol >= 0) marks.push(segment, MarkKind.Protocol, protocol, -1);
}

/** @param origin where the segment's payload begins: extents count from there */
function recogniseFrom(
  data: Uint8Array,
  origin: number,
  start: number,
  end: number,
  marks: MarkTable,
  segment: number,
  isFirst: boolean,
): boolean {
  if (end - start < MIN_BYTES) return false;
  // MySQL: its first byte is the low byte of a length and may be anything.
  const fifth = data[start + 4];
  if (data[start + 2] === 0 && (fifth === MYSQL_GREETING || fifth === MYSQL_ERROR)) {
    const said = mysqlSaid(data, start, end);
    if (said !== null) return file(marks, segment, said);
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
      return recogniseServerText(data, start, end, marks, segment, isFirst);
    case METHOD_OR_TEXT:
      return (
        recogniseHttpRequest(data, origin, start, end, marks, segment) || recogniseServerText(data, start, end, marks, segment, isFirst)
      );
    case POSTGRES_OR_OTHER:
      // A letter and a length: text has no zero there.
      if (data[start + 1] === 0) return file(marks, segment, postgresSaid(data, start, end));
      return (
        recogniseHttpRequest(data, origin, start, end, marks, segment) || recogniseServerText(data, start, end, marks, segment, isFirst)
      );
    case ZERO:
      return recogniseHttp2Frame(data, start, end, marks, segment) || file(marks, segment, oracleSaid(data, start, end));
    case AMQP_METHOD:
      return file(marks, segment, amqpSaid(data, start, end));
    case PROXY_OR_METHOD: {
      const after = afterProxyLine(data, start, end);
      if (after > start) return recogniseFrom(data, origin, after, end, marks, segment, isFirst);
      return (
        recogniseHttpRequest(data, origin, start, end, marks, segment) ||
        recogniseHttp2Preface(data, start, end, marks, segment) ||
        recogniseServerText(data, start, end, marks, segment, isFirst)
      );
    }
    case PROXY_V2: {
      const after = afterProxyV2(data, start, end);
      return after > start && recogniseFrom(data, origin, after, end, marks, segment, isFirst);
    }
    case NOTHING:
    default:
      return false;
  }
}

function file(marks: MarkTable, segment: number, said: Said | null): boolean {
  if (said === null) return false;
  marks.push(segment, said.kind, marks.internText(said.text), -1);
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
