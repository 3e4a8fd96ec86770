// TCP segments in capture order: 24 bytes a row, and 4 more once grouped by connection (CSR). Raw header facts; derived values live elsewhere.

import { Column } from '../base/column';

/** `len` of this value: the real payload length stands in `jumboLengths`. */
export const JUMBO_LEN = 0xffff;

export class SegmentTable {
  // As long as `seq`; the lengths of the others are kept only when they grow.
  readonly frameIndex = new Column(Uint32Array);
  readonly seq = new Column(Uint32Array);
  readonly ack = new Column(Uint32Array);
  readonly lenColumn = new Column(Uint16Array);
  /** Window as in the header, not scaled. */
  readonly wnd = new Column(Uint16Array);
  readonly flags = new Column(Uint16Array);
  /** Bits of model/analysis-flags; told when tables.analyser is asked for the connection. */
  readonly analysis = new Column(Uint16Array);
  readonly ipId = new Column(Uint16Array);
  readonly ttl = new Column(Uint8Array);
  readonly optionBits = new Column(Uint8Array);
  readonly jumboLengths = new Map<number, number>();

  get length(): number {
    return this.seq.length;
  }

  /** Adds a row without observations; returns it. */
  append(
    frameIndex: number,
    seq: number,
    ack: number,
    len: number,
    wnd: number,
    flags: number,
    ipId: number,
    ttl: number,
    optionBits: number,
  ): number {
    const row = this.seq.length;
    if (row === this.seq.values.length) this.reserve(2 * row);
    this.frameIndex.values[row] = frameIndex;
    this.seq.values[row] = seq;
    this.ack.values[row] = ack;
    this.lenColumn.values[row] = len < JUMBO_LEN ? len : JUMBO_LEN;
    if (len >= JUMBO_LEN) this.jumboLengths.set(row, len);
    this.wnd.values[row] = wnd;
    this.flags.values[row] = flags;
    this.ipId.values[row] = ipId;
    this.ttl.values[row] = ttl;
    this.optionBits.values[row] = optionBits;
    // The others follow when they grow: nine stores a packet are worth leaving out.
    this.seq.length = row + 1;
    return row;
  }

  /** For what only later packets tell: the length of a segment in IP fragments. */
  setLen(row: number, len: number): void {
    this.lenColumn.values[row] = len < JUMBO_LEN ? len : JUMBO_LEN;
    if (len >= JUMBO_LEN) this.jumboLengths.set(row, len);
  }

  /** Payload bytes on the wire (from the IP length, so a snapshot length does not shorten it). */
  len(row: number): number {
    const len = this.lenColumn.values[row];
    return len === JUMBO_LEN ? (this.jumboLengths.get(row) ?? JUMBO_LEN) : len;
  }

  /** Makes room for so many rows in all. */
  reserve(wanted: number): void {
    const { length, frameIndex, seq, ack, lenColumn, wnd, flags, analysis, ipId, ttl, optionBits } = this;
    seq.reserve(wanted);
    const rows = seq.values.length;
    for (const column of [frameIndex, ack, lenColumn, wnd, flags, analysis, ipId, ttl, optionBits]) {
      column.length = length;
      column.reserve(rows);
    }
  }
}
