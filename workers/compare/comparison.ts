// Two captures compared: pairs, clock, what differs, verdicts. Kept per connection is a row of numbers; everything else is made anew
// when it is asked for. The order of work stands here; how each step is done stands in its file.

import { CAUSE_IDS, isBenign, type CauseId } from '../model/vocabulary';
import { isoTime } from '../report/build-json';
import { formatEndpoint } from '../base/format';
import type { Side } from '../ladder/ladder-model';
import { CombinedJudge, PLACES } from './combined-verdict';
import type {
  ClockEstimate,
  ComparedTap,
  ComparisonFinding,
  ComparisonKind,
  ComparisonOverview,
  ComparisonRow,
  ConnectionComparison,
  DifferenceCounts,
  FieldChange,
  PathFacts,
  TapId,
} from './compare-model';
import { differencesOf } from './differences';
import { ClockFit, type FittedClock } from './estimate-clock';
import { Orientation, type NearerBy } from './orientation';
import { changesAt, FieldBit, fieldsOf } from './packet-changes';
import { AMBIGUOUS, Pairer, type Pair, type Pairing } from './pair-connections';
import { pairHops } from './pair-hops';
import { pathMask, rewrittenDscp } from './path-mask';
import { DELAYED_SECONDS, FateCode, PairMatch, type Direction, type PairOf, type TapLoss } from './pair-match';
import { StraySegments } from './stray-segments';
import type { Tap } from './tap';
import { missingPartners, type LoneConnections } from './only-one';

/** A capture that missed so many packets of its own path loses them itself. */
const OWN_LOSS_PACKETS = 3;

interface Compared extends PairOf {
  readonly by: Pair['by'] | 'only-one';
  readonly nearerBy: NearerBy;
}

/** Columns of the counts, one row per compared connection. */
const COUNTS = 7;
const Count = { LostTowardsServer: 0, LostTowardsClient: 1, Appeared: 2, Changed: 3, Delayed: 4, NotCaptured: 5, Common: 6 } as const;

export class CaptureComparison {
  readonly overview: ComparisonOverview;
  readonly first: Tap;
  readonly second: Tap;
  readonly clock: FittedClock | null;
  /** By connection: index of its pair, UNPAIRED, or AMBIGUOUS. */
  readonly partners: Readonly<Record<TapId, Int32Array>>;
  readonly #kind: ComparisonKind;
  readonly #match: PairMatch;
  readonly #compared: readonly Compared[];
  readonly #counts: Uint32Array;
  readonly #fields: Uint16Array;
  readonly #cause: Uint8Array;
  readonly #confidence: Float32Array;
  readonly #place: Uint8Array;
  readonly #loss: TapLoss;
  readonly #estimate: ClockEstimate | null;
  readonly #orientation: Orientation;
  readonly #judge: CombinedJudge;
  /** Index whose packets #match holds. */
  #loaded = -1;

  /** `chosen`: taken for the capture nearer to the clients; null: as shows. */
  constructor(kind: ComparisonKind, first: Tap, second: Tap, chosen: TapId | null = null) {
    this.#kind = kind;
    this.first = first;
    this.second = second;
    this.#match = new PairMatch(first, second);
    const orientation = new Orientation(first, second, chosen);
    this.#orientation = orientation;
    const { pairing, clock, nearIsFirst } = kind === 'hops' ? hopsOf(first, second) : this.#pair(orientation);
    this.clock = clock;
    orientation.settle(pairing.pairs);
    const overlap = overlapSeconds(first, second, clock);
    // From here on there is one clock.
    if (clock !== null && first.at !== second.at) second.moveTo((ns) => clock.toFirst(ns));
    this.partners = { first: pairing.ofFirst, second: pairing.ofSecond };
    const compared: Compared[] = pairing.pairs.map((pair, index) =>
      kind === 'hops' ? { ...pair, nearIsFirst, nearerBy: 'timing', isHop: true } : { ...pair, ...orientation.of(index) },
    );
    const only = kind === 'hops' ? NO_LONE : missingPartners(first, second, pairing, orientation, clock !== null);
    compared.push(...only.list);
    this.#compared = compared;
    this.#counts = new Uint32Array(COUNTS * compared.length);
    this.#fields = new Uint16Array(compared.length);
    this.#cause = new Uint8Array(compared.length);
    this.#confidence = new Float32Array(compared.length);
    this.#place = new Uint8Array(compared.length);
    const samples = orientation.directions(pairing.pairs);
    this.#estimate = clock === null ? null : clock.estimate(startsApartNs(first, second), samples.towardsServer, samples.towardsClient);
    this.#loss = this.#countAll();
    this.#judge = new CombinedJudge(first, second, this.#loss, new StraySegments(first, pairing));
    for (let index = 0; index < compared.length; index++) this.#decide(index);
    const onlyFirst = only.list.filter((entry) => entry.second < 0).length;
    this.overview = {
      kind,
      first: describeTap(first),
      second: describeTap(second),
      clock: this.#estimate,
      nearerClient: kind === 'hops' ? (nearIsFirst ? 'first' : 'second') : orientation.overall,
      paired: pairing.pairs.length,
      onlyOne: { first: onlyFirst, second: only.list.length - onlyFirst },
      uncovered: { first: only.uncoveredFirst, second: only.uncoveredSecond },
      ambiguous: { first: countOf(pairing.ofFirst, AMBIGUOUS), second: countOf(pairing.ofSecond, AMBIGUOUS) },
      totals: this.#totals(),
      overlapSeconds: overlap,
      findings: this.#findings(),
    };
  }

  #pair(orientation: Orientation): Paired {
    const { first, second } = this;
    const pairer = new Pairer(first, second);
    const isOneFile = this.#kind === 'interfaces';
    if (isOneFile) pairer.pairSame();
    pairer.pairByNumbers();
    const fit = new ClockFit(first.beginNs, first.endNs);
    this.#survey(pairer.pairs, 0, orientation, fit);
    const early = isOneFile ? sameClock(first, 0) : fit.fit();
    const known = pairer.pairs.length;
    pairer.pairRest(early === null ? null : (ns) => early.toFirst(ns));
    this.#survey(pairer.pairs, known, orientation, fit);
    return { pairing: pairer.result(), clock: isOneFile ? early : fit.fit(), nearIsFirst: true };
  }

  get length(): number {
    return this.#compared.length;
  }

  rows(from = 0, to = this.length): readonly ComparisonRow[] {
    const rows: ComparisonRow[] = [];
    for (let index = Math.max(0, from); index < Math.min(to, this.length); index++) rows.push(this.row(index));
    return rows;
  }

  row(index: number): ComparisonRow {
    const entry = this.#entry(index);
    const nearTap = entry.nearIsFirst ? this.first : this.second;
    const shown = (entry.nearIsFirst ? entry.first : entry.second) >= 0 ? nearTap : entry.nearIsFirst ? this.second : this.first;
    return {
      index,
      first: entry.first < 0 ? null : entry.first,
      second: entry.second < 0 ? null : entry.second,
      client: this.#endpoint(shown, entry, 'client') ?? '',
      server: this.#endpoint(shown, entry, 'server') ?? '',
      pairedBy: entry.by,
      common: this.#counts[COUNTS * index + Count.Common] as number,
      counts: this.#countsOf(index),
      changedFields: fieldsOf(this.#fields[index] as number),
      cause: CAUSE_IDS[this.#cause[index] as number] as CauseId,
      confidence: round4(this.#confidence[index] as number),
      place: PLACES[this.#place[index] as number] ?? 'unknown',
    };
  }

  connection(index: number): ConnectionComparison {
    const entry = this.#entry(index);
    const match = this.match(index);
    const { list, leftOut } = differencesOf(match, entry, this.#loss);
    return {
      ...this.row(index),
      nearerClient: entry.nearIsFirst ? 'first' : 'second',
      nearerBy: entry.nearerBy,
      clientAt: { first: this.#endpoint(this.first, entry, 'client'), second: this.#endpoint(this.second, entry, 'client') },
      serverAt: { first: this.#endpoint(this.first, entry, 'server'), second: this.#endpoint(this.second, entry, 'server') },
      path: this.#path(index, match, entry),
      differences: list,
      differencesLeftOut: leftOut,
      verdict: this.#judge.judge(match, entry),
    };
  }

  /** Connection `index` matched; valid until the next call. For the ladder. */
  match(index: number): PairMatch {
    if (this.#loaded !== index) {
      const entry = this.#entry(index);
      this.#match.matchAll(entry, this.clock, this.#loss, this.#orientation.hops(entry.nearIsFirst));
      this.#loaded = index;
    }
    return this.#match;
  }

  pairOf(index: number): PairOf {
    return this.#entry(index);
  }

  get clockEstimate(): ClockEstimate | null {
    return this.#estimate;
  }

  /** The first compared connection that is this one of that file; -1: none. */
  indexOf(tap: TapId, connection: number): number {
    return this.#compared.findIndex((entry) => entry[tap] === connection);
  }

  #entry(index: number): Compared {
    const entry = this.#compared[index];
    if (entry === undefined) throw new RangeError('no such compared connection');
    return entry;
  }

  /** What cannot be mistaken, of pairs from `from` on: which capture is nearer to the client, and the clock. */
  #survey(pairs: readonly Pair[], from: number, orientation: Orientation, fit: ClockFit): void {
    for (let index = from; index < pairs.length; index++) {
      const pair = pairs[index] as Pair;
      this.#match.matchUnique({ ...pair, nearIsFirst: true });
      orientation.survey(index, pair, this.#match.toServer, this.#match.toClient, fit);
    }
  }

  /** Twice where a capture turns out to lose packets itself: what it lacks is then judged otherwise. */
  #countAll(): TapLoss {
    const none: TapLoss = {
      first: this.first.capture.analysis.meta.reportedDrops > 0,
      second: this.second.capture.analysis.meta.reportedDrops > 0,
    };
    const missed = { first: 0, second: 0 };
    for (let index = 0; index < this.#compared.length; index++) this.#count(index, none, missed);
    const loss: TapLoss = {
      first: none.first || missed.first >= OWN_LOSS_PACKETS,
      second: none.second || missed.second >= OWN_LOSS_PACKETS,
    };
    if (loss.first !== none.first || loss.second !== none.second)
      for (let index = 0; index < this.#compared.length; index++) if (this.#differs(index)) this.#count(index, loss, missed);
    this.#loaded = -1;
    return loss;
  }

  #count(index: number, loss: TapLoss, missed: { first: number; second: number }): void {
    const entry = this.#entry(index);
    const match = this.#match;
    match.matchAll(entry, this.clock, loss, this.#orientation.hops(entry.nearIsFirst));
    const at = COUNTS * index;
    const counts = this.#counts;
    counts.fill(0, at, at + COUNTS);
    let fields = this.#translation(match, entry);
    for (const [direction, lost] of [
      [match.toServer, Count.LostTowardsServer],
      [match.toClient, Count.LostTowardsClient],
    ] as const) {
      const late = direction.medianNs + DELAYED_SECONDS * 1e9;
      const path = pathMask(direction);
      for (let i = 0; i < direction.upCount; i++) {
        const fate = direction.upFate[i] as number;
        if (fate === FateCode.Both) {
          bump(counts, at + Count.Common);
          if (direction.missing.has(i)) bump(counts, at + lost);
          const mask = changesAt(direction, i) & ~path;
          if (mask !== 0) {
            bump(counts, at + Count.Changed);
            fields |= mask;
          }
          if ((direction.downNs[direction.upTo[i] as number] as number) - (direction.upNs[i] as number) > late)
            bump(counts, at + Count.Delayed);
        } else if (fate === FateCode.Lost) {
          bump(counts, at + lost);
        } else if (fate === FateCode.NotCaptured) {
          bump(counts, at + Count.NotCaptured);
          if (direction.down === this.first) missed.first++;
          else missed.second++;
        }
      }
      fields |= path;
      for (let j = 0; j < direction.downCount; j++) {
        const fate = direction.downFate[j] as number;
        if (fate === FateCode.Appeared) bump(counts, at + Count.Appeared);
        else if (fate === FateCode.NotCaptured) {
          bump(counts, at + Count.NotCaptured);
          if (direction.up === this.first) missed.first++;
          else missed.second++;
        }
      }
    }
    this.#fields[index] = fields;
  }

  #differs(index: number): boolean {
    for (let column = 0; column < Count.Common; column++) if ((this.#counts[COUNTS * index + column] as number) > 0) return true;
    return false;
  }

  /** Where nothing differs and both say the same, that is the verdict. */
  #decide(index: number): void {
    const entry = this.#entry(index);
    const own = (tap: Tap, connection: number) => (connection < 0 ? -1 : (tap.capture.analysis.columns.cause[connection] as number));
    const first = own(this.first, entry.first);
    const second = own(this.second, entry.second);
    if (first === second && first >= 0 && !this.#differs(index) && entry.isHop !== true) {
      this.#cause[index] = first;
      this.#confidence[index] = Math.max(
        this.first.capture.analysis.columns.confidence[entry.first] as number,
        this.second.capture.analysis.columns.confidence[entry.second] as number,
      );
      // Something failed, and nothing on the way between: on which side is the verdict's to say.
      this.#place[index] = PLACES.indexOf('unknown');
      if (isBenign(CAUSE_IDS[first] as CauseId)) return;
    }
    const verdict = this.#judge.glance(this.match(index), entry);
    this.#cause[index] = CAUSE_IDS.indexOf(verdict.cause);
    this.#confidence[index] = verdict.confidence;
    this.#place[index] = PLACES.indexOf(verdict.place);
  }

  #countsOf(index: number): DifferenceCounts {
    const at = COUNTS * index;
    const count = (column: number): number => this.#counts[at + column] as number;
    return {
      lostTowardsServer: count(Count.LostTowardsServer),
      lostTowardsClient: count(Count.LostTowardsClient),
      appeared: count(Count.Appeared),
      changed: count(Count.Changed),
      delayed: count(Count.Delayed),
      notCaptured: count(Count.NotCaptured),
    };
  }

  #totals(): DifferenceCounts {
    const sums = new Float64Array(COUNTS);
    for (let at = 0; at < this.#counts.length; at++) sums[at % COUNTS] = (sums[at % COUNTS] as number) + (this.#counts[at] as number);
    const sum = (column: number): number => sums[column] as number;
    return {
      lostTowardsServer: sum(Count.LostTowardsServer),
      lostTowardsClient: sum(Count.LostTowardsClient),
      appeared: sum(Count.Appeared),
      changed: sum(Count.Changed),
      delayed: sum(Count.Delayed),
      notCaptured: sum(Count.NotCaptured),
    };
  }

  #findings(): readonly ComparisonFinding[] {
    const groups = new Map<string, number[]>();
    for (let index = 0; index < this.length; index++) {
      if (isBenign(CAUSE_IDS[this.#cause[index] as number] as CauseId)) continue;
      const entry = this.#entry(index);
      const server = this.#server(entry);
      const key = `${this.#cause[index]} ${this.#place[index]} ${server}`;
      const members = groups.get(key);
      if (members === undefined) groups.set(key, [index]);
      else members.push(index);
    }
    return [...groups.values()]
      .map((connections): ComparisonFinding => {
        const clearest = connections.reduce((best, index) =>
          (this.#confidence[index] as number) > (this.#confidence[best] as number) ? index : best,
        );
        const cause = CAUSE_IDS[this.#cause[clearest] as number] as CauseId;
        return {
          cause,
          place: PLACES[this.#place[clearest] as number] ?? 'unknown',
          party: this.#judge.partyOf(cause, PLACES[this.#place[clearest] as number] ?? 'unknown'),
          server: this.#server(this.#entry(clearest)),
          confidence: round4(this.#confidence[clearest] as number),
          connections,
        };
      })
      .sort(
        (a, b) => Number(isQuiet(a.cause)) - Number(isQuiet(b.cause)) || b.connections.length - a.connections.length || compareText(a, b),
      );
  }

  #server(entry: Compared): string {
    const near = entry.nearIsFirst ? this.first : this.second;
    const far = entry.nearIsFirst ? this.second : this.first;
    return this.#endpoint(near, entry, 'server') ?? this.#endpoint(far, entry, 'server') ?? '';
  }

  #endpoint(tap: Tap, entry: Compared, side: Side): string | null {
    const connection = tap === this.first ? entry.first : entry.second;
    // Two interfaces of one file are two taps over the same tables; both ids are then the same.
    if (connection < 0) return null;
    const flip = tap === this.first ? entry.flipFirst : entry.flipSecond;
    const { connections, addresses } = tap.tables;
    const isClient = (side === 'client') !== flip;
    const address = (isClient ? connections.origAddress : connections.respAddress).values[connection] as number;
    const port = (isClient ? connections.origPort : connections.respPort).values[connection] as number;
    return formatEndpoint(addresses.text(address), port);
  }

  #translation(match: PairMatch, entry: Compared): number {
    if (entry.first < 0 || entry.second < 0 || entry.isHop === true) return 0;
    let mask = 0;
    for (const side of ['client', 'server'] as const) {
      const a = this.#endpoint(this.first, entry, side) ?? '';
      const b = this.#endpoint(this.second, entry, side) ?? '';
      if (a === b) continue;
      if (a.replace(/:\d+$/, '') !== b.replace(/:\d+$/, '')) mask |= FieldBit.Addresses;
      if (/:\d+$/.exec(a)?.[0] !== /:\d+$/.exec(b)?.[0]) mask |= FieldBit.Ports;
    }
    return match.toServer.seqShift !== 0 || match.toClient.seqShift !== 0 ? mask | FieldBit.Sequence : mask;
  }

  #path(index: number, match: PairMatch, entry: Compared): PathFacts {
    const near = entry.nearIsFirst ? this.first : this.second;
    const far = entry.nearIsFirst ? this.second : this.first;
    const translated: FieldChange[] = [];
    const mask = this.#translation(match, entry);
    for (const side of ['client', 'server'] as const) {
      const before = this.#endpoint(near, entry, side);
      const after = this.#endpoint(far, entry, side);
      if (mask !== 0 && before !== null && after !== null && before !== after)
        translated.push({ field: (mask & FieldBit.Addresses) !== 0 ? 'addresses' : 'ports', before, after });
    }
    if ((mask & FieldBit.Sequence) !== 0) translated.push({ field: 'sequence' });
    if (((this.#fields[index] as number) & FieldBit.IpId & (pathMask(match.toServer) | pathMask(match.toClient))) !== 0)
      translated.push({ field: 'ip-id' });
    // Both ways, where both are rewritten; named once where they are alike.
    for (const direction of [match.toServer, match.toClient]) {
      const dscp = rewrittenDscp(direction, pathMask(direction));
      if (dscp === null || translated.some(({ field, before, after }) => field === 'dscp' && before === dscp[0] && after === dscp[1]))
        continue;
      translated.push({ field: 'dscp', before: dscp[0], after: dscp[1] });
    }
    const times = (direction: Direction) =>
      direction.matched === 0 || this.clock === null ? null : { least: direction.leastNs / 1e9, median: direction.medianNs / 1e9 };
    return {
      hopsTowardsServer: match.toServer.matched > 0 ? match.toServer.hops : null,
      hopsTowardsClient: match.toClient.matched > 0 ? match.toClient.hops : null,
      towardsServerSeconds: times(match.toServer),
      towardsClientSeconds: times(match.toClient),
      translated,
    };
  }

  get kind(): ComparisonKind {
    return this.#kind;
  }
}

function bump(counts: Uint32Array, at: number): void {
  counts[at] = (counts[at] as number) + 1;
}

function isQuiet(cause: CauseId): boolean {
  return cause === 'half-open-probe' || cause === 'health-check' || cause === 'fin-wait2-expired' || cause === 'insufficient-evidence';
}

function compareText(a: ComparisonFinding, b: ComparisonFinding): number {
  const one = `${a.cause} ${a.server}`;
  const two = `${b.cause} ${b.server}`;
  return one < two ? -1 : one > two ? 1 : 0;
}

function round4(value: number): number {
  return Math.round(value * 1e4) / 1e4;
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
