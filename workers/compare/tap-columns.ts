// The second pass over a capture: what a comparison needs of each segment, kept by an analysis or not, connection by connection.
// 43 bytes a segment.

import { u16be } from '../base/bytes';
import { failed, success, type Result } from '../base/result';
import { readCapture, type ReadControl } from '../capture/read-capture';
import { decodeFrame } from '../decode/decode-frame';
import { DecodedFrame, FrameKind } from '../decode/decoded-frame';
import type { ByteSource } from '../model/byte-source';
import type { Failure } from '../model/failure';
import type { RecordSink } from '../model/record-sink';
import type { CaptureTables } from '../model/tables';
import { OPT_CUT, SYN } from '../model/tcp-flags';

const CHANGED = 'the file is no longer the one that was analysed';
const TCP_HEADER_BYTES = 20;
const TCP_HEADER_MOST = 60;
const LINUX_SLL = 113;
const LINUX_SLL2 = 276;
/** LINUX_SLL_OUTGOING: the machine that captured sent it. */
const OUTGOING = 4;
/** Of what a client or server says first, enough to know it again behind a proxy. */
const OPENING_BYTES = 64;

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
  /** Of the payload; composes (see `joined`). */
  readonly payloadHash: Uint32Array;
  readonly tsVal: Uint32Array;
  /** SYN: MSS << 8 | window scale. Others: TSecr. */
  readonly extra: Uint32Array;
  /** Of the bytes of all options. */
  readonly optionHash: Uint16Array;
  /** 1: payload known in full. 2: options known in full. */
  readonly known: Uint8Array;
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
    this.payloadHash = new Uint32Array(segments);
    this.tsVal = new Uint32Array(segments);
    this.extra = new Uint32Array(segments);
    this.optionHash = new Uint16Array(segments);
    this.known = new Uint8Array(segments);
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

export const PAYLOAD_KNOWN = 1;
export const OPTIONS_KNOWN = 2;

/** Odd, and far from powers of two: the hash of a stream is a polynomial in it. */
const BASE = 0x01000193;
const BASE_2 = Math.imul(BASE, BASE);
const BASE_3 = Math.imul(BASE_2, BASE);
const BASE_4 = Math.imul(BASE_3, BASE);

/** Polynomial hash of data[from, to) modulo 2^32. */
export function hashBytes(data: Uint8Array, from: number, to: number): number {
  let hash = 0;
  let at = from;
  for (const whole = to - 3; at < whole; at += 4) {
    hash =
      (Math.imul(hash, BASE_4) +
        Math.imul(data[at] as number, BASE_3) +
        Math.imul(data[at + 1] as number, BASE_2) +
        Math.imul(data[at + 2] as number, BASE) +
        (data[at + 3] as number)) |
      0;
  }
  for (; at < to; at++) hash = (Math.imul(hash, BASE) + (data[at] as number)) | 0;
  return hash >>> 0;
}

/** Hash of two pieces of a stream behind each other, the second of so many bytes. */
export function joined(first: number, second: number, secondBytes: number): number {
  let factor = 1;
  let square = BASE;
  for (let rest = secondBytes; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) factor = Math.imul(factor, square);
    square = Math.imul(square, square);
  }
  return (Math.imul(first, factor) + second) >>> 0;
}

/** Reads the capture again. Text that was printed holds no bytes: its columns stay unknown. */
export async function readTapColumns(
  source: ByteSource,
  tables: CaptureTables,
  control: ReadControl,
): Promise<Result<TapColumns, Failure>> {
  const columns = new TapColumns(tables.segments.length, tables.connections.length);
  if (tables.isText) {
    for (let at = 0; at < tables.segments.length; at++) columns.copy(tables, tables.connections.segments[at] as number, at);
    return success(columns);
  }
  const sink = new ColumnSink(tables, columns);
  const read = await readCapture(source, sink, control);
  if (!read.ok) return read;
  if (sink.isForeign) return failed({ code: 'file-unreadable', reason: CHANGED });
  return success(columns);
}

class ColumnSink implements RecordSink {
  isForeign = false;
  readonly #tables: CaptureTables;
  readonly #columns: TapColumns;
  readonly #frame = new DecodedFrame();
  readonly #next: Uint32Array;
  #frameIndex = 0;
  #row = 0;

  constructor(tables: CaptureTables, columns: TapColumns) {
    this.#tables = tables;
    this.#columns = columns;
    this.#next = tables.connections.segmentStart.slice();
  }

  record(
    _interfaceIndex: number,
    linkType: number,
    _tsNs: number,
    data: Uint8Array,
    offset: number,
    capLen: number,
    origLen: number,
    _fileOffset: number,
  ): void {
    const { segments } = this.#tables;
    const index = this.#frameIndex++;
    const row = this.#row;
    if (row >= segments.length || (segments.frameIndex.values[row] as number) !== index) return;
    this.#row = row + 1;
    const frame = this.#frame;
    decodeFrame(linkType, data, offset, capLen, origLen, frame);
    if (frame.kind !== FrameKind.Tcp || ((frame.seq ^ (segments.seq.values[row] as number)) | 0) !== 0) {
      this.isForeign = true;
      return;
    }
    const columns = this.#columns;
    // Rows come in the order in which each connection's are grouped.
    const connection = this.#tables.connections.ofSegment[row] as number;
    const at = this.#next[connection] as number;
    this.#next[connection] = at + 1;
    columns.copy(this.#tables, row, at);
    columns.tsVal[at] = frame.tsVal;
    columns.extra[at] = (frame.flags & SYN) !== 0 ? ((frame.mss << 8) | frame.windowScale) >>> 0 : frame.tsEcr;
    let known = 0;
    const { payloadStart, payloadEnd } = frame;
    if ((frame.optionBits & OPT_CUT) === 0) {
      columns.optionHash[at] = hashOptions(data, payloadStart, offset, frame.srcPort, frame.dstPort);
      known = OPTIONS_KNOWN;
    }
    if (!frame.isPayloadCut && !frame.isFragment && !frame.isOuterFragment) {
      known |= PAYLOAD_KNOWN;
      if (payloadEnd > payloadStart) columns.payloadHash[at] = hashBytes(data, payloadStart, payloadEnd);
    }
    columns.known[at] = known;
    if (payloadEnd > payloadStart) this.#noteOpening(row, connection, data, payloadStart, payloadEnd);
    if (linkType === LINUX_SLL2 && capLen >= 8) this.#notePlace(at, ((data[offset + 6] as number) << 8) | (data[offset + 7] as number));
    else if (linkType === LINUX_SLL && capLen >= 2) {
      columns.areWays = true;
      this.#notePlace(at, (data[offset + 1] as number) === OUTGOING ? 2 : 1);
    }
  }

  #noteOpening(row: number, connection: number, data: Uint8Array, from: number, to: number): void {
    const { segments } = this.#tables;
    const slot = 2 * connection + ((segments.flags.values[row] as number) >>> 15);
    const { openings } = this.#columns;
    if (openings[slot] !== 0) return;
    openings[slot] = hashBytes(data, from, openingEnd(data, from, to)) || 1;
    if (slot % 2 === 0)
      this.#columns.openedNs[connection] = this.#tables.frames.tsNs.values[segments.frameIndex.values[row] as number] as number;
  }

  #notePlace(at: number, place: number): void {
    this.#columns.places ??= new Uint16Array(this.#tables.segments.length);
    this.#columns.places[at] = place;
  }
}

/** The end of the first line; of a request without the version of HTTP, which proxies change. */
function openingEnd(data: Uint8Array, from: number, to: number): number {
  const end = Math.min(to, from + OPENING_BYTES);
  for (let at = from; at < end; at++) {
    if (data[at] === 10) return at;
    if (data[at] === 32 && data[at + 1] === 72 && data[at + 2] === 84 && data[at + 3] === 84 && data[at + 4] === 80) return at;
  }
  return end;
}

/** The options end where the payload begins. Where the header begins, its own length and ports say. */
function hashOptions(data: Uint8Array, payloadStart: number, least: number, srcPort: number, dstPort: number): number {
  for (let header = TCP_HEADER_BYTES; header <= TCP_HEADER_MOST; header += 4) {
    const at = payloadStart - header;
    if (at < least) return 0;
    if ((((data[at + 12] as number) >>> 2) & 0x3c) !== header || u16be(data, at) !== srcPort || u16be(data, at + 2) !== dstPort) continue;
    const hash = hashBytes(data, at + TCP_HEADER_BYTES, payloadStart);
    return (hash ^ (hash >>> 16)) & 0xffff;
  }
  return 0;
}
