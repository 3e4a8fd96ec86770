// Classic pcap: one link type, one clock; microseconds or nanoseconds, either byte order, and Kuznetzov's "modified" record header.
//
// file header                                    record header
//  0 magic    4 major.minor    8 zone            0 seconds    4 fraction    8 captured length   12 original length
// 12 sigfigs 16 snapshot length 20 link type     (modified: 8 more bytes: interface, protocol, packet type)

import { u16, u32, u32be } from '../../base/bytes';
import type { RecordSink } from '../../model/record-sink';
import { MAX_CAPTURED_BYTES, type CaptureFormat, type ParsedCapture } from '../capture-format';
import { ChunkedParser } from '../chunked-parser';
import type { IssueLog } from '../issue-log';

export const PCAP_FILE_HEADER_BYTES = 24;
/** Headers in a row that must be plausible, and how far their clocks may be from the last good one. */
const RESYNC_HEADERS = 3;
const RESYNC_MAX_STEP_SECONDS = 86_400;

/** How the numbers of one pcap file are to be read. */
export interface PcapVariant {
  readonly isLittle: boolean;
  readonly isNano: boolean;
  readonly recordHeaderBytes: number;
}

/** The variant by the first four bytes; null when it is no pcap. */
export function pcapVariant(head: Uint8Array): PcapVariant | null {
  if (head.length < 4) return null;
  switch (u32be(head, 0)) {
    case 0xa1b2c3d4:
      return { isLittle: false, isNano: false, recordHeaderBytes: 16 };
    case 0xd4c3b2a1:
      return { isLittle: true, isNano: false, recordHeaderBytes: 16 };
    case 0xa1b23c4d:
      return { isLittle: false, isNano: true, recordHeaderBytes: 16 };
    case 0x4d3cb2a1:
      return { isLittle: true, isNano: true, recordHeaderBytes: 16 };
    case 0xa1b2cd34:
      return { isLittle: false, isNano: false, recordHeaderBytes: 24 };
    case 0x34cdb2a1:
      return { isLittle: true, isNano: false, recordHeaderBytes: 24 };
    default:
      return null;
  }
}

/** Files before version 2.3 have both lengths the other way round, 2.3 itself sometimes (as libpcap reads them). */
export type LengthOrder = 'captured-first' | 'original-first' | 'smaller-is-captured';

export function lengthOrder(major: number, minor: number): LengthOrder {
  if (major !== 2 || minor > 3) return 'captured-first';
  return minor === 3 ? 'smaller-is-captured' : 'original-first';
}

class PcapParser extends ChunkedParser {
  readonly #sink: RecordSink;
  #hasHeader = false;
  #isLittle = true;
  #isNano = false;
  #recordHeaderBytes = 16;
  #order: LengthOrder = 'captured-first';
  #linkType = 0;
  #snapLen = 0;
  #frames = 0;
  #startSeconds = 0;
  #startFraction = 0;
  #lastSeconds = 0;

  constructor(sink: RecordSink, issues: IssueLog) {
    super(issues);
    this.#sink = sink;
    this.need = PCAP_FILE_HEADER_BYTES;
  }

  protected override framesSoFar(): number {
    return this.#frames;
  }

  override parsed(): ParsedCapture {
    const fractionNs = this.#isNano ? 1 : 1000;
    return {
      frames: this.#frames,
      startNs: this.#frames === 0 ? null : BigInt(this.#startSeconds) * 1_000_000_000n + BigInt(this.#startFraction * fractionNs),
      interfaces: this.#hasHeader
        ? [{ linkType: this.#linkType, snapLen: this.#snapLen, name: null, timeDigits: this.#isNano ? 9 : 6 }]
        : [],
      comments: new Map(),
      reportedDrops: 0,
    };
  }

  protected override parseUnits(data: Uint8Array, start: number, end: number, dataOffset: number, isEnd: boolean): number {
    let at = start;
    if (!this.#hasHeader) {
      if (end - at < PCAP_FILE_HEADER_BYTES) return at;
      this.#readFileHeader(data, at);
      at += PCAP_FILE_HEADER_BYTES;
    }
    for (;;) {
      if (this.isResyncing) {
        const next = this.resync(at, end, dataOffset, isEnd, (from, to, isLast) => this.#findRecords(data, from, to, isLast));
        if (next < 0) return at;
        at = next;
        if (this.isResyncing) continue;
      }
      at = this.#readRecords(data, at, end, dataOffset);
      if (this.isResyncing) continue;
      // A record longer than the file: its length is damaged where others go on behind its header.
      if (!isEnd || at === end || this.#findRecords(data, at + 1, end, true) < 0) return at;
      this.startResync(dataOffset + at);
    }
  }

  #readFileHeader(data: Uint8Array, at: number): void {
    const variant = pcapVariant(data.subarray(at, at + 4));
    if (variant !== null) {
      this.#isLittle = variant.isLittle;
      this.#isNano = variant.isNano;
      this.#recordHeaderBytes = variant.recordHeaderBytes;
    }
    this.#order = lengthOrder(u16(data, at + 4, this.#isLittle), u16(data, at + 6, this.#isLittle));
    this.#snapLen = u32(data, at + 16, this.#isLittle);
    // The upper bits tell of a frame check sequence, not of the link type.
    this.#linkType = u32(data, at + 20, this.#isLittle) & 0xffff;
    this.#hasHeader = true;
  }

  /** The hot loop: some 20 byte loads and one call per record. */
  #readRecords(data: Uint8Array, start: number, end: number, dataOffset: number): number {
    const sink = this.#sink;
    const isLittle = this.#isLittle;
    const headerBytes = this.#recordHeaderBytes;
    const fractionNs = this.#isNano ? 1 : 1000;
    const order = this.#order;
    const linkType = this.#linkType;
    let startSeconds = this.#startSeconds;
    let startFraction = this.#startFraction;
    let seconds = this.#lastSeconds;
    let frames = this.#frames;
    let at = start;
    for (;;) {
      if (end - at < headerBytes) {
        this.need = headerBytes;
        break;
      }
      let capLen = u32(data, at + 8, isLittle);
      let origLen = u32(data, at + 12, isLittle);
      if (order !== 'captured-first' && (order === 'original-first' || capLen > origLen)) {
        const swapped = capLen;
        capLen = origLen;
        origLen = swapped;
      }
      // Zeros where a header should be: a hole that a crash or a full disk left.
      if (capLen > MAX_CAPTURED_BYTES || (capLen === 0 && isBlank(data, at, headerBytes))) {
        this.startResync(dataOffset + at);
        break;
      }
      const next = at + headerBytes + capLen;
      if (next > end) {
        this.need = headerBytes + capLen;
        break;
      }
      seconds = u32(data, at, isLittle);
      const fraction = u32(data, at + 4, isLittle);
      if (frames === 0) {
        this.#startSeconds = startSeconds = seconds;
        this.#startFraction = startFraction = fraction;
      }
      frames++;
      const tsNs = (seconds - startSeconds) * 1e9 + (fraction - startFraction) * fractionNs;
      sink.record(0, linkType, tsNs, data, at + headerBytes, capLen, origLen, dataOffset + at);
      at = next;
    }
    this.#frames = frames;
    this.#lastSeconds = seconds;
    return at;
  }

  /** Where, from `start` on, records go on: several headers in a row that fit; -1 when nowhere. */
  #findRecords(data: Uint8Array, start: number, end: number, isEnd: boolean): number {
    // Most places are told by one byte: no length that is believed reaches into the highest one.
    const highest = this.#isLittle ? 11 : 8;
    for (let at = start; at + this.#recordHeaderBytes <= end; at++) {
      if (data[at + highest] !== 0) continue;
      let next = at;
      let headers = 0;
      let clock = this.#frames > 0 ? this.#lastSeconds : u32(data, at, this.#isLittle);
      while (headers < RESYNC_HEADERS && next + this.#recordHeaderBytes <= end && this.#isPlausible(data, next, clock)) {
        clock = u32(data, next, this.#isLittle);
        next += this.#recordHeaderBytes + u32(data, next + 8, this.#isLittle);
        headers++;
      }
      if (headers === RESYNC_HEADERS || (headers > 0 && isEnd && next === end)) return at;
    }
    return -1;
  }

  #isPlausible(data: Uint8Array, at: number, clock: number): boolean {
    const capLen = u32(data, at + 8, this.#isLittle);
    const origLen = u32(data, at + 12, this.#isLittle);
    if (capLen === 0 || capLen > MAX_CAPTURED_BYTES || origLen < capLen || origLen > MAX_CAPTURED_BYTES) return false;
    if (this.#snapLen > 0 && capLen > this.#snapLen) return false;
    if (u32(data, at + 4, this.#isLittle) >= (this.#isNano ? 1e9 : 1e6)) return false;
    return Math.abs(u32(data, at, this.#isLittle) - clock) <= RESYNC_MAX_STEP_SECONDS;
  }
}

function isBlank(data: Uint8Array, at: number, count: number): boolean {
  for (let i = 0; i < count; i++) if (data[at + i] !== 0) return false;
  return true;
}

export const pcapFormat: CaptureFormat = {
  id: 'pcap',
  label: 'pcap',
  sniff: (head) => pcapVariant(head) !== null,
  createParser: (sink, issues) => new PcapParser(sink, issues),
};
