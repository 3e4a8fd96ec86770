// What the payload of a few segments was recognised as. Sparse, in order of segments; never payload itself, but for short
// refusal texts and names.

import { Column } from '../base/column';

export const MarkKind = {
  /** value: index into HTTP_METHODS | HTTP_CLOSES | HTTP_NO_LENGTH (chunked) | HTTP_1_0 */
  HttpRequest: 1,
  /** value: status | HTTP_CLOSES | HTTP_NO_LENGTH (chunked or no length) | HTTP_1_0 | (Keep-Alive timeout seconds << HTTP_KEEP_ALIVE_SHIFT) */
  HttpResponse: 2,
  /** value: content type << TLS_TYPE_SHIFT | length of the record's body; type 21 is an alert that is encrypted */
  TlsRecord: 3,
  /** value: index into `texts`, or NO_TEXT: the server's own words that it is full */
  LimitText: 4,
  /** value: index into `texts`, or NO_TEXT: greeting of a protocol in which the server speaks first */
  Greeting: 5,
  TlsClientHello: 6,
  TlsServerHello: 7,
  /** value: TLS alert level << 8 | description, in clear */
  TlsAlert: 8,
  /** value: index into PROTOCOLS: what the first payload of a side is */
  Protocol: 9,
  /** value: index into `texts`, or NO_TEXT: the server's own words why it refuses or ends, but for being full */
  ServerWords: 10,
  /** value: index into `texts`, or NO_TEXT: text or a diagnosis inside a RST; testimony of whoever sent it, no proof */
  ResetText: 11,
} as const;

/** Protocols that are named by their first bytes. HTTP and TLS have marks of their own as well. */
export const PROTOCOLS = [
  'HTTP',
  'TLS',
  'HTTP/2',
  'gRPC',
  'SSH',
  'SMTP',
  'FTP',
  'POP3',
  'IMAP',
  'MySQL',
  'PostgreSQL',
  'Redis',
  'memcached',
  'ZooKeeper',
  'Kafka',
  'AMQP',
  'MongoDB',
  'SQL Server',
  'Oracle',
  'VNC',
  'rsync',
] as const;
export type ProtocolName = (typeof PROTOCOLS)[number];

/** "Connection: close", or HTTP/1.0 without "keep-alive": the last exchange on this connection. */
export const HTTP_CLOSES = 1 << 16;
export const HTTP_NO_LENGTH = 1 << 17;
export const HTTP_1_0 = 1 << 18;
export const HTTP_KEEP_ALIVE_SHIFT = 20;
/** HttpRequest: the bits of `value` that are an index into HTTP_METHODS. */
export const HTTP_METHOD_MASK = 0xffff;
export const HTTP_METHODS = [
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'DELETE',
  'OPTIONS',
  'PATCH',
  'CONNECT',
  'TRACE',
  'PROPFIND',
  'PROPPATCH',
  'MKCOL',
  'COPY',
  'MOVE',
  'LOCK',
  'UNLOCK',
  'REPORT',
  'SEARCH',
] as const;

export const TLS_TYPE_SHIFT = 16;

/** A text was recognised, but `texts` is full. */
export const NO_TEXT = 0xffffffff;
const MAX_TEXTS = 1024;
/** Names leave room for what servers say. */
const MAX_NAMES = 768;
/** A host name is at most 253 characters long; longer ones are no names that anybody reads. */
const MAX_NAME_BYTES = 120;

/** Values of `label` that are no text: nothing known, and a whole head without the header. */
export const NO_LABEL = 0;
export const LABEL_ABSENT = 0xffff;
const BLOCK_SHIFT = 6;

export class MarkTable {
  readonly segment = new Column(Uint32Array, 0);
  readonly kind = new Column(Uint8Array, 0);
  readonly value = new Column(Uint32Array, 0);
  /** HTTP: bytes from the start of this segment's payload to the end of the message (head and body), -1 when unknown. */
  readonly extent = new Column(Float64Array, 0);
  /** Index into `texts` plus one: Host of a request, Server of a response, SNI of a ClientHello; or NO_LABEL, LABEL_ABSENT. */
  readonly label = new Column(Uint16Array, 0);
  readonly texts: string[] = [];
  readonly #textIndex = new Map<string, number>();
  readonly #nameByHash = new Map<number, number>();
  #blockStart: Uint32Array = new Uint32Array(1);
  #indexed = 0;

  push(segment: number, kind: number, value: number, extent: number, label = NO_LABEL): void {
    const row = this.segment.length;
    if (row === this.segment.values.length) {
      this.segment.grow();
      this.kind.reserve(this.segment.values.length);
      this.value.reserve(this.segment.values.length);
      this.extent.reserve(this.segment.values.length);
      this.label.reserve(this.segment.values.length);
    }
    this.segment.values[row] = segment;
    this.kind.values[row] = kind;
    this.value.values[row] = value;
    this.extent.values[row] = extent;
    this.label.values[row] = label;
    this.segment.length = this.kind.length = this.value.length = this.extent.length = this.label.length = row + 1;
  }

  /** Index of the text in `texts`, added when new; NO_TEXT once there are too many (servers write times and addresses into theirs). */
  internText(text: string): number {
    const known = this.#textIndex.get(text);
    if (known !== undefined) return known;
    if (this.texts.length >= MAX_TEXTS) return NO_TEXT;
    const index = this.texts.push(text) - 1;
    this.#textIndex.set(text, index);
    return index;
  }

  /** Label of the printable ASCII in data[from, to), NO_LABEL for anything else. Makes a string of new names only. */
  labelOf(data: Uint8Array, from: number, to: number): number {
    if (to <= from || to - from > MAX_NAME_BYTES) return NO_LABEL;
    let hash = 0x811c9dc5;
    for (let at = from; at < to; at++) {
      const byte = data[at];
      if (byte < 0x20 || byte > 0x7e) return NO_LABEL;
      hash = Math.imul(hash ^ byte, 0x01000193);
    }
    const known = this.#nameByHash.get(hash);
    if (known !== undefined && isText(this.texts[known], data, from, to)) return known + 1;
    if (this.texts.length >= MAX_NAMES) return NO_LABEL;
    const index = this.internText(String.fromCharCode(...data.subarray(from, to)));
    this.#nameByHash.set(hash, index);
    return index + 1;
  }

  /** First mark of a segment, or -1. */
  find(segment: number): number {
    if (this.#indexed !== this.segment.length) this.#index();
    const segments = this.segment.values;
    const block = segment >>> BLOCK_SHIFT;
    if (block + 1 >= this.#blockStart.length) return -1;
    let low = this.#blockStart[block];
    let high = this.#blockStart[block + 1];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (segments[middle] < segment) low = middle + 1;
      else high = middle;
    }
    return low < this.#indexed && segments[low] === segment ? low : -1;
  }

  /** Where the marks of each block of segments begin: a search among all would jump through memory for every marked segment. */
  #index(): void {
    const segments = this.segment.values;
    const length = this.segment.length;
    const blocks = length === 0 ? 0 : (segments[length - 1] >>> BLOCK_SHIFT) + 1;
    const start = new Uint32Array(blocks + 1);
    let mark = 0;
    for (let block = 0; block <= blocks; block++) {
      while (mark < length && segments[mark] >>> BLOCK_SHIFT < block) mark++;
      start[block] = mark;
    }
    this.#blockStart = start;
    this.#indexed = length;
  }
}

function isText(text: string, data: Uint8Array, from: number, to: number): boolean {
  if (text.length !== to - from) return false;
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) !== data[from + i]) return false;
  return true;
}
