// Per listener (server address and port): which connections it got, when it served and refused, how many waited,
// after what idle time it closes, and whether a limit on concurrent connections shows.

import { Column } from '../base/column';
import type { CaptureTables } from '../model/tables';
import { Admission, type ConnectionColumns } from './connection-columns';
import { NO_PRODUCT, type ConnectionFacts } from './connection-facts';
import { inferLimits, type LimitFacts } from './concurrency-limit';
import { findSimultaneousEnds, type SimultaneousEnd } from './simultaneous-ends';

/** Idle times of connections that the server closed first, of one listener. */
export interface IdleTimer {
  readonly timeoutSeconds: number;
  readonly samples: number;
  readonly spreadSeconds: number;
}

/** What HTTP servers answer to bytes that they cannot read: no proof that the port speaks HTTP. */
const HTTP_BAD_REQUEST = 400;

export class ListenerFacts {
  readonly address: number;
  readonly port: number;
  /** Connection ids in order of their first segment. */
  connections: Uint32Array = new Uint32Array(0);
  /** Times of completed handshakes that were served, ascending. */
  servedSeconds: Float64Array = new Float64Array(0);
  /** Times at which a SYN was answered by RST, ascending. */
  readonly refusedSeconds = new Column(Float64Array, 4);
  /** Attempts of which the server took no notice, for good or at first: a moment at which it did not. */
  readonly unansweredSeconds = new Column(Float64Array, 4);
  /** Handshakes whose final ACK (or first data) was answered by a bare RST: the same full queue, told by the kernel. */
  overflowResets = 0;
  /** Idle time before each FIN of the server on an otherwise finished connection. */
  readonly idleCloses = new Column(Float64Array, 4);
  readonly clients = new Set<number>();
  handshakes = 0;
  /** Longest silence that any connection of the listener survived. */
  longestIdleSurvived = 0;
  /** Connections that repeated segments after they had got going: the path loses packets. */
  lossyConnections = 0;
  served = 0;
  rejected = 0;
  waiting = 0;
  /** Connections ended by RST,ACK or FIN of the server while unserved, by time (process death, listener closed). */
  limits: LimitFacts | null = null;
  /** The same for SYNs answered by RST: a filter that counts connections (connlimit). */
  filterLimits: LimitFacts | null = null;
  /** Moments at which most open connections ended together. */
  deaths: readonly SimultaneousEnd[] = [];
  /** Served connections by PayloadKind of the client's first payload. */
  readonly servedKinds = [0, 0, 0, 0];
  idleTimer: IdleTimer | null = null;
  /** Most connections that were handshaken and unserved at one moment, when SYNs or ACKs were ignored. */
  backlogWaiting = 0;
  /** The same at the typical one of those moments: near zero where plain loss only looks like a full queue. */
  typicalWaiting = 0;
  /** Connections by index into PROTOCOLS of what its servers said, and of what its clients did. */
  readonly serverProtocols = new Map<number, number>();
  readonly clientProtocols = new Map<number, number>();
  /** First product that it named, as in ConnectionFacts. */
  product = -1;
  /** Median time from the client's first payload to the server's. */
  medianAnswerSeconds = -1;

  constructor(address: number, port: number) {
    this.address = address;
    this.port = port;
  }

  /** What one connection shows of the application behind the port. */
  noteApplication(facts: ConnectionFacts): void {
    // Answered by a server that could not read it: says nothing of what else it speaks.
    if (facts.lastHttpStatus === HTTP_BAD_REQUEST) return;
    count(this.serverProtocols, facts.resp.protocol);
    count(this.clientProtocols, facts.orig.protocol);
    if (facts.product >= 0 ? this.product < 0 : facts.product === NO_PRODUCT && this.product === -1) this.product = facts.product;
  }

  /** Index into PROTOCOLS of what most servers, else most clients speak here; -1 when nothing showed. */
  get protocol(): number {
    const server = mostOf(this.serverProtocols);
    return server >= 0 ? server : mostOf(this.clientProtocols);
  }

  /** A handshake was completed and served within `marginSeconds` of the span. */
  servedWithin(fromSeconds: number, toSeconds: number, marginSeconds: number): boolean {
    return anyWithin(this.servedSeconds, this.servedSeconds.length, fromSeconds - marginSeconds, toSeconds + marginSeconds);
  }

  refusedWithin(fromSeconds: number, toSeconds: number): boolean {
    return anyWithin(this.refusedSeconds.values, this.refusedSeconds.length, fromSeconds, toSeconds);
  }

  /** Number of SYNs answered by RST at or after that time. */
  refusedAfter(seconds: number): number {
    return this.refusedSeconds.length - lowerBound(this.refusedSeconds.values, this.refusedSeconds.length, seconds);
  }
}

function count(counts: Map<number, number>, protocol: number): void {
  if (protocol >= 0) counts.set(protocol, (counts.get(protocol) ?? 0) + 1);
}

function mostOf(counts: ReadonlyMap<number, number>): number {
  let most = -1;
  for (const [protocol, times] of counts) if (most < 0 || times > (counts.get(most) ?? 0)) most = protocol;
  return most;
}

/** Groups connections by listener and fills everything that needs all of them. */
export function buildListeners(tables: CaptureTables, columns: ConnectionColumns): ListenerFacts[] {
  const { connections } = tables;
  const listeners: ListenerFacts[] = [];
  const byKey = new Map<number, number>();
  const counts: number[] = [];
  for (let c = 0; c < connections.length; c++) {
    const key = (connections.respAddress.values[c] as number) * 65536 + (connections.respPort.values[c] as number);
    let index = byKey.get(key);
    if (index === undefined) {
      index = listeners.length;
      byKey.set(key, index);
      listeners.push(new ListenerFacts(connections.respAddress.values[c] as number, connections.respPort.values[c] as number));
      counts.push(0);
    }
    columns.listener[c] = index;
    counts[index] = (counts[index] as number) + 1;
  }
  listeners.forEach((listener, index) => {
    listener.connections = new Uint32Array(counts[index] as number);
    counts[index] = 0;
  });
  for (let c = 0; c < connections.length; c++) {
    const index = columns.listener[c] as number;
    const listener = listeners[index] as ListenerFacts;
    listener.connections[counts[index] as number] = c;
    counts[index] = (counts[index] as number) + 1;
  }
  return listeners;
}

/** Second step, once every connection was scanned and stored. */
export function finishListener(tables: CaptureTables, columns: ConnectionColumns, listener: ListenerFacts, isLossy: boolean): void {
  markDismissed(columns, listener);
  const served: number[] = [];
  const answers: number[] = [];
  for (const c of listener.connections) {
    listener.clients.add(tables.connections.origAddress.values[c] as number);
    const accepted = columns.accepted[c] as number;
    if (accepted < 0) continue;
    listener.handshakes++;
    if ((columns.laterRetransmissions[c] as number) > 0) listener.lossyConnections++;
    const admission = columns.admission[c];
    if (admission === Admission.Served) {
      listener.served++;
      served.push(accepted);
      const kind = columns.clientKind[c] as number;
      if (columns.serverKind[c] === kind && (columns.httpStatus[c] as number) !== HTTP_BAD_REQUEST)
        listener.servedKinds[kind] = (listener.servedKinds[kind] as number) + 1;
      const answer = columns.firstAnswer[c] as number;
      if (answer >= 0) answers.push(answer - accepted);
    } else if (admission === Admission.Rejected) {
      listener.rejected++;
    } else if (admission === Admission.Waiting) {
      listener.waiting++;
    }
  }
  listener.deaths = findSimultaneousEnds(columns, listener);
  listener.servedSeconds = Float64Array.from(served).sort();
  if (answers.length > 0) listener.medianAnswerSeconds = median(answers);
  sortColumn(listener.refusedSeconds);
  sortColumn(listener.unansweredSeconds);
  listener.idleTimer = findIdleTimer(listener.idleCloses);
  listener.limits = listener.rejected > 0 ? inferLimits(tables, columns, listener.connections, Admission.Rejected, isLossy) : null;
  listener.filterLimits =
    listener.refusedSeconds.length > 0 && listener.served > 0
      ? inferLimits(tables, columns, listener.connections, Admission.Refused, isLossy)
      : null;
  if (listener.unansweredSeconds.length > 0 || listener.waiting > 0) countWaiting(columns, listener);
}

/**
 * Turned away in words that are no known refusal: the server said them unasked and closed, though the client had something to say,
 * or though it converses with others. The same number of bytes is the same words, even where a request had come before them.
 */
function markDismissed(columns: ConnectionColumns, listener: ListenerFacts): void {
  let converses = false;
  const unasked = new Set<number>();
  const ignored = new Set<number>();
  for (const c of listener.connections) {
    const parting = columns.partingBytes[c] as number;
    if (parting === 0) {
      if ((columns.bytesResp[c] as number) > 0 && (columns.bytesOrig[c] as number) > 0) converses = true;
    } else if (columns.partingUnasked[c] === 1) {
      unasked.add(parting);
      if ((columns.bytesOrig[c] as number) > 0) ignored.add(parting);
    }
  }
  const words = converses ? unasked : ignored;
  if (words.size === 0) return;
  for (const c of listener.connections) {
    if (words.has(columns.partingBytes[c] as number)) columns.admission[c] = Admission.Rejected;
  }
}

/** A timer needs at least this many equal idle times (causes E.4). */
const IDLE_TIMER_SAMPLES = 3;
/** Spread (1.48 x median absolute deviation) that a timer may have: a second, or two per cent of it. */
const IDLE_TIMER_SPREAD_SECONDS = 1;
const IDLE_TIMER_SPREAD_RATIO = 0.02;
/** Shorter silences are thinking time, not a timer. */
export const IDLE_MIN_SECONDS = 0.9;

function findIdleTimer(idle: Column<Float64Array>): IdleTimer | null {
  const values = Array.from(idle.values.subarray(0, idle.length)).filter((seconds) => seconds >= IDLE_MIN_SECONDS);
  if (values.length < IDLE_TIMER_SAMPLES) return null;
  const centre = median(values);
  const spread = 1.48 * median(values.map((value) => Math.abs(value - centre)));
  if (spread > Math.max(Math.min(IDLE_TIMER_SPREAD_SECONDS, centre * 0.1), centre * IDLE_TIMER_SPREAD_RATIO)) return null;
  return { timeoutSeconds: centre, samples: values.length, spreadSeconds: spread };
}

/** How many connections waited at the moments when the listener ignored somebody. */
function countWaiting(columns: ConnectionColumns, listener: ListenerFacts): void {
  const from: number[] = [];
  const until: number[] = [];
  for (const c of listener.connections) {
    const queued = columns.queued[c] as number;
    if (queued < 0 || columns.admission[c] === Admission.Rejected) continue;
    const answer = columns.firstAnswer[c] as number;
    const end = Math.min(columns.openUntil[c] as number, answer >= 0 ? answer : Infinity);
    if (answer < 0 && columns.admission[c] !== Admission.Waiting) continue;
    from.push(queued);
    until.push(end);
  }
  from.sort((a, b) => a - b);
  until.sort((a, b) => a - b);
  const counts: number[] = [];
  const { values, length } = listener.unansweredSeconds;
  for (let i = 0; i < length; i++) {
    const at = values[i] as number;
    counts.push(lowerBound(from, from.length, at) - lowerBound(until, until.length, at));
  }
  if (counts.length === 0) return;
  listener.backlogWaiting = counts.reduce((most, count) => Math.max(most, count), 0);
  listener.typicalWaiting = median(counts);
}

export function median(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  const middle = sorted.length >>> 1;
  return sorted.length % 2 === 1 ? (sorted[middle] as number) : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}

/** First index in ascending values[0, length) whose value is not below `limit`. */
export function lowerBound(values: ArrayLike<number>, length: number, limit: number): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((values[middle] as number) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

function anyWithin(values: ArrayLike<number>, length: number, from: number, to: number): boolean {
  const at = lowerBound(values, length, from);
  return at < length && (values[at] as number) <= to;
}

function sortColumn(column: Column<Float64Array>): void {
  column.trim();
  column.values.sort();
}
