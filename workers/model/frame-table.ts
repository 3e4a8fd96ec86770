// Every captured record in file order: 16 bytes a row. Row i is frame number i + 1, as Wireshark counts.

import { Column } from '../base/column';

export class FrameTable {
  /** Nanoseconds since the first frame of the capture; exact for 104 days. */
  readonly tsNs = new Column(Float64Array);
  /** Where the record (its header) begins in the uncompressed file. */
  readonly fileOffset = new Column(Float64Array);
  /** Interface of each frame; only filled once the file has more than one. */
  readonly interfaceIndex = new Column(Uint16Array, 0);

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
    this.tsNs.values[row] = tsNs;
    this.fileOffset.values[row] = fileOffset;
    this.tsNs.length = this.fileOffset.length = row + 1;
    return row;
  }
}
