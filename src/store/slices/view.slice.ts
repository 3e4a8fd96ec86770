// Where the reader is, and how the table is sorted. The URL is written from here by url/url-sync.

import type { StateCreator } from 'zustand';
import type { SortColumn } from '#engine/rpc/protocol';
import type { AppState, ViewSlice } from '../state';

/** Columns whose interesting end is the large one begin with it. */
const DESCENDING_FIRST: ReadonlySet<SortColumn> = new Set<SortColumn>([
  'duration',
  'rtt',
  'bytes',
  'packets',
  'retransmissions',
  'confidence',
]);

export const createViewSlice: StateCreator<AppState, [], [], ViewSlice> = (set) => ({
  view: { kind: 'landing' },
  history: 'replace',
  lastQuery: '',
  lastConnection: null,
  cameFromTable: false,
  sort: { column: 'id', descending: false },
  secondSort: null,
  pastedError: '',
  dialog: null,
  exported: null,
  viewOpened: (view, history = 'push') =>
    set((before) => ({
      view,
      history,
      ...(view.kind === 'connections' || view.kind === 'charts' ? { lastQuery: view.query } : {}),
      ...(view.kind === 'connection' ? { lastConnection: view.id } : {}),
      // From one connection to the next the way back stays.
      cameFromTable: before.view.kind === 'connection' ? before.cameFromTable : before.view.kind === 'connections',
    })),
  packetSelected: (frame) =>
    set(({ view }) =>
      view.kind === 'connection' && view.packet !== frame ? { view: { ...view, packet: frame }, history: 'replace' } : {},
    ),
  timeChosen: (time) =>
    set(({ view }) => {
      if (view.kind !== 'connection' || view.time === time) return {};
      const { time: _, ...rest } = view;
      return { view: time === undefined ? rest : { ...rest, time }, history: 'replace' };
    }),
  queryTyped: (query) =>
    set(({ view }) => (view.kind === 'connections' ? { view: { kind: 'connections', query }, history: 'replace', lastQuery: query } : {})),
  sortChosen: (column, isSecond = false) =>
    set(({ sort, secondSort }) => {
      const first = DESCENDING_FIRST.has(column);
      if (isSecond && sort.column !== column)
        return { secondSort: { sort: column, descending: secondSort?.sort === column ? !secondSort.descending : first } };
      const isSame = sort.column === column;
      return { sort: { column, descending: isSame ? !sort.descending : first }, ...(isSame ? {} : { secondSort: null }) };
    }),
  errorPasted: (pastedError) => set({ pastedError }),
  dialogChanged: (dialog) => set({ dialog, exported: null }),
  exportOpened: (exported) => set({ dialog: 'share', exported }),
});
