// Every captured record in file order: 16 bytes a row. Row i is frame number i + 1, as Wireshark counts.

import { Column } from '../base/column';

export class FrameTable {
  /**
   * Nanoseconds since the first frame of the capture, plus shiftNs; exact for 104 days. Never negative once settled, so
   * that -1 can mean "not seen" in everything derived.
   */
  readonly tsNs = new Column(Float64Array);
  /** Where the record (its header) begins in the uncompressed file. */
  readonly fileOffset = new Column(Float64Array);
  /** Interface of each frame; only filled once the file has more than one. */
  readonly interfaceIndex = new Column(Uint16Array, 0);

  /** By how much the clock fell behind the first frame: what is told outside subtracts it again. */
  shiftNs = 0;

  get length(): number {
    return this.tsNs.length;
  }

  /** Adds a row but for its interface; returns its index. */
  append(tsNs: number, fileOffset: number): number {
    const row = this.tsNs.length;
    if (row === this.tsNs.values.length) {
      this.tsNs.reserve(row + 1);
      this.fileOffset.reserve(this.tsNs.values.length);
    }
    this.tsNs.values[row] = tsNs + this.shiftNs;
    this.fileOffset.values[row] = fileOffset;
    this.tsNs.length = this.fileOffset.length = row + 1;
    return row;
  }

  /** Moves all times up where a clock step made some negative. May be called again after more frames. */
  settle(): void {
    const { values, length } = this.tsNs;
    let least = 0;
    for (let row = 0; row < length; row++) if (values[row] < least) least = values[row];
    if (least === 0) return;
    for (let row = 0; row < length; row++) values[row] -= least;
    this.shiftNs -= least;
  }
}
