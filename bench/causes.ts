// `npm run causes [-- FOLDER...]`: verdicts on recordings against the truth beside them: confusion, recall and precision of each
// cause, calibration, every verdict that is wrong and sure, wrong blame. Without folders: the lab's recordings and the samples.

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { bothEndsText, scoreBothEnds } from './compare';
import { analyzeCapture } from '../workers/pipeline/analyze';
import { memorySource } from '../workers/testing/memory-source';
import { findRecordings, type Recording } from '../workers/testing/recording-truth';
import { findTwoSided } from '../workers/testing/two-sided-truth';
import { scoreRecording, scoreText, type ScoredRecording } from '../workers/testing/score';

const folderOf = (path: string): URL => pathToFileURL(`${resolve(process.env['INIT_CWD'] ?? '.', path)}/`);
const under = (root: string): URL => pathToFileURL(`${resolve(root)}/`);

async function score({ name, path, truth }: Recording): Promise<ScoredRecording> {
  const result = await analyzeCapture(memorySource(new Uint8Array(readFileSync(path))), { verdict: () => 'go', progress: () => undefined });
  if (!result.ok) throw new Error(`${name}: ${result.failure.code}`);
  const analysis = result.value;
  const reports = Array.from({ length: analysis.tables.connections.length }, (_, id) => analysis.report(id));
  return scoreRecording(name, truth, analysis.findings, reports);
}

const named = process.argv.slice(2);
const recordings =
  named.length > 0
    ? named.flatMap((folder) => findRecordings(folderOf(folder)))
    : [...findRecordings(under('lab/recordings')), ...findRecordings(under('public/samples'), under('lab/recordings/samples'))];
const scores: ScoredRecording[] = [];
for (const recording of recordings) scores.push(await score(recording));
process.stdout.write(scoreText(scores));
const folders = named.length > 0 ? named.map(folderOf) : [under('lab/recordings')];
const bothEnds = await scoreBothEnds(folders.flatMap((folder) => findTwoSided(new URL('two-sided/', folder))));
process.stdout.write(bothEndsText(bothEnds));
