// Whether two parts of a capture hold the same handshakes: then they were taken at two places, by clocks that differ, and are no parts.

import { PART_STRIDE } from '../model/byte-source';
import { ACK, FROM_RESP, RST, SYN } from '../model/tcp-flags';
import type { CaptureTables } from '../model/tables';

export function hasRepeatedHandshakes({ connections, segments, frames }: CaptureTables): boolean {
  const partOf = (row: number): number => Math.floor(frames.fileOffset(segments.frameIndex.values[row] as number) / PART_STRIDE);
  /** Parts by both initial sequence numbers. */
  const parts = new Map<string, number>();
  for (let c = 0; c < connections.length; c++) {
    let client = -1;
    let server = -1;
    let part = -1;
    let isBeyond = false;
    for (let at = connections.segmentStart[c] as number; at < (connections.segmentStart[c + 1] as number); at++) {
      const row = connections.segments[at] as number;
      const flags = segments.flags.values[row] as number;
      const isSyn = (flags & (SYN | RST)) === SYN;
      if ((flags & FROM_RESP) !== 0) {
        if (isSyn && (flags & ACK) !== 0 && server < 0) server = segments.seq.values[row] as number;
      } else if (!isSyn) {
        isBeyond = true;
      } else if (client < 0) {
        client = segments.seq.values[row] as number;
        part = partOf(row);
        // Whoever went on never sends its SYN again.
      } else if (isBeyond && segments.seq.values[row] === client && partOf(row) !== part) {
        return true;
      }
    }
    if (client < 0 || server < 0) continue;
    // Translated, it is another connection with the same numbers: 64 bits are no accident. One file may show it at two interfaces.
    const key = `${client} ${server}`;
    const known = parts.get(key);
    if (known !== undefined && known !== part) return true;
    parts.set(key, part);
  }
  return false;
}
