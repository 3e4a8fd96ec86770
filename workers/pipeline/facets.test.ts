// Facets count each connection once, and every one of them is a filter that keeps exactly those that it counted.

import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { memorySource } from '../testing/memory-source';
import { analyzeCapture } from './analyze';
import { facetsOf } from './facets';
import { queryConnections } from './query';

const TERMS: Readonly<Record<string, (value: string) => string>> = {
  outcome: (value) => `outcome:${value}`,
  cause: (value) => `cause:${value}`,
  server: (value) => `server:${value}`,
  client: (value) => `client:${value}`,
  ended: (value) => `ended:${value}`,
  conf: (value) =>
    ({ undetermined: 'conf<0.4', possible: 'conf>=0.4 conf<0.75', likely: 'conf>=0.75 conf<0.95', certain: 'conf>=0.95' })[value] ?? '',
  dur: (value) => ['dur<10ms', 'dur>=10ms dur<1s', 'dur>=1s dur<60s', 'dur>=60s'][Number(value)] ?? '',
};

it.each(['zookeeper-limit', 'accept-queue', 'keep-alive'])('of the sample %s', async (sample) => {
  const bytes = new Uint8Array(readFileSync(new URL(`../../public/samples/${sample}.pcapng`, import.meta.url)));
  const result = await analyzeCapture(memorySource(bytes), { verdict: () => 'go', progress: () => undefined });
  if (!result.ok) throw new Error(result.failure.code);
  const all = Uint32Array.from({ length: result.value.tables.connections.length }, (_, id) => id);
  const facets = facetsOf(result.value, all);
  for (const { facet, values, others } of facets) {
    // These captures have few of everything: nothing is left out.
    expect([facet, others, values.reduce((sum, { count }) => sum + count, 0)]).toEqual([facet, 0, all.length]);
    for (const { value, count } of values) {
      const term = TERMS[facet]?.(value) ?? '';
      const kept = await queryConnections(result.value, { text: term, sort: 'id', descending: false });
      expect([term, kept.ok ? kept.ids.length : kept.reason]).toEqual([term, count]);
    }
  }
});
