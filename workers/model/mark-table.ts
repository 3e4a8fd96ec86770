// What the payload of a few segments was recognised as. Sparse, in order of segments; never payload itself, but for short refusal texts.

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
} as const;

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
const MIN_ROWS = 64;
const BLOCK_SHIFT = 6;

export class MarkTable {
  readonly segment = new Column(Uint32Array, 0);
  readonly kind = new Column(Uint8Array, 0);
  readonly value = new Column(Uint32Array, 0);
  /** HTTP: bytes from the start of this segment's payload to the end of the message (head and body), -1 when unknown. */
  readonly extent = new Column(Float64Array, 0);
  readonly texts: string[] = [];
  readonly #textIndex = new Map<string, number>();
  #blockStart: Uint32Array = new Uint32Array(1);
  #indexed = 0;

  push(segment: number, kind: number, value: number, extent: number): void {
    const row = this.segment.length;
    if (row === this.segment.values.length) {
      this.segment.reserve(Math.max(MIN_ROWS, row + 1));
      this.kind.reserve(this.segment.values.length);
      this.value.reserve(this.segment.values.length);
      this.extent.reserve(this.segment.values.length);
    }
    this.segment.values[row] = segment;
    this.kind.values[row] = kind;
    this.value.values[row] = value;
    this.extent.values[row] = extent;
    this.segment.length = this.kind.length = this.value.length = this.extent.length = row + 1;
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
