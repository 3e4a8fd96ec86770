// Recordings of both ends against the truth beside them: every packet that the path lost, forged, changed or held back is named, and no
// other. Part of `npm run causes`.

import { readFileSync } from 'node:fs';
import { compareCaptures } from '../workers/compare/compare-captures';
import type { ComparedCapture } from '../workers/compare/tap';
import { analyzeCapture } from '../workers/pipeline/analyze';
import { memorySource } from '../workers/testing/memory-source';
import { scoreTwoSided, type TwoSidedRecording, type TwoSidedScore } from '../workers/testing/two-sided-truth';

const GO = { verdict: (): 'go' => 'go', progress: (): undefined => undefined };

async function open(path: URL): Promise<ComparedCapture> {
  const source = memorySource(new Uint8Array(readFileSync(path)));
  const result = await analyzeCapture(source, GO);
  if (!result.ok) throw new Error(`${path.pathname}: ${result.failure.code}`);
  return { analysis: result.value, source };
}

export async function scoreBothEnds(recordings: readonly TwoSidedRecording[]): Promise<readonly TwoSidedScore[]> {
  const scores: TwoSidedScore[] = [];
  for (const recording of recordings) {
    const client = await open(recording.client);
    const server = await open(recording.server);
    const result = await (recording.serverFirst ? compareCaptures(server, client, GO) : compareCaptures(client, server, GO));
    if (!result.ok) throw new Error(`${recording.name}: ${result.failure.code}`);
    const { overview, length } = result.value;
    const connections = Array.from({ length }, (_, index) => result.value.connection(index));
    scores.push(scoreTwoSided(recording, overview, connections));
  }
  return scores;
}

export function bothEndsText(scores: readonly TwoSidedScore[]): string {
  if (scores.length === 0) return '';
  const sum = (of: (score: TwoSidedScore) => number): number => scores.reduce((total, score) => total + of(score), 0);
  const faults = scores.flatMap((score) => score.faults);
  const lines = [
    '',
    `Both ends: ${scores.length} recordings, ${sum(({ named }) => named)} of ${sum(({ packets }) => packets)} packets named, ` +
      `${sum(({ right }) => right)} of ${sum(({ connections }) => connections)} verdicts right, ${faults.length} faults`,
    ...faults.map((fault) => `  ${fault}`),
  ];
  return `${lines.join('\n')}\n`;
}
