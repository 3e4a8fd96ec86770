// The combined verdict of every compared connection, in brief, and the findings that they make together.

import { CAUSE_IDS, isBenign, type CauseId } from '../model/vocabulary';
import { PLACES, type CombinedJudge } from './combined-verdict';
import type { ComparisonFinding, Place } from './compare-model';
import { endpointOf, type TwoTaps } from './connection-ends';
import type { PairMatch, PairOf } from './pair-match';
import type { Tap } from './tap';

export interface BriefVerdict {
  readonly cause: CauseId;
  readonly confidence: number;
  readonly place: Place;
}

export class ComparisonVerdicts {
  readonly #taps: TwoTaps;
  readonly #cause: Uint8Array;
  readonly #confidence: Float32Array;
  readonly #place: Uint8Array;

  constructor(taps: TwoTaps, connections: number) {
    this.#taps = taps;
    this.#cause = new Uint8Array(connections);
    this.#confidence = new Float32Array(connections);
    this.#place = new Uint8Array(connections);
  }

  /** Where nothing differs and both say the same, that is the verdict: `match` is then not asked for. */
  decide(index: number, entry: PairOf, differs: boolean, judge: CombinedJudge, match: () => PairMatch): void {
    const { first, second } = this.#taps;
    const own = (tap: Tap, connection: number) => (connection < 0 ? -1 : (tap.capture.analysis.columns.cause[connection] as number));
    const one = own(first, entry.first);
    if (one === own(second, entry.second) && one >= 0 && !differs && entry.isHop !== true) {
      this.#cause[index] = one;
      this.#confidence[index] = Math.max(
        first.capture.analysis.columns.confidence[entry.first] as number,
        second.capture.analysis.columns.confidence[entry.second] as number,
      );
      // Something failed, and nothing on the way between: on which side is the verdict's to say.
      this.#place[index] = PLACES.indexOf('unknown');
      if (isBenign(CAUSE_IDS[one] as CauseId)) return;
    }
    const verdict = judge.glance(match(), entry);
    this.#cause[index] = CAUSE_IDS.indexOf(verdict.cause);
    this.#confidence[index] = verdict.confidence;
    this.#place[index] = PLACES.indexOf(verdict.place);
  }

  of(index: number): BriefVerdict {
    return {
      cause: CAUSE_IDS[this.#cause[index] as number] as CauseId,
      confidence: Math.round((this.#confidence[index] as number) * 1e4) / 1e4,
      place: PLACES[this.#place[index] as number] ?? 'unknown',
    };
  }

  /** One cause, one place, one server. Worst first. */
  findings(entries: readonly PairOf[], judge: CombinedJudge): readonly ComparisonFinding[] {
    const groups = new Map<string, number[]>();
    entries.forEach((entry, index) => {
      if (isBenign(CAUSE_IDS[this.#cause[index] as number] as CauseId)) return;
      const key = `${this.#cause[index]} ${this.#place[index]} ${endpointOf(this.#taps, entry, 'server')}`;
      const members = groups.get(key);
      if (members === undefined) groups.set(key, [index]);
      else members.push(index);
    });
    return [...groups.values()]
      .map((connections): ComparisonFinding => {
        const clearest = connections.reduce((best, index) =>
          (this.#confidence[index] as number) > (this.#confidence[best] as number) ? index : best,
        );
        const { cause, place, confidence } = this.of(clearest);
        const server = endpointOf(this.#taps, entries[clearest] as PairOf, 'server');
        return { cause, place, party: judge.partyOf(cause, place), server, confidence, connections };
      })
      .sort(
        (a, b) => Number(isQuiet(a.cause)) - Number(isQuiet(b.cause)) || b.connections.length - a.connections.length || compareText(a, b),
      );
  }
}

function isQuiet(cause: CauseId): boolean {
  return cause === 'half-open-probe' || cause === 'health-check' || cause === 'fin-wait2-expired' || cause === 'insufficient-evidence';
}

function compareText(a: ComparisonFinding, b: ComparisonFinding): number {
  const one = `${a.cause} ${a.server}`;
  const two = `${b.cause} ${b.server}`;
  return one < two ? -1 : one > two ? 1 : 0;
}
