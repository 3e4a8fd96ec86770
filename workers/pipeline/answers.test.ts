// The desk remembers one connection: never another one's ladder, never that of a capture that was open before.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { buildLadder } from '../ladder/build-ladder';
import { ladderContextOf } from '../report/report-source';
import { memorySource } from '../testing/memory-source';
import type { Analysis } from './analysis';
import { analyzeCapture } from './analyze';
import { LadderDesk } from './answers';

async function open(sample: string): Promise<Analysis> {
  const bytes = new Uint8Array(readFileSync(join(import.meta.dirname, '../../public/samples', `${sample}.pcapng`)));
  const result = await analyzeCapture(memorySource(bytes), { verdict: () => 'go', progress: () => undefined });
  if (!result.ok) throw new Error(result.failure.code);
  return result.value;
}

const fresh = (analysis: Analysis, id: number, expanded: readonly number[] = []) =>
  buildLadder(analysis.tables, analysis.report(id), ladderContextOf(analysis, id), new Set(expanded));

describe('the desk', () => {
  it('answers as if every ladder were built anew', async () => {
    const first = await open('keep-alive');
    const second = await open('zookeeper-limit');
    const desk = new LadderDesk();
    for (const [analysis, id] of [
      [first, 0],
      [first, 1],
      [first, 0],
      [second, 0],
      [second, 3],
      [first, 3],
    ] as const) {
      expect(desk.ladder(analysis, id, [], [])).toEqual(fresh(analysis, id));
      expect(desk.report(analysis, id)).toEqual(analysis.report(id));
      expect(desk.report(analysis, id === 0 ? 1 : 0).id).toBe(id === 0 ? 1 : 0);
      const { rows } = fresh(analysis, id);
      const runs = rows.flatMap((row) => (row.kind === 'run' ? [row.id] : []));
      expect(desk.ladder(analysis, id, runs, [])).toEqual(fresh(analysis, id, runs));
    }
    desk.clear();
    expect(desk.ladder(second, 2, [], [])).toEqual(fresh(second, 2));
  });
});
