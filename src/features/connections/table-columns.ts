// The table's columns in order: what they sort by, which side they lean to, how wide they are. All thirteen fit beside the rail at 1280 px.

import type { SortColumn } from '#engine/rpc/protocol';
import type { TableLayout } from '../../store/state';

export interface TableColumn {
  readonly id: SortColumn;
  readonly isNumber: boolean;
  readonly leastPx: number;
  /** Its part of what is left of the width; 0: none. */
  readonly share: number;
}

export const TABLE_COLUMNS: readonly TableColumn[] = [
  { id: 'id', isNumber: true, leastPx: 68, share: 0 },
  { id: 'outcome', isNumber: false, leastPx: 132, share: 0 },
  { id: 'cause', isNumber: false, leastPx: 102, share: 1.6 },
  // Client and server hold the longest IPv4 address with its port.
  { id: 'client', isNumber: false, leastPx: 156, share: 1 },
  { id: 'server', isNumber: false, leastPx: 156, share: 1 },
  { id: 'start', isNumber: true, leastPx: 58, share: 0 },
  { id: 'duration', isNumber: true, leastPx: 66, share: 0 },
  { id: 'rtt', isNumber: true, leastPx: 60, share: 0 },
  { id: 'bytes', isNumber: true, leastPx: 100, share: 0 },
  { id: 'packets', isNumber: true, leastPx: 58, share: 0 },
  { id: 'retransmissions', isNumber: true, leastPx: 62, share: 0 },
  { id: 'endedBy', isNumber: false, leastPx: 56, share: 0 },
  { id: 'confidence', isNumber: false, leastPx: 74, share: 0 },
];

export const COLUMN_LEAST_PX = 40;
export const COLUMN_MOST_PX = 600;

/** The number is what rows are called by: it stays. */
export function visibleColumns({ hidden }: TableLayout): readonly TableColumn[] {
  return TABLE_COLUMNS.filter(({ id }) => id === 'id' || !hidden.includes(id));
}

export function withWidth(layout: TableLayout, id: SortColumn, widthPx: number): TableLayout {
  const clamped = Math.round(Math.min(COLUMN_MOST_PX, Math.max(COLUMN_LEAST_PX, widthPx)));
  return { ...layout, widthsPx: { ...layout.widthsPx, [id]: clamped } };
}

/** For CSS: the tracks of the grid, and the width below which it scrolls sideways. */
export function gridTracks(
  columns: readonly TableColumn[],
  { widthsPx }: TableLayout,
): { readonly tracks: string; readonly leastPx: number } {
  let leastPx = 0;
  const tracks = columns.map(({ id, leastPx: least, share }) => {
    const chosen = widthsPx[id];
    leastPx += chosen ?? least;
    if (chosen !== undefined) return `${chosen}px`;
    return share > 0 ? `minmax(${least}px, ${share}fr)` : `${least}px`;
  });
  return { tracks: tracks.join(' '), leastPx };
}
