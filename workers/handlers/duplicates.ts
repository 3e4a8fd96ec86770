// Marks copies of segments that the capture holds twice (several interfaces, a mirror port, a router's both sides), so
// that no rule counts them. Runs per connection before any scan; idempotent.

import { seqDiff } from '../decode/tcp/sequence';
import type { SegmentBlock } from '../model/segment-block';
import type { CaptureTables } from '../model/tables';
import { FROM_RESP, OPT_DUPLICATE, RST, SYN } from '../model/tcp-flags';

/** A copy follows its original within this time; no stack repeats a segment so soon. */
const COPY_WITHIN_NS = 3_000_000;
const LOOKBACK_SEGMENTS = 12;
/** From this share of copies on (per connection) everything is taken to be captured twice, segments without IP-ID as well. */
const TWICE_SHARE = 0.3;

/** How far each side has got in sequence and acknowledgment numbers: what goes beyond is new, and most segments do. */
const reached = new Int32Array(5);

/** Marks the copies in connection `c`, which is in `block`; how many there are. */
export function markDuplicates(tables: CaptureTables, block: SegmentBlock, c: number): number {
  const { connections } = tables;
  const begin = (connections.segmentStart[c] as number) - block.base;
  const end = (connections.segmentStart[c + 1] as number) - block.base;
  let sure = 0;
  let perhaps = 0;
  for (let pass = 0; pass < 2; pass++) {
    let sidesSeen = 0;
    for (let at = begin; at < end; at++) {
      const side = (block.flags(at) & FROM_RESP) !== 0 ? 2 : 1;
      const seq = block.seq(at) | 0;
      const ack = block.ack(at) | 0;
      let isFurther = (sidesSeen & side) === 0;
      if (isFurther || seqDiff(seq, reached[side] as number) > 0) {
        reached[side] = seq;
        isFurther = true;
      }
      if ((sidesSeen & side) === 0 || seqDiff(ack, reached[side + 2] as number) > 0) {
        reached[side + 2] = ack;
        isFurther = true;
      }
      sidesSeen |= side;
      // Most segments end here, and are not worth a call.
      if (isFurther || block.tsNs(at) - block.tsNs(at - 1) > COPY_WITHIN_NS) continue;
      const options = block.options(at);
      if ((options & OPT_DUPLICATE) !== 0 || !hasOriginal(block, begin, at)) continue;
      // Two RSTs without IP-ID may answer two segments; a SYN-ACK has IP-ID 0 on Linux and is never repeated so soon.
      const flags = block.flags(at);
      const isSure = block.ipId(at) !== 0 || (flags & (SYN | RST)) === SYN;
      if (pass === 0 && !isSure) {
        perhaps++;
        continue;
      }
      block.addOption(at, OPT_DUPLICATE);
      sure++;
    }
    if (perhaps === 0 || sure + perhaps < (end - begin) * TWICE_SHARE || sure === 0) break;
  }
  return sure;
}

function hasOriginal(block: SegmentBlock, begin: number, at: number): boolean {
  const now = block.tsNs(at);
  const stop = Math.max(begin, at - LOOKBACK_SEGMENTS);
  for (let back = at - 1; back >= stop; back--) {
    if (now - block.tsNs(back) > COPY_WITHIN_NS) return false;
    if (
      block.seq(back) === block.seq(at) &&
      block.flags(back) === block.flags(at) &&
      block.ack(back) === block.ack(at) &&
      block.len(back) === block.len(at) &&
      block.ipId(back) === block.ipId(at) &&
      block.wnd(back) === block.wnd(at) &&
      (block.options(back) & OPT_DUPLICATE) === 0
    ) {
      return true;
    }
  }
  return false;
}
