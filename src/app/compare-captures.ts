// The way to the comparison of the open capture with another one. What compares is fetched when it is asked for.

import { openView, store } from '../store/store';

/** `files`: the other capture; several are its rotated parts. */
export function compareWith(files: readonly File[]): void {
  if (files.length === 0) return;
  openView({ kind: 'compare', index: null });
  void import('../features/compare/compare-session').then(({ compareFiles }) => compareFiles(files));
}

/** Where a comparison is looked at, what is dropped is the other capture; elsewhere it is opened. */
export function isComparing(): boolean {
  const { session, view } = store.getState();
  return session.phase === 'ready' && view.kind === 'compare';
}
