// The segments of some consecutive connections copied out of the tables, connection by connection: passes over a connection then read
// memory in order. In the tables its segments lie as far apart as others were captured in between, and every field of each is a miss.

import { JUMBO_LEN } from './segment-table';
import type { CaptureTables } from './tables';

/** Rows that are copied at a time; a connection with more is a block of its own. 16 MB. */
const BLOCK_ROWS = 1 << 19;
/** Rows of the capture that may be looked at for each row taken; above, rows are fetched one by one. */
const SPAN_PER_ROW = 8;

/** Words of a record; the first two are its time. */
const RECORD_WORDS = 8;
const RECORD_TIMES = RECORD_WORDS / 2;
const SEQ = 2;
const ACK = 3;
const LEN = 4;
const FLAGS_WND = 5;
const OPTIONS_TTL_ID = 6;
const ROW = 7;

export class SegmentBlock {
  /** Connections [first, last) are loaded. */
  first = 0;
  last = 0;
  /** Places `at` count from here: connections.segmentStart less this. */
  base = 0;
  /** One record of RECORD_WORDS a segment, in which its time is a number of 64 bits: what belongs together lies in one cache line. */
  #words: Int32Array = new Int32Array(0);
  #times: Float64Array = new Float64Array(0);
  readonly #tables: CaptureTables;

  constructor(tables: CaptureTables) {
    this.#tables = tables;
  }

  tsNs(at: number): number {
    return this.#times[at * RECORD_TIMES];
  }

  seq(at: number): number {
    return this.#words[at * RECORD_WORDS + SEQ] >>> 0;
  }

  ack(at: number): number {
    return this.#words[at * RECORD_WORDS + ACK] >>> 0;
  }

  /** The true length, jumbo segments included. */
  len(at: number): number {
    return this.#words[at * RECORD_WORDS + LEN] >>> 0;
  }

  wnd(at: number): number {
    return this.#words[at * RECORD_WORDS + FLAGS_WND] & 0xffff;
  }

  flags(at: number): number {
    return this.#words[at * RECORD_WORDS + FLAGS_WND] >>> 16;
  }

  ipId(at: number): number {
    return this.#words[at * RECORD_WORDS + OPTIONS_TTL_ID] & 0xffff;
  }

  ttl(at: number): number {
    return (this.#words[at * RECORD_WORDS + OPTIONS_TTL_ID] >>> 16) & 0xff;
  }

  options(at: number): number {
    return this.#words[at * RECORD_WORDS + OPTIONS_TTL_ID] >>> 24;
  }

  /** The segment's row in the table. */
  row(at: number): number {
    return this.#words[at * RECORD_WORDS + ROW];
  }

  /** Adds bits to the options here and in the table. */
  addOption(at: number, bits: number): void {
    this.#words[at * RECORD_WORDS + OPTIONS_TTL_ID] |= bits << 24;
    this.#tables.segments.optionBits.values[this.row(at)] = this.options(at);
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
    if (count * RECORD_WORDS > this.#words.length)
      this.#resize(last - first === 1 ? count : Math.max(count, Math.min(BLOCK_ROWS, segments.length)));
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
    const { first, last, base } = this;
    const recordWords = this.#words;
    const recordTimes = this.#times;
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
      recordTimes[i * RECORD_TIMES] = times[frameOf[row]];
      const at = i * RECORD_WORDS;
      const short = lens[row];
      recordWords[at + SEQ] = seqs[row];
      recordWords[at + ACK] = acks[row];
      recordWords[at + LEN] = short === JUMBO_LEN ? segments.len(row) : short;
      recordWords[at + FLAGS_WND] = (flagBits[row] << 16) | windows[row];
      recordWords[at + OPTIONS_TTL_ID] = (optionBits[row] << 24) | (ttls[row] << 16) | ipIds[row];
      recordWords[at + ROW] = row;
    }
  }

  #copy(row: number, i: number): void {
    const { segments, frames } = this.#tables;
    const words = this.#words;
    const at = i * RECORD_WORDS;
    this.#times[i * RECORD_TIMES] = frames.tsNs.values[segments.frameIndex.values[row]];
    words[at + SEQ] = segments.seq.values[row];
    words[at + ACK] = segments.ack.values[row];
    words[at + LEN] = segments.len(row);
    words[at + FLAGS_WND] = (segments.flags.values[row] << 16) | segments.wnd.values[row];
    words[at + OPTIONS_TTL_ID] = (segments.optionBits.values[row] << 24) | (segments.ttl.values[row] << 16) | segments.ipId.values[row];
    words[at + ROW] = row;
  }

  #resize(rows: number): void {
    const bytes = new ArrayBuffer(rows * RECORD_WORDS * Int32Array.BYTES_PER_ELEMENT);
    this.#words = new Int32Array(bytes);
    this.#times = new Float64Array(bytes);
  }
}
