// Makes a comparison, step by step: pairs, clock, what differs, verdicts. Each step says how much work it was, so that whoever drives it
// lets others in between, and can stop. The order of work stands here; how each step is done stands in its file.

import { isoTime } from '../report/build-json';
import { CombinedJudge } from './combined-verdict';
import type { ComparedTap, ComparisonKind, TapId } from './compare-model';
import { CaptureComparison, type Compared } from './comparison';
import { ComparisonCounts, type Missed } from './comparison-counts';
import { ComparisonVerdicts } from './comparison-verdicts';
import { ClockFit, type FittedClock } from './estimate-clock';
import { missingPartners, type LoneConnections } from './only-one';
import { Orientation } from './orientation';
import { AMBIGUOUS, Pairer, type Pair, type Pairing } from './pair-connections';
import { pairHops } from './pair-hops';
import { PairMatch, type TapLoss } from './pair-match';
import { StraySegments } from './stray-segments';
import type { Tap } from './tap';

/** A capture that missed so many packets of its own path loses them itself. */
const OWN_LOSS_PACKETS = 3;

/** Segments that a step has looked at. */
export type Work = Generator<number, CaptureComparison, void>;

/** `chosen`: taken for the capture nearer to the clients; null: as shows. */
export function* comparisonSteps(kind: ComparisonKind, first: Tap, second: Tap, chosen: TapId | null = null): Work {
  const match = new PairMatch(first, second);
  const orientation = new Orientation(first, second, chosen);
  const { pairing, clock, nearIsFirst } = kind === 'hops' ? hopsOf(first, second) : yield* pairs(kind === 'interfaces', match, orientation);
  orientation.settle(pairing.pairs);
  const overlap = overlapSeconds(first, second, clock);
  // From here on there is one clock.
  if (clock !== null && first.at !== second.at) second.moveTo((ns) => clock.toFirst(ns));
  const compared: Compared[] = pairing.pairs.map((pair, index) =>
    kind === 'hops' ? { ...pair, nearIsFirst, nearerBy: 'timing', isHop: true } : { ...pair, ...orientation.of(index) },
  );
  const only = kind === 'hops' ? NO_LONE : missingPartners(first, second, pairing, orientation, clock !== null);
  compared.push(...only.list);
  const samples = orientation.directions(pairing.pairs);
  const estimate = clock === null ? null : clock.estimate(startsApartNs(first, second), samples.towardsServer, samples.towardsClient);
  const taps = { first, second };
  const counts = new ComparisonCounts(taps, compared.length);
  const loss = yield* countAll(compared, match, orientation, clock, counts);
  const judge = new CombinedJudge(first, second, loss, new StraySegments(first, pairing));
  const verdicts = new ComparisonVerdicts(taps, compared.length);
  for (const [index, entry] of compared.entries()) {
    let work = 1;
    verdicts.decide(index, entry, counts.differs(index), judge, () => {
      work = workOf(match, entry);
      match.matchAll(entry, clock, loss, orientation.hops(entry.nearIsFirst));
      return match;
    });
    yield work;
  }
  const onlyFirst = only.list.filter((entry) => entry.second < 0).length;
  const overview = {
    kind,
    first: describeTap(first),
    second: describeTap(second),
    clock: estimate,
    nearerClient: kind === 'hops' ? (nearIsFirst ? ('first' as const) : ('second' as const)) : orientation.overall,
    paired: pairing.pairs.length,
    onlyOne: { first: onlyFirst, second: only.list.length - onlyFirst },
    uncovered: { first: only.uncoveredFirst, second: only.uncoveredSecond },
    ambiguous: { first: countOf(pairing.ofFirst, AMBIGUOUS), second: countOf(pairing.ofSecond, AMBIGUOUS) },
    totals: counts.totals(),
    overlapSeconds: overlap,
    findings: verdicts.findings(compared, judge),
  };
  const partners = { first: pairing.ofFirst, second: pairing.ofSecond };
  return new CaptureComparison({ overview, first, second, clock, partners, match, compared, counts, verdicts, loss, orientation, judge });
}

function* pairs(isOneFile: boolean, match: PairMatch, orientation: Orientation): Generator<number, Paired, void> {
  const { first, second } = match;
  const pairer = new Pairer(first, second);
  if (isOneFile) pairer.pairSame();
  pairer.pairByNumbers();
  yield first.connections + second.connections;
  const fit = new ClockFit(first.beginNs, first.endNs);
  yield* survey(pairer.pairs, 0, match, orientation, fit);
  const early = isOneFile ? sameClock(first, 0) : fit.fit();
  const known = pairer.pairs.length;
  pairer.pairRest(early === null ? null : (ns) => early.toFirst(ns));
  yield first.connections + second.connections;
  yield* survey(pairer.pairs, known, match, orientation, fit);
  return { pairing: pairer.result(), clock: isOneFile ? early : fit.fit(), nearIsFirst: true };
}

/** What cannot be mistaken, of pairs from `from` on: which capture is nearer to the client, and the clock. */
function* survey(
  list: readonly Pair[],
  from: number,
  match: PairMatch,
  orientation: Orientation,
  fit: ClockFit,
): Generator<number, void, void> {
  for (let index = from; index < list.length; index++) {
    const pair = list[index] as Pair;
    match.matchUnique({ ...pair, nearIsFirst: true });
    orientation.survey(index, pair, match.toServer, match.toClient, fit);
    yield match.first.segmentsOf(pair.first) + match.second.segmentsOf(pair.second);
  }
}

/** Twice where a capture turns out to lose packets itself: what it lacks is then judged otherwise. */
function* countAll(
  compared: readonly Compared[],
  match: PairMatch,
  orientation: Orientation,
  clock: FittedClock | null,
  counts: ComparisonCounts,
): Generator<number, TapLoss, void> {
  const { first, second } = match;
  const none: TapLoss = {
    first: first.capture.analysis.meta.reportedDrops > 0,
    second: second.capture.analysis.meta.reportedDrops > 0,
  };
  const missed: Missed = { first: 0, second: 0 };
  const count = (index: number, entry: Compared, loss: TapLoss): number => {
    match.matchAll(entry, clock, loss, orientation.hops(entry.nearIsFirst));
    counts.count(index, match, entry, missed);
    return workOf(match, entry);
  };
  for (const [index, entry] of compared.entries()) yield count(index, entry, none);
  const loss: TapLoss = {
    first: none.first || missed.first >= OWN_LOSS_PACKETS,
    second: none.second || missed.second >= OWN_LOSS_PACKETS,
  };
  if (loss.first !== none.first || loss.second !== none.second)
    for (const [index, entry] of compared.entries()) if (counts.differs(index)) yield count(index, entry, loss);
  return loss;
}

function workOf({ first, second }: PairMatch, entry: Compared): number {
  return (entry.first < 0 ? 0 : first.segmentsOf(entry.first)) + (entry.second < 0 ? 0 : second.segmentsOf(entry.second));
}

function countOf(values: Int32Array, wanted: number): number {
  let count = 0;
  for (const value of values) if (value === wanted) count++;
  return count;
}

interface Paired {
  readonly pairing: Pairing;
  readonly clock: FittedClock | null;
  /** Of the hops of a proxy: the first capture has the client's. */
  readonly nearIsFirst: boolean;
}

const NO_LONE: LoneConnections = { list: [], uncoveredFirst: 0, uncoveredSecond: 0 };

/** Hops share no packet that would measure the clocks: those of the files are believed. */
function hopsOf(first: Tap, second: Tap): Paired {
  const apartNs = first.tables === second.tables ? 0 : startsApartNs(first, second);
  const clock = sameClock(first, apartNs);
  const there = pairHops(first, second, apartNs);
  if (first.tables === second.tables) return { pairing: there, clock, nearIsFirst: true };
  const back = pairHops(second, first, -apartNs);
  if (back.pairs.length <= there.pairs.length) return { pairing: there, clock, nearIsFirst: true };
  const pairs = back.pairs.map((pair): Pair => ({ ...pair, first: pair.second, second: pair.first }));
  return { pairing: { pairs, ofFirst: back.ofSecond, ofSecond: back.ofFirst }, clock, nearIsFirst: false };
}

/** One clock for both; the second's timeline begins so much later. */
function sameClock(tap: Tap, apartNs: number): FittedClock | null {
  const fit = new ClockFit(tap.beginNs, tap.endNs);
  fit.add(tap.beginNs, tap.beginNs - apartNs, true);
  fit.add(tap.beginNs, tap.beginNs - apartNs, false);
  return fit.fit();
}

function startsApartNs(first: Tap, second: Tap): number {
  const a = first.capture.analysis.meta.startNs;
  const b = second.capture.analysis.meta.startNs;
  return a === null || b === null ? 0 : Number(b - a);
}

function overlapSeconds(first: Tap, second: Tap, clock: FittedClock | null): number | null {
  if (clock === null) return null;
  const from = Math.max(first.beginNs, clock.toFirst(second.beginNs));
  const to = Math.min(first.endNs, clock.toFirst(second.endNs));
  return Math.max(0, to - from) / 1e9;
}

function describeTap(tap: Tap): ComparedTap {
  const { meta, durationSeconds } = tap.capture.analysis;
  return {
    name: meta.name,
    frames: tap.tables.frames.length,
    connections: tap.count.reduce((sum, segments) => sum + (segments > 0 ? 1 : 0), 0),
    startTime: meta.startNs === null ? null : isoTime(meta.startNs),
    durationSeconds,
    ...(tap.interfaceName === null ? {} : { interfaceName: tap.interfaceName }),
  };
}
