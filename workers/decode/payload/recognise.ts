// What the first bytes of a segment's payload say: HTTP/1.x heads, TLS records, greetings and refusals of known
// protocols. One switch on the first byte keeps unrecognised payload almost free. Bounded, never throws.

import { HTTP_CLOSES, HTTP_KEEP_ALIVE_SHIFT, HTTP_NO_LENGTH, MarkKind, type MarkTable } from '../../model/mark-table';

const MAX_HEAD_BYTES = 4096;
const MAX_TEXT_LENGTH = 120;
const MAX_TEXTS = 256;
const MAX_KEEP_ALIVE_SECONDS = 4095;
const METHODS = ['GET ', 'POST ', 'PUT ', 'HEAD ', 'DELETE ', 'OPTIONS ', 'PATCH ', 'CONNECT ', 'TRACE '];
const METHOD_FIRST = new Set(METHODS.map((method) => method.charCodeAt(0)));
const LIMIT_TEXT =
  /max number of clients|too many (?:open )?(?:connections|clients)|too many connections|remaining connection slots|connection limit|max_user_connections|max_connections|no more connections allowed|maximum number of connections|server is full/i;
const GREETING = /^(?:SSH-\d|220[ -]|\+OK|\* OK|HELO|@RSYNCD|RFB )/;

/** Files what is recognised in data[start, end) under that segment; false when nothing is. */
export function recogniseTcpPayload(data: Uint8Array, start: number, end: number, marks: MarkTable, segment: number): boolean {
  const first = data[start];
  const size = end - start;
  if (size < 5) return false;
  if (first === 0x48 && size >= 12 && data[start + 4] === 0x2f && ascii(data, start, start + 7) === 'HTTP/1.')
    return httpResponse(data, start, end, marks, segment);
  if (METHOD_FIRST.has(first) && METHODS.some((method) => startsWith(data, start, end, method)))
    return httpRequest(data, start, end, marks, segment);
  if (first >= 0x14 && first <= 0x17 && data[start + 1] === 3 && data[start + 2] <= 4) return tlsRecord(data, start, end, marks, segment);
  if (first === 0x2d || first === 0x45 || first === 0xff || (first >= 0x30 && first <= 0x39) || size < 400)
    return serverText(data, start, end, marks, segment);
  return false;
}

function push(marks: MarkTable, segment: number, kind: number, value: number, extent: number): true {
  marks.segment.push(segment);
  marks.kind.push(kind);
  marks.value.push(value);
  marks.extent.push(extent);
  return true;
}

function httpRequest(data: Uint8Array, start: number, end: number, marks: MarkTable, segment: number): boolean {
  const head = ascii(data, start, Math.min(end, start + MAX_HEAD_BYTES));
  const headEnd = head.indexOf('\r\n\r\n');
  const length = /\r\ncontent-length:[ \t]*(\d{1,15})/i.exec(head);
  const extent = headEnd < 0 ? -1 : headEnd + 4 + (length === null ? 0 : Number(length[1]));
  return push(marks, segment, MarkKind.HttpRequest, 0, extent);
}

function httpResponse(data: Uint8Array, start: number, end: number, marks: MarkTable, segment: number): boolean {
  const head = ascii(data, start, Math.min(end, start + MAX_HEAD_BYTES));
  const status = Number(head.slice(9, 12));
  if (!(status >= 100 && status <= 999)) return false;
  const headEnd = head.indexOf('\r\n\r\n');
  const headers = headEnd < 0 ? head : head.slice(0, headEnd + 2);
  const connection = /\r\nconnection:[ \t]*([^\r\n]*)/i.exec(headers)?.[1]?.toLowerCase() ?? '';
  const closes = connection.includes('close') || (head.startsWith('HTTP/1.0') && !connection.includes('keep-alive'));
  const timeout = /\r\nkeep-alive:[^\r\n]*timeout=(\d{1,5})/i.exec(headers);
  const length = /\r\ncontent-length:[ \t]*(\d{1,15})/i.exec(headers);
  let value = status | (closes ? HTTP_CLOSES : 0);
  if (length === null) value |= HTTP_NO_LENGTH;
  if (timeout !== null) value += Math.min(MAX_KEEP_ALIVE_SECONDS, Number(timeout[1])) * 2 ** HTTP_KEEP_ALIVE_SHIFT;
  const extent = headEnd < 0 || length === null ? -1 : headEnd + 4 + Number(length[1]);
  return push(marks, segment, MarkKind.HttpResponse, value >>> 0, extent);
}

function tlsRecord(data: Uint8Array, start: number, end: number, marks: MarkTable, segment: number): boolean {
  const type = data[start];
  const length = (data[start + 3] << 8) | data[start + 4];
  if (type === 0x15 && length === 2 && start + 7 <= end)
    return push(marks, segment, MarkKind.TlsAlert, (data[start + 5] << 8) | data[start + 6], -1);
  if (type === 0x16 && start + 6 <= end) {
    const handshake = data[start + 5];
    if (handshake === 1) return push(marks, segment, MarkKind.TlsClientHello, 0, -1);
    if (handshake === 2) return push(marks, segment, MarkKind.TlsServerHello, 0, -1);
  }
  return push(marks, segment, MarkKind.TlsRecord, type << 16, -1);
}

function serverText(data: Uint8Array, start: number, end: number, marks: MarkTable, segment: number): boolean {
  const text = printable(data, start, Math.min(end, start + 300));
  if (LIMIT_TEXT.test(text)) return push(marks, segment, MarkKind.LimitText, textIndex(marks, text), -1);
  if (GREETING.test(text)) return push(marks, segment, MarkKind.Greeting, textIndex(marks, text), -1);
  return false;
}

function textIndex(marks: MarkTable, text: string): number {
  const clean = text
    .replace(/[^\x20-\x7e]+/g, ' ')
    .trim()
    .slice(0, MAX_TEXT_LENGTH);
  const known = marks.texts.indexOf(clean);
  if (known >= 0) return known;
  if (marks.texts.length >= MAX_TEXTS) return MAX_TEXTS - 1;
  return marks.texts.push(clean) - 1;
}

function startsWith(data: Uint8Array, start: number, end: number, text: string): boolean {
  if (end - start < text.length) return false;
  for (let i = 0; i < text.length; i++) if (data[start + i] !== text.charCodeAt(i)) return false;
  return true;
}

function ascii(data: Uint8Array, start: number, end: number): string {
  let text = '';
  for (let at = start; at < end; at++) text += String.fromCharCode(data[at]);
  return text;
}

function printable(data: Uint8Array, start: number, end: number): string {
  return ascii(data, start, end).replace(/[^\x20-\x7e]+/g, ' ');
}
