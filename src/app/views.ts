// The views that are loaded when they are needed, and fetched ahead while a capture is being read.

import { createElement, lazy, useState, type ComponentType, type ReactNode } from 'react';
import { withWords } from './load-language';

interface Prepared<Props extends object> {
  fetch(): Promise<ComponentType<Props>>;
  View(props: Props): ReactNode;
}

/** A view that was fetched ahead is drawn at once: of a lazy one React lets what stands in for it stand for 300 ms. */
function prepared<Props extends object>(load: () => Promise<ComponentType<Props>>): Prepared<Props> {
  let ready: ComponentType<Props> | null = null;
  const fetch = async (): Promise<ComponentType<Props>> => (ready ??= await load());
  const Later = lazy(async () => ({ default: await fetch() }));
  return {
    fetch,
    View(props) {
      // Chosen once: another component would be another view.
      const [Chosen] = useState<ComponentType<Props>>(() => ready ?? Later);
      return createElement(Chosen, props);
    },
  };
}

const findings = prepared(async () => (await withWords(import('../features/findings/FindingsView'))).FindingsView);
const finding = prepared(async () => (await withWords(import('../features/findings/FindingView'))).FindingView);
const connections = prepared(async () => (await withWords(import('../features/connections/ConnectionsView'))).ConnectionsView);
const connection = prepared(async () => (await withWords(import('../features/connection/ConnectionView'))).ConnectionView);
const peek = prepared(async () => (await withWords(import('../features/connection/ConnectionPeek'))).ConnectionPeek);
const charts = prepared(async () => (await import('../features/charts/ChartsView')).ChartsView);
const compare = prepared(async () => (await withWords(import('../features/compare/CompareView'))).CompareView);
const sharedFile = prepared(async () => (await withWords(import('../features/shared/SharedFileView'))).SharedFileView);
const detachedLadder = prepared(async () => (await withWords(import('../features/connection/detached/DetachedLadder'))).DetachedLadder);
const shared = prepared(async () => {
  // Beside each other, not one after the other.
  void detachedLadder.fetch();
  return (await withWords(import('../features/shared/SharedView'))).SharedView;
});
const sharedComparison = prepared(async () => (await withWords(import('../features/compare/sharing/SharedComparison'))).SharedComparison);
const share = prepared(async () => (await withWords(import('../features/share/ShareDialog'))).ShareDialog);
const report = prepared(async () => (await import('../features/report/ReportView')).ReportView);
const comparisonReport = prepared(async () => (await withWords(import('../features/report/ComparisonReportView'))).ComparisonReportView);
const note = prepared(async () => (await import('../features/notes/NoteDialog')).NoteDialog);
const help = prepared(async () => (await import('../features/help/HelpView')).HelpView);

export const FindingsView = findings.View;
export const FindingView = finding.View;
export const ConnectionsView = connections.View;
export const ConnectionView = connection.View;
export const ConnectionPeek = peek.View;
export const ChartsView = charts.View;
export const CompareView = compare.View;
export const SharedFileView = sharedFile.View;
export const DetachedLadder = detachedLadder.View;
export const SharedView = shared.View;
export const SharedComparison = sharedComparison.View;
export const ShareDialog = share.View;
export const ReportView = report.View;
export const ComparisonReportView = comparisonReport.View;
export const NoteDialog = note.View;
export const HelpView = help.View;

/** The view of the answer loads beside the analysis, not after it. */
export function fetchFindingsView(): void {
  void findings.fetch();
}

/** Once the answer stands, the next views are fetched so that a click does not wait. */
export function fetchOtherViews(): void {
  const load = () => {
    void connections.fetch();
    void connection.fetch();
    void finding.fetch();
  };
  // The findings are drawn first. Safari has no idle callbacks.
  if ('requestIdleCallback' in window) requestIdleCallback(load, { timeout: 1_000 });
  else setTimeout(load, 200);
}
