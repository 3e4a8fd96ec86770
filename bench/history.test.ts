// What counts as a regression: ratios only, beyond the tolerance, and against everybody that the case is compared with.

import { describe, expect, it } from 'vitest';
import { regressionsOf, valueIn, type HistoryLine } from './history';
import { isMet, rowLine, sampleOf, type Row } from './stats';

function ratio(id: string, value: number, better: Row['better'] = 'less'): Row {
  return { id, what: id, unit: 'times', value: sampleOf([value]), mark: null, better, isRatio: true };
}

function worse(rows: readonly Row[], committed: Readonly<Record<string, number>>): string[] {
  return regressionsOf(rows, (id) => committed[id] ?? null).map(({ row }) => row.id);
}

describe('a regression', () => {
  it('is a ratio that is worse by more than 15 %', () => {
    expect(worse([ratio('a/time', 1.14)], { 'a/time': 1 })).toEqual([]);
    expect(worse([ratio('a/time', 1.16)], { 'a/time': 1 })).toEqual(['a/time']);
    expect(worse([ratio('a/x', 15, 'more')], { 'a/x': 20 })).toEqual(['a/x']);
    expect(worse([ratio('a/x', 25, 'more')], { 'a/x': 20 })).toEqual([]);
  });

  it('shows against every peer of the case', () => {
    const rows = [ratio('bulk/tcptrace', 1.3), ratio('bulk/read', 4), ratio('small/read', 6)];
    expect(worse(rows, { 'bulk/tcptrace': 0.8, 'bulk/read': 4, 'small/read': 4 })).toEqual(['small/read']);
    expect(worse(rows, { 'bulk/tcptrace': 0.8, 'bulk/read': 3, 'small/read': 6 })).toEqual(['bulk/tcptrace', 'bulk/read']);
  });

  it('needs something to compare with, and is never of seconds', () => {
    expect(worse([ratio('new/read', 9)], {})).toEqual([]);
    expect(worse([{ ...ratio('a/seconds', 9), isRatio: false }], { 'a/seconds': 1 })).toEqual([]);
  });
});

describe('the history', () => {
  const line = (size: HistoryLine['size'], rows: HistoryLine['rows']): HistoryLine => ({
    date: '2026-01-01',
    node: 'v20',
    size,
    runs: 3,
    load: 0,
    rows,
    seconds: {},
  });

  it('gives the latest value of the same size', () => {
    const lines = [line('quick', { a: 1 }), line('quick', { a: 2 }), line('full', { a: 3 }), line('quick', { b: 4 })];
    expect([valueIn(lines, 'quick', 'a'), valueIn(lines, 'full', 'a'), valueIn(lines, 'full', 'b')]).toEqual([2, 3, null]);
  });
});

describe('a row', () => {
  const row: Row = { ...ratio('a/b', 0), what: 'it', value: sampleOf([0.7, 0.9, 0.8, 0.6]), mark: 0.75 };

  it('tells median and spread, and whether the mark is met', () => {
    expect(sampleOf([3, 1, 2])).toEqual({ median: 2, least: 1, most: 3 });
    expect(rowLine(row)).toBe('  met    it: 0.75 (0.60 to 0.90) times, at most 0.75');
    expect(isMet({ ...row, better: 'more', mark: 0.8 })).toBe(false);
    expect(rowLine({ ...row, better: 'more', mark: 0.8 })).toContain('MISSED');
  });
});
