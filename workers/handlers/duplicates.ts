// Marks copies of segments that the capture holds twice (several interfaces, a mirror port, a router's both sides), so
// that no rule counts them. Runs per connection before any scan; idempotent.

import type { SegmentBlock } from '../model/segment-block';
import type { CaptureTables } from '../model/tables';
import { OPT_DUPLICATE, RST, SYN } from '../model/tcp-flags';

/** A copy follows its original within this time; no stack repeats a segment so soon. */
const COPY_WITHIN_NS = 3_000_000;
const LOOKBACK_SEGMENTS = 12;
/** From this share of copies on (per connection) everything is taken to be captured twice, segments without IP-ID as well. */
const TWICE_SHARE = 0.3;

/** Marks the copies in connection `c`, which is in `block`; how many there are. */
export function markDuplicates(tables: CaptureTables, block: SegmentBlock, c: number): number {
  const { connections, segments } = tables;
  const begin = (connections.segmentStart[c] as number) - block.base;
  const end = (connections.segmentStart[c + 1] as number) - block.base;
  let sure = 0;
  let perhaps = 0;
  for (let pass = 0; pass < 2; pass++) {
    for (let at = begin + 1; at < end; at++) {
      // Most segments end here, and are not worth a call.
      if ((block.tsNs[at] as number) - (block.tsNs[at - 1] as number) > COPY_WITHIN_NS) continue;
      const options = block.options[at] as number;
      if ((options & OPT_DUPLICATE) !== 0 || !hasOriginal(block, begin, at)) continue;
      // Two RSTs without IP-ID may answer two segments; a SYN-ACK has IP-ID 0 on Linux and is never repeated so soon.
      const flags = block.flags[at] as number;
      const isSure = block.ipId[at] !== 0 || (flags & (SYN | RST)) === SYN;
      if (pass === 0 && !isSure) {
        perhaps++;
        continue;
      }
      block.options[at] = options | OPT_DUPLICATE;
      segments.optionBits.values[connections.segments[block.base + at] as number] = options | OPT_DUPLICATE;
      sure++;
    }
    if (perhaps === 0 || sure + perhaps < (end - begin) * TWICE_SHARE || sure === 0) break;
  }
  return sure;
}

function hasOriginal(block: SegmentBlock, begin: number, at: number): boolean {
  const { tsNs, seq, ack, len, wnd, flags, ipId, options } = block;
  const now = tsNs[at] as number;
  const stop = Math.max(begin, at - LOOKBACK_SEGMENTS);
  for (let back = at - 1; back >= stop; back--) {
    if (now - (tsNs[back] as number) > COPY_WITHIN_NS) return false;
    if (
      seq[back] === seq[at] &&
      flags[back] === flags[at] &&
      ack[back] === ack[at] &&
      len[back] === len[at] &&
      ipId[back] === ipId[at] &&
      wnd[back] === wnd[at] &&
      ((options[back] as number) & OPT_DUPLICATE) === 0
    ) {
      return true;
    }
  }
  return false;
}
