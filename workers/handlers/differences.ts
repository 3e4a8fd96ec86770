// What sets the connections of a finding apart from the others: which client, load, silence, payload or time they have more
// often. Compares shares only; what a connection suffers (a missing answer) is no difference, what it met or did is.

import type { CaptureTables } from '../model/tables';
import { FROM_RESP, OPT_DUPLICATE } from '../model/tcp-flags';
import type { Difference, DifferenceDimension } from '../model/verdict';
import { Admission, type ConnectionColumns } from './connection-columns';
import { PayloadKind } from './connection-facts';
import { lowerBound, type ListenerFacts } from './listener-facts';

const DIFFERENCES_MAX = 3;
/** Percentage points, as a share. */
const DIFFERENCE_MIN = 0.3;
const CONNECTIONS_MIN = 3;
/** So many of each side are compared, evenly chosen: shares need no more. */
const COMPARED_MAX = 2000;
const LOOKED_AT_MAX = 20_000;
/** Segments looked at for silences. */
const SEGMENTS_MAX = 2000;
/** Counting who was open is for listeners up to this size. */
const COUNTED_MAX = 200_000;
/** Thresholds tried between the least and the greatest value of the affected. */
const THRESHOLDS_MAX = 32;
const IDLE_MIN_SECONDS = 1;
/** One other connection is nothing to speak of. */
const OPEN_MIN = 2;

const PAYLOAD_NAMES: Readonly<Record<number, string>> = {
  [PayloadKind.Http]: 'HTTP',
  [PayloadKind.Tls]: 'TLS',
  [PayloadKind.Greeting]: 'greeting',
};

export class Differences {
  readonly #tables: CaptureTables;
  readonly #columns: ConnectionColumns;
  readonly #open = new Map<ListenerFacts, OpenCounts>();

  constructor(tables: CaptureTables, columns: ConnectionColumns) {
    this.#tables = tables;
    this.#columns = columns;
  }

  /** `affected` ascending. The others are those of the same listener, or all where it has too few. */
  of(affected: readonly number[], listener: ListenerFacts | undefined): readonly Difference[] {
    if (affected.length < CONNECTIONS_MIN) return [];
    const ofListener =
      listener === undefined ? [] : sampleOthers(listener.connections.length, (i) => listener.connections[i] as number, affected);
    const isWide = ofListener.length < CONNECTIONS_MIN;
    const rest = isWide ? sampleOthers(this.#tables.connections.length, (i) => i, affected) : ofListener;
    if (rest.length < CONNECTIONS_MIN) return [];
    const own = sample(affected);
    const found: Difference[] = [];
    const exact = (dimension: DifferenceDimension, valueOf: (c: number) => string | number | null): void =>
      push(found, mostCommon(dimension, own, rest, valueOf));
    const { origAddress, respAddress, respPort } = this.#tables.connections;
    const { addresses } = this.#tables;
    exact('client', (c) => addresses.text(origAddress.values[c] as number));
    exact('first-payload', (c) => PAYLOAD_NAMES[this.#columns.clientKind[c] as number] ?? null);
    if (!isWide && listener !== undefined && listener.connections.length <= COUNTED_MAX) {
      const counts = this.#openOf(listener);
      const ofClient = atLeast('open-client', own, rest, (c) => counts.ofClient(c), OPEN_MIN);
      const total = atLeast('open-total', own, rest, (c) => counts.total(c), OPEN_MIN);
      // One of the two tells it; the other follows from it.
      push(found, gain(ofClient) > gain(total) ? ofClient : total);
    }
    push(
      found,
      atLeast('idle', own, rest, (c) => this.#idleBeforeRequest(c), IDLE_MIN_SECONDS),
    );
    const first = own.reduce((least, c) => Math.min(least, this.#columns.start[c] as number), Infinity);
    push(
      found,
      compared('onset', first, own, rest, (c) => (this.#columns.start[c] as number) >= first),
    );
    // Against all other connections these two say least: a finding speaks of one listener.
    if (isWide) {
      exact('server', (c) => addresses.text(respAddress.values[c] as number));
      exact('port', (c) => respPort.values[c] as number);
    }
    return found.sort((a, b) => gain(b) - gain(a)).slice(0, DIFFERENCES_MAX);
  }

  #openOf(listener: ListenerFacts): OpenCounts {
    let counts = this.#open.get(listener);
    if (counts === undefined) {
      counts = new OpenCounts(this.#tables, this.#columns, listener);
      this.#open.set(listener, counts);
    }
    return counts;
  }

  /** Longest silence that ended with a request; 0 without one. */
  #idleBeforeRequest(connection: number): number {
    const { connections, segments, frames } = this.#tables;
    const begin = connections.segmentStart[connection] as number;
    const end = Math.min(connections.segmentStart[connection + 1] as number, begin + SEGMENTS_MAX);
    let last = -1;
    let longest = 0;
    for (let at = begin; at < end; at++) {
      const row = connections.segments[at] as number;
      // Keepalive probes of old stacks carry one byte.
      if (segments.len(row) <= 1 || ((segments.optionBits.values[row] as number) & OPT_DUPLICATE) !== 0) continue;
      const seconds = (frames.tsNs.values[segments.frameIndex.values[row] as number] as number) / 1e9;
      if (last >= 0 && ((segments.flags.values[row] as number) & FROM_RESP) === 0) longest = Math.max(longest, seconds - last);
      last = seconds;
    }
    return longest;
  }
}

/** How many were open at a listener when a connection began, in all and of its client. */
class OpenCounts {
  readonly #tables: CaptureTables;
  readonly #columns: ConnectionColumns;
  readonly #total: Spans;
  readonly #byClient = new Map<number, Spans>();

  constructor(tables: CaptureTables, columns: ConnectionColumns, listener: ListenerFacts) {
    this.#tables = tables;
    this.#columns = columns;
    const held = [...listener.connections].filter(
      (c) => (columns.accepted[c] as number) >= 0 && columns.admission[c] !== Admission.Rejected,
    );
    this.#total = new Spans(columns, held);
    const byClient = new Map<number, number[]>();
    for (const c of held) {
      const client = tables.connections.origAddress.values[c] as number;
      const ids = byClient.get(client);
      if (ids === undefined) byClient.set(client, [c]);
      else ids.push(c);
    }
    for (const [client, ids] of byClient) this.#byClient.set(client, new Spans(columns, ids));
  }

  total(connection: number): number {
    return this.#total.openAt(this.#at(connection));
  }

  ofClient(connection: number): number {
    return this.#byClient.get(this.#tables.connections.origAddress.values[connection] as number)?.openAt(this.#at(connection)) ?? 0;
  }

  #at(connection: number): number {
    const accepted = this.#columns.accepted[connection] as number;
    return accepted >= 0 ? accepted : (this.#columns.start[connection] as number);
  }
}

class Spans {
  readonly #from: Float64Array;
  readonly #until: Float64Array;

  constructor(columns: ConnectionColumns, ids: readonly number[]) {
    this.#from = Float64Array.from(ids, (c) => columns.accepted[c] as number).sort();
    this.#until = Float64Array.from(ids, (c) => columns.openUntil[c] as number).sort();
  }

  openAt(seconds: number): number {
    return lowerBound(this.#from, this.#from.length, seconds) - lowerBound(this.#until, this.#until.length, seconds);
  }
}

/** The value that the affected have so much more often than the others. */
function mostCommon(
  dimension: DifferenceDimension,
  own: readonly number[],
  rest: readonly number[],
  valueOf: (c: number) => string | number | null,
): Difference | null {
  const counts = new Map<string | number, number>();
  for (const c of own) {
    const value = valueOf(c);
    if (value !== null) counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  let best: Difference | null = null;
  for (const [value, count] of counts) {
    if (count / own.length < DIFFERENCE_MIN) continue;
    const difference = compared(dimension, value, own, rest, (c) => valueOf(c) === value);
    if (gain(difference) > gain(best)) best = difference;
  }
  return best;
}

/** The threshold that separates best: at or above it are more of the affected than of the others. */
function atLeast(
  dimension: DifferenceDimension,
  own: readonly number[],
  rest: readonly number[],
  valueOf: (c: number) => number,
  least: number,
): Difference | null {
  const mine = Float64Array.from(own, valueOf).sort();
  const theirs = Float64Array.from(rest, valueOf).sort();
  let best: Difference | null = null;
  for (let step = 0; step < THRESHOLDS_MAX; step++) {
    const value = mine[Math.floor((step * mine.length) / THRESHOLDS_MAX)] as number;
    if (value < least) continue;
    const difference: Difference = { dimension, value, affectedShare: shareFrom(mine, value), othersShare: shareFrom(theirs, value) };
    if (gain(difference) > gain(best)) best = difference;
  }
  return best;
}

function shareFrom(sorted: Float64Array, value: number): number {
  return 1 - lowerBound(sorted, sorted.length, value) / sorted.length;
}

function compared(
  dimension: DifferenceDimension,
  value: string | number,
  own: readonly number[],
  rest: readonly number[],
  fits: (c: number) => boolean,
): Difference {
  return { dimension, value, affectedShare: own.filter(fits).length / own.length, othersShare: rest.filter(fits).length / rest.length };
}

function gain(difference: Difference | null): number {
  return difference === null ? 0 : difference.affectedShare - difference.othersShare;
}

function push(found: Difference[], difference: Difference | null): void {
  if (difference !== null && gain(difference) >= DIFFERENCE_MIN) found.push(difference);
}

function sample(ids: readonly number[]): readonly number[] {
  if (ids.length <= COMPARED_MAX) return ids;
  return Array.from({ length: COMPARED_MAX }, (_, i) => ids[Math.floor((i * ids.length) / COMPARED_MAX)] as number);
}

/** Ids that are not among the affected (ascending), of `count` in all; of many only every so-manieth is looked at. */
function sampleOthers(count: number, idAt: (index: number) => number, affected: readonly number[]): readonly number[] {
  const stride = Math.max(1, Math.ceil(count / LOOKED_AT_MAX));
  const others: number[] = [];
  for (let index = 0; index < count; index += stride) {
    const id = idAt(index);
    if (affected[lowerBound(affected, affected.length, id)] !== id) others.push(id);
  }
  return sample(others);
}
