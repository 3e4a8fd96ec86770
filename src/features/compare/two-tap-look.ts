// What the drawings of the ladder with two taps share: forms by width, sizes, times and states of their rows.

import type { TwoTapLadder } from '#engine/compare/compare-model';
import { firstSeen } from '#engine/compare/text-two-tap';
import type { StatePair } from '#engine/ladder/ladder-model';
import type { Density } from '../../ui/ladder/density';
import { gapHeight } from '../../ui/ladder/gap-height';
import { formatTimeCell, type TimeScale } from '../../ui/ladder/time-format';
import type { TwoTapEntry } from './two-tap-entries';

export type TwoTapMode = 'list' | 'bands' | 'states';

export const UNSEEN: StatePair = { client: 'unseen', server: 'unseen' };

interface RowGeometry {
  readonly rowPx: number;
  /** y of the line at the sender's side, inside the row. */
  readonly lineY: number;
  /** An arrow falls by so much at most. */
  readonly fallMostPx: number;
  readonly foldedPx: number;
  /** To scale: the least distance between two labels. */
  readonly labelPx: number;
}

/** Where the words stand in their row is the style sheet's, by the same names. */
export const GEOMETRY: Readonly<Record<Density, RowGeometry>> = {
  compact: { rowPx: 40, lineY: 18, fallMostPx: 18, foldedPx: 28, labelPx: 24 },
  default: { rowPx: 46, lineY: 20, fallMostPx: 20, foldedPx: 34, labelPx: 24 },
  comfortable: { rowPx: 58, lineY: 26, fallMostPx: 26, foldedPx: 42, labelPx: 32 },
};
const LIST_BELOW_PX = 600;
/** Narrower lanes have no room for states beside them. */
const STATES_FROM_PX = 900;
const LEAST_GAP_PX = 28;

export function modeOf(widthPx: number): TwoTapMode {
  return widthPx < LIST_BELOW_PX ? 'list' : widthPx < STATES_FROM_PX ? 'bands' : 'states';
}

export function rowHeight(entry: TwoTapEntry, density: Density): number {
  const { rowPx, foldedPx } = GEOMETRY[density];
  if (entry.kind === 'packet') return rowPx;
  return entry.kind === 'gap' ? Math.max(LEAST_GAP_PX, gapHeight(entry.row.seconds)) : foldedPx;
}

/** States of both ends when each row begins. */
export function statesBefore(entries: readonly TwoTapEntry[]): readonly StatePair[] {
  let last = UNSEEN;
  return entries.map((entry) => {
    const before = last;
    if (entry.kind !== 'hidden') last = entry.row.after;
    return before;
  });
}

/** The time column of each row; empty where a row has no time of its own. */
export function timesOf(entries: readonly TwoTapEntry[], scale: TimeScale): readonly string[] {
  let before: number | null = null;
  return entries.map((entry) => {
    if (entry.kind !== 'packet' && entry.kind !== 'run') return '';
    const seconds = entry.kind === 'packet' ? firstSeen(entry.row) : entry.row.seconds;
    const told = formatTimeCell(scale, { seconds, deltaSeconds: seconds - (before ?? seconds) }, before === null);
    before = entry.kind === 'run' && !entry.row.expanded ? seconds + entry.row.durationSeconds : seconds;
    return told;
  });
}

/** Middle time on the way: such an arrow falls as drawings usually do. */
export function usualWay({ rows }: TwoTapLadder): number {
  const ways = rows
    .flatMap((row) => (row.kind === 'packet' && row.oneWaySeconds !== null ? [row.oneWaySeconds] : []))
    .toSorted((a, b) => a - b);
  return Math.max(ways[ways.length >> 1] ?? 0, 1e-6);
}
