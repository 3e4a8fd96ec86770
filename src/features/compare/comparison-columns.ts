// The columns of the compared connections in order: which side they lean to, how wide they are.

import type { ComparisonSort } from '#engine/rpc/comparing';

interface ComparisonColumn {
  readonly id: ComparisonSort;
  readonly isNumber: boolean;
  readonly leastPx: number;
  /** Its part of what is left of the width; 0: none. */
  readonly share: number;
}

export const COMPARISON_COLUMNS: readonly ComparisonColumn[] = [
  { id: 'index', isNumber: true, leastPx: 64, share: 0 },
  // Two IPv4 addresses with their ports.
  { id: 'connection', isNumber: false, leastPx: 330, share: 2 },
  { id: 'common', isNumber: true, leastPx: 104, share: 0 },
  { id: 'lostTowardsServer', isNumber: true, leastPx: 68, share: 0 },
  { id: 'lostTowardsClient', isNumber: true, leastPx: 68, share: 0 },
  { id: 'appeared', isNumber: true, leastPx: 82, share: 0 },
  { id: 'changed', isNumber: false, leastPx: 110, share: 1 },
  { id: 'delayed', isNumber: true, leastPx: 72, share: 0 },
  { id: 'confidence', isNumber: false, leastPx: 190, share: 1.4 },
];

/** For CSS: the tracks of the grid, and the width below which it scrolls sideways. */
export const GRID_TRACKS = COMPARISON_COLUMNS.map(({ leastPx, share }) =>
  share > 0 ? `minmax(${leastPx}px, ${share}fr)` : `${leastPx}px`,
).join(' ');
export const GRID_LEAST_PX = COMPARISON_COLUMNS.reduce((sum, { leastPx }) => sum + leastPx, 0);
