// Charts of captures whose numbers are known: what each bin counts, and that nothing is lost or doubled in them.

import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ChartsData } from '../../rpc/charts';
import { memorySource } from '../../testing/memory-source';
import { parseTrace } from '../../testing/trace-dsl';
import type { Analysis } from '../analysis';
import { analyzeCapture } from '../analyze';
import { LogBins } from './bins';
import { buildCharts } from './charts';
import { windowChart } from './window';

async function analyzed(bytes: Uint8Array): Promise<Analysis> {
  const result = await analyzeCapture(memorySource(bytes), { verdict: () => 'go', progress: () => undefined });
  if (!result.ok) throw new Error(result.failure.code);
  return result.value;
}

const all = (analysis: Analysis): Uint32Array => Uint32Array.from({ length: analysis.tables.connections.length }, (_, id) => id);
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

describe('charts of the ZooKeeper sample', () => {
  let analysis: Analysis;
  let charts: ChartsData;
  beforeAll(async () => {
    analysis = await analyzed(new Uint8Array(readFileSync(new URL('../../../public/samples/zookeeper-limit.pcapng', import.meta.url))));
    charts = buildCharts(analysis, all(analysis));
  });

  it('count every connection once, by outcome', () => {
    const { series } = charts.opened;
    expect(sum(series.flatMap(({ counts }) => counts))).toBe(analysis.tables.connections.length);
    expect(series.length).toBeLessThanOrEqual(6);
  });

  it('show as many open connections as the limit allows, and failures at that height', () => {
    const { concurrency } = charts;
    const limit = Number(analysis.findings[0]?.facts['limit']);
    expect(limit).toBe(60);
    expect(concurrency).toMatchObject({ limit, highest: limit });
    expect(Math.max(...(concurrency?.open ?? []))).toBe(limit);
    expect(concurrency?.failed).toBe(analysis.findings[0]?.count);
    expect(new Set(concurrency?.failures.map(({ open }) => open))).toEqual(new Set([limit]));
  });

  it('count each handshake and each end once', () => {
    const done = all(analysis).filter((id) => analysis.columns.rtt[id] >= 0).length;
    expect(sum(charts.handshakes?.bins.map(({ count }) => count) ?? [])).toBe(done);
    expect(sum(charts.handshakes?.bySyns ?? [])).toBeGreaterThanOrEqual(done);
    const { lifetimes } = charts;
    expect(sum(lifetimes?.bins.flatMap(({ counts }) => Object.values(counts)) ?? [])).toBeGreaterThan(0);
  });

  it('are of the chosen connections only', () => {
    const some = buildCharts(analysis, all(analysis).slice(0, 5));
    expect(some.connections).toBe(5);
    expect(sum(some.opened.series.flatMap(({ counts }) => counts))).toBe(5);
  });
});

it('names the timer that failed connections were silent for', async () => {
  const trace = `
    sort
    repeat i=1..4 {
      conn c\${i} client=10.0.0.1:\${40000+i} server=10.0.1.1:80 ttlc=64 ttls=63 ts
      \${i} c\${i} > S
      \${i+0.001} c\${i} < SA id=0
      \${i+0.0011} c\${i} > A
      \${i+0.01} c\${i} > PA len=100
      \${i+0.02} c\${i} < PA len=50
      \${i+20.03} c\${i} < FA
      \${i+20.031} c\${i} > A
      \${i+20.04} c\${i} > PA len=100
      \${i+20.041} c\${i} < R
    }
  `;
  const analysis = await analyzed(parseTrace(trace).pcapng);
  const { silence } = buildCharts(analysis, all(analysis));
  expect(silence?.failed).toBe(4);
  expect(silence?.median).toBeCloseTo(20.01, 1);
  expect(silence?.defaults.map(({ seconds }) => seconds)).toContain(20);
  expect(sum(silence?.bins.map(({ failed }) => failed) ?? [])).toBe(4);
});

it('follows bytes in flight and a window that closes', async () => {
  const trace = `
    conn a client=10.0.0.1:40000 server=10.0.1.1:80 ttlc=64 ttls=63
    0 > S
    0.001 < SA id=0
    0.002 > A
    0.01 > PA len=1000
    0.02 > PA len=500
    0.03 < A
    1.0 < A win=0
    3.0 < A win=500
    3.1 > FA
    3.2 < FA
    3.3 > A
  `;
  const analysis = await analyzed(parseTrace(trace).pcapng);
  const [client, server] = windowChart(analysis.tables, 0).sides;
  expect(client?.highestInFlight).toBe(1500);
  expect(client?.points.at(-1)?.inFlight).toBe(0);
  expect(client?.zeroWindowSeconds).toBeCloseTo(2, 6);
  expect(server?.zeroWindowSeconds).toBe(0);
});

it('bins logarithmically, the edges of each bin in it, without empty ends', () => {
  const bins = new LogBins(0.01, 100, 1);
  for (const value of [0.001, 0.01, 1, 1.7, 10, 99.9]) bins.add(value, 0);
  const list = bins.list();
  expect(sum(list.flatMap(({ counts }) => counts))).toBe(6);
  expect(list[0]).toMatchObject({ from: 0, counts: [2] });
  const one = list.find(({ from, to }) => from <= 1 + 1e-9 && to > 1);
  expect(one?.counts).toEqual([2]);
});
