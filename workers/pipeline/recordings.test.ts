// Replays every recording and sets verdicts against the truth that was written down when it was made: of the project's
// own lab, of its samples, and of captures that the rules were never made with, where that folder exists.

import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ConnectionReport, Finding } from '../model/verdict';
import type { CauseId, FindingCause } from '../model/vocabulary';
import { memorySource } from '../testing/memory-source';
import { compareConnections, findRecordings, type Comparison, type Recording } from '../testing/recording-truth';
import type { Analysis } from './analysis';
import { analyzeCapture } from './analyze';

/**
 * Verdicts that differ from a truth file and can be defended from the packets alone: the truth's `accept` is too narrow there.
 * They stand here until the truth says so itself; now it does everywhere.
 */
interface Defensible {
  /** Beginning of the recording's name. */
  readonly recording: string;
  readonly truth: CauseId;
  readonly told: CauseId;
  readonly reason: string;
  /** Holds for the headline of the capture as well. */
  readonly isHeadline?: true;
}

const DEFENSIBLE: readonly Defensible[] = [];

/** A wrong verdict may be this sure at most once in so many. */
const SURE = 0.8;
const SURE_WRONG_ONE_IN = 200;
const CERTAIN = 0.95;
const BANDS = [0, 0.4, 0.6, 0.75, 0.8, 0.9, 0.95, 1.01];

interface Outcome {
  readonly recording: Recording;
  readonly headline: FindingCause;
  readonly headlineFits: boolean;
  readonly finding: Finding | undefined;
  readonly comparison: Comparison;
  readonly vantage: string;
  readonly failedRules: number;
}

async function replay(recording: Recording): Promise<Outcome> {
  const bytes = new Uint8Array(readFileSync(recording.path));
  const result = await analyzeCapture(memorySource(bytes), { verdict: () => 'go', progress: () => undefined });
  if (!result.ok) throw new Error(`${recording.name}: ${result.failure.code}`);
  const analysis = result.value;
  const reports = Array.from({ length: analysis.tables.connections.length }, (_, id) => analysis.report(id));
  const headline = headlineOf(analysis, reports);
  const { headline: truth, headline_accept: accept } = recording.truth;
  return {
    recording,
    headline,
    headlineFits:
      accept.some((cause) => cause === headline) ||
      DEFENSIBLE.some((each) => each.isHeadline === true && isMeant(each, recording, truth, headline)),
    finding: analysis.findings[0],
    comparison: compareConnections(recording.truth, reports),
    vantage: analysis.vantage,
    failedRules: analysis.issues.filter((issue) => issue.code === 'rule-threw').length,
  };
}

/** The first finding; where nothing is wrong, what most connections did. */
function headlineOf(analysis: Analysis, reports: readonly ConnectionReport[]): FindingCause {
  const [first] = analysis.findings;
  if (first !== undefined) return first.cause;
  const counts = new Map<CauseId, number>();
  for (const { verdict } of reports) counts.set(verdict.cause, (counts.get(verdict.cause) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? 'insufficient-evidence';
}

function isMeant(each: Defensible, recording: Recording, truth: CauseId, told: FindingCause): boolean {
  return recording.name.startsWith(each.recording) && each.truth === truth && each.told === told;
}

interface Judged {
  readonly recording: string;
  readonly id: number;
  readonly truth: CauseId;
  readonly told: CauseId;
  readonly confidence: number;
  readonly fits: boolean;
  readonly endedByFits: boolean;
}

function judged(outcomes: readonly Outcome[]): Judged[] {
  return outcomes.flatMap(({ recording, comparison }) => judgedOf(recording, comparison));
}

function judgedOf(recording: Recording, comparison: Comparison): Judged[] {
  return comparison.connections.flatMap(({ report, truth }) => {
    if (truth === null) return [];
    const told = report.verdict.cause;
    const fits = truth.accept.includes(told) || DEFENSIBLE.some((each) => isMeant(each, recording, truth.cause, told));
    const { confidence } = report.verdict;
    return [
      {
        recording: recording.name,
        id: report.id,
        truth: truth.cause,
        told,
        confidence,
        fits,
        endedByFits: truth.ended_by === report.endedBy,
      },
    ];
  });
}

/** One line per capture, then what was taken for what, then how often each band of confidence was right. */
function table(title: string, outcomes: readonly Outcome[]): string {
  const lines = outcomes.map(({ recording, headline, headlineFits, comparison }) => {
    const own = judgedOf(recording, comparison);
    const right = own.filter((each) => each.fits).length;
    const mark = headlineFits && right === own.length ? '  ' : '! ';
    return `${mark}${recording.name.padEnd(62)} ${recording.truth.headline.padEnd(28)} ${headline.padEnd(28)} ${right}/${own.length}`;
  });
  const all = judged(outcomes);
  const confusion = new Map<string, number>();
  for (const { truth, told, fits } of all)
    if (!fits) confusion.set(`${truth} told as ${told}`, (confusion.get(`${truth} told as ${told}`) ?? 0) + 1);
  const bands = BANDS.slice(1).map((to, index) => {
    const from = BANDS[index] ?? 0;
    const inBand = all.filter(({ confidence }) => confidence >= from && confidence < to);
    const right = inBand.filter((each) => each.fits).length;
    return `  ${from.toFixed(2)} to ${Math.min(to, 1).toFixed(2)}: ${right} of ${inBand.length}`;
  });
  return [
    `${title}: recording, truth, told, connections`,
    ...lines,
    `headlines ${outcomes.filter((each) => each.headlineFits).length} of ${outcomes.length}; ` +
      `connections ${all.filter((each) => each.fits).length} of ${all.length}; ended by ${all.filter((each) => each.endedByFits).length} of ${all.length}`,
    'taken for something else:',
    ...[...confusion].sort((a, b) => b[1] - a[1]).map(([what, count]) => `  ${count} x ${what}`),
    'right by confidence:',
    ...bands,
    'numbers that differ:',
    ...outcomes.flatMap(comparedFacts).flatMap((each) => (each.fits ? [] : [`  ${each.text}`])),
  ].join('\n');
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
  /** Share of captures whose headline the truth accepts. */
  readonly headlinesMin: number;
}

const ROOT = new URL('../../', import.meta.url);
const SETS: readonly RecordingSet[] = [
  { title: 'lab', recordings: findRecordings(new URL('lab/recordings/', ROOT)), headlinesMin: 0.97 },
  {
    title: 'samples',
    recordings: findRecordings(new URL('public/samples/', ROOT), new URL('lab/recordings/samples/', ROOT)),
    headlinesMin: 1,
  },
  { title: 'captures of others', recordings: findRecordings(new URL('../shared/captures/', ROOT)), headlinesMin: 1 },
];

describe.each(SETS.filter((set) => set.recordings.length > 0))('$title', ({ title, recordings, headlinesMin }) => {
  const outcomes: Outcome[] = [];
  let all: Judged[] = [];

  beforeAll(async () => {
    for (const recording of recordings) outcomes.push(await replay(recording));
    all = judged(outcomes);
    console.log(table(title, outcomes));
  }, 60_000);

  it('names what the truth accepts as headline', () => {
    const wrong = outcomes.filter((each) => !each.headlineFits).map((each) => `${each.recording.name}: ${each.headline}`);
    expect(1 - wrong.length / outcomes.length, wrong.join('\n')).toBeGreaterThanOrEqual(headlinesMin);
  });

  it('is never wrong where it says "certain"', () => {
    expect(all.filter((each) => !each.fits && each.confidence >= CERTAIN)).toEqual([]);
  });

  it('is hardly ever wrong where it is sure', () => {
    const sure = all.filter((each) => each.confidence >= SURE);
    const wrong = sure.filter((each) => !each.fits);
    expect(wrong.length, JSON.stringify(wrong, null, 1)).toBeLessThanOrEqual(Math.max(1, Math.floor(sure.length / SURE_WRONG_ONE_IN)));
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
    expect(
      outcomes.flatMap(({ recording, comparison }) =>
        comparison.connections.filter((each) => each.truth === null).map(() => recording.name),
      ),
    ).toEqual([]);
    expect(outcomes.flatMap(({ recording, comparison }) => comparison.missing.map((what) => `${recording.name}: ${what}`))).toEqual([]);
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

  it('lets no rule fail', () => {
    expect(outcomes.filter((each) => each.failedRules > 0).map((each) => each.recording.name)).toEqual([]);
  });
});

it('defends only differences that are there', () => {
  const names = SETS.flatMap((set) => set.recordings.map((recording) => recording.name));
  expect(DEFENSIBLE.filter((each) => !names.some((name) => name.startsWith(each.recording)))).toEqual([]);
});
