// What the payload of a few segments was recognised as. Sparse, in order of segments; never payload itself, but for short refusal texts.

import { Column } from '../base/column';

export const MarkKind = {
  HttpRequest: 1,
  /** value: status | bit 16 closes | bit 17 chunked or no length | (keep-alive seconds << 20) */
  HttpResponse: 2,
  /** value: content type << 16 | alert level << 8 | alert description (types 20-23) */
  TlsRecord: 3,
  /** value: index into `texts`: the server's own words that it is full */
  LimitText: 4,
  /** value: index into `texts`: greeting of a protocol in which the server speaks first */
  Greeting: 5,
  TlsClientHello: 6,
  TlsServerHello: 7,
  /** value: TLS alert level << 8 | description, in clear */
  TlsAlert: 8,
} as const;

export const HTTP_CLOSES = 1 << 16;
export const HTTP_NO_LENGTH = 1 << 17;
export const HTTP_KEEP_ALIVE_SHIFT = 20;

export class MarkTable {
  readonly segment = new Column(Uint32Array, 0);
  readonly kind = new Column(Uint8Array, 0);
  readonly value = new Column(Uint32Array, 0);
  /** HttpResponse: Content-Length header value plus header bytes in this segment's stream, -1 when unknown. */
  readonly extent = new Column(Float64Array, 0);
  readonly texts: string[] = [];

  /** First mark of a segment, or -1. Binary search: a segment has at most a few. */
  find(segment: number): number {
    let low = 0;
    let high = this.segment.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.segment.values[middle] as number) < segment) low = middle + 1;
      else high = middle;
    }
    return low < this.segment.length && this.segment.values[low] === segment ? low : -1;
  }
}
