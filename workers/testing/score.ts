// How good the verdicts on recordings are, against the truth beside them: what was taken for what, recall and precision of
// each cause, whether confidence keeps its word, who was blamed wrongly. Compares and writes; reads no file, analyses nothing.

import type { ConnectionReport, EndedBy, Finding, Party } from '../model/verdict';
import { CAUSE_IDS, type CauseId, type FindingCause } from '../model/vocabulary';
import { compareConnections, type Truth, type TruthConnection } from './recording-truth';

export interface ScoredConnection {
  readonly recording: string;
  readonly id: number;
  /** What it was; the told cause where the truth accepts that as well. */
  readonly truth: CauseId;
  readonly told: CauseId;
  readonly confidence: number;
  readonly party: Party;
  readonly fits: boolean;
  readonly endedByFits: boolean;
  /** The fix was sought with one end though it lies elsewhere. */
  readonly isBlameWrong: boolean;
}

export interface ScoredRecording {
  readonly recording: string;
  readonly headline: FindingCause;
  readonly headlineTruth: CauseId;
  readonly headlineFits: boolean;
  readonly connections: readonly ScoredConnection[];
  readonly unknown: number;
  readonly missing: readonly string[];
}

export function scoreRecording(
  recording: string,
  truth: Truth,
  findings: readonly Finding[],
  reports: readonly ConnectionReport[],
): ScoredRecording {
  const { connections, missing } = compareConnections(truth, reports);
  const headline = headlineOf(findings, reports);
  return {
    recording,
    headline,
    headlineTruth: truth.headline,
    headlineFits: truth.headline_accept.some((cause) => cause === headline),
    connections: connections.flatMap(({ report, truth: expected }) =>
      expected === null ? [] : [scoreConnection(recording, report, expected)],
    ),
    unknown: connections.filter((each) => each.truth === null).length,
    missing,
  };
}

function scoreConnection(recording: string, report: ConnectionReport, expected: TruthConnection): ScoredConnection {
  const { cause: told, confidence, party } = report.verdict;
  const fits = expected.accept.includes(told);
  return {
    recording,
    id: report.id,
    truth: fits ? told : expected.cause,
    told,
    confidence,
    party,
    fits,
    endedByFits: expected.ended_by === report.endedBy,
    isBlameWrong: !expected.accept.some((cause) => isBlamable(cause, party, expected.ended_by)),
  };
}

/** The first finding; where nothing is wrong, what most connections did. */
export function headlineOf(findings: readonly Finding[], reports: readonly ConnectionReport[]): FindingCause {
  const [first] = findings;
  if (first !== undefined) return first.cause;
  const counts = new Map<CauseId, number>();
  for (const { verdict } of reports) counts.set(verdict.cause, (counts.get(verdict.cause) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? 'insufficient-evidence';
}

/** With whom the fix of a cause can lie; what either end can bring about lies with the one that BLAMES says. Whoever is not named is not blamed. */
const LIES_WITH: Readonly<Partial<Record<CauseId, readonly Party[]>>> = {
  'port-closed': ['server'],
  'firewall-reject': ['middlebox', 'network', 'server'],
  'firewall-drop': ['middlebox', 'network', 'server'],
  'host-unreachable': ['network', 'middlebox', 'server'],
  'listen-queue-overflow': ['server'],
  'listen-queue-overflow-reset': ['server'],
  'port-reuse-collision': ['client'],
  'connection-limit-per-client': ['server', 'client'],
  'connection-limit-total': ['server'],
  'accept-then-close': ['server'],
  'accept-starvation': ['server'],
  'unread-data-abort': ['server'],
  'stale-keepalive-reuse': ['client'],
  'ignored-connection-close': ['client'],
  'client-abandoned': ['client', 'server'],
  'server-process-died': ['server'],
  'middlebox-idle-timeout': ['middlebox', 'network'],
  'injected-reset': ['middlebox', 'network'],
  'retransmission-timeout': ['network', 'server', 'client'],
  'mtu-black-hole': ['network', 'middlebox'],
  'keepalive-timeout': ['network', 'middlebox', 'server', 'client'],
  'protocol-mismatch': ['client'],
  'nat-translation-lost': ['network', 'middlebox'],
  'half-open-probe': [],
  'health-check': [],
  'fin-wait2-expired': [],
  'normal-close': [],
  'idle-close': [],
  'reset-after-close': [],
  'open-at-end': [],
};

/** Of a cause that either end can bring about: the end that closed or reset, or the one that did not. */
const BLAMES: Readonly<Partial<Record<CauseId, 'closer' | 'other'>>> = {
  'linger-abort': 'closer',
  'peer-lost-state': 'closer',
  'close-wait-leak': 'other',
  'write-after-close': 'other',
};

function isBlamable(cause: CauseId, party: Party, endedBy: EndedBy): boolean {
  if (party === 'none' || party === 'unknown') return true;
  const sense = BLAMES[cause];
  if (sense !== undefined && (endedBy === 'client' || endedBy === 'server')) return (party === endedBy) === (sense === 'closer');
  return LIES_WITH[cause]?.includes(party) ?? true;
}

/** What verdicts on recordings are held to. */
export const STANDARD = {
  /** As sure as this, it is wrong, or blames the wrong one, at most once in so many. */
  sure: 0.8,
  sureWrongOneIn: 200,
  /** As sure as this, never. */
  certain: 0.95,
  /** Share of the connections with a cause that are told so: mean over the causes, and of each. */
  meanRecallMin: 0.97,
  recallMin: 0.88,
  headlinesMin: 0.97,
} as const;
const BANDS = [0, 0.4, 0.6, 0.75, 0.8, 0.9, 0.95];
const RECORDINGS_NAMED = 3;

export interface CauseScore {
  readonly cause: CauseId;
  readonly truths: number;
  readonly told: number;
  readonly right: number;
}

export function causeScores(connections: readonly ScoredConnection[]): readonly CauseScore[] {
  return CAUSE_IDS.map((cause) => ({
    cause,
    truths: connections.filter((each) => each.truth === cause).length,
    told: connections.filter((each) => each.told === cause).length,
    right: connections.filter((each) => each.truth === cause && each.told === cause).length,
  })).filter(({ truths, told }) => truths + told > 0);
}

/** One line for each standard that is not met; empty when all are. `withRecall`: there are recordings enough to speak of each cause. */
export function shortcomings(recordings: readonly ScoredRecording[], { withRecall }: { readonly withRecall: boolean }): string[] {
  const connections = recordings.flatMap((each) => each.connections);
  const lines: string[] = [];
  const headlines = recordings.filter(({ headlineFits }) => headlineFits).length / recordings.length;
  if (headlines < STANDARD.headlinesMin) lines.push(`headlines: ${share(headlines * recordings.length, recordings.length)}`);
  if (withRecall) {
    const recalls = causeScores(connections).filter(({ truths }) => truths > 0);
    const mean = recalls.reduce((sum, { right, truths }) => sum + right / truths, 0) / recalls.length;
    if (mean < STANDARD.meanRecallMin) lines.push(`mean recall: ${mean.toFixed(4)}`);
    for (const { cause, right, truths } of recalls)
      if (right / truths < STANDARD.recallMin) lines.push(`recall of ${cause}: ${share(right, truths)}`);
  }
  for (const [what, isWrong] of [
    ['wrong', ({ fits }: ScoredConnection) => !fits],
    ['blamed wrongly', ({ isBlameWrong }: ScoredConnection) => isBlameWrong],
  ] as const) {
    const sure = connections.filter(({ confidence }) => confidence >= STANDARD.sure);
    const wrong = sure.filter(isWrong);
    const certain = wrong.filter(({ confidence }) => confidence >= STANDARD.certain);
    const named = (those: readonly ScoredConnection[]) =>
      those
        .map(({ recording, id, truth, told, confidence }) => `${recording} ${id}: ${truth} told as ${told} ${confidence.toFixed(2)}`)
        .join('; ');
    if (certain.length > 0) lines.push(`${what} and certain: ${named(certain)}`);
    if (wrong.length * STANDARD.sureWrongOneIn > sure.length)
      lines.push(`${what} and sure: ${wrong.length} of ${sure.length}: ${named(wrong)}`);
  }
  return lines;
}

export interface BandScore {
  readonly from: number;
  readonly to: number;
  readonly count: number;
  readonly right: number;
  readonly meanConfidence: number;
}

/** Of all verdicts given at 0.9 nine in ten should be right. */
export function calibration(connections: readonly ScoredConnection[]): readonly BandScore[] {
  return BANDS.map((from, index) => {
    const to = BANDS[index + 1] ?? Infinity;
    const inBand = connections.filter(({ confidence }) => confidence >= from && confidence < to);
    const sum = inBand.reduce((total, { confidence }) => total + confidence, 0);
    return {
      from,
      to: Math.min(to, 1),
      count: inBand.length,
      right: inBand.filter(({ fits }) => fits).length,
      meanConfidence: inBand.length === 0 ? 0 : sum / inBand.length,
    };
  });
}

export function scoreText(recordings: readonly ScoredRecording[]): string {
  const connections = recordings.flatMap((each) => each.connections);
  const wrong = connections.filter(({ fits }) => !fits);
  const lines: string[] = ['Recall and precision per cause (right / really, right / told)'];
  for (const { cause, truths, told, right } of causeScores(connections)) {
    lines.push(`  ${cause.padEnd(30)} recall ${share(right, truths)}   precision ${share(right, told)}`);
  }
  lines.push('', 'Confusion: what it was, what was told, how often, how sure at most, where');
  for (const group of grouped(wrong, ({ truth, told }) => `${truth} told as ${told}`)) lines.push(`  ${groupLine(group)}`);
  lines.push('', 'Calibration: confidence, right, mean confidence');
  for (const { from, to, count, right, meanConfidence } of calibration(connections)) {
    if (count > 0) lines.push(`  ${from.toFixed(2)} to ${to.toFixed(2)}  ${share(right, count)}  ${meanConfidence.toFixed(3)}`);
  }
  const sure = wrong.filter(({ confidence }) => confidence >= STANDARD.sure);
  lines.push(
    '',
    `Wrong and sure (from ${STANDARD.sure} on): ${sure.length} of ${connections.filter(({ confidence }) => confidence >= STANDARD.sure).length}`,
  );
  for (const { recording, id, truth, told, confidence } of sure)
    lines.push(`  ${recording} connection ${id}: ${truth} told as ${told} at ${confidence.toFixed(2)}`);
  const blame = connections.filter(({ isBlameWrong }) => isBlameWrong);
  const sureBlame = blame.filter(({ confidence }) => confidence >= STANDARD.sure);
  lines.push('', `Blamed wrongly: ${blame.length}, of which sure (from ${STANDARD.sure} on): ${sureBlame.length}`);
  for (const group of grouped(blame, ({ truth, told, party }) => `${truth} told as ${told} of the ${party}`))
    lines.push(`  ${groupLine(group)}`);
  lines.push('', 'Headlines that the truth does not accept');
  for (const { recording, headline, headlineTruth, headlineFits } of recordings)
    if (!headlineFits) lines.push(`  ${recording}: ${headlineTruth} told as ${headline}`);
  const unknown = recordings.reduce((sum, each) => sum + each.unknown, 0);
  const missing = recordings.flatMap((each) => each.missing.map((what) => `  ${each.recording}: ${what}`));
  if (unknown > 0 || missing.length > 0)
    lines.push('', `Without a truth: ${unknown}; truths without a connection: ${missing.length}`, ...missing);
  lines.push(
    '',
    [
      `headlines ${recordings.filter(({ headlineFits }) => headlineFits).length}/${recordings.length}`,
      `connections ${connections.length - wrong.length}/${connections.length}`,
      `ended by ${connections.filter(({ endedByFits }) => endedByFits).length}/${connections.length}`,
      `wrong and sure ${sure.length}`,
      `wrong and certain ${wrong.filter(({ confidence }) => confidence >= STANDARD.certain).length}`,
      `blamed wrongly ${blame.length}`,
    ].join('; '),
  );
  return `${lines.join('\n')}\n`;
}

interface Group {
  readonly name: string;
  readonly members: readonly ScoredConnection[];
}

function grouped(connections: readonly ScoredConnection[], nameOf: (each: ScoredConnection) => string): readonly Group[] {
  const groups = new Map<string, ScoredConnection[]>();
  for (const each of connections) {
    const name = nameOf(each);
    const members = groups.get(name);
    if (members === undefined) groups.set(name, [each]);
    else members.push(each);
  }
  return [...groups].map(([name, members]) => ({ name, members })).sort((a, b) => b.members.length - a.members.length);
}

function groupLine({ name, members }: Group): string {
  const surest = Math.max(...members.map(({ confidence }) => confidence));
  const recordings = [...new Set(members.map(({ recording }) => recording))];
  const more = recordings.length > RECORDINGS_NAMED ? `, and ${recordings.length - RECORDINGS_NAMED} more` : '';
  return `${String(members.length).padStart(5)} x ${name} (${surest.toFixed(2)}): ${recordings.slice(0, RECORDINGS_NAMED).join(', ')}${more}`;
}

function share(part: number, whole: number): string {
  const percent = whole === 0 ? '    -' : `${((part / whole) * 100).toFixed(1).padStart(5)}`;
  return `${percent} % ${`(${part}/${whole})`.padEnd(13)}`;
}
