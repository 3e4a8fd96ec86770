// Below this width the table becomes cards; the same bound stands in connections.css.

import { useSyncExternalStore } from 'react';

const NARROW = '(max-width: 719px)';

function subscribe(changed: () => void): () => void {
  const query = window.matchMedia(NARROW);
  query.addEventListener('change', changed);
  return () => query.removeEventListener('change', changed);
}

export function useNarrow(): boolean {
  return useSyncExternalStore(subscribe, () => window.matchMedia(NARROW).matches);
}
