// The capture that is open, being read, or could not be read.

import type { StateCreator } from 'zustand';
import { isOwnNote } from '#engine/model/note';
import type { AnalysisSummary } from '#engine/rpc/protocol';
import type { Finding } from '#engine/model/verdict';
import type { AppState, SessionSlice } from '../state';

function fingerprint(finding: Finding): string {
  const server = finding.server === undefined ? '' : `${finding.server.address} ${finding.server.port ?? ''}`;
  return `${finding.cause}|${server}|${finding.client?.address ?? ''}|${finding.endedBy}|${finding.outcome}`;
}

/** Provisional findings keep the order in which they were first shown: nothing jumps under the reader's eyes. */
export function keepOrder(before: AnalysisSummary | null, next: AnalysisSummary): AnalysisSummary {
  if (before === null) return next;
  const place = new Map(before.findings.map((finding, index) => [fingerprint(finding), index]));
  const last = before.findings.length;
  const order = next.findings
    .map((finding, index) => ({ index, at: place.get(fingerprint(finding)) ?? last + index }))
    .toSorted((a, b) => a.at - b.at)
    .map((entry) => entry.index);
  return {
    ...next,
    findings: order.flatMap((index) => next.findings[index] ?? []),
    openedByFinding: order.map((index) => next.openedByFinding[index] ?? []),
  };
}

export const createSessionSlice: StateCreator<AppState, [], [], SessionSlice> = (set) => ({
  session: { phase: 'empty' },
  lastFile: null,
  notice: null,
  analysisFile: null,
  compared: null,
  comparisonChanged: (compared) => set(({ notes }) => ({ compared, notes: compared === null ? notes.filter(isOwnNote) : notes })),
  analysisOpened: (analysisFile) => set({ session: { phase: 'empty' }, analysisFile, notice: null }),
  fileAccepted: (file, startedMs) =>
    set(({ session, pastedError }) => ({
      session: { phase: 'reading', file, shown: false, startedMs, progress: null, provisional: null, finishing: false },
      lastFile: file,
      notice: null,
      // Nothing of the capture before may reach into this one.
      lastQuery: '',
      lastConnection: null,
      notes: [],
      reportEdits: {},
      notedSubject: null,
      compared: null,
      sort: { column: 'id', descending: false },
      secondSort: null,
      // A line that was pasted before any capture waits for this one.
      pastedError: session.phase === 'ready' ? '' : pastedError,
    })),
  progressRevealed: () => set(({ session }) => (session.phase === 'reading' ? { session: { ...session, shown: true } } : {})),
  progressReported: (progress) => set(({ session }) => (session.phase === 'reading' ? { session: { ...session, progress } } : {})),
  provisionalReported: (summary) =>
    set(({ session }) =>
      session.phase === 'reading' ? { session: { ...session, provisional: keepOrder(session.provisional, summary) } } : {},
    ),
  finishRequested: () => set(({ session }) => (session.phase === 'reading' ? { session: { ...session, finishing: true } } : {})),
  captureAnalysed: (summary) =>
    set(({ session }) => (session.phase === 'reading' ? { session: { phase: 'ready', file: session.file, summary } } : {})),
  captureFailed: (failure) =>
    set(({ session }) => (session.phase === 'reading' ? { session: { phase: 'failed', file: session.file, failure } } : {})),
  captureClosed: () => set({ session: { phase: 'empty' } }),
  noticeShown: (notice) => set({ notice }),
});
