// Connections that somebody picked out, against the rest of a recording.

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Analysis } from '../pipeline/analysis';
import { analyzeCapture } from '../pipeline/analyze';
import { comparisonOf } from '../pipeline/answers';
import { memorySource } from '../testing/memory-source';

async function analysed(sample: string): Promise<Analysis> {
  const file = readFileSync(new URL(`../../public/samples/${sample}.pcapng`, import.meta.url));
  const result = await analyzeCapture(memorySource(file), { verdict: () => 'go', progress: () => undefined });
  if (!result.ok) throw new Error(result.failure.code);
  return result.value;
}

describe('selectionDifferences', () => {
  it('names the port that all of them share and none of the others has, with packets of both', async () => {
    const analysis = await analysed('accept-queue');
    const ports = analysis.tables.connections.respPort.values;
    const port = ports[0];
    const ids = Array.from({ length: analysis.tables.connections.length }, (_, id) => id);
    const own = ids.filter((id) => ports[id] === port);
    // Twice and in any order: a selection is a set.
    const { differences, firstSeconds } = comparisonOf(analysis, Uint32Array.from([...own.toReversed(), ...own]));
    const found = differences.find(({ dimension }) => dimension === 'port');
    expect(found).toMatchObject({
      value: port,
      affected: { count: own.length, of: own.length },
      others: { count: 0, of: ids.length - own.length },
    });
    expect(found?.affected.frames.length).toBeGreaterThan(0);
    expect(firstSeconds).toBe(Math.min(...own.map((id) => analysis.columns.start[id])));
  });

  it('finds nothing in two, in all, or in every second one', async () => {
    const analysis = await analysed('zookeeper-limit');
    const all = Uint32Array.from({ length: analysis.tables.connections.length }, (_, id) => id);
    expect(comparisonOf(analysis, all.subarray(0, 2)).differences).toEqual([]);
    expect(comparisonOf(analysis, all).differences).toEqual([]);
    expect(
      comparisonOf(
        analysis,
        all.filter((id) => id % 2 === 0),
      ).differences,
    ).toEqual([]);
  });
});
