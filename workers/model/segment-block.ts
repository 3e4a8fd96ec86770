// The segments of some consecutive connections copied out of the tables, connection by connection: passes over a connection then read
// memory in order. In the tables its segments lie as far apart as others were captured in between, and every field of each is a miss.

import { JUMBO_LEN } from './segment-table';
import type { CaptureTables } from './tables';

/** Rows that are copied at a time; a connection with more is a block of its own. 16 MB. */
const BLOCK_ROWS = 1 << 19;
/** Rows of the capture that may be looked at for each row taken; above, rows are fetched one by one. */
const SPAN_PER_ROW = 8;

export class SegmentBlock {
  /** Connections [first, last) are loaded. */
  first = 0;
  last = 0;
  /** Entry `i` is segment row connections.segments[base + i]. */
  base = 0;
  tsNs: Float64Array = new Float64Array(0);
  seq: Uint32Array = new Uint32Array(0);
  ack: Uint32Array = new Uint32Array(0);
  /** The true length, jumbo segments included. */
  len: Uint32Array = new Uint32Array(0);
  wnd: Uint16Array = new Uint16Array(0);
  flags: Uint16Array = new Uint16Array(0);
  ipId: Uint16Array = new Uint16Array(0);
  ttl: Uint8Array = new Uint8Array(0);
  options: Uint8Array = new Uint8Array(0);
  readonly #tables: CaptureTables;

  constructor(tables: CaptureTables) {
    this.#tables = tables;
  }

  /** Makes sure that connection `first` is loaded; where it is not, with as many after it as fit. */
  load(first: number): void {
    if (first >= this.first && first < this.last) return;
    const { segmentStart, length } = this.#tables.connections;
    const begin = segmentStart[first];
    let last = first + 1;
    while (last < length && segmentStart[last + 1] - begin <= BLOCK_ROWS) last++;
    this.#load(first, last);
  }

  /** Gives back the memory: what is asked for afterwards is asked for one by one. */
  release(): void {
    this.first = this.last = 0;
    this.#resize(0);
  }

  /** Makes sure that connection `connection` is loaded. */
  loadOne(connection: number): void {
    if (connection < this.first || connection >= this.last) this.#load(connection, connection + 1);
  }

  #load(first: number, last: number): void {
    const { connections, segments } = this.#tables;
    const begin = connections.segmentStart[first];
    const end = connections.segmentStart[last];
    this.first = first;
    this.last = last;
    this.base = begin;
    const count = end - begin;
    if (count > this.seq.length) this.#resize(last - first === 1 ? count : Math.max(count, Math.min(BLOCK_ROWS, segments.length)));
    const rows = connections.segments;
    let lowest = segments.length;
    let highest = -1;
    for (let c = first; c < last; c++) {
      const from = connections.segmentStart[c];
      const to = connections.segmentStart[c + 1];
      if (from === to) continue;
      lowest = Math.min(lowest, rows[from]);
      highest = Math.max(highest, rows[to - 1]);
    }
    if (last - first === 1 || highest - lowest > count * SPAN_PER_ROW) {
      for (let i = 0; i < count; i++) this.#copy(rows[begin + i], i);
    } else {
      this.#copySpan(lowest, highest);
    }
  }

  /** In the order of the capture: reads run through the columns, and each connection's copies end up in one place. */
  #copySpan(lowest: number, highest: number): void {
    const { connections, segments, frames } = this.#tables;
    const { first, last, base, tsNs, seq, ack, len, wnd, flags, ipId, ttl, options } = this;
    const next = new Uint32Array(last - first);
    for (let c = first; c < last; c++) next[c - first] = connections.segmentStart[c] - base;
    const connectionOf = connections.ofSegment;
    const times = frames.tsNs.values;
    const frameOf = segments.frameIndex.values;
    const seqs = segments.seq.values;
    const acks = segments.ack.values;
    const lens = segments.lenColumn.values;
    const windows = segments.wnd.values;
    const flagBits = segments.flags.values;
    const ipIds = segments.ipId.values;
    const ttls = segments.ttl.values;
    const optionBits = segments.optionBits.values;
    for (let row = lowest; row <= highest; row++) {
      const c = connectionOf[row] - first;
      if (c < 0 || c >= next.length) continue;
      const i = next[c];
      next[c] = i + 1;
      tsNs[i] = times[frameOf[row]];
      seq[i] = seqs[row];
      ack[i] = acks[row];
      const short = lens[row];
      len[i] = short === JUMBO_LEN ? segments.len(row) : short;
      wnd[i] = windows[row];
      flags[i] = flagBits[row];
      ipId[i] = ipIds[row];
      ttl[i] = ttls[row];
      options[i] = optionBits[row];
    }
  }

  #copy(row: number, i: number): void {
    const { segments, frames } = this.#tables;
    this.tsNs[i] = frames.tsNs.values[segments.frameIndex.values[row]];
    this.seq[i] = segments.seq.values[row];
    this.ack[i] = segments.ack.values[row];
    this.len[i] = segments.len(row);
    this.wnd[i] = segments.wnd.values[row];
    this.flags[i] = segments.flags.values[row];
    this.ipId[i] = segments.ipId.values[row];
    this.ttl[i] = segments.ttl.values[row];
    this.options[i] = segments.optionBits.values[row];
  }

  #resize(rows: number): void {
    this.tsNs = new Float64Array(rows);
    this.seq = new Uint32Array(rows);
    this.ack = new Uint32Array(rows);
    this.len = new Uint32Array(rows);
    this.wnd = new Uint16Array(rows);
    this.flags = new Uint16Array(rows);
    this.ipId = new Uint16Array(rows);
    this.ttl = new Uint8Array(rows);
    this.options = new Uint8Array(rows);
  }
}
