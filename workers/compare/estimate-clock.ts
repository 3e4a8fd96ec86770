// The second capture's clock against the first's. A segment that the first saw first bounds the offset from above, one that it saw last
// from below; the line that leaves most room to both is taken. Knows times alone.

import type { ClockEstimate } from './compare-model';

/** Extremes are kept for so many parts of the time. */
const BINS = 512;
/** Quartz drifts by less; more is a clock that was set. */
const DRIFT_MOST = 1e-3;
const SEARCH_STEPS = 60;
/** A drift is so many times what it may be wrong by. */
const DRIFT_SURE = 1.5;
/** Fewer parts of the time with both directions tell no drift. */
const PARTS_LEAST = 6;
/** No capture's time is better than this. */
const RESOLUTION_NS = 1000;
/** Without a way back only this bounds the time on the way. */
const ONE_WAY_UNCERTAIN_NS = 1e9;

export class ClockFit {
  readonly #beginNs: number;
  readonly #binNs: number;
  /** Least difference (second minus first) of what the first saw first, with its time; greatest of what it saw last. */
  readonly #upper = new Float64Array(BINS).fill(Infinity);
  readonly #upperAt = new Float64Array(BINS);
  readonly #lower = new Float64Array(BINS).fill(-Infinity);
  readonly #lowerAt = new Float64Array(BINS);
  #uppers = 0;
  #lowers = 0;

  constructor(beginNs: number, endNs: number) {
    this.#beginNs = beginNs;
    this.#binNs = Math.max(1, (endNs - beginNs) / BINS);
  }

  /** A packet that both saw, by each capture's own timeline. */
  add(firstNs: number, secondNs: number, firstSawFirst: boolean): void {
    const apart = secondNs - firstNs;
    const bin = Math.max(0, Math.min(BINS - 1, Math.floor((firstNs - this.#beginNs) / this.#binNs)));
    if (firstSawFirst) {
      this.#uppers++;
      if (apart < (this.#upper[bin] as number)) {
        this.#upper[bin] = apart;
        this.#upperAt[bin] = firstNs;
      }
    } else {
      this.#lowers++;
      if (apart > (this.#lower[bin] as number)) {
        this.#lower[bin] = apart;
        this.#lowerAt[bin] = firstNs;
      }
    }
  }

  /** Null where no packet was added. */
  fit(): FittedClock | null {
    if (this.#uppers + this.#lowers === 0) return null;
    if (this.#uppers === 0 || this.#lowers === 0) return this.#oneWay();
    const { slope, scatter } = this.#slope();
    const { upper, lower } = this.#extremes(slope, () => true);
    const gap = upper - lower;
    const spanNs = this.#binNs * BINS;
    const uncertainty = Math.abs(gap) / 2 + RESOLUTION_NS;
    return new FittedClock(this.#beginNs, (upper + lower) / 2, slope, {
      uncertaintyNs: uncertainty,
      driftUncertainty: Math.min(DRIFT_MOST, scatter, (2 * uncertainty) / spanNs),
      roundTripNs: Math.max(0, gap),
      uppers: this.#uppers,
      lowers: this.#lowers,
    });
  }

  #oneWay(): FittedClock {
    const { upper, lower } = this.#extremes(0, () => true);
    const offset = Number.isFinite(upper) ? upper : lower;
    return new FittedClock(this.#beginNs, offset, 0, {
      uncertaintyNs: ONE_WAY_UNCERTAIN_NS,
      driftUncertainty: DRIFT_MOST,
      roundTripNs: 0,
      uppers: this.#uppers,
      lowers: this.#lowers,
    });
  }

  /** Bounds that a clock of this slope leaves to the offset at the beginning. */
  #extremes(slope: number, isUsed: (bin: number) => boolean): { readonly upper: number; readonly lower: number } {
    let upper = Infinity;
    let lower = -Infinity;
    for (let bin = 0; bin < BINS; bin++) {
      const above = this.#upper[bin] as number;
      const below = this.#lower[bin] as number;
      if (!isUsed(bin)) continue;
      if (above !== Infinity) upper = Math.min(upper, above - slope * ((this.#upperAt[bin] as number) - this.#beginNs));
      if (below !== -Infinity) lower = Math.max(lower, below - slope * ((this.#lowerAt[bin] as number) - this.#beginNs));
    }
    return { upper, lower };
  }

  /** A drift is one when halves of the measurements, every other part of the time, agree on it; else none, and how far they differ. */
  #slope(): { readonly slope: number; readonly scatter: number } {
    let parts = 0;
    for (let bin = 0; bin < BINS; bin++) if (this.#isBounded(bin)) parts++;
    if (parts < PARTS_LEAST) return { slope: 0, scatter: DRIFT_MOST };
    const slope = this.#widest(() => true);
    let turn = 0;
    const even = new Set<number>();
    for (let bin = 0; bin < BINS; bin++) if (this.#isBounded(bin) && turn++ % 2 === 0) even.add(bin);
    const one = this.#widest((bin) => even.has(bin));
    const two = this.#widest((bin) => !even.has(bin));
    const scatter = Math.abs(one - two) + this.#jitter(slope);
    return { slope: scatter <= Math.abs(slope) / DRIFT_SURE ? slope : 0, scatter };
  }

  /** By how much a quarter of the parts leave more room than the narrowest, over the whole time: a line may tilt by so much. */
  #jitter(slope: number): number {
    const room: number[] = [];
    for (let bin = 0; bin < BINS; bin++)
      if (this.#isBounded(bin))
        room.push(
          (this.#upper[bin] as number) -
            (this.#lower[bin] as number) -
            slope * ((this.#upperAt[bin] as number) - (this.#lowerAt[bin] as number)),
        );
    room.sort((a, b) => a - b);
    return ((room[room.length >> 2] as number) - (room[0] as number) + RESOLUTION_NS) / (this.#binNs * BINS);
  }

  /** The slope that leaves most room between the bounds: the room is concave in it. */
  #widest(isUsed: (bin: number) => boolean): number {
    let low = -DRIFT_MOST;
    let high = DRIFT_MOST;
    for (let step = 0; step < SEARCH_STEPS; step++) {
      const third = (high - low) / 3;
      if (this.#room(low + third, isUsed) < this.#room(high - third, isUsed)) low += third;
      else high -= third;
    }
    return (low + high) / 2;
  }

  /** Seen in both directions: parts with one alone would pull the line their way. */
  #isBounded(bin: number): boolean {
    return (this.#upper[bin] as number) !== Infinity && (this.#lower[bin] as number) !== -Infinity;
  }

  #room(slope: number, isUsed: (bin: number) => boolean): number {
    const { upper, lower } = this.#extremes(slope, (bin) => this.#isBounded(bin) && isUsed(bin));
    return upper - lower;
  }
}

interface Measured {
  readonly uncertaintyNs: number;
  readonly driftUncertainty: number;
  readonly roundTripNs: number;
  readonly uppers: number;
  readonly lowers: number;
}

export class FittedClock {
  readonly #beginNs: number;
  readonly #offsetNs: number;
  readonly #slope: number;
  readonly #measured: Measured;

  constructor(beginNs: number, offsetNs: number, slope: number, measured: Measured) {
    this.#beginNs = beginNs;
    this.#offsetNs = offsetNs;
    this.#slope = slope;
    this.#measured = measured;
  }

  get uncertaintyNs(): number {
    return this.#measured.uncertaintyNs;
  }

  /** A time of the second capture's timeline on the first's. */
  toFirst(secondNs: number): number {
    return this.#beginNs + (secondNs - this.#beginNs - this.#offsetNs) / (1 + this.#slope);
  }

  /** `startsApartNs`: beginning of the second timeline minus that of the first, by their wall clocks; `towardsServer`: first sees first. */
  estimate(startsApartNs: number, towardsServer: number, towardsClient: number): ClockEstimate {
    const { uncertaintyNs, driftUncertainty, roundTripNs, uppers, lowers } = this.#measured;
    return {
      offsetSeconds: (startsApartNs + this.#offsetNs) / 1e9,
      uncertaintySeconds: uncertaintyNs / 1e9,
      driftPpm: this.#slope * 1e6,
      driftUncertaintyPpm: driftUncertainty * 1e6,
      towardsServer,
      towardsClient,
      roundTripSeconds: roundTripNs / 1e9,
      isOneWay: uppers === 0 || lowers === 0,
    };
  }
}
