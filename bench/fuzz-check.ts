// What must hold for any bytes whatever: an answer or a message, soon, in bounded memory, and no defect behind it.

import process from 'node:process';
import '../workers/causes/words/both-languages';
import { analyzeCapture } from '../workers/pipeline/analyze';
import { buildJson } from '../workers/report/build-json';
import { failureText, issueText } from '../workers/report/failure-words';
import { Dice, fuzzCapture } from '../workers/testing/fuzz-captures';
import { memorySource } from '../workers/testing/memory-source';

const MAX_MS = 2_000;
/** Buffers that one small capture may need at a time; the tables begin with a few megabytes. */
const MAX_BUFFER_BYTES = 400_000_000;

/** What is wrong with how these bytes are answered; null when nothing is. */
export async function faultOf(bytes: Uint8Array, chunkBytes: readonly number[] = [Math.max(1, bytes.length)]): Promise<string | null> {
  const startedMs = performance.now();
  const before = process.memoryUsage().arrayBuffers;
  try {
    const result = await analyzeCapture(memorySource(bytes, chunkBytes), { verdict: () => 'go', progress: () => undefined });
    if (!result.ok) {
      if (result.failure.code === 'internal' || result.failure.code === 'out-of-memory') return `failure ${JSON.stringify(result.failure)}`;
      if (failureText(result.failure, 'en').text === '') return `no words for ${result.failure.code}`;
    } else {
      const { issues, tables } = result.value;
      const thrown = issues.find(({ code }) => code === 'rule-threw');
      if (thrown !== undefined) return `a rule threw: ${JSON.stringify(thrown.detail)}`;
      if (tables.frames.length === 0 && issues.length === 0) return 'silence: no packet and no message';
      if (issues.some((issue) => issueText(issue, 'zh').text === '')) return 'an issue without words';
      JSON.stringify(buildJson(result.value, 'en'));
    }
  } catch (error) {
    return error instanceof Error ? `${error.name}: ${error.message}\n${error.stack ?? ''}` : String(error);
  }
  const ms = performance.now() - startedMs;
  if (ms > MAX_MS) return `took ${Math.round(ms)} ms`;
  const grown = process.memoryUsage().arrayBuffers - before;
  return grown > MAX_BUFFER_BYTES ? `holds ${Math.round(grown / 1e6)} MB` : null;
}

export interface Found {
  readonly seed: number;
  readonly bytes: Uint8Array;
  readonly fault: string;
}

/** Tries `count` captures from `firstSeed` on; stops at `maxFound`. */
export async function fuzz(firstSeed: number, count: number, sound: readonly Uint8Array[], maxFound: number): Promise<readonly Found[]> {
  const found: Found[] = [];
  for (let seed = firstSeed; seed < firstSeed + count && found.length < maxFound; seed++) {
    const bytes = fuzzCapture(seed, sound);
    const dice = new Dice(seed);
    const fault = await faultOf(bytes, dice.oneIn(3) ? [1 + dice.below(400)] : undefined);
    if (fault !== null) found.push({ seed, bytes, fault });
  }
  return found;
}
