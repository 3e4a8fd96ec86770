// Files of captures that nobody writes, and of large ones: each opens again as it was made.

import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import '../causes/words/both-languages';
import { analyzeCapture } from '../pipeline/analyze';
import { fuzzCapture } from '../testing/fuzz-captures';
import { memorySource } from '../testing/memory-source';
import { readAnalysisFile } from './read-analysis-file';
import { writeAnalysisFile } from './write-analysis-file';

const SAMPLES = new URL('../../public/samples/', import.meta.url);
const RECORDINGS = new URL('../../lab/recordings/', import.meta.url);
const IS_FULL = process.env['WHYRESET_FULL'] === '1';
const SEEDS = IS_FULL ? 1_500 : 150;
const MOST_BYTES = 300_000;

async function reopened(bytes: Uint8Array, keepsAddresses: boolean, name: string): Promise<number | null> {
  const result = await analyzeCapture(memorySource(bytes), { verdict: () => 'go', progress: () => undefined });
  if (!result.ok) return null;
  const file = writeAnalysisFile(result.value, { keepsAddresses, language: 'en', program: 'whyreset 1' });
  expect(readAnalysisFile(file.bytes), name).toEqual({ ok: true, value: { analysis: file.analysis, edits: {} } });
  expect(file.bytes.length, name).toBeLessThan(MOST_BYTES);
  return file.analysis.connections.length;
}

it('opens what was made of any capture', async () => {
  const sound = ['accept-queue-reset.pcapng', 'keep-alive.pcapng'].map((name) => new Uint8Array(readFileSync(new URL(name, SAMPLES))));
  let made = 0;
  for (let seed = 1; seed <= SEEDS; seed++) if ((await reopened(fuzzCapture(seed, sound), seed % 2 === 0, `seed ${seed}`)) !== null) made++;
  expect(made).toBeGreaterThan(SEEDS / 4);
}, 240_000);

it('opens what was made of recordings, the longest of them', async () => {
  const names = readdirSync(RECORDINGS).filter((name) => /^incident-.*\.gz$/.test(name));
  const chosen = IS_FULL ? names : names.filter((_, index) => index % 4 === 0);
  let ladders = 0;
  for (const name of chosen) ladders += (await reopened(new Uint8Array(readFileSync(new URL(name, RECORDINGS))), true, name)) ?? 0;
  expect(ladders).toBeGreaterThan(chosen.length);
}, 240_000);
