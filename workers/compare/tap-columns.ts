// What a comparison knows of each segment, connection by connection: what the analysis kept and what the bytes told. 42 bytes a segment.

import { failed, success, type Result } from '../base/result';
import type { Failure } from '../model/failure';
import type { CaptureTables } from '../model/tables';
import type { SegmentBytes } from './segment-bytes';

const CHANGED = 'the file is no longer the one that was analysed';

/** By position: the segments of a connection behind each other (connections.segments), so that passes over it read memory in order. */
export class TapColumns {
  readonly tsNs: Float64Array;
  readonly seq: Uint32Array;
  readonly ack: Uint32Array;
  readonly len: Uint32Array;
  readonly wnd: Uint16Array;
  readonly flags: Uint16Array;
  readonly ipId: Uint16Array;
  readonly ttl: Uint8Array;
  readonly options: Uint8Array;
  /** Of the payload, as checksums count it; sums of pieces add up. */
  readonly payloadSum: Uint16Array;
  readonly tsVal: Uint32Array;
  /** SYN: MSS << 8 | window scale. Others: TSecr. */
  readonly extra: Uint32Array;
  /** Of the bytes of all options. */
  readonly optionHash: Uint16Array;
  /** 1: payload known in full. 2: options known in full. */
  readonly known: Uint8Array;
  /** Type of service, or traffic class; known: 4. */
  readonly tos: Uint8Array;
  /** Interface inside a cooked capture; null where no frame names one. */
  places: Uint16Array | null = null;
  /** The cooked headers name no interface: places are 1 for what came in and 2 for what went out. */
  areWays = false;
  /** Hash of the first line that each side says (client: 2c, server: 2c + 1), 0 when it said nothing. */
  readonly openings: Uint32Array;
  /** When the client said it, by connection. */
  readonly openedNs: Float64Array;

  constructor(segments: number, connections: number) {
    this.tsNs = new Float64Array(segments);
    this.seq = new Uint32Array(segments);
    this.ack = new Uint32Array(segments);
    this.len = new Uint32Array(segments);
    this.wnd = new Uint16Array(segments);
    this.flags = new Uint16Array(segments);
    this.ipId = new Uint16Array(segments);
    this.ttl = new Uint8Array(segments);
    this.options = new Uint8Array(segments);
    this.payloadSum = new Uint16Array(segments);
    this.tsVal = new Uint32Array(segments);
    this.extra = new Uint32Array(segments);
    this.optionHash = new Uint16Array(segments);
    this.known = new Uint8Array(segments);
    this.tos = new Uint8Array(segments);
    this.openings = new Uint32Array(2 * connections);
    this.openedNs = new Float64Array(connections);
  }

  /** What the analysis kept of segment `row`, at its position. */
  copy({ segments, frames }: CaptureTables, row: number, at: number): void {
    this.tsNs[at] = frames.tsNs.values[segments.frameIndex.values[row] as number] as number;
    this.seq[at] = segments.seq.values[row] as number;
    this.ack[at] = segments.ack.values[row] as number;
    this.len[at] = segments.len(row);
    this.wnd[at] = segments.wnd.values[row] as number;
    this.flags[at] = segments.flags.values[row] as number;
    this.ipId[at] = segments.ipId.values[row] as number;
    this.ttl[at] = segments.ttl.values[row] as number;
    this.options[at] = segments.optionBits.values[row] as number;
  }
}

/** `bytes`: null of text that was printed, which has none. Fails where they are not those of the analysed capture. */
export function groupColumns(tables: CaptureTables, bytes: SegmentBytes | null): Result<TapColumns, Failure> {
  const { connections, segments } = tables;
  const rows = segments.length;
  const columns = new TapColumns(rows, connections.length);
  if (bytes !== null && bytes.length < rows) return failed({ code: 'file-unreadable', reason: CHANGED });
  const next = connections.segmentStart.slice();
  const hasPlaces = bytes !== null && bytes.places.length > 0;
  if (hasPlaces) columns.places = new Uint16Array(rows);
  columns.areWays = bytes?.areWays ?? false;
  for (let row = 0; row < rows; row++) {
    // Rows come in the order in which each connection's are grouped.
    const connection = connections.ofSegment[row] as number;
    const at = next[connection] as number;
    next[connection] = at + 1;
    columns.copy(tables, row, at);
    if (bytes === null) continue;
    columns.payloadSum[at] = bytes.payloadSum.values[row] as number;
    columns.tsVal[at] = bytes.tsVal.values[row] as number;
    columns.extra[at] = bytes.extra.values[row] as number;
    columns.optionHash[at] = bytes.optionHash.values[row] as number;
    columns.known[at] = bytes.known.values[row] as number;
    columns.tos[at] = bytes.tos.values[row] as number;
    if (columns.places !== null) columns.places[at] = bytes.places.values[row] ?? 0;
    const opening = bytes.opening.values[row] as number;
    const slot = 2 * connection + ((columns.flags[at] as number) >>> 15);
    if (opening === 0 || columns.openings[slot] !== 0) continue;
    columns.openings[slot] = opening;
    if (slot % 2 === 0) columns.openedNs[connection] = columns.tsNs[at] as number;
  }
  return success(columns);
}
