// Packets that pass both places in one order: the same packet where the same numbers come up next. The rest is looked up by others.

import { MAIN_FLAGS } from './match-limits';
import type { DirectionMatch } from './match-direction';
import type { TapColumns } from './tap-columns';

/** A packet that overtook so many others is looked up. */
const AHEAD = 4;

type Ordered = Pick<
  DirectionMatch,
  'up' | 'down' | 'upRows' | 'downRows' | 'upCount' | 'downCount' | 'upTo' | 'downTo' | 'seqShift' | 'ackShift'
>;

/**
 * Most packets pass both places in one order: what has an IP-ID or a timestamp of its own is the same packet where the same
 * numbers come up next. What is left is looked up.
 */
export function matchInOrder(direction: Ordered): void {
  const { up, down, upRows, downRows, upCount, downCount, upTo, downTo } = direction;
  if (up === null || down === null) return;
  const a = up.at;
  const b = down.at;
  const { seqShift, ackShift } = direction;
  let j = 0;
  for (let i = 0; i < upCount && j < downCount; i++) {
    const row = upRows[i] as number;
    const id = a.ipId[row] as number;
    const stamp = a.tsVal[row] as number;
    if (id === 0 && stamp === 0) continue;
    const seq = ((a.seq[row] as number) + seqShift) >>> 0;
    const end = Math.min(downCount, j + AHEAD);
    for (let k = j; k < end; k++) {
      const other = downRows[k] as number;
      if (b.seq[other] !== seq || b.ipId[other] !== id || b.tsVal[other] !== stamp || b.len[other] !== a.len[row]) continue;
      if ((((a.flags[row] as number) ^ (b.flags[other] as number)) & MAIN_FLAGS) !== 0) continue;
      // Without an IP-ID a millisecond may hold several alike.
      if (
        id === 0 &&
        (b.ack[other] !== a.ack[row] || b.wnd[other] !== a.wnd[row] || b.optionHash[other] !== a.optionHash[row] || ackShift !== 0)
      )
        continue;
      if (id === 0 && (hasTwin(a, upRows, i, upCount) || hasTwin(b, downRows, k, downCount))) break;
      upTo[i] = k;
      downTo[k] = i;
      j = k + 1;
      break;
    }
  }
}

/** The one before or behind looks the same but for its place. */
function hasTwin(at: TapColumns, rows: Int32Array, index: number, count: number): boolean {
  return isTwin(at, rows, index, index - 1, count) || isTwin(at, rows, index, index + 1, count);
}

function isTwin(at: TapColumns, rows: Int32Array, index: number, other: number, count: number): boolean {
  if (other < 0 || other >= count) return false;
  const a = rows[index] as number;
  const b = rows[other] as number;
  return at.seq[a] === at.seq[b] && at.ack[a] === at.ack[b] && at.len[a] === at.len[b] && at.tsVal[a] === at.tsVal[b];
}
