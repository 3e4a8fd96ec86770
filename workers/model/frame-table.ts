// Every captured record in file order: 12 bytes a row. Row i is frame number i + 1, as Wireshark counts.

import { Column } from '../base/column';

/** A clock that falls back by more than this was set; less is the order of interfaces and processor queues. */
const CLOCK_SET_BACK_NS = 100_000_000;
/** Frames out of order by less than this count as simultaneous with the first. */
const REORDERED_SECONDS = 0.001;
/** More steps than this are no clock but noise: later ones are left as they are. */
const CLOCK_STEPS_MAX = 1000;
const OFFSET_SPAN = 2 ** 32;

export class FrameTable {
  /**
   * Nanoseconds on a timeline of the capture's own: it goes on where the clock was set back, and is never negative once
   * settled, so that order in the file is order in time and -1 can mean "not seen" in everything derived. Exact for 104 days.
   * What is told outside passes through toldSeconds.
   */
  readonly tsNs = new Column(Float64Array);
  /** Where the record (its header) begins in the uncompressed file: the lower 32 bits, see fileOffset(). */
  readonly offsetLow = new Column(Uint32Array);
  /** From row offsetFromRow[i] on, the upper bits are offsetHigh[i]: another entry every 4 GB. */
  readonly #offsetFromRow: number[] = [];
  readonly #offsetHigh: number[] = [];
  #latestHigh = 0;
  /** Interface of each frame; only filled once the file has more than one. */
  readonly interfaceIndex = new Column(Uint16Array, 0);
  /** Where the clock was set back: from that time of the timeline on, the timeline is ahead of the file by so much. */
  readonly #stepFromNs: number[] = [];
  readonly #stepAheadNs: number[] = [];
  #aheadNs = 0;
  #latestNs = 0;
  #leastNs = 0;
  #shiftNs = 0;

  get length(): number {
    return this.tsNs.length;
  }

  /** The latest time of the timeline, not always the last frame's; 0 without frames. */
  get latestNs(): number {
    return this.#latestNs;
  }

  /** Makes room for so many rows in all. */
  reserve(rows: number): void {
    this.tsNs.reserve(rows);
    this.offsetLow.reserve(this.tsNs.values.length);
  }

  /** Adds a row but for its interface; returns its index. `tsNs`: nanoseconds since the first frame, by the file. */
  append(tsNs: number, fileOffset: number): number {
    const row = this.tsNs.length;
    if (row === this.tsNs.values.length) this.reserve(2 * row);
    let timeNs = tsNs + this.#aheadNs;
    if (timeNs < this.#latestNs - CLOCK_SET_BACK_NS && this.#stepFromNs.length < CLOCK_STEPS_MAX) {
      this.#aheadNs += this.#latestNs - timeNs;
      timeNs = this.#latestNs;
      this.#stepFromNs.push(timeNs);
      this.#stepAheadNs.push(this.#aheadNs);
    }
    if (timeNs > this.#latestNs) this.#latestNs = timeNs;
    else if (timeNs < this.#leastNs) this.#leastNs = timeNs;
    this.tsNs.values[row] = timeNs;
    this.offsetLow.values[row] = fileOffset;
    if (fileOffset >= OFFSET_SPAN || this.#latestHigh > 0) this.#noteHigh(row, Math.floor(fileOffset / OFFSET_SPAN));
    this.tsNs.length = this.offsetLow.length = row + 1;
    return row;
  }

  /** Where record `row` (its header) begins in the uncompressed file. */
  fileOffset(row: number): number {
    let high = 0;
    for (let entry = 0; entry < this.#offsetFromRow.length; entry++) {
      if (this.#offsetFromRow[entry] > row) break;
      high = this.#offsetHigh[entry];
    }
    return high * OFFSET_SPAN + this.offsetLow.values[row];
  }

  #noteHigh(row: number, high: number): void {
    if (high === this.#latestHigh) return;
    this.#latestHigh = high;
    this.#offsetFromRow.push(row);
    this.#offsetHigh.push(high);
  }

  /** Moves all times up where reordering made some negative. May be called again after more frames. */
  settle(): void {
    const { values, length } = this.tsNs;
    const least = this.#leastNs;
    if (least === 0) return;
    for (let row = 0; row < length; row++) values[row] -= least;
    for (let step = 0; step < this.#stepFromNs.length; step++) {
      this.#stepFromNs[step] -= least;
      this.#stepAheadNs[step] -= least;
    }
    this.#leastNs = 0;
    this.#shiftNs -= least;
    this.#aheadNs -= least;
    this.#latestNs -= least;
  }

  /** Seconds since the first frame by the file's own clock, for a time of the timeline. */
  toldSeconds(seconds: number): number {
    const told = seconds - this.aheadNs(seconds * 1e9) / 1e9;
    // Frames of several processor queues may precede the first by microseconds: that is no time before the capture.
    return told < 0 && told > -REORDERED_SECONDS ? 0 : told;
  }

  /** By how much the timeline is ahead of the file's clock at that time. */
  aheadNs(timeNs: number): number {
    let ahead = this.#shiftNs;
    for (let step = 0; step < this.#stepFromNs.length; step++) {
      if (this.#stepFromNs[step] > timeNs) break;
      ahead = this.#stepAheadNs[step];
    }
    return ahead;
  }
}
