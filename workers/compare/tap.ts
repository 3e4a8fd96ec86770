// One capture as a place on the path: its tables, what a second pass reads of each segment, and what tells its connections apart.
// For two interfaces of one file there are two of these over the same tables.

import type { ByteSource } from '../model/byte-source';
import type { CaptureTables } from '../model/tables';
import { ACK, FIN, FROM_RESP, OPT_DUPLICATE, RST, SYN } from '../model/tcp-flags';
import type { ReportSource } from '../report/report-source';
import type { TapColumns } from './tap-columns';

/** An analysed capture and the bytes that it was made of: they are read once more. */
export interface ComparedCapture {
  readonly analysis: ReportSource & { readonly columns: { readonly cause: ArrayLike<number>; readonly confidence: ArrayLike<number> } };
  readonly source: ByteSource;
}

/** SYNs are repeated at most so often before anything else is said. */
const HANDSHAKE_SEGMENTS = 64;

export const Seen = { ClientIsn: 1, ServerIsn: 2 } as const;

export class Tap {
  readonly capture: ComparedCapture;
  readonly tables: CaptureTables;
  readonly columns: TapColumns;
  /** Segments that passed this interface; null: all of the file. */
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
  readonly beginNs: number = 0;
  readonly endNs: number = 0;
  readonly interfaceName: string | null;

  constructor(capture: ComparedCapture, columns: TapColumns, member: Uint8Array | null = null, interfaceName: string | null = null) {
    this.capture = capture;
    this.tables = capture.analysis.tables;
    this.columns = columns;
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
    const { connections, segments } = this.tables;
    const end = connections.segmentStart[connection + 1] as number;
    for (let at = connections.segmentStart[connection] as number; at < end; at++) {
      const row = connections.segments[at] as number;
      if (((segments.flags.values[row] as number) & (FIN | RST)) !== 0 && this.has(row)) return this.tsNs(row);
    }
    return Infinity;
  }

  get connections(): number {
    return this.count.length;
  }

  /** Copies left out, other interfaces left out. */
  has(row: number): boolean {
    if (this.member !== null) return this.member[row] === 1;
    return ((this.tables.segments.optionBits.values[row] as number) & OPT_DUPLICATE) === 0;
  }

  tsNs(row: number): number {
    return this.tables.frames.tsNs.values[this.tables.segments.frameIndex.values[row] as number] as number;
  }

  frameNumber(row: number): number {
    return (this.tables.segments.frameIndex.values[row] as number) + 1;
  }

  /** Rows of the segments that one side sent, in the order of the file; returns how many were written to `into`. */
  rowsOf(connection: number, fromServer: boolean, into: Int32Array): number {
    const { connections, segments } = this.tables;
    const wanted = fromServer ? FROM_RESP : 0;
    const end = connections.segmentStart[connection + 1] as number;
    let count = 0;
    for (let at = connections.segmentStart[connection] as number; at < end; at++) {
      const row = connections.segments[at] as number;
      if (((segments.flags.values[row] as number) & FROM_RESP) === wanted && this.has(row)) into[count++] = row;
    }
    return count;
  }

  segmentsOf(connection: number): number {
    const { segmentStart } = this.tables.connections;
    return (segmentStart[connection + 1] as number) - (segmentStart[connection] as number);
  }

  #survey(c: number): void {
    const { connections, segments } = this.tables;
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
        first = connections.segments[begin] as number;
        last = connections.segments[end - 1] as number;
      }
    } else {
      for (let at = begin; at < end; at++) {
        const row = connections.segments[at] as number;
        if (this.member[row] !== 1) continue;
        if (first < 0) first = row;
        last = row;
        known++;
      }
    }
    this.count[c] = known;
    if (known === 0) return;
    this.firstNs[c] = this.tsNs(first);
    this.lastNs[c] = this.tsNs(last);
    const until = Math.min(end, begin + HANDSHAKE_SEGMENTS);
    for (let at = begin; at < until && seen !== (Seen.ClientIsn | Seen.ServerIsn); at++) {
      const row = connections.segments[at] as number;
      const flags = segments.flags.values[row] as number;
      if ((flags & (SYN | RST)) !== SYN || !this.has(row)) continue;
      const fromServer = (flags & FROM_RESP) !== 0;
      if (fromServer && (flags & ACK) !== 0 && (seen & Seen.ServerIsn) === 0) {
        this.serverIsn[c] = segments.seq.values[row] as number;
        seen |= Seen.ServerIsn;
      } else if (!fromServer && (seen & Seen.ClientIsn) === 0) {
        this.clientIsn[c] = segments.seq.values[row] as number;
        seen |= Seen.ClientIsn;
      }
    }
    this.seen[c] = seen;
  }
}
