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
}
