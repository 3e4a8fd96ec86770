// What differs on the way, counted: a row of numbers for each compared connection.

import type { ChangedField, DifferenceCounts } from './compare-model';
import { translationOf, type TwoTaps } from './connection-ends';
import { changesAt, fieldsOf } from './packet-changes';
import { DELAYED_SECONDS, FateCode, type PairMatch, type PairOf } from './pair-match';
import { pathMask } from './path-mask';

/** Columns, one row per compared connection. */
const COLUMNS = 7;
const Count = { LostTowardsServer: 0, LostTowardsClient: 1, Appeared: 2, Changed: 3, Delayed: 4, NotCaptured: 5, Common: 6 } as const;

/** Packets of its own path that each capture missed. */
export interface Missed {
  first: number;
  second: number;
}

export class ComparisonCounts {
  readonly #taps: TwoTaps;
  readonly #counts: Uint32Array;
  readonly #fields: Uint16Array;

  constructor(taps: TwoTaps, connections: number) {
    this.#taps = taps;
    this.#counts = new Uint32Array(COLUMNS * connections);
    this.#fields = new Uint16Array(connections);
  }

  /** `match` holds the packets of this connection. */
  count(index: number, match: PairMatch, entry: PairOf, missed: Missed): void {
    const { first } = this.#taps;
    const at = COLUMNS * index;
    const counts = this.#counts;
    counts.fill(0, at, at + COLUMNS);
    let fields = translationOf(this.#taps, match, entry);
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
          if (direction.down === first) missed.first++;
          else missed.second++;
        }
      }
      fields |= path;
      for (let j = 0; j < direction.downCount; j++) {
        const fate = direction.downFate[j] as number;
        if (fate === FateCode.Appeared) bump(counts, at + Count.Appeared);
        else if (fate === FateCode.NotCaptured) {
          bump(counts, at + Count.NotCaptured);
          if (direction.up === first) missed.first++;
          else missed.second++;
        }
      }
    }
    this.#fields[index] = fields;
  }

  differs(index: number): boolean {
    for (let column = 0; column < Count.Common; column++) if ((this.#counts[COLUMNS * index + column] as number) > 0) return true;
    return false;
  }

  /** Packets that both hold. */
  commonOf(index: number): number {
    return this.#counts[COLUMNS * index + Count.Common] as number;
  }

  /** As a mask. */
  fieldMask(index: number): number {
    return this.#fields[index] as number;
  }

  changedFields(index: number): readonly ChangedField[] {
    return fieldsOf(this.fieldMask(index));
  }

  of(index: number): DifferenceCounts {
    return named(this.#counts.subarray(COLUMNS * index, COLUMNS * (index + 1)));
  }

  totals(): DifferenceCounts {
    const sums = new Float64Array(COLUMNS);
    for (let at = 0; at < this.#counts.length; at++) sums[at % COLUMNS] = (sums[at % COLUMNS] as number) + (this.#counts[at] as number);
    return named(sums);
  }
}

function named(columns: ArrayLike<number>): DifferenceCounts {
  const count = (column: number): number => columns[column] as number;
  return {
    lostTowardsServer: count(Count.LostTowardsServer),
    lostTowardsClient: count(Count.LostTowardsClient),
    appeared: count(Count.Appeared),
    changed: count(Count.Changed),
    delayed: count(Count.Delayed),
    notCaptured: count(Count.NotCaptured),
  };
}

function bump(counts: Uint32Array, at: number): void {
  counts[at] = (counts[at] as number) + 1;
}
