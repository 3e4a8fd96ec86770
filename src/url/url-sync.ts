// Keeps address bar and store in step: store changes write the fragment, Back, Forward and typed fragments are read.

import { store } from '../store/store';
import { formatHash, parseHash, type View } from './url-state';

/** @param openPlace shows a place that a link names together with its capture, while a capture is open */
export function startUrlSync(openPlace: (view: View, fingerprint: string) => Promise<void>): void {
  let isRestoring = false;
  const restore = () => {
    const parsed = parseHash(window.location.hash);
    const state = store.getState();
    if (!parsed.ok) {
      state.noticeShown({ kind: 'link', failure: parsed.failure });
      return;
    }
    if (formatHash(parsed.view) === formatHash(state.view)) return;
    if (parsed.fingerprint !== undefined && state.session.phase === 'ready') {
      // Until that is known the address names what is shown.
      window.history.replaceState(null, '', formatHash(state.view));
      void openPlace(parsed.view, parsed.fingerprint);
      return;
    }
    isRestoring = true;
    state.viewOpened(parsed.view, 'replace');
    if (state.notice?.kind === 'link') state.noticeShown(null);
    isRestoring = false;
  };
  store.subscribe((state, before) => {
    if (state.view === before.view || isRestoring) return;
    const hash = formatHash(state.view);
    if (hash === window.location.hash) return;
    // Without a fragment the address must still name the page: path and query stay as they are.
    const url = hash === '' ? window.location.pathname + window.location.search : hash;
    if (state.history === 'push') window.history.pushState(null, '', url);
    else window.history.replaceState(null, '', url);
  });
  restore();
  window.addEventListener('popstate', restore);
  window.addEventListener('hashchange', restore);
}
