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
  /** Probability that the rejections fell on the highest counts by chance: 1 / C(served + rejected, rejected). */
  readonly chance: number;
  /** Somebody was admitted again after the first rejection (a place had become free). */
  readonly acceptedAgain: boolean;
  /** Admitted after the first rejection and before the last one, at a lower count. */
  readonly interleaved: boolean;
}

export interface LimitFacts {
  /** Client addresses that were turned away, with their own threshold (null: no separation). */
  readonly perClient: ReadonlyMap<number, LimitGroup | null>;
  readonly total: LimitGroup | null;
  /** Other addresses that were admitted between the first and the last rejection of each client. */
  readonly otherClientsServed: ReadonlyMap<number, number>;
  readonly rejectedClients: number;
  readonly clients: number;
  /** Connections were open before the capture began: counts are lower bounds. */
  readonly beganBefore: boolean;
  /** Open connections of its client, and in all, that each turned-away connection met. By connection id. */
  readonly openAtRejection: ReadonlyMap<number, { readonly client: number; readonly total: number }>;
}

/** At most this share of admitted connections may lie at or above the threshold (races between close and accept). */
const VIOLATIONS_ALLOWED = 0.05;

interface Arrival {
  readonly connection: number;
  readonly seconds: number;
  readonly client: number;
  readonly admitted: boolean;
  openClient: number;
  openTotal: number;
}

/**
 * `isLossy`: where packets are missing, a connection without a handshake may well have begun within the capture.
 * `turnedAway`: Admission.Rejected (closed after the accept) or Admission.Refused (the SYN drew a RST).
 */
export function inferLimits(
  tables: CaptureTables,
  columns: ConnectionColumns,
  ids: Uint32Array,
  turnedAway: number,
  isLossy: boolean,
): LimitFacts {
  const arrivals: Arrival[] = [];
  // Every place taken or freed, in order of time; places are taken by those who were not turned away.
  const events: { seconds: number; client: number; change: number; arrival: Arrival | null }[] = [];
  let beganBefore = false;
  const clients = new Set<number>();
  for (const c of ids) {
    const client = tables.connections.origAddress.values[c] as number;
    const admission = columns.admission[c] as number;
    const isTurnedAway = admission === turnedAway;
    const accepted = admission === Admission.Refused ? (columns.start[c] as number) : (columns.accepted[c] as number);
    if (accepted < 0 || (admission === Admission.Refused && !isTurnedAway)) continue;
    clients.add(client);
    const isMidStream = columns.synCount[c] === 0;
    if (isMidStream) beganBefore = true;
    let arrival: Arrival | null = null;
    if (!isMidStream && (admission === Admission.Served || isTurnedAway)) {
      arrival = { connection: c, seconds: accepted, client, admitted: admission === Admission.Served, openClient: 0, openTotal: 0 };
      arrivals.push(arrival);
    }
    if (isTurnedAway || admission === Admission.Rejected) {
      events.push({ seconds: accepted, client, change: 0, arrival });
    } else {
      events.push({ seconds: isMidStream && !isLossy ? -Infinity : accepted, client, change: 1, arrival });
      const until = columns.openUntil[c] as number;
      if (until !== Infinity) events.push({ seconds: until, client, change: -1, arrival: null });
    }
  }
  events.sort((a, b) => a.seconds - b.seconds || a.change - b.change);
  const open = new Map<number, number>();
  let total = 0;
  for (const event of events) {
    const ofClient = open.get(event.client) ?? 0;
    if (event.arrival !== null) {
      event.arrival.openClient = ofClient;
      event.arrival.openTotal = total;
    }
    if (event.change !== 0) {
      open.set(event.client, ofClient + event.change);
      total += event.change;
    }
  }
  arrivals.sort((a, b) => a.seconds - b.seconds);

  const perClient = new Map<number, LimitGroup | null>();
  const otherClientsServed = new Map<number, number>();
  const openAtRejection = new Map<number, { client: number; total: number }>();
  const rejectedClients = new Set<number>();
  for (const arrival of arrivals) {
    if (arrival.admitted) continue;
    rejectedClients.add(arrival.client);
    openAtRejection.set(arrival.connection, { client: arrival.openClient, total: arrival.openTotal });
  }
  for (const client of rejectedClients) {
    const own = arrivals.filter((arrival) => arrival.client === client);
    perClient.set(
      client,
      separate(own, (arrival) => arrival.openClient),
    );
    const first = own.find((arrival) => !arrival.admitted)?.seconds ?? 0;
    const last = own.findLast((arrival) => !arrival.admitted)?.seconds ?? 0;
    const others = new Set<number>();
    for (const arrival of arrivals) {
      if (arrival.admitted && arrival.client !== client && arrival.seconds >= first && arrival.seconds <= last + 1)
        others.add(arrival.client);
    }
    otherClientsServed.set(client, others.size);
  }
  return {
    perClient,
    total: separate(arrivals, (arrival) => arrival.openTotal),
    otherClientsServed,
    rejectedClients: rejectedClients.size,
    clients: clients.size,
    beganBefore,
    openAtRejection,
  };
}

function separate(arrivals: readonly Arrival[], openOf: (arrival: Arrival) => number): LimitGroup | null {
  const rejected = arrivals.filter((arrival) => !arrival.admitted);
  if (rejected.length === 0) return null;
  const admitted = arrivals.filter((arrival) => arrival.admitted);
  // The threshold is the smallest count at which somebody was turned away, but for a few races.
  const counts = rejected.map(openOf).sort((a, b) => a - b);
  const limit = counts[Math.floor(counts.length * VIOLATIONS_ALLOWED)] as number;
  const violations = admitted.filter((arrival) => openOf(arrival) >= limit).length;
  if (violations > admitted.length * VIOLATIONS_ALLOWED || limit < 1) return null;
  const below = admitted.filter((arrival) => openOf(arrival) < limit);
  const firstRejected = rejected[0]?.seconds ?? 0;
  const lastRejected = rejected.at(-1)?.seconds ?? 0;
  return {
    limit,
    highestServed: below.reduce((most, arrival) => Math.max(most, openOf(arrival)), 0),
    served: below.length,
    rejected: rejected.length,
    chance: chanceOfSeparation(below.length, rejected.length),
    acceptedAgain: below.some((arrival) => arrival.seconds > firstRejected),
    interleaved: below.some((arrival) => arrival.seconds > firstRejected && arrival.seconds < lastRejected),
  };
}

/** 1 / C(served + rejected, rejected): all rejections at the highest counts though they do not depend on the count. */
function chanceOfSeparation(served: number, rejected: number): number {
  let logarithm = 0;
  for (let i = 1; i <= rejected; i++) logarithm += Math.log((served + i) / i);
  return Math.exp(-logarithm);
}
