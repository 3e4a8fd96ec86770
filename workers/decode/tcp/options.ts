// TCP options (RFC 9293 3.1, 7323, 2018) into DecodedFrame. An option with an impossible length ends the list: what was
// read before it counts, what follows cannot be trusted.

import { s32be, u16be } from '../../base/bytes';
import { OPT_MSS, OPT_SACK_BLOCKS, OPT_SACK_PERMITTED, OPT_TIMESTAMPS, OPT_WINDOW_SCALE } from '../../model/tcp-flags';
import type { DecodedFrame } from '../decoded-frame';

export const OPTION_END = 0;
export const OPTION_NOP = 1;
export const OPTION_MSS = 2;
export const OPTION_WINDOW_SCALE = 3;
export const OPTION_SACK_PERMITTED = 4;
export const OPTION_SACK = 5;
export const OPTION_TIMESTAMPS = 8;
const TIMESTAMPS_BYTES = 10;
const SACK_BLOCK_BYTES = 8;
/** RFC 7323 2.3: larger values count as this. */
export const MAX_WINDOW_SCALE = 14;

/** Adds what data[from, to) holds; the caller has cleared the fields. */
export function decodeTcpOptions(data: Uint8Array, from: number, to: number, out: DecodedFrame): void {
  // NOP NOP timestamps and nothing else: nearly every segment of a connection that uses them.
  if (
    to - from === 12 &&
    data[from] === OPTION_NOP &&
    data[from + 1] === OPTION_NOP &&
    data[from + 2] === OPTION_TIMESTAMPS &&
    data[from + 3] === TIMESTAMPS_BYTES
  ) {
    out.optionBits |= OPT_TIMESTAMPS;
    out.tsVal = s32be(data, from + 4);
    out.tsEcr = s32be(data, from + 8);
    return;
  }
  let at = from;
  while (at < to) {
    const kind = data[at];
    if (kind === OPTION_NOP) {
      at++;
      continue;
    }
    if (kind === OPTION_END || at + 2 > to) return;
    const size = data[at + 1];
    if (size < 2 || at + size > to) return;
    if (kind === OPTION_TIMESTAMPS) {
      if (size === TIMESTAMPS_BYTES) {
        out.optionBits |= OPT_TIMESTAMPS;
        out.tsVal = s32be(data, at + 2);
        out.tsEcr = s32be(data, at + 6);
      }
    } else if (kind === OPTION_SACK) {
      if (size > 2 && (size - 2) % SACK_BLOCK_BYTES === 0) out.optionBits |= OPT_SACK_BLOCKS;
    } else if (kind === OPTION_MSS) {
      if (size === 4) {
        out.optionBits |= OPT_MSS;
        out.mss = u16be(data, at + 2);
      }
    } else if (kind === OPTION_WINDOW_SCALE) {
      if (size === 3) {
        out.optionBits |= OPT_WINDOW_SCALE;
        out.windowScale = Math.min(data[at + 2], MAX_WINDOW_SCALE);
      }
    } else if (kind === OPTION_SACK_PERMITTED && size === 2) {
      out.optionBits |= OPT_SACK_PERMITTED;
    }
    at += size;
  }
}
