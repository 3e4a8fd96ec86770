// One large segment here, several there (offload): the same bytes of the stream, cut otherwise.

import { seqDiff } from '../decode/tcp/sequence';
import type { DirectionMatch } from './match-direction';
import { FLIGHT_MOST_NS, NONE, SLACK_NS } from './match-limits';

/** Pieces of one large segment are looked for among so many of the next segments. */
const PIECES_WINDOW = 160;

type Ranged = Pick<
  DirectionMatch,
  | 'up'
  | 'down'
  | 'upRows'
  | 'downRows'
  | 'upCount'
  | 'downCount'
  | 'upNs'
  | 'downNs'
  | 'upTo'
  | 'downTo'
  | 'missing'
  | 'upPieces'
  | 'downPieces'
  | 'seqShift'
>;

/** Offload: the same bytes, cut otherwise. Each segment takes the next pieces in time that hold its bytes. */
export function matchRanges(direction: Ranged, mayBe: (upRow: number, downRow: number) => boolean): void {
  const { up, down, seqShift } = direction;
  if (up === null || down === null) return;
  const pieces: number[] = [];
  for (let j = 0; j < direction.downCount; j++)
    if (direction.downTo[j] === NONE && (down.at.len[direction.downRows[j] as number] as number) > 0) pieces.push(j);
  if (pieces.length === 0) return;
  /** Bytes of each piece that are taken. */
  const taken = new Map<number, number>();
  const a = up.at;
  const b = down.at;
  let lowest = 0;
  for (let i = 0; i < direction.upCount; i++) {
    if (direction.upTo[i] !== NONE) continue;
    const row = direction.upRows[i] as number;
    const len = a.len[row] as number;
    if (len === 0) continue;
    const begin = ((a.seq[row] as number) + seqShift) >>> 0;
    const leftNs = direction.upNs[i] as number;
    let covered = 0;
    let at = 0;
    const own: number[] = [];
    while (
      lowest < pieces.length &&
      (taken.get(pieces[lowest] as number) ?? 0) >= (b.len[direction.downRows[pieces[lowest] as number] as number] as number)
    )
      lowest++;
    for (let k = lowest; k < pieces.length && k < lowest + PIECES_WINDOW && at < len; k++) {
      const j = pieces[k] as number;
      const flightNs = (direction.downNs[j] as number) - leftNs;
      if (flightNs < -SLACK_NS) continue;
      if (flightNs > FLIGHT_MOST_NS) break;
      const pieceRow = direction.downRows[j] as number;
      const pieceLen = b.len[pieceRow] as number;
      if ((taken.get(j) ?? 0) >= pieceLen || !mayBe(row, pieceRow)) continue;
      const from = Math.max(at, seqDiff(b.seq[pieceRow] as number, begin));
      const to = Math.min(len, seqDiff(b.seq[pieceRow] as number, begin) + pieceLen);
      if (to <= from || (from > at && comesLater(direction, pieces, k, begin, at, leftNs))) continue;
      own.push(j);
      taken.set(j, (taken.get(j) ?? 0) + to - from);
      covered += to - from;
      at = to;
    }
    if (covered === 0) continue;
    direction.upTo[i] = own[0] as number;
    if (own.length > 1) direction.upPieces.set(i, own.slice(1));
    for (const j of own) {
      if (direction.downTo[j] === NONE) direction.downTo[j] = i;
      else {
        const more = direction.downPieces.get(j);
        if (more === undefined) direction.downPieces.set(j, [i]);
        else more.push(i);
      }
    }
    if (covered < len) direction.missing.set(i, len - covered);
  }
}

/** A piece with the bytes at `at` follows behind entry `k`: reordered, not missing. */
function comesLater(direction: Ranged, pieces: readonly number[], k: number, begin: number, at: number, leftNs: number): boolean {
  const { down } = direction;
  if (down === null) return false;
  const b = down.at;
  const usualNs = (direction.downNs[pieces[k] as number] as number) - leftNs;
  for (let next = k + 1; next < pieces.length && next < k + PIECES_WINDOW; next++) {
    const j = pieces[next] as number;
    if ((direction.downNs[j] as number) - leftNs > usualNs + SLACK_NS) return false;
    const from = seqDiff(b.seq[direction.downRows[j] as number] as number, begin);
    if (from <= at && from + (b.len[direction.downRows[j] as number] as number) > at) return true;
  }
  return false;
}
