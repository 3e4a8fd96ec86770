// HTTP/1.x messages that begin in a segment (RFC 9112): method or status, Host or Server, whether the connection is to close,
// how far the message reaches. A head that goes on in the next segment, or was cut, is marked with what is there.

import {
  HTTP_1_0,
  HTTP_CLOSES,
  HTTP_KEEP_ALIVE_SHIFT,
  HTTP_METHODS,
  HTTP_NO_LENGTH,
  LABEL_ABSENT,
  MarkKind,
  NO_LABEL,
  type MarkTable,
} from '../../model/mark-table';
import { matches, matchesLower } from './match';

/** Longer heads are refused by every common server. */
const MAX_HEAD_BYTES = 65_536;
/** Pipelined messages that are marked in one segment. */
const MAX_MESSAGES = 16;
const MAX_CHUNKS = 256;
const MAX_KEEP_ALIVE_SECONDS = 4095;
const MAX_LENGTH_DIGITS = 15;
/** "HTTP/1.1 200" */
const STATUS_LINE_BYTES = 12;
const MAX_METHOD_BYTES = 9;

const SPACE = 0x20;
const TAB = 0x09;
const CR = 0x0d;
const LF = 0x0a;
const DOT = 0x2e;
const COLON = 0x3a;
const LEFT_BRACKET = 0x5b;
/** The bit that makes a letter lower case. */
const LOWER = 0x20;

const NO_LENGTH = -1;

/** The head that was read last; reused. */
const head = {
  /** Where the body begins, -1 when the head does not end here. */
  end: -1,
  saysClose: false,
  saysKeepAlive: false,
  isChunked: false,
  contentLength: NO_LENGTH,
  keepAliveSeconds: 0,
  /** Value of Host, or of Server (else X-Powered-By); empty when not there. */
  nameFrom: 0,
  nameTo: 0,
};

export function recogniseHttpRequest(
  data: Uint8Array,
  origin: number,
  start: number,
  end: number,
  marks: MarkTable,
  segment: number,
): boolean {
  let at = start;
  for (let count = 0; count < MAX_MESSAGES && at < end; count++) {
    const method = methodAt(data, at, end);
    if (method < 0) return count > 0;
    const lineEnd = endOfLine(data, at, end);
    const isOld = lineEnd >= 0 && data[lastOfLine(data, at, lineEnd)] === 0x30;
    if (lineEnd >= 0 && !endsWithVersion(data, at, lineEnd)) return count > 0;
    readHead(data, lineEnd < 0 ? end : lineEnd + 1, end);
    let value = method;
    if (announcesClose(isOld)) value |= HTTP_CLOSES;
    if (head.isChunked) value |= HTTP_NO_LENGTH;
    if (isOld) value |= HTTP_1_0;
    const next = head.isChunked ? afterChunks(data, head.end, end) : head.end < 0 ? -1 : head.end + Math.max(0, head.contentLength);
    marks.push(segment, MarkKind.HttpRequest, value, next < 0 ? -1 : next - origin, hostLabel(data, marks));
    if (next < 0) return true;
    at = next;
  }
  return true;
}

export function recogniseHttpResponse(
  data: Uint8Array,
  origin: number,
  start: number,
  end: number,
  marks: MarkTable,
  segment: number,
): boolean {
  let at = start;
  for (let count = 0; count < MAX_MESSAGES && at < end; count++) {
    const status = statusAt(data, at, end);
    if (status < 0) return count > 0;
    const isOld = data[at + 7] === 0x30;
    const lineEnd = endOfLine(data, at, end);
    readHead(data, lineEnd < 0 ? end : lineEnd + 1, end);
    const hasNoBody = status < 200 || status === 204 || status === 304;
    let value = status;
    if (announcesClose(isOld)) value |= HTTP_CLOSES;
    if (!hasNoBody && (head.isChunked || (head.end >= 0 && head.contentLength === NO_LENGTH))) value |= HTTP_NO_LENGTH;
    if (isOld) value |= HTTP_1_0;
    // Not "|=": the timeout reaches the sign bit.
    value += head.keepAliveSeconds * 2 ** HTTP_KEEP_ALIVE_SHIFT;
    const next = afterResponse(data, end, hasNoBody);
    marks.push(segment, MarkKind.HttpResponse, value, next < 0 ? -1 : next - origin, serverLabel(data, marks));
    if (next < 0 || status === 101) return true;
    at = next;
  }
  return true;
}

/** HTTP/1.0 closes unless "keep-alive" is said: that it is not said shows in a whole head only. */
function announcesClose(isOld: boolean): boolean {
  return head.saysClose || (isOld && head.end >= 0 && !head.saysKeepAlive);
}

/** Addresses are no names: they are known without. */
function hostLabel(data: Uint8Array, marks: MarkTable): number {
  if (data[head.nameFrom] === LEFT_BRACKET) return NO_LABEL;
  for (let at = head.nameFrom; at < head.nameTo; at++) {
    const byte = data[at];
    if (byte !== DOT && (byte < 0x30 || byte > COLON)) return marks.labelOf(data, head.nameFrom, head.nameTo);
  }
  return NO_LABEL;
}

function serverLabel(data: Uint8Array, marks: MarkTable): number {
  if (head.nameTo > head.nameFrom) return marks.labelOf(data, head.nameFrom, head.nameTo);
  return head.end < 0 ? NO_LABEL : LABEL_ABSENT;
}

function afterResponse(data: Uint8Array, end: number, hasNoBody: boolean): number {
  if (head.end < 0) return -1;
  if (hasNoBody) return head.end;
  if (head.isChunked) return afterChunks(data, head.end, end);
  return head.contentLength === NO_LENGTH ? -1 : head.end + head.contentLength;
}

/** Index into HTTP_METHODS of the method and its space at data[at], -1 when there is none. */
function methodAt(data: Uint8Array, at: number, end: number): number {
  const limit = Math.min(end, at + MAX_METHOD_BYTES + 1);
  let space = at + 3;
  while (space < limit && data[space] !== SPACE) space++;
  if (space >= limit) return -1;
  for (let index = 0; index < HTTP_METHODS.length; index++) {
    const method = HTTP_METHODS[index];
    if (method.length === space - at && matches(data, at, method)) return index;
  }
  return -1;
}

/** Status of "HTTP/1.x NNN" at data[at], -1 when there is none. */
function statusAt(data: Uint8Array, at: number, end: number): number {
  if (at + STATUS_LINE_BYTES > end || !matches(data, at, 'HTTP/1.') || data[at + 8] !== SPACE) return -1;
  const hundreds = data[at + 9] - 0x30;
  const tens = data[at + 10] - 0x30;
  const ones = data[at + 11] - 0x30;
  if (hundreds < 1 || hundreds > 9 || tens < 0 || tens > 9 || ones < 0 || ones > 9) return -1;
  return hundreds * 100 + tens * 10 + ones;
}

/** Position of the line feed, -1 when the line does not end here. */
function endOfLine(data: Uint8Array, from: number, end: number): number {
  const limit = Math.min(end, from + MAX_HEAD_BYTES);
  for (let at = from; at < limit; at++) if (data[at] === LF) return at;
  return -1;
}

/** Last byte of the line but for its carriage return. */
function lastOfLine(data: Uint8Array, from: number, lineEnd: number): number {
  return lineEnd > from && data[lineEnd - 1] === CR ? lineEnd - 2 : lineEnd - 1;
}

/** A request line ends in "HTTP/1.x": RTSP and SIP use the same methods. */
function endsWithVersion(data: Uint8Array, from: number, lineEnd: number): boolean {
  const start = lastOfLine(data, from, lineEnd) - 7;
  return start > from && matches(data, start, 'HTTP/1.') && data[start - 1] === SPACE;
}

/** Reads the header lines from data[from] on into `head`. A line that does not end here is not judged. */
function readHead(data: Uint8Array, from: number, end: number): void {
  head.end = -1;
  head.saysClose = false;
  head.saysKeepAlive = false;
  head.isChunked = false;
  head.contentLength = NO_LENGTH;
  head.keepAliveSeconds = 0;
  head.nameFrom = head.nameTo = 0;
  const limit = Math.min(end, from + MAX_HEAD_BYTES);
  let line = from;
  while (line < limit) {
    const lineEnd = endOfLine(data, line, limit);
    if (lineEnd < 0) return;
    const contentEnd = lastOfLine(data, line, lineEnd) + 1;
    if (contentEnd <= line) {
      head.end = lineEnd + 1;
      return;
    }
    readHeader(data, line, contentEnd);
    line = lineEnd + 1;
  }
}

function readHeader(data: Uint8Array, from: number, to: number): void {
  switch (data[from] | LOWER) {
    case 0x63: // c
      if (hasName(data, from, to, 'connection:')) {
        head.saysClose ||= findToken(data, from + 11, to, 'close') >= 0;
        head.saysKeepAlive ||= findToken(data, from + 11, to, 'keep-alive') >= 0;
      } else if (hasName(data, from, to, 'content-length:')) {
        head.contentLength = numberAt(data, from + 15, to);
      }
      return;
    case 0x6b: {
      // k
      if (!hasName(data, from, to, 'keep-alive:')) return;
      const after = findToken(data, from + 11, to, 'timeout=');
      if (after >= 0) head.keepAliveSeconds = Math.min(MAX_KEEP_ALIVE_SECONDS, Math.max(0, numberAt(data, after, to)));
      return;
    }
    case 0x68: // h
      if (hasName(data, from, to, 'host:')) noteName(data, from + 5, to);
      return;
    case 0x73: // s
      if (hasName(data, from, to, 'server:')) noteName(data, from + 7, to);
      return;
    case 0x78: // x
      if (head.nameTo === head.nameFrom && hasName(data, from, to, 'x-powered-by:')) noteName(data, from + 13, to);
      return;
    case 0x74: // t
      if (hasName(data, from, to, 'transfer-encoding:')) head.isChunked ||= findToken(data, from + 18, to, 'chunked') >= 0;
      return;
    default:
  }
}

function noteName(data: Uint8Array, from: number, to: number): void {
  let first = from;
  let last = to;
  while (first < last && (data[first] === SPACE || data[first] === TAB)) first++;
  while (last > first && (data[last - 1] === SPACE || data[last - 1] === TAB)) last--;
  head.nameFrom = first;
  head.nameTo = last;
}

function hasName(data: Uint8Array, from: number, to: number, name: string): boolean {
  return to - from >= name.length && matchesLower(data, from, name);
}

/** Position after the token in data[from, to), -1 when it is not there. */
function findToken(data: Uint8Array, from: number, to: number, token: string): number {
  for (let at = from; at + token.length <= to; at++) if (matchesLower(data, at, token)) return at + token.length;
  return -1;
}

/** Decimal number after optional blanks; -1 when there is none, something else follows, or it cannot be exact. */
function numberAt(data: Uint8Array, from: number, to: number): number {
  let at = from;
  while (at < to && (data[at] === SPACE || data[at] === TAB)) at++;
  const first = at;
  let value = 0;
  while (at < to && data[at] >= 0x30 && data[at] <= 0x39) value = value * 10 + data[at++] - 0x30;
  return at === first || at - first > MAX_LENGTH_DIGITS ? -1 : value;
}

/** Where a chunked body that ends in this segment ends; -1 when it goes on. */
function afterChunks(data: Uint8Array, from: number, end: number): number {
  if (from < 0) return -1;
  let at = from;
  for (let count = 0; count < MAX_CHUNKS && at < end; count++) {
    const lineEnd = endOfLine(data, at, end);
    const size = lineEnd < 0 ? -1 : hexAt(data, at, lineEnd);
    if (size < 0) return -1;
    if (size === 0) return afterTrailers(data, lineEnd + 1, end);
    at = lineEnd + 1 + size + 2;
  }
  return -1;
}

function afterTrailers(data: Uint8Array, from: number, end: number): number {
  let line = from;
  while (line < end) {
    const lineEnd = endOfLine(data, line, end);
    if (lineEnd < 0) return -1;
    if (lastOfLine(data, line, lineEnd) < line) return lineEnd + 1;
    line = lineEnd + 1;
  }
  return -1;
}

function hexAt(data: Uint8Array, from: number, to: number): number {
  let value = 0;
  let at = from;
  for (; at < to && at - from < 8; at++) {
    const byte = data[at] | LOWER;
    if (byte >= 0x30 && byte <= 0x39) value = value * 16 + byte - 0x30;
    else if (byte >= 0x61 && byte <= 0x66) value = value * 16 + byte - 0x57;
    else break;
  }
  return at === from ? -1 : value;
}
