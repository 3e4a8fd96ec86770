// Clients that open connections to one listener and neither close them nor use them again: the number only grows
// (catalogue E.6). A pool that is filled and then used, or filled once, is none.

import type { CaptureTables } from '../model/tables';
import { OPT_DUPLICATE } from '../model/tcp-flags';
import { Admission, type ConnectionColumns } from './connection-columns';
import { lowerBound, median, type ListenerFacts } from './listener-facts';

export interface ClientLeak {
  /** Address row. */
  readonly client: number;
  /** Opened and not closed, by their first segment. */
  readonly connections: readonly number[];
  readonly opened: number;
  readonly closed: number;
  readonly overSeconds: number;
  readonly unused: number;
  readonly medianIdleSeconds: number;
}

const OPENED_MIN = 20;
const CLOSED_SHARE_MAX = 0.05;
/** Shorter than this is a start, not growth. */
const SPAN_MIN_SECONDS = 10;
/** A client that went on until it was turned away has shown where it leads: less of it is enough. */
const INTO_LIMIT = { closedShareMax: 0.1, spanMinSeconds: 5 };
const QUARTERS = 4;
/** Each quarter of the time brings at least this share of the openings: growth, not filling a pool. */
const QUARTER_SHARE_MIN = 0.1;
/** So many of them must lie unused while others are opened. */
const UNUSED_SHARE_MIN = 0.9;
/** Unused: nothing was carried while at least so many later ones were opened. */
const LATER_OPENINGS = 3;

/** `isOpen`: neither side has ended it. */
export function findClientLeaks(
  tables: CaptureTables,
  columns: ConnectionColumns,
  listener: ListenerFacts,
  captureEndSeconds: number,
  isOpen: (connection: number) => boolean,
): ClientLeak[] {
  if (listener.connections.length < OPENED_MIN) return [];
  // Most listeners have nothing open that could pile up: no need to sort their connections by client.
  let open = 0;
  for (const c of listener.connections) if (isOpen(c)) open++;
  if (open < OPENED_MIN * (1 - INTO_LIMIT.closedShareMax)) return [];
  const byClient = new Map<number, number[]>();
  const turnedAway = new Set<number>();
  for (const c of listener.connections) {
    const client = tables.connections.origAddress.values[c] as number;
    // A place that was refused is none that is kept.
    if (columns.admission[c] === Admission.Rejected) {
      turnedAway.add(client);
      continue;
    }
    // What was open before the capture began was opened nobody knows when.
    if ((columns.accepted[c] as number) < 0 || columns.isMidStream[c] === 1) continue;
    const ids = byClient.get(client);
    if (ids === undefined) byClient.set(client, [c]);
    else ids.push(c);
  }
  const leaks: ClientLeak[] = [];
  for (const [client, ids] of byClient) {
    const leak = leakOf(tables, columns, client, ids, captureEndSeconds, isOpen, turnedAway.has(client));
    if (leak !== null) leaks.push(leak);
  }
  return leaks;
}

function leakOf(
  tables: CaptureTables,
  columns: ConnectionColumns,
  client: number,
  ids: readonly number[],
  captureEndSeconds: number,
  isOpen: (connection: number) => boolean,
  intoLimit: boolean,
): ClientLeak | null {
  if (ids.length < OPENED_MIN) return null;
  const open = ids.filter(isOpen);
  const closed = ids.length - open.length;
  if (closed > ids.length * (intoLimit ? INTO_LIMIT.closedShareMax : CLOSED_SHARE_MAX)) return null;
  // A server that never answers leaves its clients waiting: that is its own story.
  if (open.filter((c) => columns.admission[c] === Admission.Served).length < open.length * UNUSED_SHARE_MIN) return null;
  const starts = ids.map((c) => columns.start[c] as number).sort((a, b) => a - b);
  const first = starts[0] as number;
  // It grew until there was no more room.
  const span = (intoLimit ? (starts.at(-1) as number) : captureEndSeconds) - first;
  if (span < (intoLimit ? INTO_LIMIT.spanMinSeconds : SPAN_MIN_SECONDS)) return null;
  for (let quarter = 0; quarter < QUARTERS; quarter++) {
    const from = first + (span * quarter) / QUARTERS;
    const until = first + (span * (quarter + 1)) / QUARTERS;
    const isLast = quarter === QUARTERS - 1;
    const count = (isLast ? starts.length : lowerBound(starts, starts.length, until)) - lowerBound(starts, starts.length, from);
    if (count < ids.length * QUARTER_SHARE_MIN) return null;
  }
  const idle: number[] = [];
  // The youngest are still in use as a matter of course.
  const settled = open.filter((c) => (columns.start[c] as number) < (starts.at(-LATER_OPENINGS) as number));
  for (const c of settled) {
    const last = lastPayloadSeconds(tables, c, columns.accepted[c] as number);
    if (starts.length - lowerBound(starts, starts.length, last) >= LATER_OPENINGS) idle.push(captureEndSeconds - last);
  }
  if (idle.length < settled.length * UNUSED_SHARE_MIN) return null;
  return {
    client,
    connections: open,
    opened: ids.length,
    closed,
    overSeconds: span,
    unused: idle.length,
    medianIdleSeconds: median(idle),
  };
}

function lastPayloadSeconds(tables: CaptureTables, connection: number, acceptedSeconds: number): number {
  const { connections, segments, frames } = tables;
  for (let at = (connections.segmentStart[connection + 1] as number) - 1; at >= (connections.segmentStart[connection] as number); at--) {
    const row = connections.segments[at] as number;
    // Keepalive probes of old stacks carry one byte again.
    if (segments.len(row) <= 1 || ((segments.optionBits.values[row] as number) & OPT_DUPLICATE) !== 0) continue;
    return (frames.tsNs.values[segments.frameIndex.values[row] as number] as number) / 1e9;
  }
  return acceptedSeconds;
}
