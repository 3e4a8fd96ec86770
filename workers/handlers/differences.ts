// What sets the connections of a finding apart from the others: which client, name, size, load, silence or time they have more
// often. What a connection suffers (a missing answer, fewer bytes) is no difference; what it met or did is.

import type { CaptureTables } from '../model/tables';
import type { Difference, DifferenceDimension, Share } from '../model/verdict';
import type { FindingCause } from '../model/vocabulary';
import type { ConnectionColumns } from './connection-columns';
import { ConnectionTraits, type Trait } from './connection-traits';
import { lowerBound, type ListenerFacts } from './listener-facts';
import { OpenCounts } from './open-counts';

const DIFFERENCES_MAX = 3;
/** Percentage points, as a share. */
export const DIFFERENCE_MIN = 0.3;
/** Time sets apart only what began when the others were over: half a capture is later than the other half of it. */
export const ONSET_OTHERS_MAX = 0.3;
/** Probability that chance alone deals it out so (Fisher's exact test, one-sided): three against three, cleanly parted, is 0.05, and rounding is not to decide. */
export const CHANCE_MAX = 0.0501;
export const CONNECTIONS_MIN = 3;
/** So many of each side are compared, evenly chosen: shares need no more. */
const COMPARED_MAX = 2000;
const LOOKED_AT_MAX = 20_000;
/** Counting who was open is for listeners up to this size. */
const COUNTED_MAX = 200_000;
/** Thresholds tried between the least and the greatest value of the affected. */
const THRESHOLDS_MAX = 32;
export const IDLE_MIN_SECONDS = 1;
/** Trouble of the moment of opening, which others that were open can have made; those that end together were open together anyway. */
const AT_OPENING: ReadonlySet<FindingCause> = new Set([
  'firewall-drop',
  'listen-queue-overflow',
  'listen-queue-overflow-reset',
  'connection-limit-per-client',
  'connection-limit-total',
  'accept-then-close',
  'accept-starvation',
  'client-abandoned',
  'slow-handshake',
  'insufficient-evidence',
]);
/** One other connection is nothing to speak of. */
const OPEN_MIN = 2;
/** Sizes below one small packet differ by the names in a request. */
export const REQUEST_MIN_BYTES = 512;
/** Traits of who asked, told once. */
const WHO: readonly DifferenceDimension[] = ['client', 'client-ttl', 'name'];
/** Packets named on either side. */
const FRAMES_MAX = 2;

export interface Sides {
  /** Shows a connection that has no such trait at all. */
  readonly firstRow: (connection: number) => number;
  readonly own: readonly number[];
  readonly rest: readonly number[];
}

export class Differences {
  readonly #tables: CaptureTables;
  readonly #columns: ConnectionColumns;
  readonly #traits: ConnectionTraits;
  readonly #open = new Map<ListenerFacts, OpenCounts>();

  constructor(tables: CaptureTables, columns: ConnectionColumns) {
    this.#tables = tables;
    this.#columns = columns;
    this.#traits = new ConnectionTraits(tables, columns);
  }

  /** `affected` ascending. The others are those of the same listener; where it has too few, its neighbours: same host or same port. */
  of(affected: readonly number[], cause: FindingCause, listener: ListenerFacts | undefined): readonly Difference[] {
    if (affected.length < CONNECTIONS_MIN || listener === undefined) return [];
    const ofListener = sampleOthers(listener.connections.length, (i) => listener.connections[i] as number, affected);
    const isWide = ofListener.length < CONNECTIONS_MIN;
    const rest = isWide ? this.#neighbours(affected, listener) : ofListener;
    if (rest.length < CONNECTIONS_MIN) return [];
    const sides: Sides = { own: sample(affected), rest, firstRow: (c) => this.#traits.firstRow(c) };
    const { origAddress, respAddress, respPort } = this.#tables.connections;
    const { addresses } = this.#tables;
    const traits = this.#traits;
    const first = (c: number): number => traits.firstRow(c);
    const found: Difference[] = [];
    const push = (difference: Difference | null): void => {
      if (difference === null || gain(difference) < DIFFERENCE_MIN || chance(difference) > CHANCE_MAX) return;
      // A client at its own distance that asks for its own name is one difference, not three.
      const isTold =
        WHO.includes(difference.dimension) &&
        found.some(({ affected: own, others }) => own.count === difference.affected.count && others.count === difference.others.count);
      if (!isTold) found.push(difference);
    };
    if (isWide) {
      push(mostCommon('port', sides, (c) => ({ value: respPort.values[c] as number, row: first(c) })));
      push(mostCommon('server', sides, (c) => ({ value: addresses.text(respAddress.values[c] as number), row: first(c) })));
      return withFrames(this.#tables, found);
    }
    push(mostCommon('client', sides, (c) => ({ value: addresses.text(origAddress.values[c] as number), row: first(c) })));
    push(mostCommon('client-ttl', sides, (c) => traits.synTtl(c)));
    push(mostCommon('name', sides, (c) => traits.name(c)));
    push(mostCommon('first-payload', sides, (c) => traits.firstPayload(c)));
    if (AT_OPENING.has(cause) && listener.connections.length <= COUNTED_MAX) {
      const counts = this.#openOf(listener);
      const ofClient = atLeast('open-client', sides, (c) => ({ value: counts.ofClient(c), row: first(c) }), OPEN_MIN);
      const total = atLeast('open-total', sides, (c) => ({ value: counts.total(c), row: first(c) }), OPEN_MIN);
      // One of the two tells it; the other follows from it.
      push(gain(ofClient) > gain(total) ? ofClient : total);
    }
    push(atLeast('idle', sides, (c) => traits.idleBeforeRequest(c), IDLE_MIN_SECONDS));
    push(atLeast('request-bytes', sides, (c) => traits.requestBytes(c), REQUEST_MIN_BYTES));
    const start = sides.own.reduce((least, c) => Math.min(least, this.#columns.start[c] as number), Infinity);
    const onset = compared(
      'onset',
      start,
      sides,
      (c) => ({ value: this.#columns.start[c] as number, row: first(c) }),
      (value) => value >= start,
    );
    if (onset.others.count <= onset.others.of * ONSET_OTHERS_MAX) push(onset);
    return withFrames(this.#tables, found.sort((a, b) => gain(b) - gain(a)).slice(0, DIFFERENCES_MAX));
  }

  /** Connections to other ports of the same host, or to the same port of other hosts: nothing else can be compared with a listener. */
  #neighbours(affected: readonly number[], listener: ListenerFacts): readonly number[] {
    const { length, respAddress, respPort } = this.#tables.connections;
    const others = sampleOthers(length, (i) => i, affected);
    const sameHost = others.filter((c) => respAddress.values[c] === listener.address);
    return sameHost.length >= CONNECTIONS_MIN ? sameHost : others.filter((c) => respPort.values[c] === listener.port);
  }

  #openOf(listener: ListenerFacts): OpenCounts {
    let counts = this.#open.get(listener);
    if (counts === undefined) {
      counts = new OpenCounts(this.#tables, this.#columns, listener);
      this.#open.set(listener, counts);
    }
    return counts;
  }
}

/** Rows of segments until here. */
export function withFrames({ segments }: CaptureTables, found: readonly Difference[]): readonly Difference[] {
  const named = (share: Share): Share => ({ ...share, frames: share.frames.map((row) => (segments.frameIndex.values[row] as number) + 1) });
  return found.map((each) => ({ ...each, affected: named(each.affected), others: named(each.others) }));
}

/** The value that the affected have so much more often than the others. */
export function mostCommon<T extends string | number>(
  dimension: DifferenceDimension,
  sides: Sides,
  traitOf: (c: number) => Trait<T> | null,
): Difference | null {
  const counts = new Map<T, number>();
  for (const c of sides.own) {
    const trait = traitOf(c);
    if (trait !== null) counts.set(trait.value, (counts.get(trait.value) ?? 0) + 1);
  }
  let best: Difference | null = null;
  for (const [value, count] of counts) {
    if (count / sides.own.length < DIFFERENCE_MIN) continue;
    const difference = compared(dimension, value, sides, traitOf, (other) => other === value);
    if (gain(difference) > gain(best)) best = difference;
  }
  return best;
}

/** The threshold that separates best: at or above it are more of the affected than of the others. */
export function atLeast(
  dimension: DifferenceDimension,
  sides: Sides,
  traitOf: (c: number) => Trait<number> | null,
  least: number,
): Difference | null {
  const values = (ids: readonly number[]): Float64Array => Float64Array.from(ids, (c) => traitOf(c)?.value ?? 0).sort();
  const mine = values(sides.own);
  const theirs = values(sides.rest);
  let best = 0;
  let threshold = -1;
  for (let step = 0; step < THRESHOLDS_MAX; step++) {
    const value = mine[Math.floor((step * mine.length) / THRESHOLDS_MAX)] as number;
    const won = value < least ? 0 : shareFrom(mine, value) - shareFrom(theirs, value);
    if (won > best) [best, threshold] = [won, value];
  }
  return threshold < 0 ? null : compared(dimension, threshold, sides, traitOf, (value) => value >= threshold);
}

function shareFrom(sorted: Float64Array, value: number): number {
  return 1 - lowerBound(sorted, sorted.length, value) / sorted.length;
}

export function compared<T extends string | number>(
  dimension: DifferenceDimension,
  value: T,
  { own, rest, firstRow }: Sides,
  traitOf: (c: number) => Trait<T> | null,
  fits: (value: T) => boolean,
): Difference {
  return { dimension, value, affected: shareOf(own, traitOf, fits, firstRow), others: shareOf(rest, traitOf, fits, firstRow) };
}

function shareOf<T>(
  ids: readonly number[],
  traitOf: (c: number) => Trait<T> | null,
  fits: (value: T) => boolean,
  firstRow: (c: number) => number,
): Share {
  const fitting: number[] = [];
  const lacking: number[] = [];
  for (const c of ids) {
    const trait = traitOf(c);
    if (trait !== null && fits(trait.value)) fitting.push(trait.row);
    else lacking.push(trait?.row ?? firstRow(c));
  }
  // Where none has it, such as have something else are the proof.
  const shown = fitting.length > 0 ? fitting : lacking;
  return { count: fitting.length, of: ids.length, frames: shown.slice(0, FRAMES_MAX) };
}

export function gain(difference: Difference | null): number {
  if (difference === null) return 0;
  const { affected, others } = difference;
  return affected.count / affected.of - others.count / others.of;
}

/** Fisher's exact test: how probable it is that so many or more of those with the trait are among the affected by chance. */
export function chance({ affected, others }: Difference): number {
  const having = affected.count + others.count;
  const all = affected.of + others.of;
  const total = lnChoose(all, having);
  let sum = 0;
  for (let k = affected.count; k <= Math.min(having, affected.of); k++) {
    if (having - k <= others.of) sum += Math.exp(lnChoose(affected.of, k) + lnChoose(others.of, having - k) - total);
  }
  return sum;
}

function lnChoose(n: number, k: number): number {
  return lnFactorial(n) - lnFactorial(k) - lnFactorial(n - k);
}

const LN_FACTORIALS_MAX = 2 * COMPARED_MAX;
const lnFactorials = new Float64Array(LN_FACTORIALS_MAX + 1);
for (let n = 2; n <= LN_FACTORIALS_MAX; n++) lnFactorials[n] = (lnFactorials[n - 1] as number) + Math.log(n);

function lnFactorial(n: number): number {
  return lnFactorials[n] as number;
}

export function sample(ids: readonly number[]): readonly number[] {
  if (ids.length <= COMPARED_MAX) return ids;
  return Array.from({ length: COMPARED_MAX }, (_, i) => ids[Math.floor((i * ids.length) / COMPARED_MAX)] as number);
}

/** Ids that are not among the affected (ascending), of `count` in all; of many only every so-manieth is looked at. */
export function sampleOthers(count: number, idAt: (index: number) => number, affected: readonly number[]): readonly number[] {
  const stride = Math.max(1, Math.ceil(count / LOOKED_AT_MAX));
  const others: number[] = [];
  for (let index = 0; index < count; index += stride) {
    const id = idAt(index);
    if (affected[lowerBound(affected, affected.length, id)] !== id) others.push(id);
  }
  return sample(others);
}
