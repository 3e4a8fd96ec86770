// What only the bytes of a capture tell of each TCP segment, and an analysis does not keep: 18 bytes a segment, in the order of the file.
// Collected while the capture is analysed (SegmentWatch), or by reading it once more.

import { u16be } from '../base/bytes';
import { Column } from '../base/column';
import { failed, success, type Result } from '../base/result';
import { readCapture, type ReadControl } from '../capture/read-capture';
import { decodeFrame } from '../decode/decode-frame';
import { DecodedFrame, FrameKind } from '../decode/decoded-frame';
import type { SegmentObserver } from '../decode/segment-observer';
import type { ByteSource } from '../model/byte-source';
import type { Failure } from '../model/failure';
import type { RecordSink } from '../model/record-sink';
import { OPT_CUT, SYN } from '../model/tcp-flags';
import { payloadSum, PayloadSummer } from './payload-sum';

const TCP_HEADER_BYTES = 20;
const TCP_HEADER_MOST = 60;
/** With timestamps and nothing else: most headers. */
const TCP_HEADER_USUAL = 32;
const IPV6_BYTES = 40;
const TCP = 6;
const LINUX_SLL = 113;
const LINUX_SLL2 = 276;
/** LINUX_SLL_OUTGOING: the machine that captured sent it. */
const OUTGOING = 4;
/** Room is made for packets of this size, and for no more than so many: a file may say any size. */
const LEAST_RECORD_BYTES = 80;
const ROWS_MOST = 8_000_000;
/** Of what a side says first, enough to know it again behind a proxy. */
const OPENING_BYTES = 32;

export const PAYLOAD_KNOWN = 1;
export const OPTIONS_KNOWN = 2;
export const TOS_KNOWN = 4;

/** By row of the segment table. */
export class SegmentBytes {
  readonly payloadSum = new Column(Uint16Array);
  readonly tsVal = new Column(Uint32Array);
  /** SYN: MSS << 8 | window scale. Others: TSecr. */
  readonly extra = new Column(Uint32Array);
  readonly optionHash = new Column(Uint16Array);
  readonly known = new Column(Uint8Array);
  /** Type of service, or traffic class: DSCP and ECN. */
  readonly tos = new Column(Uint8Array);
  /** Of the first line of the payload, 0 without payload. */
  readonly opening = new Column(Uint32Array);
  /** Interface inside a cooked capture; only filled where a frame names one. */
  readonly places = new Column(Uint16Array, 0);
  /** The cooked headers name no interface: places are 1 for what came in and 2 for what went out. */
  areWays = false;

  get length(): number {
    return this.tsVal.length;
  }
}

/** Collects while an analysis files its segments. */
export class SegmentWatch implements SegmentObserver {
  readonly bytes = new SegmentBytes();
  readonly #summer = new PayloadSummer();

  /** @param fileBytes as far as it is known: room is made at once, as memory that is never written to costs nothing */
  constructor(fileBytes: number | null) {
    reserve(this.bytes, Math.min(ROWS_MOST, Math.ceil((fileBytes ?? 0) / LEAST_RECORD_BYTES)));
  }

  segment(frame: DecodedFrame, linkType: number, data: Uint8Array, offset: number, capLen: number): void {
    const { bytes } = this;
    const { payloadStart, payloadEnd } = frame;
    let known = 0;
    let options = 0;
    let sum = 0;
    let tos = -1;
    const header = (frame.optionBits & OPT_CUT) === 0 ? headerLength(data, payloadStart, offset, frame.srcPort, frame.dstPort) : 0;
    if (header > 0) {
      options = header === TCP_HEADER_BYTES ? 0 : hashOptions(data, payloadStart - header + TCP_HEADER_BYTES, payloadStart);
      known = OPTIONS_KNOWN;
      tos = serviceOf(data, payloadStart - header, offset, frame.family);
      if (tos >= 0) known |= TOS_KNOWN;
    }
    if (!frame.isFragment && !frame.isOuterFragment) {
      // The checksum tells the sum of the payload without reading it, where the sender's host had filled it in.
      const told = header > 0 && frame.len > 0 ? payloadSum(data, payloadStart - header, header, frame) : -1;
      if (told >= 0) {
        sum = told;
        known |= PAYLOAD_KNOWN;
      } else if (!frame.isPayloadCut) {
        sum = payloadEnd > payloadStart ? this.#summer.sum(data, payloadStart, payloadEnd) : 0;
        known |= PAYLOAD_KNOWN;
      }
    }
    const row = bytes.tsVal.length;
    if (row === bytes.tsVal.values.length) grow(bytes);
    bytes.payloadSum.values[row] = sum;
    bytes.tsVal.values[row] = frame.tsVal;
    bytes.extra.values[row] = (frame.flags & SYN) !== 0 ? (frame.mss << 8) | frame.windowScale : frame.tsEcr;
    bytes.optionHash.values[row] = options;
    bytes.known.values[row] = known;
    bytes.tos.values[row] = Math.max(0, tos);
    bytes.opening.values[row] = payloadEnd > payloadStart ? openingOf(data, payloadStart, payloadEnd) : 0;
    bytes.tsVal.length = row + 1;
    if (linkType === LINUX_SLL2 && capLen >= 8) this.#notePlace(row, u16be(data, offset + 6));
    else if (linkType === LINUX_SLL && capLen >= 2) {
      bytes.areWays = true;
      this.#notePlace(row, data[offset + 1] === OUTGOING ? 2 : 1);
    }
  }

  #notePlace(row: number, place: number): void {
    const { places } = this.bytes;
    while (places.length < row) places.push(0);
    places.push(place);
  }
}

function grow(bytes: SegmentBytes): void {
  reserve(bytes, bytes.tsVal.values.length * 2);
}

function reserve(bytes: SegmentBytes, rows: number): void {
  for (const column of [bytes.payloadSum, bytes.tsVal, bytes.extra, bytes.optionHash, bytes.known, bytes.tos, bytes.opening]) {
    column.length = bytes.tsVal.length;
    column.reserve(rows);
  }
}

/** Where the header begins, its own length and ports say; 0 where they say nothing that fits. */
function headerLength(data: Uint8Array, payloadStart: number, least: number, srcPort: number, dstPort: number): number {
  if (isHeader(data, payloadStart, TCP_HEADER_USUAL, least, srcPort, dstPort)) return TCP_HEADER_USUAL;
  for (let header = TCP_HEADER_BYTES; header <= TCP_HEADER_MOST; header += 4)
    if (isHeader(data, payloadStart, header, least, srcPort, dstPort)) return header;
  return 0;
}

function isHeader(data: Uint8Array, payloadStart: number, header: number, least: number, srcPort: number, dstPort: number): boolean {
  const at = payloadStart - header;
  return (
    at >= least && (((data[at + 12] as number) >>> 2) & 0x3c) === header && u16be(data, at) === srcPort && u16be(data, at + 2) === dstPort
  );
}

/** From the IP header right before the TCP header at `tcp`; -1 where that is not one: behind extension headers it stays unknown. */
function serviceOf(data: Uint8Array, tcp: number, least: number, family: 4 | 6): number {
  if (family === 6) {
    const at = tcp - IPV6_BYTES;
    if (at < least || (data[at] as number) >>> 4 !== 6 || data[at + 6] !== TCP) return -1;
    return (((data[at] as number) & 15) << 4) | ((data[at + 1] as number) >>> 4);
  }
  for (let words = 5; words <= 15; words++) {
    const at = tcp - 4 * words;
    if (at < least) return -1;
    if (data[at] === (0x40 | words) && data[at + 9] === TCP) return data[at + 1] as number;
  }
  return -1;
}

function hashOptions(data: Uint8Array, from: number, to: number): number {
  let hash = 0;
  for (let at = from; at < to; at += 4)
    hash = Math.imul(hash ^ ((u16be(data, at) << 16) | u16be(data, at + 2)), 0x9e3779b1) ^ (hash >>> 15);
  return ((hash ^ (hash >>> 16)) & 0xffff) | 1;
}

/** The first line; of a request without the version of HTTP, which proxies change. */
function openingOf(data: Uint8Array, from: number, to: number): number {
  const end = Math.min(to, from + OPENING_BYTES);
  let hash = 0;
  for (let at = from; at < end; at++) {
    const byte = data[at] as number;
    if (byte === 10 || (byte === 32 && data[at + 1] === 72 && data[at + 2] === 84 && data[at + 3] === 84 && data[at + 4] === 80)) break;
    hash = (Math.imul(hash, 0x01000193) + byte) | 0;
  }
  return hash >>> 0 || 1;
}

/** Reads the capture again. */
export async function readSegmentBytes(source: ByteSource, control: ReadControl): Promise<Result<SegmentBytes, Failure>> {
  const watch = new SegmentWatch(source.size);
  const frame = new DecodedFrame();
  const sink: RecordSink = {
    record(_interfaceIndex, linkType, _tsNs, data, offset, capLen, origLen) {
      decodeFrame(linkType, data, offset, capLen, origLen, frame);
      if (frame.kind === FrameKind.Tcp) watch.segment(frame, linkType, data, offset, capLen);
    },
  };
  const read = await readCapture(source, sink, control);
  return read.ok ? success(watch.bytes) : failed(read.failure);
}
