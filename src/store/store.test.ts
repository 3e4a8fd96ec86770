import { describe, expect, it } from 'vitest';
import { fakeFinding, fakeSummary } from '../testing/fake-pipeline';
import { keepOrder } from './slices/session.slice';
import { createAppStore } from './store';

const file = { name: 'a.pcapng', bytes: 1000 };
const progress = { phase: 'reading', bytesDone: 10, bytesTotal: 1000, frames: 1, segments: 1, connections: 1 } as const;

describe('session', () => {
  it('goes from empty through reading to ready', () => {
    const store = createAppStore();
    expect(store.getState().session).toEqual({ phase: 'empty' });
    store.getState().fileAccepted(file, 5);
    expect(store.getState().session).toMatchObject({ phase: 'reading', file, shown: false, progress: null });
    store.getState().progressRevealed();
    store.getState().progressReported(progress);
    expect(store.getState().session).toMatchObject({ phase: 'reading', shown: true, progress });
    const summary = fakeSummary();
    store.getState().captureAnalysed(summary);
    expect(store.getState().session).toEqual({ phase: 'ready', file, summary });
  });

  it('ignores what arrives after the reading ended', () => {
    const store = createAppStore();
    store.getState().progressReported(progress);
    store.getState().captureAnalysed(fakeSummary());
    store.getState().captureFailed({ code: 'empty-file' });
    store.getState().finishRequested();
    expect(store.getState().session).toEqual({ phase: 'empty' });
  });

  it('keeps the failure beside the file it belongs to', () => {
    const store = createAppStore();
    store.getState().fileAccepted(file, 5);
    store.getState().captureFailed({ code: 'empty-file' });
    expect(store.getState().session).toEqual({ phase: 'failed', file, failure: { code: 'empty-file' } });
  });

  it('forgets filter, sorting and place of the capture before', () => {
    const store = createAppStore();
    store.getState().viewOpened({ kind: 'connections', query: 'outcome:reset' });
    store.getState().sortChosen('bytes');
    store.getState().viewOpened({ kind: 'connection', id: 4, packet: null });
    store.getState().fileAccepted(file, 5);
    expect(store.getState()).toMatchObject({
      lastQuery: '',
      lastConnection: null,
      sort: { column: 'id', descending: false },
    });
  });
});

describe('sorting', () => {
  it('turns round at the second click, and takes another column behind the first', () => {
    const store = createAppStore();
    store.getState().sortChosen('server');
    store.getState().sortChosen('bytes', true);
    expect(store.getState()).toMatchObject({
      sort: { column: 'server', descending: false },
      secondSort: { sort: 'bytes', descending: true },
    });
    store.getState().sortChosen('bytes', true);
    store.getState().sortChosen('server');
    expect(store.getState()).toMatchObject({
      sort: { column: 'server', descending: true },
      secondSort: { sort: 'bytes', descending: false },
    });
    store.getState().sortChosen('start');
    expect(store.getState()).toMatchObject({ sort: { column: 'start', descending: false }, secondSort: null });
  });
});

describe('keepOrder', () => {
  const limit = fakeFinding('connection-limit-per-client');
  const stale = fakeFinding('stale-keepalive-reuse');
  const closed = fakeFinding('port-closed');

  it('keeps findings where they were and appends new ones', () => {
    const before = fakeSummary({ findings: [stale, limit] });
    const next = fakeSummary({ findings: [closed, { ...limit, count: 30 }, stale] });
    const kept = keepOrder(before, next).findings;
    expect(kept.map((finding) => [finding.cause, finding.count])).toEqual([
      ['stale-keepalive-reuse', 22],
      ['connection-limit-per-client', 30],
      ['port-closed', 22],
    ]);
  });

  it('moves the sparkline of a finding with it', () => {
    const before = fakeSummary({ findings: [stale, limit], openedByFinding: [[1], [2]] });
    const next = fakeSummary({ findings: [limit, stale], openedByFinding: [[20], [10]] });
    expect(keepOrder(before, next).openedByFinding).toEqual([[10], [20]]);
  });

  it('tells the same cause at two servers apart', () => {
    const other = { ...limit, server: { address: '10.0.0.9', port: 80 } };
    const kept = keepOrder(fakeSummary({ findings: [other, limit] }), fakeSummary({ findings: [limit, other] }));
    expect(kept.findings).toEqual([other, limit]);
  });
});

describe('view', () => {
  it('pushes a change of view and replaces while stepping through packets', () => {
    const store = createAppStore();
    store.getState().viewOpened({ kind: 'connection', id: 12, packet: 4 });
    expect(store.getState().history).toBe('push');
    store.getState().packetSelected(7);
    expect(store.getState()).toMatchObject({ view: { kind: 'connection', id: 12, packet: 7 }, history: 'replace' });
  });

  it('selects packets only where a connection is shown', () => {
    const store = createAppStore();
    store.getState().viewOpened({ kind: 'findings' });
    store.getState().packetSelected(7);
    expect(store.getState().view).toEqual({ kind: 'findings' });
  });

  it('remembers the filter for the way back', () => {
    const store = createAppStore();
    store.getState().viewOpened({ kind: 'connections', query: '' });
    store.getState().queryTyped('outcome:reset');
    store.getState().viewOpened({ kind: 'findings' });
    expect(store.getState().lastQuery).toBe('outcome:reset');
  });

  it('sorts by a column, then the other way round', () => {
    const store = createAppStore();
    store.getState().sortChosen('bytes');
    expect(store.getState().sort).toEqual({ column: 'bytes', descending: true });
    store.getState().sortChosen('bytes');
    expect(store.getState().sort).toEqual({ column: 'bytes', descending: false });
    store.getState().sortChosen('cause');
    expect(store.getState().sort).toEqual({ column: 'cause', descending: false });
  });
});

describe('toast', () => {
  it('is dismissed only by its own timer', () => {
    const store = createAppStore();
    store.getState().toastShown('one');
    const first = store.getState().toast?.id ?? 0;
    store.getState().toastShown('two');
    store.getState().toastDismissed(first);
    expect(store.getState().toast?.text).toBe('two');
    store.getState().toastDismissed(first + 1);
    expect(store.getState().toast).toBeNull();
  });
});
