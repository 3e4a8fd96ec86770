// What all formats share: units (records, blocks) that straddle chunks are put together here, and only those are copied.

import type { CaptureParser, ParsedCapture } from './capture-format';
import type { IssueLog } from './issue-log';

const INITIAL_CARRY_BYTES = 65_536;
/** Damage is searched in windows of this size for records that go on; the overlap holds what a proof looks at. */
const RESYNC_WINDOW_BYTES = 1_048_576;
const RESYNC_OVERLAP_BYTES = 300_000;
/** Behind so many bytes of damage nothing is searched any more. */
const RESYNC_MAX_BYTES = 16_777_216;

export abstract class ChunkedParser implements CaptureParser {
  stoppedAt: number | null = null;
  /** Bytes that the next unit needs in all, counted from where parseUnits() stopped; always more than it was given. */
  protected need = 1;
  protected readonly issues: IssueLog;
  /** Bytes carried over: carry[start, end). The front is only given up by moving `start`, so that dropping costs nothing. */
  #carry = new Uint8Array(INITIAL_CARRY_BYTES);
  #carryStart = 0;
  #carryEnd = 0;
  /** Stream offset of carry[start]. */
  #carryOffset = 0;

  constructor(issues: IssueLog) {
    this.issues = issues;
  }

  /**
   * Reads whole units from data[start, end) and returns where the first incomplete one begins, having set `need`.
   * `dataOffset` is the stream offset of data[0]; `isEnd`: nothing follows data[end - 1].
   */
  protected abstract parseUnits(data: Uint8Array, start: number, end: number, dataOffset: number, isEnd: boolean): number;
  /** Frames handed over so far, for messages. */
  protected abstract framesSoFar(): number;
  abstract parsed(): ParsedCapture;

  push(chunk: Uint8Array, chunkOffset: number, isLast: boolean): boolean {
    if (this.stoppedAt !== null) return false;
    let at = 0;
    while (this.#carryEnd > this.#carryStart) {
      const missing = this.need - (this.#carryEnd - this.#carryStart);
      const take = Math.min(missing, chunk.length - at);
      this.#append(chunk, at, at + take);
      at += take;
      const isEnd = isLast && at === chunk.length;
      if (take < missing && !isEnd) return true;
      const start = this.#carryStart;
      const stop = this.parseUnits(this.#carry, start, this.#carryEnd, this.#carryOffset - start, isEnd);
      if (this.stoppedAt !== null) return false;
      this.#carryStart = stop;
      this.#carryOffset += stop - start;
      if (isEnd) break;
    }
    if (at < chunk.length) {
      const stop = this.parseUnits(chunk, at, chunk.length, chunkOffset, isLast);
      if (this.stoppedAt !== null) return false;
      if (stop < chunk.length) {
        this.#carryStart = 0;
        this.#carryEnd = 0;
        this.#carryOffset = chunkOffset + stop;
        this.#append(chunk, stop, chunk.length);
      }
    }
    if (isLast && this.#carryEnd > this.#carryStart) {
      this.issues.add('truncated-file', this.#carryOffset, { afterFrame: this.framesSoFar() });
      this.#carryStart = this.#carryEnd;
    }
    return true;
  }

  /** Where damage began that has not ended yet, in the stream; null while all is sound. */
  #damagedFrom: number | null = null;

  protected get isResyncing(): boolean {
    return this.#damagedFrom !== null;
  }

  /** What stands at `offset` cannot be: from there on units are searched. */
  protected startResync(offset: number): void {
    this.#damagedFrom = offset;
  }

  /**
   * Searches from `at` to `end` for units that go on. Returns where to continue: behind the damage, or where the next window begins
   * (isResyncing stays true), or -1 when more bytes are needed or reading stopped.
   * @param find where between `from` and `to` plausible units begin (`isLast`: nothing follows `to`), -1 when nowhere
   */
  protected resync(
    at: number,
    end: number,
    dataOffset: number,
    isEnd: boolean,
    find: (from: number, to: number, isLast: boolean) => number,
  ): number {
    const damagedFrom = this.#damagedFrom ?? dataOffset + at;
    this.need = RESYNC_WINDOW_BYTES;
    if (end - at < RESYNC_WINDOW_BYTES && !isEnd) return -1;
    const to = Math.min(end, at + RESYNC_WINDOW_BYTES);
    const isLast = isEnd && to === end;
    const next = find(dataOffset + at === damagedFrom ? at + 1 : at, to, isLast);
    if (next >= 0) {
      this.issues.add('corrupt-record', damagedFrom, { skippedBytes: dataOffset + next - damagedFrom, afterFrame: this.framesSoFar() });
      this.#damagedFrom = null;
      return next;
    }
    const continued = to - RESYNC_OVERLAP_BYTES;
    if (isLast || dataOffset + continued - damagedFrom > RESYNC_MAX_BYTES) {
      this.stopAtDamage(damagedFrom);
      return -1;
    }
    return continued;
  }

  /** Gives up at a damaged unit: what was read before stays. */
  protected stopAtDamage(offset: number): void {
    this.issues.add('corrupt-block', offset, { afterFrame: this.framesSoFar() });
    this.stoppedAt = offset;
  }

  #append(chunk: Uint8Array, start: number, end: number): void {
    const more = end - start;
    if (this.#carryEnd + more > this.#carry.length) {
      const held = this.#carry.subarray(this.#carryStart, this.#carryEnd);
      // Moving to the front pays only when half of the room is free there; else twice the room keeps the cost linear.
      const room =
        held.length + more > this.#carry.length / 2 ? new Uint8Array(Math.max(held.length + more, this.#carry.length) * 2) : this.#carry;
      room.set(held);
      this.#carry = room;
      this.#carryEnd = held.length;
      this.#carryStart = 0;
    }
    this.#carry.set(chunk.subarray(start, end), this.#carryEnd);
    this.#carryEnd += more;
  }
}
