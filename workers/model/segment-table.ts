// TCP segments in capture order: 26 bytes a row, and 4 more once grouped by connection (CSR). Raw header facts; derived values live elsewhere.

import { Column } from '../base/column';

/** `len` of this value: the real payload length stands in `jumboLengths`. */
export const JUMBO_LEN = 0xffff;

export class SegmentTable {
  readonly frameIndex = new Column(Uint32Array);
  readonly seq = new Column(Uint32Array);
  readonly ack = new Column(Uint32Array);
  readonly lenColumn = new Column(Uint16Array);
  /** Window as in the header, not scaled. */
  readonly wnd = new Column(Uint16Array);
  readonly flags = new Column(Uint16Array);
  readonly analysis = new Column(Uint32Array);
  readonly ipId = new Column(Uint16Array);
  readonly ttl = new Column(Uint8Array);
  readonly optionBits = new Column(Uint8Array);
  readonly jumboLengths = new Map<number, number>();

  get length(): number {
    return this.seq.length;
  }

  /** Payload bytes on the wire (from the IP length, so a snapshot length does not shorten it). */
  len(row: number): number {
    const len = this.lenColumn.values[row] as number;
    return len === JUMBO_LEN ? (this.jumboLengths.get(row) ?? JUMBO_LEN) : len;
  }
}
