// The verdict that both captures allow together: what one of them left open is settled by what the other saw or did not see. Rules in
// the order in which they settle; where none does, the better of the two verdicts stands.

import { certaintyOf, type Party } from '../model/verdict';
import { isBenign, type CauseId } from '../model/vocabulary';
import { betterOf, ofHops, type Ruling } from './better-of';
import type { CombinedVerdict, Place } from './compare-model';
import { unanswered, goneDark, closeLost } from './loss-rules';
import type { PairMatch, PairOf, TapLoss } from './pair-match';
import { forgedReset, genuineReset } from './reset-rules';
import { BY_DEVICE } from './rule-parts';
import { Scene, View } from './scene';
import type { StraySegments } from './stray-segments';
import type { Tap } from './tap';

export const PLACES: readonly Place[] = ['client-side', 'between', 'server-side', 'unknown'];

export class CombinedJudge {
  readonly #first: Tap;
  readonly #second: Tap;
  readonly #loss: TapLoss;

  readonly #strays: StraySegments;

  constructor(first: Tap, second: Tap, loss: TapLoss, strays: StraySegments) {
    this.#strays = strays;
    this.#first = first;
    this.#second = second;
    this.#loss = loss;
  }

  /** For the table, which has a row for every connection: what both say alike is not asked for again. */
  glance(match: PairMatch, pair: PairOf): { readonly cause: CauseId; readonly confidence: number; readonly place: Place } {
    const { ruling } = this.#rule(match, pair, true);
    return ruling;
  }

  judge(match: PairMatch, pair: PairOf): CombinedVerdict {
    const { ruling, first, second } = this.#rule(match, pair, false);
    const alone = ({ report }: View) => (report === null ? null : { cause: report.verdict.cause, confidence: report.verdict.confidence });
    const confidence = Math.round(ruling.confidence * 1e4) / 1e4;
    return {
      cause: ruling.cause,
      confidence,
      certainty: certaintyOf(confidence),
      party: ruling.party ?? this.partyOf(ruling.cause, ruling.place),
      place: ruling.place,
      basis: ruling.basis,
      contributions: ruling.contributions,
      ruledOut: ruling.ruledOut.filter(({ cause }) => cause !== ruling.cause),
      first: alone(first),
      second: alone(second),
    };
  }

  #rule(match: PairMatch, pair: PairOf, isGlance: boolean): { readonly ruling: Ruling; readonly first: View; readonly second: View } {
    const first = new View(this.#first, 'first', pair.first);
    const second = new View(this.#second, 'second', pair.second);
    const [near, far] = pair.nearIsFirst ? [first, second] : [second, first];
    const scene = new Scene(match, near, far, this.#loss.first || this.#loss.second, this.#strays);
    const ruling =
      pair.isHop === true
        ? ofHops(scene)
        : (forgedReset(scene) ??
          unanswered(scene) ??
          genuineReset(scene) ??
          goneDark(scene) ??
          closeLost(scene) ??
          betterOf(scene, isGlance));
    return { ruling, first, second };
  }

  /** Where the fix starts, of what was settled by the place alone. */
  partyOf(cause: CauseId, place: Place): Party {
    if (isBenign(cause)) return 'none';
    if (BY_DEVICE.includes(cause)) return 'middlebox';
    if (cause === 'firewall-drop' || cause === 'retransmission-timeout' || cause === 'mtu-black-hole')
      return place === 'server-side' ? 'server' : 'network';
    if (cause === 'client-abandoned') return 'client';
    return cause === 'insufficient-evidence' ? 'unknown' : 'server';
  }
}
