// pcapng: sections of either byte order, each with its own interfaces (link type, clock); packets in enhanced, simple and obsolete
// blocks. Name resolution, secrets, custom and unknown blocks are stepped over. Every block: type, length, body, length again.

import { u16, u32, u32be, u32le } from '../../base/bytes';
import type { CaptureInterface } from '../../model/capture';
import type { RecordSink } from '../../model/record-sink';
import { MAX_CAPTURED_BYTES, MAX_COMMENTS, type CaptureFormat, type ParsedCapture } from '../capture-format';
import { ChunkedParser } from '../chunked-parser';
import type { IssueLog } from '../issue-log';
import { CaptureEpoch, InterfaceClock } from './interface-clock';
import { readDropCounters, readInterfaceOptions, readPacketOptions } from './pcapng-options';

export const BLOCK_SECTION = 0x0a0d0d0a;
const BLOCK_INTERFACE = 1;
export const BLOCK_OBSOLETE_PACKET = 2;
export const BLOCK_SIMPLE_PACKET = 3;
const BLOCK_STATISTICS = 5;
export const BLOCK_ENHANCED_PACKET = 6;

/** Name resolution, systemd journal, secrets, and those that are read. */
const FINDABLE_BLOCKS: ReadonlySet<number> = new Set([
  BLOCK_SECTION,
  BLOCK_INTERFACE,
  BLOCK_OBSOLETE_PACKET,
  BLOCK_SIMPLE_PACKET,
  4,
  BLOCK_STATISTICS,
  BLOCK_ENHANCED_PACKET,
  9,
  10,
]);

const BYTE_ORDER_MAGIC = 0x1a2b3c4d;
/** Longer blocks are damage: Wireshark's limit. Also bounds what is put together across chunks. */
export const MAX_BLOCK_BYTES = 16_777_216;
/** Interfaces are told apart by 16 bits from here on. */
const MAX_INTERFACES = 65_535;

interface OpenInterface {
  readonly linkType: number;
  readonly snapLen: number;
  readonly clock: InterfaceClock;
  /** Drops by statistics block (a running total) and by packet option (one by one). */
  statedDrops: number;
  countedDrops: number;
}

class PcapngParser extends ChunkedParser {
  readonly #sink: RecordSink;
  readonly #epoch = new CaptureEpoch();
  readonly #interfaces: OpenInterface[] = [];
  readonly #described: CaptureInterface[] = [];
  readonly #comments = new Map<number, string>();
  #sectionStart = 0;
  #isLittle = true;
  #frames = 0;
  #lastTsNs = 0;

  constructor(sink: RecordSink, issues: IssueLog) {
    super(issues);
    this.#sink = sink;
    this.need = 12;
  }

  protected override framesSoFar(): number {
    return this.#frames;
  }

  override parsed(): ParsedCapture {
    let reportedDrops = 0;
    for (const { statedDrops, countedDrops } of this.#interfaces) reportedDrops += Math.max(statedDrops, countedDrops);
    return { frames: this.#frames, startNs: this.#epoch.startNs, interfaces: this.#described, comments: this.#comments, reportedDrops };
  }

  /** The hot loop. A block is only looked at once it is there as a whole, so that any split of the bytes reads the same. */
  protected override parseUnits(data: Uint8Array, start: number, end: number, dataOffset: number, isEnd: boolean): number {
    let at = start;
    for (;;) {
      if (this.isResyncing) {
        const next = this.resync(at, end, dataOffset, isEnd, (from, to, isLast) => this.#findBlocks(data, from, to, isLast));
        if (next < 0) return at;
        at = next;
        continue;
      }
      if (end - at < 12) {
        this.need = 12;
        return at;
      }
      const type = u32(data, at, this.#isLittle);
      // The byte order of a section header is only known from its inside; its type reads the same in both.
      const isLittle = type === BLOCK_SECTION ? u32le(data, at + 8) === BYTE_ORDER_MAGIC : this.#isLittle;
      const length = u32(data, at + 4, isLittle);
      if (length < 12 || length > MAX_BLOCK_BYTES || (length & 3) !== 0) {
        this.startResync(dataOffset + at);
        continue;
      }
      const next = at + length;
      if (next > end) {
        this.need = length;
        // Longer than the file: the length is damaged where blocks go on behind it.
        if (!isEnd || this.#findBlocks(data, at + 4, end, true) < 0) return at;
        this.startResync(dataOffset + at);
        continue;
      }
      const isSound = u32(data, next - 4, isLittle) === length && this.#readBlock(type, data, at, next, dataOffset);
      if (isSound) at = next;
      else this.startResync(dataOffset + at);
    }
  }

  /** Where, from `start` on, a known block stands whose two lengths agree and behind which another one begins, or the end; -1 when nowhere. */
  #findBlocks(data: Uint8Array, start: number, end: number, isEnd: boolean): number {
    // Most places are told by one byte: the types have an outermost byte of 0, or are a section's.
    const outermost = this.#isLittle ? 3 : 0;
    for (let at = start; at + 12 <= end; at++) {
      if (data[at + outermost] !== 0 && data[at + outermost] !== 0x0a) continue;
      const next = at + this.#plausibleLength(data, at, end);
      if (next === at || next > end || (next === end && !isEnd)) continue;
      if (next === end || (next + 8 <= end && this.#plausibleLength(data, next, Infinity) > 0)) return at;
    }
    return -1;
  }

  /** Length of the block at `at` if it can be one, else 0; its second length is compared where it stands before `end`. */
  #plausibleLength(data: Uint8Array, at: number, end: number): number {
    const type = u32(data, at, this.#isLittle);
    if (!FINDABLE_BLOCKS.has(type)) return 0;
    const isLittle = type === BLOCK_SECTION ? u32le(data, at + 8) === BYTE_ORDER_MAGIC : this.#isLittle;
    if (type === BLOCK_SECTION && !isLittle && u32be(data, at + 8) !== BYTE_ORDER_MAGIC) return 0;
    const length = u32(data, at + 4, isLittle);
    if (length < 12 || length > MAX_BLOCK_BYTES || (length & 3) !== 0) return 0;
    if (end === Infinity) return length;
    return at + length <= end && u32(data, at + length - 4, isLittle) === length ? length : 0;
  }

  /** False when the block contradicts itself. */
  #readBlock(type: number, data: Uint8Array, at: number, next: number, dataOffset: number): boolean {
    switch (type) {
      case BLOCK_ENHANCED_PACKET:
        return this.#readEnhancedPacket(data, at, next, dataOffset);
      case BLOCK_SECTION:
        return this.#readSection(data, at, next);
      case BLOCK_INTERFACE:
        return this.#readInterface(data, at, next);
      case BLOCK_SIMPLE_PACKET:
        return this.#readSimplePacket(data, at, next, dataOffset);
      case BLOCK_OBSOLETE_PACKET:
        return this.#readObsoletePacket(data, at, next, dataOffset);
      case BLOCK_STATISTICS:
        this.#readStatistics(data, at, next);
        return true;
      default:
        return true;
    }
  }

  #readSection(data: Uint8Array, at: number, next: number): boolean {
    if (next - at < 28) return false;
    const isLittle = u32le(data, at + 8) === BYTE_ORDER_MAGIC;
    if (!isLittle && u32be(data, at + 8) !== BYTE_ORDER_MAGIC) return false;
    if (u16(data, at + 12, isLittle) !== 1) return false;
    this.#isLittle = isLittle;
    this.#sectionStart = this.#interfaces.length;
    return true;
  }

  #readInterface(data: Uint8Array, at: number, next: number): boolean {
    if (next - at < 20) return false;
    if (this.#interfaces.length >= MAX_INTERFACES) return true;
    const isLittle = this.#isLittle;
    const linkType = u16(data, at + 8, isLittle);
    const snapLen = u32(data, at + 12, isLittle);
    const { name, timeResolution, timeOffsetSeconds } = readInterfaceOptions(data, at + 16, next - 4, isLittle);
    const clock = new InterfaceClock(timeResolution, timeOffsetSeconds, this.#epoch);
    this.#interfaces.push({ linkType, snapLen, clock, statedDrops: 0, countedDrops: 0 });
    this.#described.push({ linkType, snapLen, name, timeDigits: clock.digits });
    return true;
  }

  /** 8 interface, 12 time high, 16 time low, 20 captured length, 24 original length, 28 frame, then options. */
  #readEnhancedPacket(data: Uint8Array, at: number, next: number, dataOffset: number): boolean {
    if (next - at < 32) return false;
    return this.#deliver(u32(data, at + 8, this.#isLittle), 0, data, at, next, dataOffset);
  }

  /** As the enhanced block, but 16 bits of interface and 16 of drops. */
  #readObsoletePacket(data: Uint8Array, at: number, next: number, dataOffset: number): boolean {
    if (next - at < 32) return false;
    const drops = u16(data, at + 10, this.#isLittle);
    return this.#deliver(u16(data, at + 8, this.#isLittle), drops === 0xffff ? 0 : drops, data, at, next, dataOffset);
  }

  #deliver(id: number, drops: number, data: Uint8Array, at: number, next: number, dataOffset: number): boolean {
    const isLittle = this.#isLittle;
    const capLen = u32(data, at + 20, isLittle);
    const frameEnd = at + 28 + capLen;
    if (capLen > MAX_CAPTURED_BYTES || frameEnd > next - 4) return false;
    const index = this.#sectionStart + id;
    const from = this.#interfaces[index];
    if (from === undefined) {
      this.issues.add('unknown-interface', dataOffset + at);
      return true;
    }
    const tsNs = from.clock.tsNs(u32(data, at + 12, isLittle), u32(data, at + 16, isLittle));
    this.#lastTsNs = tsNs;
    this.#frames++;
    from.countedDrops += drops;
    const optionsStart = at + 28 + ((capLen + 3) & ~3);
    if (optionsStart + 4 <= next - 4) this.#readPacketOptions(from, data, optionsStart, next - 4);
    this.#sink.record(index, from.linkType, tsNs, data, at + 28, capLen, u32(data, at + 24, isLittle), dataOffset + at);
    return true;
  }

  #readPacketOptions(from: OpenInterface, data: Uint8Array, start: number, end: number): void {
    const { comment, dropCount } = readPacketOptions(data, start, end, this.#isLittle);
    from.countedDrops += dropCount;
    if (comment !== null && this.#comments.size < MAX_COMMENTS) this.#comments.set(this.#frames, comment);
  }

  /** No interface (the section's first), no time (that of the frame before), the captured length from the snapshot length. */
  #readSimplePacket(data: Uint8Array, at: number, next: number, dataOffset: number): boolean {
    if (next - at < 16) return false;
    const from = this.#interfaces[this.#sectionStart];
    if (from === undefined) {
      this.issues.add('unknown-interface', dataOffset + at);
      return true;
    }
    const origLen = u32(data, at + 8, this.#isLittle);
    const capLen = from.snapLen > 0 ? Math.min(origLen, from.snapLen) : origLen;
    if (capLen > MAX_CAPTURED_BYTES || at + 12 + capLen > next - 4) return false;
    this.#frames++;
    this.#sink.record(this.#sectionStart, from.linkType, this.#lastTsNs, data, at + 12, capLen, origLen, dataOffset + at);
    return true;
  }

  #readStatistics(data: Uint8Array, at: number, next: number): void {
    if (next - at < 24) return;
    const from = this.#interfaces[this.#sectionStart + u32(data, at + 8, this.#isLittle)];
    if (from !== undefined) from.statedDrops = Math.max(from.statedDrops, readDropCounters(data, at + 20, next - 4, this.#isLittle));
  }
}

export const pcapngFormat: CaptureFormat = {
  id: 'pcapng',
  label: 'pcapng',
  sniff: (head) =>
    head.length >= 12 && u32be(head, 0) === BLOCK_SECTION && (u32le(head, 8) === BYTE_ORDER_MAGIC || u32be(head, 8) === BYTE_ORDER_MAGIC),
  createParser: (sink, issues) => new PcapngParser(sink, issues),
};
