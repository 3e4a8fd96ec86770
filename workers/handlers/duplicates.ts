// Marks copies of segments that the capture holds twice (several interfaces, a mirror port, a router's both sides), so
// that no rule counts them. Runs per connection before any scan; idempotent.

import type { CaptureTables } from '../model/tables';
import { OPT_DUPLICATE, RST, SYN } from '../model/tcp-flags';

/** A copy follows its original within this time; no stack repeats a segment so soon. */
const COPY_WITHIN_NS = 3_000_000;
const LOOKBACK_SEGMENTS = 12;
/** From this share of copies on (per connection) everything is taken to be captured twice, segments without IP-ID as well. */
const TWICE_SHARE = 0.3;

/** Marks the copies in connection `c`; how many there are. */
export function markDuplicates(tables: CaptureTables, c: number): number {
  const { connections, segments } = tables;
  const begin = connections.segmentStart[c] as number;
  const end = connections.segmentStart[c + 1] as number;
  let sure = 0;
  let perhaps = 0;
  for (let pass = 0; pass < 2; pass++) {
    for (let at = begin + 1; at < end; at++) {
      const row = connections.segments[at] as number;
      const options = segments.optionBits.values[row] as number;
      if ((options & OPT_DUPLICATE) !== 0) continue;
      const original = findOriginal(tables, begin, at, row);
      if (original < 0) continue;
      // Two RSTs without IP-ID may answer two segments; a SYN-ACK has IP-ID 0 on Linux and is never repeated so soon.
      const flags = segments.flags.values[row] as number;
      const isSure = segments.ipId.values[row] !== 0 || (flags & (SYN | RST)) === SYN;
      if (pass === 0 && !isSure) {
        perhaps++;
        continue;
      }
      segments.optionBits.values[row] = options | OPT_DUPLICATE;
      sure++;
    }
    if (perhaps === 0 || sure + perhaps < (end - begin) * TWICE_SHARE || sure === 0) break;
  }
  return sure;
}

function findOriginal(tables: CaptureTables, begin: number, at: number, row: number): number {
  const { connections, segments, frames } = tables;
  const rows = connections.segments;
  const seqs = segments.seq.values;
  const times = frames.tsNs.values;
  const frameOf = segments.frameIndex.values;
  const tsNs = times[frameOf[row] as number] as number;
  const seq = seqs[row];
  const stop = Math.max(begin, at - LOOKBACK_SEGMENTS);
  for (let back = at - 1; back >= stop; back--) {
    const other = rows[back] as number;
    if (tsNs - (times[frameOf[other] as number] as number) > COPY_WITHIN_NS) return -1;
    if (
      seqs[other] === seq &&
      segments.flags.values[other] === segments.flags.values[row] &&
      segments.ack.values[other] === segments.ack.values[row] &&
      segments.lenColumn.values[other] === segments.lenColumn.values[row] &&
      segments.ipId.values[other] === segments.ipId.values[row] &&
      segments.wnd.values[other] === segments.wnd.values[row] &&
      ((segments.optionBits.values[other] as number) & OPT_DUPLICATE) === 0
    ) {
      return other;
    }
  }
  return -1;
}
