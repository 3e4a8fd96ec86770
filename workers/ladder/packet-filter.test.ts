// The filter inside a ladder: what its words choose, and that everything else is folded, never lost.

import { describe, expect, it } from 'vitest';
import { Analysis } from '../model/analysis-flags';
import { reportOf, tablesOf, type SegmentDraft } from '../testing/table-builder';
import { LadderBuilder } from './build-ladder';
import { MOST_FITTING } from './group-rows';
import { PACKET_WORDS } from './packet-words';

const DRAFTS: readonly SegmentDraft[] = [
  { seconds: 0, from: 'client', flags: 'S', seq: 100 },
  { seconds: 0.02, from: 'server', flags: 'SA', seq: 500, ack: 101 },
  { seconds: 0.021, from: 'client', flags: 'A', seq: 101, ack: 501 },
  { seconds: 0.03, from: 'client', flags: 'PA', seq: 101, ack: 501, len: 10 },
  { seconds: 0.05, from: 'server', flags: 'A', seq: 501, ack: 111 },
  { seconds: 0.06, from: 'server', flags: 'PA', seq: 501, ack: 111, len: 20 },
  { seconds: 0.07, from: 'server', flags: 'PA', seq: 501, ack: 111, len: 20, analysis: Analysis.Retransmission },
  { seconds: 0.08, from: 'client', flags: 'A', seq: 111, ack: 521 },
  { seconds: 0.09, from: 'server', flags: 'FA', seq: 521, ack: 111 },
  { seconds: 0.1, from: 'client', flags: 'R', seq: 111 },
];

function builderOf(drafts: readonly SegmentDraft[]): LadderBuilder {
  const evidence = [{ fact: 'handshake-completed' as const, frames: [1, 2, 3], values: {} }];
  return new LadderBuilder(tablesOf(drafts), reportOf(evidence), { vantage: 'client', timeDigits: 6, startNs: 0n, gauge: null });
}

/** Frames that fit, found by whether they have rows of their own while a long run would swallow them. */
function fitting(filter: string): number[] {
  const padded = Array.from({ length: 3 }, (_, index): SegmentDraft => ({
    seconds: 0.2 + index,
    from: 'client',
    flags: 'A',
    seq: 111,
    ack: 522,
  }));
  const model = builderOf([...DRAFTS, ...padded]).build(new Set(), [], filter);
  return [model.fitting ?? -1, ...model.rows.flatMap((row) => (row.kind === 'packet' ? [row.frame] : []))];
}

describe('words of the filter', () => {
  it.each([
    ['syn', 2],
    ['rst', 1],
    ['fin', 1],
    ['data', 3],
    ['data server', 2],
    ['data -retrans', 2],
    ['retrans', 1],
    ['syn,fin', 3],
    ['#4', 1],
    ['4..6', 3],
    ['4-6 data', 2],
    ['lost', 1],
    ['noted', 3],
    ['icmp', 0],
    ['nothing-of-that-name', 0],
    ['-data', 10],
  ])('%s: %i', (filter, count) => {
    expect(fitting(filter)[0]).toBe(count);
  });

  it('knows every word that it offers', () => {
    expect(PACKET_WORDS.map((word) => fitting(word)[0]).every((count) => (count ?? -1) >= 0)).toBe(true);
  });

  it('asks nothing when nothing is typed', () => {
    expect(fitting('  ')[0]).toBe(-1);
  });
});

describe('a filtered ladder', () => {
  it('gives what fits a row, folds the rest, and counts every packet', () => {
    const model = builderOf(DRAFTS).build(new Set(), [], 'rst');
    expect(
      model.rows.map((row) => (row.kind === 'run' ? [row.firstFrame, row.lastFrame] : row.kind === 'packet' ? row.frame : 'gap')),
    ).toEqual([[1, 9], 10]);
    expect(model.packets).toBe(10);
  });

  it('opens its runs by their own numbers, and is itself again without a filter', () => {
    const builder = builderOf(DRAFTS);
    const whole = builder.build(new Set());
    const open = builder.build(new Set([0]), [], 'rst').rows[0];
    expect(open?.kind === 'run' && open.rows.map(({ frame }) => frame)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(builder.build(new Set())).toEqual(whole);
  });

  it('shows the first and the last of very many', () => {
    const many = Array.from({ length: 3 * MOST_FITTING }, (_, index): SegmentDraft => ({
      seconds: 1 + index / 1000,
      from: 'client',
      flags: 'PA',
      seq: 111 + index * 5,
      ack: 522,
      len: 5,
    }));
    const model = builderOf([...DRAFTS.slice(0, 3), ...many]).build(new Set(), [], 'data');
    expect(model.fitting).toBe(many.length);
    expect(model.rows.filter((row) => row.kind === 'packet').length).toBeLessThanOrEqual(MOST_FITTING + 1);
    expect(model.rows.at(-1)).toMatchObject({ kind: 'packet', frame: many.length + 3 });
  });
});
