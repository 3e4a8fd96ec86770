// The way to the comparison of the open capture with another one. What compares is fetched when it is asked for.

import { openView, store } from '../store/store';

/** `files`: the other capture; several are its rotated parts. A link to one compared connection waits for both captures. */
export function compareWith(files: readonly File[], keepsPlace = false): void {
  if (files.length === 0) return;
  if (!keepsPlace || store.getState().view.kind !== 'compare') openView({ kind: 'compare', index: null });
  void import('../features/compare/compare-session').then(({ compareFiles }) => compareFiles(files));
}

/** Where a comparison is looked at, what is dropped is the other capture; elsewhere it is opened. */
export function isComparing(): boolean {
  const { session, view } = store.getState();
  return session.phase === 'ready' && view.kind === 'compare';
}
