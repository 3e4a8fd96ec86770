// The views that are loaded when they are needed, and fetched ahead while a capture is being read.

import { lazy } from 'react';
import { withWords } from './load-language';

const loadFindings = () => withWords(import('../features/findings/FindingsView'));
const loadFinding = () => withWords(import('../features/findings/FindingView'));
const loadConnections = () => withWords(import('../features/connections/ConnectionsView'));
const loadCharts = () => import('../features/charts/ChartsView');
const loadPeek = () => withWords(import('../features/connection/ConnectionPeek'));
const loadHelp = () => import('../features/help/HelpView');
const loadConnection = () => withWords(import('../features/connection/ConnectionView'));

export const FindingsView = lazy(async () => ({ default: (await loadFindings()).FindingsView }));
export const FindingView = lazy(async () => ({ default: (await loadFinding()).FindingView }));
export const ConnectionsView = lazy(async () => ({ default: (await loadConnections()).ConnectionsView }));
export const ChartsView = lazy(async () => ({ default: (await loadCharts()).ChartsView }));
export const ConnectionView = lazy(async () => ({ default: (await loadConnection()).ConnectionView }));

export const ConnectionPeek = lazy(async () => ({ default: (await loadPeek()).ConnectionPeek }));
export const HelpView = lazy(async () => ({ default: (await loadHelp()).HelpView }));

/** The view of the answer loads beside the analysis, not after it. */
export function fetchFindingsView(): void {
  void loadFindings();
}

/** Once the answer stands, the next views are fetched so that a click does not wait. */
export function fetchOtherViews(): void {
  const load = () => {
    void loadConnections();
    void loadConnection();
    void loadFinding();
  };
  // The findings are drawn first. Safari has no idle callbacks.
  if ('requestIdleCallback' in window) requestIdleCallback(load, { timeout: 1_000 });
  else setTimeout(load, 200);
}
