// TCP options: MSS (RFC 9293 3.2), window scale and timestamps (RFC 7323), SACK (RFC 2018).

import { OPT_CUT, OPT_MSS, OPT_SACK_BLOCKS, OPT_SACK_PERMITTED, OPT_TIMESTAMPS, OPT_WINDOW_SCALE } from '../../model/tcp-flags';
import type { DecodedFrame } from '../decoded-frame';
import { u16, u32 } from '../read-bytes';

/** `cut`: the snapshot length ended inside the options, so what is missing is unknown. */
export function decodeOptions(data: Uint8Array, from: number, to: number, cut: boolean, out: DecodedFrame): void {
  let at = from;
  if (cut) out.optionBits |= OPT_CUT;
  while (at < to) {
    const kind = data[at];
    if (kind === 0) return;
    if (kind === 1) {
      at++;
      continue;
    }
    if (at + 1 >= to) return;
    const size = data[at + 1];
    if (size < 2 || at + size > to) return;
    if (kind === 8 && size === 10) {
      out.optionBits |= OPT_TIMESTAMPS;
      out.tsVal = u32(data, at + 2);
      out.tsEcr = u32(data, at + 6);
    } else if (kind === 2 && size === 4) {
      out.optionBits |= OPT_MSS;
      out.mss = u16(data, at + 2);
    } else if (kind === 3 && size === 3) {
      out.optionBits |= OPT_WINDOW_SCALE;
      out.windowScale = Math.min(data[at + 2], 14);
    } else if (kind === 4) out.optionBits |= OPT_SACK_PERMITTED;
    else if (kind === 5) out.optionBits |= OPT_SACK_BLOCKS;
    at += size;
  }
}
