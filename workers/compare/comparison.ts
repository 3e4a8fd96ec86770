// Two captures compared, to be asked about: kept per connection is a row of numbers; everything else is made anew when it is asked for.
// How it is made stands in make-comparison.ts.

import type { CombinedJudge } from './combined-verdict';
import type { ClockEstimate, ComparisonKind, ComparisonOverview, ComparisonRow, ConnectionComparison, TapId } from './compare-model';
import type { ComparisonCounts } from './comparison-counts';
import type { ComparisonVerdicts } from './comparison-verdicts';
import { endpointAt, endpointOf, pathFacts } from './connection-ends';
import { differencesOf } from './differences';
import type { FittedClock } from './estimate-clock';
import type { NearerBy, Orientation } from './orientation';
import type { Pair } from './pair-connections';
import type { PairMatch, PairOf, TapLoss } from './pair-match';
import type { Tap } from './tap';

export interface Compared extends PairOf {
  readonly by: Pair['by'] | 'only-one';
  readonly nearerBy: NearerBy;
}

export interface MadeComparison {
  readonly overview: ComparisonOverview;
  readonly first: Tap;
  readonly second: Tap;
  readonly clock: FittedClock | null;
  /** By connection: index of its pair, UNPAIRED, or AMBIGUOUS. */
  readonly partners: Readonly<Record<TapId, Int32Array>>;
  readonly match: PairMatch;
  readonly compared: readonly Compared[];
  readonly counts: ComparisonCounts;
  readonly verdicts: ComparisonVerdicts;
  readonly loss: TapLoss;
  readonly orientation: Orientation;
  readonly judge: CombinedJudge;
}

export class CaptureComparison {
  readonly overview: ComparisonOverview;
  readonly first: Tap;
  readonly second: Tap;
  readonly clock: FittedClock | null;
  readonly partners: Readonly<Record<TapId, Int32Array>>;
  readonly #made: MadeComparison;
  /** Index whose packets are matched. */
  #loaded = -1;

  constructor(made: MadeComparison) {
    this.#made = made;
    this.overview = made.overview;
    this.first = made.first;
    this.second = made.second;
    this.clock = made.clock;
    this.partners = made.partners;
  }

  get length(): number {
    return this.#made.compared.length;
  }

  get kind(): ComparisonKind {
    return this.overview.kind;
  }

  get clockEstimate(): ClockEstimate | null {
    return this.overview.clock;
  }

  rows(from = 0, to = this.length): readonly ComparisonRow[] {
    const rows: ComparisonRow[] = [];
    for (let index = Math.max(0, from); index < Math.min(to, this.length); index++) rows.push(this.row(index));
    return rows;
  }

  row(index: number): ComparisonRow {
    const entry = this.#entry(index);
    const { counts, verdicts } = this.#made;
    return {
      index,
      first: entry.first < 0 ? null : entry.first,
      second: entry.second < 0 ? null : entry.second,
      client: endpointOf(this, entry, 'client'),
      server: endpointOf(this, entry, 'server'),
      pairedBy: entry.by,
      common: counts.commonOf(index),
      counts: counts.of(index),
      changedFields: counts.changedFields(index),
      ...verdicts.of(index),
    };
  }

  connection(index: number): ConnectionComparison {
    const entry = this.#entry(index);
    const match = this.match(index);
    const { counts, loss, judge } = this.#made;
    const { list, leftOut } = differencesOf(match, entry, loss);
    const at = (tap: Tap, side: 'client' | 'server') => endpointAt(this, tap, entry, side);
    return {
      ...this.row(index),
      nearerClient: entry.nearIsFirst ? 'first' : 'second',
      nearerBy: entry.nearerBy,
      clientAt: { first: at(this.first, 'client'), second: at(this.second, 'client') },
      serverAt: { first: at(this.first, 'server'), second: at(this.second, 'server') },
      path: pathFacts(this, match, entry, counts.fieldMask(index), this.clock),
      differences: list,
      differencesLeftOut: leftOut,
      verdict: judge.judge(match, entry),
    };
  }

  /** Connection `index` matched; valid until the next call. For the ladder. */
  match(index: number): PairMatch {
    const { match, loss, orientation } = this.#made;
    if (this.#loaded !== index) {
      const entry = this.#entry(index);
      match.matchAll(entry, this.clock, loss, orientation.hops(entry.nearIsFirst));
      this.#loaded = index;
    }
    return match;
  }

  pairOf(index: number): PairOf {
    return this.#entry(index);
  }

  /** The first compared connection that is this one of that file; -1: none. */
  indexOf(tap: TapId, connection: number): number {
    return this.#made.compared.findIndex((entry) => entry[tap] === connection);
  }

  #entry(index: number): Compared {
    const entry = this.#made.compared[index];
    if (entry === undefined) throw new RangeError('no such compared connection');
    return entry;
  }
}
