// One capture as a place on the path: its tables, what a second pass reads of each segment, and what tells its connections apart.
// For two interfaces of one file there are two of these over the same tables.

import type { ByteSource } from '../model/byte-source';
import type { CaptureTables } from '../model/tables';
import { ACK, FIN, FROM_RESP, OPT_DUPLICATE, RST, SYN } from '../model/tcp-flags';
import type { ReportSource } from '../report/report-source';
import type { SegmentBytes } from './segment-bytes';
import type { TapColumns } from './tap-columns';

/** An analysed capture and the bytes that it was made of. */
export interface ComparedCapture {
  readonly analysis: ReportSource & { readonly columns: { readonly cause: ArrayLike<number>; readonly confidence: ArrayLike<number> } };
  readonly source: ByteSource;
  /** What was seen while it was analysed (SegmentWatch): without it the file is read once more. */
  readonly seen?: SegmentBytes | null;
}

/** SYNs are repeated at most so often before anything else is said. */
const HANDSHAKE_SEGMENTS = 64;

export const Seen = { ClientIsn: 1, ServerIsn: 2 } as const;

export class Tap {
  readonly capture: ComparedCapture;
  readonly tables: CaptureTables;
  /** Of every segment, by position. */
  readonly at: TapColumns;
  /** By position: segments that passed this interface; null: all of the file. */
  readonly member: Uint8Array | null;
  /** Initial sequence numbers of client and server, where Seen says so. */
  readonly clientIsn: Uint32Array;
  readonly serverIsn: Uint32Array;
  readonly seen: Uint8Array;
  readonly firstNs: Float64Array;
  readonly lastNs: Float64Array;
  /** Segments here; 0: the connection did not pass. */
  readonly count: Uint32Array;
  /** When the capture's first and last frames were seen. */
  beginNs = 0;
  endNs = 0;
  readonly interfaceName: string | null;

  constructor(capture: ComparedCapture, columns: TapColumns, member: Uint8Array | null = null, interfaceName: string | null = null) {
    this.capture = capture;
    this.tables = capture.analysis.tables;
    this.at = columns;
    this.member = member;
    this.interfaceName = interfaceName;
    const { connections, frames } = this.tables;
    const count = connections.length;
    this.clientIsn = new Uint32Array(count);
    this.serverIsn = new Uint32Array(count);
    this.seen = new Uint8Array(count);
    this.firstNs = new Float64Array(count);
    this.lastNs = new Float64Array(count);
    this.count = new Uint32Array(count);
    if (frames.length > 0) {
      let begin = Infinity;
      let end = -Infinity;
      const times = frames.tsNs.values;
      for (let row = 0; row < frames.length; row++) {
        const ns = times[row] as number;
        if (ns < begin) begin = ns;
        if (ns > end) end = ns;
      }
      this.beginNs = begin;
      this.endNs = end;
    }
    for (let c = 0; c < count; c++) this.#survey(c);
  }

  /** When the first FIN or RST of a connection was seen; without one, never. */
  endOf(connection: number): number {
    const { segmentStart } = this.tables.connections;
    const end = segmentStart[connection + 1] as number;
    for (let at = segmentStart[connection] as number; at < end; at++)
      if (((this.at.flags[at] as number) & (FIN | RST)) !== 0 && this.has(at)) return this.at.tsNs[at] as number;
    return Infinity;
  }

  get connections(): number {
    return this.count.length;
  }

  /** At a position: copies left out, other interfaces left out. */
  has(at: number): boolean {
    if (this.member !== null) return this.member[at] === 1;
    return ((this.at.options[at] as number) & OPT_DUPLICATE) === 0;
  }

  frameNumber(at: number): number {
    return (this.tables.segments.frameIndex.values[this.tables.connections.segments[at] as number] as number) + 1;
  }

  /** Puts all times onto the other capture's timeline. */
  moveTo(convert: (ns: number) => number): void {
    const { tsNs } = this.at;
    for (let at = 0; at < tsNs.length; at++) tsNs[at] = convert(tsNs[at] as number);
    for (let c = 0; c < this.connections; c++) {
      this.firstNs[c] = convert(this.firstNs[c] as number);
      this.lastNs[c] = convert(this.lastNs[c] as number);
    }
    this.beginNs = convert(this.beginNs);
    this.endNs = convert(this.endNs);
  }

  /** Positions of the segments that one side sent, in the order of the file; returns how many were written to `into`. */
  rowsOf(connection: number, fromServer: boolean, into: Int32Array): number {
    const { segmentStart } = this.tables.connections;
    const { flags, options } = this.at;
    const wanted = fromServer ? FROM_RESP : 0;
    const end = segmentStart[connection + 1] as number;
    const { member } = this;
    let count = 0;
    for (let at = segmentStart[connection] as number; at < end; at++) {
      if (((flags[at] as number) & FROM_RESP) !== wanted) continue;
      if (member === null ? ((options[at] as number) & OPT_DUPLICATE) === 0 : member[at] === 1) into[count++] = at;
    }
    return count;
  }

  segmentsOf(connection: number): number {
    const { segmentStart } = this.tables.connections;
    return (segmentStart[connection + 1] as number) - (segmentStart[connection] as number);
  }

  #survey(c: number): void {
    const { connections } = this.tables;
    const segments = this.at;
    const begin = connections.segmentStart[c] as number;
    const end = connections.segmentStart[c + 1] as number;
    let first = -1;
    let last = -1;
    let seen = 0;
    let known = 0;
    if (this.member === null) {
      // Copies come behind what they copy: the first and the last row are enough.
      known = end - begin;
      if (known > 0) {
        first = begin;
        last = end - 1;
      }
    } else {
      for (let at = begin; at < end; at++) {
        if (this.member[at] !== 1) continue;
        if (first < 0) first = at;
        last = at;
        known++;
      }
    }
    this.count[c] = known;
    if (known === 0) return;
    this.firstNs[c] = segments.tsNs[first] as number;
    this.lastNs[c] = segments.tsNs[last] as number;
    const until = Math.min(end, begin + HANDSHAKE_SEGMENTS);
    for (let at = begin; at < until && seen !== (Seen.ClientIsn | Seen.ServerIsn); at++) {
      const flags = segments.flags[at] as number;
      if ((flags & (SYN | RST)) !== SYN || !this.has(at)) continue;
      const fromServer = (flags & FROM_RESP) !== 0;
      if (fromServer && (flags & ACK) !== 0 && (seen & Seen.ServerIsn) === 0) {
        this.serverIsn[c] = segments.seq[at] as number;
        seen |= Seen.ServerIsn;
      } else if (!fromServer && (seen & Seen.ClientIsn) === 0) {
        this.clientIsn[c] = segments.seq[at] as number;
        seen |= Seen.ClientIsn;
      }
    }
    this.seen[c] = seen;
  }
}
