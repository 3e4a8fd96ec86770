// What all formats share: units (records, blocks) that straddle chunks are put together here, and only those are copied.

import type { CaptureParser, ParsedCapture } from './capture-format';
import type { IssueLog } from './issue-log';

const INITIAL_CARRY_BYTES = 65_536;

export abstract class ChunkedParser implements CaptureParser {
  stoppedAt: number | null = null;
  /** Bytes that the next unit needs in all, counted from where parseUnits() stopped; always more than it was given. */
  protected need = 1;
  protected readonly issues: IssueLog;
  #carry = new Uint8Array(INITIAL_CARRY_BYTES);
  #carryLength = 0;
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
    while (this.#carryLength > 0) {
      const take = Math.min(this.need - this.#carryLength, chunk.length - at);
      this.#append(chunk, at, at + take);
      at += take;
      const isEnd = isLast && at === chunk.length;
      if (this.#carryLength < this.need && !isEnd) return true;
      const used = this.parseUnits(this.#carry, 0, this.#carryLength, this.#carryOffset, isEnd);
      if (this.stoppedAt !== null) return false;
      this.#dropFront(used);
      if (isEnd) break;
    }
    if (at < chunk.length) {
      const stop = this.parseUnits(chunk, at, chunk.length, chunkOffset, isLast);
      if (this.stoppedAt !== null) return false;
      if (stop < chunk.length) {
        this.#carryOffset = chunkOffset + stop;
        this.#append(chunk, stop, chunk.length);
      }
    }
    if (isLast && this.#carryLength > 0) {
      this.issues.add('truncated-file', this.#carryOffset, { afterFrame: this.framesSoFar() });
      this.#carryLength = 0;
    }
    return true;
  }

  /** Gives up at a damaged unit: what was read before stays. */
  protected stopAtDamage(offset: number): void {
    this.issues.add('corrupt-block', offset, { afterFrame: this.framesSoFar() });
    this.stoppedAt = offset;
  }

  #append(chunk: Uint8Array, start: number, end: number): void {
    const length = this.#carryLength + end - start;
    if (length > this.#carry.length) {
      const grown = new Uint8Array(Math.max(length, this.#carry.length * 2));
      grown.set(this.#carry.subarray(0, this.#carryLength));
      this.#carry = grown;
    }
    this.#carry.set(chunk.subarray(start, end), this.#carryLength);
    this.#carryLength = length;
  }

  #dropFront(bytes: number): void {
    if (bytes === 0) return;
    this.#carry.copyWithin(0, bytes, this.#carryLength);
    this.#carryLength -= bytes;
    this.#carryOffset += bytes;
  }
}
