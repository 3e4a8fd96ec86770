// What is measured inside one process, on the engine itself: first findings, ladders, and the bytes that an analysis keeps.

import { performance } from 'node:perf_hooks';
import process from 'node:process';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { fileSource } from '../cli/node-source';
import { buildLadder } from '../workers/ladder/build-ladder';
import type { Analysis } from '../workers/pipeline/analysis';
import { analyzeCapture } from '../workers/pipeline/analyze';
import { ladderContextOf } from '../workers/report/report-source';

async function analyze(path: string, provisional?: (analysis: Analysis) => void): Promise<Analysis> {
  const source = await fileSource(path);
  if (!source.ok) throw new Error(source.failure.code);
  const control = { verdict: () => 'go' as const, progress: () => undefined };
  const result = await analyzeCapture(source.value, provisional === undefined ? control : { ...control, provisional });
  if (!result.ok) throw new Error(result.failure.code);
  return result.value;
}

/** Seconds from opening the file to the first provisional result that has a finding. */
export async function firstProvisional(path: string): Promise<number> {
  const begun = performance.now();
  let seconds = -1;
  await analyze(path, ({ findings }) => {
    if (seconds < 0 && findings.length > 0) seconds = (performance.now() - begun) / 1000;
  });
  if (seconds < 0) throw new Error('no provisional finding came');
  return seconds;
}

/** Milliseconds to report the longest connection and build its ladder; the first time is the slowest, and what a reader meets. */
export async function ladderMilliseconds(path: string, times: number): Promise<{ readonly segments: number; readonly each: number[] }> {
  const analysis = await analyze(path);
  const { packets } = analysis.columns;
  const longest = packets.indexOf(packets.reduce((most, count) => Math.max(most, count), 0));
  const each: number[] = [];
  for (let time = 0; time < times; time++) {
    const begun = performance.now();
    const { rows } = buildLadder(analysis.tables, analysis.report(longest), ladderContextOf(analysis, longest), new Set());
    each.push(performance.now() - begun);
    if (rows.length === 0) throw new Error('a ladder without rows');
  }
  return { segments: packets[longest] ?? 0, each };
}

/** Typed arrays and objects that an analysis of the file keeps in use. */
export async function keptBytes(
  path: string,
): Promise<{ readonly bytes: number; readonly segments: number; readonly connections: number }> {
  const before = bytesInUse();
  const analysis = await analyze(path);
  const bytes = bytesInUse() - before;
  return { bytes, segments: analysis.tables.segments.length, connections: analysis.tables.connections.length };
}

function bytesInUse(): number {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  if (typeof collect !== 'function') throw new Error('no garbage collection on demand');
  collect();
  collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
