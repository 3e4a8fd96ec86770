// Replays every recording and sets verdicts against the truth that was written down when it was made: of the project's
// own lab, of its samples, and of captures that the rules were never made with, where that folder exists.

import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ConnectionColumns } from '../handlers/connection-columns';
import type { ConnectionReport, Finding } from '../model/verdict';
import { CAUSE_IDS } from '../model/vocabulary';
import { memorySource } from '../testing/memory-source';
import { findRecordings, type Recording } from '../testing/recording-truth';
import { isHeldBack } from '../testing/reliability-fit';
import { scoreRecording, scoreText, shortcomings, type ScoredConnection, type ScoredRecording } from '../testing/score';
import { analyzeCapture } from './analyze';
import { ENDED_BY, OUTCOMES, PARTIES } from './judge';

interface Outcome {
  readonly recording: Recording;
  readonly score: ScoredRecording;
  readonly finding: Finding | undefined;
  readonly vantage: string;
  readonly failedRules: number;
  /** What the table says of a connection, where its report says something else. */
  readonly unlikeReport: readonly string[];
}

async function replay(recording: Recording): Promise<Outcome> {
  const bytes = new Uint8Array(readFileSync(recording.path));
  const result = await analyzeCapture(memorySource(bytes), { verdict: () => 'go', progress: () => undefined });
  if (!result.ok) throw new Error(`${recording.name}: ${result.failure.code}`);
  const analysis = result.value;
  const reports: ConnectionReport[] = Array.from({ length: analysis.tables.connections.length }, (_, id) => analysis.report(id));
  return {
    recording,
    score: scoreRecording(recording.name, recording.truth, analysis.findings, reports),
    finding: analysis.findings[0],
    vantage: analysis.vantage,
    failedRules: analysis.issues.filter((issue) => issue.code === 'rule-threw').length,
    unlikeReport: reports.flatMap(({ id, verdict, outcome, endedBy }) => {
      const told = [verdict.cause, verdict.confidence.toFixed(6), verdict.party, outcome, endedBy].join(' ');
      const inTable = tableRow(analysis.columns, id);
      return told === inTable ? [] : [`${recording.name} #${id}: ${inTable}, in its report ${told}`];
    }),
  };
}

function tableRow(columns: ConnectionColumns, id: number): string {
  const at = (column: ArrayLike<number>): number => column[id] ?? -1;
  return [
    CAUSE_IDS[at(columns.cause)],
    at(columns.confidence).toFixed(6),
    PARTIES[at(columns.party)],
    OUTCOMES[at(columns.outcome)],
    ENDED_BY[at(columns.endedBy)],
  ].join(' ');
}

/** Timers fire late, round trips add to them, and samples differ: this much is the same number. */
const FACT_TOLERANCE = 0.05;
const FACT_TOLERANCE_SECONDS = 0.25;

/** Numbers of the first finding beside those that the truth has under the same name. */
function comparedFacts({ recording, finding }: Outcome): { readonly fits: boolean; readonly text: string }[] {
  if (finding === undefined || finding.cause !== recording.truth.headline) return [];
  return Object.entries(recording.truth.facts).flatMap(([key, expected]) => {
    const told = finding.facts[key];
    if (told === undefined) return [];
    const isNear = typeof told === 'number' && typeof expected === 'number' && Math.abs(told - expected) <= tolerance(key, expected);
    return [{ fits: told === expected || isNear, text: `${recording.name}: ${key} is ${expected}, told as ${told}` }];
  });
}

function tolerance(key: string, expected: number): number {
  return key.endsWith('Seconds') ? Math.max(FACT_TOLERANCE_SECONDS, expected * FACT_TOLERANCE) : 0;
}

interface RecordingSet {
  readonly title: string;
  readonly recordings: readonly Recording[];
  /** So many of each cause that a share of them says something. */
  readonly withRecall: boolean;
}

const ROOT = new URL('../../', import.meta.url);
const SETS: readonly RecordingSet[] = [
  { title: 'lab', recordings: findRecordings(new URL('lab/recordings/', ROOT)), withRecall: true },
  {
    title: 'samples',
    recordings: findRecordings(new URL('public/samples/', ROOT), new URL('lab/recordings/samples/', ROOT)),
    withRecall: false,
  },
  { title: 'captures of others', recordings: findRecordings(new URL('../shared/captures/', ROOT)), withRecall: false },
];

describe.each(SETS.filter((set) => set.recordings.length > 0))('$title', ({ title, recordings, withRecall }) => {
  const outcomes: Outcome[] = [];
  let all: readonly ScoredConnection[] = [];

  beforeAll(async () => {
    for (const recording of recordings) outcomes.push(await replay(recording));
    const scores = outcomes.map(({ score }) => score);
    all = scores.flatMap(({ connections }) => connections);
    console.log(`${title}: ${recordings.length} recordings\n${scoreText(scores)}`);
  }, 60_000);

  it('meets the standards: headlines, recall of each cause, hardly ever wrong where sure, never where certain, nor in whom it blames', () => {
    expect(
      shortcomings(
        outcomes.map(({ score }) => score),
        { withRecall },
      ),
    ).toEqual([]);
  });

  it('meets them on what the fit of confidence has not seen', () => {
    const heldBack = outcomes.map(({ score }) => score).filter(({ recording }) => isHeldBack(recording));
    expect(heldBack.length).toBeGreaterThan(0);
    expect(shortcomings(heldBack, { withRecall: false })).toEqual([]);
  });

  it.skipIf(withRecall)('has every headline right where there are few', () => {
    expect(
      outcomes.filter(({ score }) => !score.headlineFits).map(({ recording, score }) => `${recording.name}: ${score.headline}`),
    ).toEqual([]);
  });

  it('gets more often right the surer it is', () => {
    const share = (from: number, to: number) => {
      const inBand = all.filter(({ confidence }) => confidence >= from && confidence < to);
      return inBand.length === 0 ? 1 : inBand.filter((each) => each.fits).length / inBand.length;
    };
    expect(share(0.75, 1.01)).toBeGreaterThanOrEqual(0.99);
    expect(share(0.4, 0.75)).toBeGreaterThanOrEqual(0.75);
  });

  it('knows who ended what', () => {
    expect(all.filter((each) => each.endedByFits).length / all.length).toBeGreaterThanOrEqual(0.98);
  });

  it('reads the same limit off the packets that was configured', () => {
    const limits = outcomes.filter(
      ({ recording }) => recording.truth.facts['limit'] !== undefined && recording.truth.headline.startsWith('connection-limit'),
    );
    for (const { recording, finding } of limits) {
      // Of a limit on descriptors, those that the server needs for itself are not connections: `held` says how many were.
      const { limit, held } = recording.truth.facts;
      expect([limit, held], recording.name).toContain(finding?.facts['limit']);
    }
  });

  it('has a truth for every connection, and a connection for every truth', () => {
    expect(outcomes.filter(({ score }) => score.unknown > 0).map(({ recording }) => recording.name)).toEqual([]);
    expect(outcomes.flatMap(({ recording, score }) => score.missing.map((what) => `${recording.name}: ${what}`))).toEqual([]);
  });

  it('never takes the client for the server', () => {
    // A router next to the client sees its packets as untouched as a capture at the client does: that is not told apart.
    const ends = ['client', 'server'];
    const wrong = outcomes.filter(
      ({ recording, vantage }) => ends.includes(vantage) && ends.includes(recording.truth.vantage) && vantage !== recording.truth.vantage,
    );
    expect(wrong.map(({ recording, vantage }) => `${recording.name}: ${vantage}`)).toEqual([]);
  });

  it('measures what the truth gives in numbers', () => {
    const compared = outcomes.flatMap(comparedFacts);
    const wrong = compared.filter((each) => !each.fits).map((each) => each.text);
    expect(1 - wrong.length / Math.max(1, compared.length), wrong.join('\n')).toBeGreaterThanOrEqual(0.9);
  });

  it('tells the same in the table, where most closes are settled without asking every rule, as in the report', () => {
    expect(outcomes.flatMap((each) => each.unlikeReport)).toEqual([]);
  });

  it('lets no rule fail', () => {
    expect(outcomes.filter((each) => each.failedRules > 0).map((each) => each.recording.name)).toEqual([]);
  });
});
