// What the filter inside the ladder with two taps understands, and how runs, their packets and the overview follow it.

import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { analyzeCapture } from '../pipeline/analyze';
import { memorySource } from '../testing/memory-source';
import { compareCaptures } from './compare-captures';
import type { Fate } from './compare-model';
import type { CaptureComparison } from './comparison';
import { eventsFitting } from './two-tap-filter';
import { TwoTapBuilder } from './two-tap-ladder';

// A busy machine is no fault.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const FATES: readonly Fate[] = ['both', 'lost', 'appeared', 'changed', 'outside'];
const of = {
  count: FATES.length,
  fate: (at: number) => FATES[at] ?? 'both',
  isNoted: (at: number) => at === 2,
  // Frames 1, 2, ... of the first, 11, 12, ... of the second; the lost one is not in the second.
  frames: (at: number) => [[at + 1], at === 1 ? [] : [at + 11]] as const,
  plain: (word: string) => (at: number) => word === 'syn' && at === 0,
};
const fitting = (text: string): number[] | null => {
  const fits = eventsFitting(text, of);
  return fits === null ? null : [...fits.keys()].filter((at) => fits[at] === 1);
};

describe('the filter inside the ladder with two taps', () => {
  it.each([
    ['', null],
    ['  ', null],
    ['differs', [1, 2, 3]],
    ['-differs', [0, 4]],
    ['lost,changed', [1, 3]],
    ['noted', [2]],
    ['syn', [0]],
    ['-syn lost', [1]],
    ['#2', [1]],
    ['2#12', []],
    ['12', []],
    ['13..15', [2, 3, 4]],
    ['1#3-4', [2, 3]],
    ['constructor', []],
  ])('%j', (text, wanted) => {
    expect(fitting(text)).toEqual(wanted);
  });
});

describe('the ladder of a recording', () => {
  let comparison: CaptureComparison;
  let index: number;

  beforeAll(async () => {
    const open = async (side: string) => {
      const file = new URL(`../../lab/recordings/two-sided/large-lost.${side}.pcapng.gz`, import.meta.url);
      const source = memorySource(new Uint8Array(readFileSync(file)), undefined, side);
      const analysis = await analyzeCapture(source, { verdict: () => 'go', progress: () => undefined });
      if (!analysis.ok) throw new Error(analysis.failure.code);
      return { analysis: analysis.value, source };
    };
    const made = await compareCaptures(await open('client'), await open('server'), { verdict: () => 'go', progress: () => undefined });
    if (!made.ok) throw new Error(made.failure.code);
    comparison = made.value;
    index = comparison
      .rows()
      .reduce((most, row) => (row.counts.lostTowardsClient > comparison.row(most).counts.lostTowardsClient ? row.index : most), 0);
  });

  it('gives rows to what fits, and folds the rest', () => {
    const builder = new TwoTapBuilder(comparison, index);
    const plain = builder.build(new Set());
    expect(plain.fitting).toBeUndefined();
    const lost = builder.build(new Set(), [], 'lost');
    const packets = lost.rows.filter((row) => row.kind === 'packet');
    expect(packets.length).toBeGreaterThan(0);
    expect(packets.every(({ fate }) => fate === 'lost')).toBe(true);
    expect(lost.fitting).toBe(packets.length);
    const folded = lost.rows.reduce((sum, row) => sum + (row.kind === 'run' ? row.packets : 0), 0);
    expect(folded + packets.length).toBe(plain.packets);
    // From the client, as its own capture draws it.
    const client = builder.build(new Set(), [], 'syn client').rows.filter((row) => row.kind === 'packet');
    expect(client.map(({ packet }) => packet.flags)).toEqual([['SYN']]);
    expect(builder.build(new Set(), [], 'no-such-word').fitting).toBe(0);
  });

  it('is the same again after another connection was looked at', () => {
    const builder = new TwoTapBuilder(comparison, index);
    const before = builder.build(new Set());
    comparison.connection((index + 1) % comparison.length);
    expect(builder.build(new Set())).toEqual(before);
  });
});
