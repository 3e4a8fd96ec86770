// Reads a limit on concurrent connections off the capture itself (threshold separation): everybody admitted met fewer
// open connections than everybody turned away. Per client address and for the server as a whole.

import type { CaptureTables } from '../model/tables';
import { Admission, type ConnectionColumns } from './connection-columns';

export interface LimitGroup {
  /** Open connections when one more is turned away (the fewest at a rejection). */
  readonly limit: number;
  /** Most that were open when one was still admitted. */
  readonly highestServed: number;
  readonly served: number;
  readonly rejected: number;
  /** Admitted at or above the limit all the same. */
  readonly above: number;
  /** Probability that so many rejections fell on the highest counts by chance: 1 / C(served + rejected, rejected) where all did. */
  readonly chance: number;
  /** Somebody was admitted again after the first rejection (a place had become free). */
  readonly acceptedAgain: boolean;
  /** Admitted after the first rejection and before the last one, at a lower count. */
  readonly interleaved: boolean;
}

/** The more were open the more were turned away, without a number that separates them (random early drop). */
export interface RisingRate {
  /** Median of the counts that all arrivals met. */
  readonly open: number;
  readonly above: number;
  readonly rejectedAbove: number;
  readonly below: number;
  readonly rejectedBelow: number;
}

export interface LimitFacts {
  /** Client addresses that were turned away, with their own threshold (null: no separation). */
  readonly perClient: ReadonlyMap<number, LimitGroup | null>;
  readonly total: LimitGroup | null;
  /** Only where nothing separates them. */
  readonly rising: RisingRate | null;
  /** Other addresses that were admitted between the first and the last rejection of each client. */
  readonly otherClientsServed: ReadonlyMap<number, number>;
  readonly rejectedClients: number;
  readonly clients: number;
  /** Connections were open before the capture began: counts are lower bounds. */
  readonly beganBefore: boolean;
  /** Open connections of its client, and in all, that each turned-away connection met. By connection id. */
  readonly openAtRejection: ReadonlyMap<number, { readonly client: number; readonly total: number }>;
}

/** At most this share of either kind may lie on the wrong side of the threshold (races between close and accept). */
const VIOLATIONS_ALLOWED = 0.05;
/** Where the capture lacks packets one of so many or more may in any case: its handshake or its end was not seen. */
const ONE_OF_MANY = 8;
/** Rarer than this by chance, a threshold needs no other reading of what is missing (catalogue E.1). */
const CHANCE_MAX = 0.01;

/** Fewer rejections show no rate. */
const RISING_REJECTIONS_MIN = 3;

/** After an accepted connection was turned away, somebody let in so soon was let in meanwhile; a refused SYN may be a restart that ends. */
const MEANWHILE_SECONDS = 1;

interface Arrival {
  readonly connection: number;
  readonly seconds: number;
  readonly client: number;
  readonly admitted: boolean;
  openClient: number;
  openTotal: number;
}

/** A connection that was let in or turned away, and the place that it took. */
interface Stay {
  readonly arrival: Arrival | null;
  readonly client: number;
  readonly from: number;
  readonly until: number;
}

/**
 * `isLossy`: packets are known to be missing from the capture.
 * `turnedAway`: Admission.Rejected (closed after the accept) or Admission.Refused (the SYN drew a RST).
 */
export function inferLimits(
  tables: CaptureTables,
  columns: ConnectionColumns,
  ids: Uint32Array,
  turnedAway: number,
  isLossy: boolean,
): LimitFacts {
  // What has no beginning began before the capture, and what has no end is open: or the capture lacks it. A capture need not
  // show that it lacks packets, so the other reading is tried where the first shows no threshold.
  const first = readLimits(tables, columns, ids, turnedAway, isLossy, isLossy);
  if (isShown(first)) return first;
  const second = readLimits(tables, columns, ids, turnedAway, !isLossy, isLossy);
  return isShown(second) ? second : first;
}

function isShown(limits: LimitFacts): boolean {
  return [limits.total, ...limits.perClient.values()].some((group) => group !== null && group.chance <= CHANCE_MAX);
}

function readLimits(
  tables: CaptureTables,
  columns: ConnectionColumns,
  ids: Uint32Array,
  turnedAway: number,
  seenOnly: boolean,
  isLossy: boolean,
): LimitFacts {
  const stays: Stay[] = [];
  let beganBefore = false;
  const clients = new Set<number>();
  for (const c of ids) {
    const stay = stayOf(tables, columns, c, turnedAway, seenOnly);
    if (stay === null) continue;
    clients.add(stay.client);
    if (columns.isMidStream[c] === 1) beganBefore = true;
    stays.push(stay);
  }
  count(stays);
  const arrivals = stays.flatMap(({ arrival }) => arrival ?? []).sort((a, b) => a.seconds - b.seconds);

  const byClient = new Map<number, Arrival[]>();
  const openAtRejection = new Map<number, { client: number; total: number }>();
  for (const arrival of arrivals) {
    const own = byClient.get(arrival.client);
    if (own === undefined) byClient.set(arrival.client, [arrival]);
    else own.push(arrival);
    if (!arrival.admitted) openAtRejection.set(arrival.connection, { client: arrival.openClient, total: arrival.openTotal });
  }
  const total = separate(arrivals, (arrival) => arrival.openTotal, isLossy);
  const perClient = new Map<number, LimitGroup | null>();
  const otherClientsServed = new Map<number, number>();
  for (const [client, own] of byClient) {
    if (own.every((arrival) => arrival.admitted)) continue;
    const group = separate(own, (arrival) => arrival.openClient, isLossy);
    perClient.set(client, group);
    otherClientsServed.set(
      client,
      group === null ? 0 : othersServed(arrivals, client, own, turnedAway === Admission.Refused ? 0 : MEANWHILE_SECONDS),
    );
  }
  return {
    perClient,
    total,
    rising: total !== null && total.chance <= CHANCE_MAX ? null : risingRate(arrivals),
    otherClientsServed,
    rejectedClients: perClient.size,
    clients: clients.size,
    beganBefore,
    openAtRejection,
  };
}

/** `seenOnly`: a place is taken from the first packet on at the earliest, and left at the last sign of an end. */
function stayOf(tables: CaptureTables, columns: ConnectionColumns, c: number, turnedAway: number, seenOnly: boolean): Stay | null {
  const admission = columns.admission[c] as number;
  const isTurnedAway = admission === turnedAway;
  const accepted = admission === Admission.Refused ? (columns.start[c] as number) : (columns.accepted[c] as number);
  if (accepted < 0 || (admission === Admission.Refused && !isTurnedAway)) return null;
  const client = tables.connections.origAddress.values[c] as number;
  const isMidStream = columns.isMidStream[c] === 1;
  let arrival: Arrival | null = null;
  if (!isMidStream && (admission === Admission.Served || isTurnedAway)) {
    arrival = { connection: c, seconds: accepted, client, admitted: admission === Admission.Served, openClient: 0, openTotal: 0 };
  }
  // A refusal takes no place; nor may, where the capture lacks packets, what was neither answered nor ended.
  if (isTurnedAway || admission === Admission.Rejected) return { arrival, client, from: accepted, until: accepted };
  const openUntil = columns.openUntil[c] as number;
  if (!seenOnly) return { arrival, client, from: isMidStream ? -Infinity : accepted, until: openUntil };
  const ended = columns.ended[c] as number;
  const until = openUntil !== Infinity ? openUntil : ended >= 0 ? ended : admission === Admission.Served ? Infinity : accepted;
  return { arrival, client, from: accepted, until };
}

/** Fills in how many were open when each one came. */
function count(stays: readonly Stay[]): void {
  const events: { seconds: number; client: number; change: number; arrival: Arrival | null }[] = [];
  for (const { arrival, client, from, until } of stays) {
    const isTaken = until > from;
    events.push({ seconds: from, client, change: isTaken ? 1 : 0, arrival });
    if (isTaken && until !== Infinity) events.push({ seconds: until, client, change: -1, arrival: null });
  }
  events.sort((a, b) => a.seconds - b.seconds || a.change - b.change);
  const open = new Map<number, number>();
  let total = 0;
  for (const { arrival, client, change } of events) {
    const ofClient = open.get(client) ?? 0;
    if (arrival !== null) {
      arrival.openClient = ofClient;
      arrival.openTotal = total;
    }
    if (change === 0) continue;
    open.set(client, ofClient + change);
    total += change;
  }
}

/** Other clients that were let in between the first and the last rejection of this one. */
function othersServed(arrivals: readonly Arrival[], client: number, own: readonly Arrival[], slackSeconds: number): number {
  const first = own.find((arrival) => !arrival.admitted)?.seconds ?? 0;
  const last = own.findLast((arrival) => !arrival.admitted)?.seconds ?? 0;
  const others = new Set<number>();
  for (const arrival of arrivals) {
    if (arrival.admitted && arrival.client !== client && arrival.seconds >= first && arrival.seconds <= last + slackSeconds)
      others.add(arrival.client);
  }
  return others.size;
}

function separate(arrivals: readonly Arrival[], openOf: (arrival: Arrival) => number, isLossy: boolean): LimitGroup | null {
  const rejected = arrivals.filter((arrival) => !arrival.admitted);
  if (rejected.length === 0) return null;
  const admitted = arrivals.filter((arrival) => arrival.admitted);
  const allowed = (all: readonly Arrival[]): number =>
    Math.max(Math.floor(all.length * VIOLATIONS_ALLOWED), isLossy && all.length >= ONE_OF_MANY ? 1 : 0);
  // The threshold is the smallest count at which somebody was turned away, but for a few that were missed or raced.
  const counts = rejected.map(openOf).sort((a, b) => a - b);
  const admittedCounts = admitted.map(openOf).sort((a, b) => a - b);
  let limit = -1;
  let fewest = Infinity;
  for (let below = 0; below <= allowed(rejected); below++) {
    const candidate = counts[below] as number;
    if (below > 0 && candidate === counts[below - 1]) continue;
    const above = admittedCounts.length - firstNotBelow(admittedCounts, candidate);
    if (candidate < 1 || above > allowed(admitted) || above + below >= fewest) continue;
    limit = candidate;
    fewest = above + below;
  }
  if (limit < 0) return null;
  const below = admitted.filter((arrival) => openOf(arrival) < limit);
  const firstRejected = rejected[0]?.seconds ?? 0;
  const lastRejected = rejected.at(-1)?.seconds ?? 0;
  return {
    limit,
    highestServed: below.reduce((most, arrival) => Math.max(most, openOf(arrival)), 0),
    served: below.length,
    rejected: rejected.length,
    above: admitted.length - below.length,
    chance: chanceOfSeparation(admitted.length, admitted.length - below.length, rejected.length, firstNotBelow(counts, limit)),
    acceptedAgain: below.some((arrival) => arrival.seconds > firstRejected),
    interleaved: below.some((arrival) => arrival.seconds > firstRejected && arrival.seconds < lastRejected),
  };
}

function risingRate(arrivals: readonly Arrival[]): RisingRate | null {
  const counts = arrivals.map(({ openTotal }) => openTotal).sort((a, b) => a - b);
  const open = counts[counts.length >>> 1] ?? 0;
  const byCount = splitRejections(arrivals, ({ openTotal }) => openTotal >= open);
  if (byCount.rejectedAbove + byCount.rejectedBelow < RISING_REJECTIONS_MIN || byCount.chance > CHANCE_MAX) return null;
  // All of them are a threshold; and what began at a time, and came with more connections, is no rate (catalogue E.1).
  const half = arrivals[arrivals.length >>> 1]?.seconds ?? 0;
  const byTime = splitRejections(arrivals, ({ seconds }) => seconds >= half);
  if (byCount.rejectedAbove === byCount.above || byTime.chance <= CHANCE_MAX) return null;
  const { above, rejectedAbove, below, rejectedBelow } = byCount;
  return { open, above, rejectedAbove, below, rejectedBelow };
}

function splitRejections(
  arrivals: readonly Arrival[],
  isAbove: (arrival: Arrival) => boolean,
): Omit<RisingRate, 'open'> & { readonly chance: number } {
  const high = arrivals.filter(isAbove);
  const above = high.length;
  const below = arrivals.length - above;
  const rejectedAbove = high.filter(({ admitted }) => !admitted).length;
  const rejectedBelow = arrivals.filter(({ admitted }) => !admitted).length - rejectedAbove;
  const rejected = rejectedAbove + rejectedBelow;
  const chance = chanceOfSeparation(arrivals.length - rejected, above - rejectedAbove, rejected, rejectedBelow);
  return { above, rejectedAbove, below, rejectedBelow, chance };
}

/** First index in ascending values whose value is not below `limit`. */
function firstNotBelow(values: readonly number[], limit: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((values[middle] as number) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Fisher's exact test, one-sided: at least so many rejections among those that met the threshold though they do not depend on
 * the count. `above`: admitted at or above it; `early`: turned away below it.
 */
function chanceOfSeparation(admitted: number, above: number, rejected: number, early: number): number {
  const all = admitted + rejected;
  const met = rejected - early + above;
  const logFactorial = new Float64Array(all + 1);
  for (let i = 2; i <= all; i++) logFactorial[i] = (logFactorial[i - 1] as number) + Math.log(i);
  const logChoose = (n: number, k: number): number =>
    k < 0 || k > n ? -Infinity : (logFactorial[n] as number) - (logFactorial[k] as number) - (logFactorial[n - k] as number);
  let chance = 0;
  for (let k = rejected - early; k <= Math.min(met, rejected); k++) {
    chance += Math.exp(logChoose(met, k) + logChoose(all - met, rejected - k) - logChoose(all, rejected));
  }
  return Math.min(1, chance);
}
