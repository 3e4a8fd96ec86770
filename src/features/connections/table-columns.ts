// The table's columns in order: what they sort by and which side they lean to. Widths are in connections.css.

import type { SortColumn } from '#engine/rpc/protocol';

export interface TableColumn {
  readonly id: SortColumn;
  readonly isNumber: boolean;
}

export const TABLE_COLUMNS: readonly TableColumn[] = [
  { id: 'id', isNumber: true },
  { id: 'outcome', isNumber: false },
  { id: 'cause', isNumber: false },
  { id: 'client', isNumber: false },
  { id: 'server', isNumber: false },
  { id: 'start', isNumber: true },
  { id: 'duration', isNumber: true },
  { id: 'rtt', isNumber: true },
  { id: 'bytes', isNumber: true },
  { id: 'packets', isNumber: true },
  { id: 'retransmissions', isNumber: true },
  { id: 'endedBy', isNumber: false },
  { id: 'confidence', isNumber: false },
];
