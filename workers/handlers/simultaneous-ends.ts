// Moments at which a listener ended most of its open connections at once: a process that exits closes them all within
// milliseconds (catalogue E.2: 300 sockets in 14.4 ms).

import { Admission, type ConnectionColumns } from './connection-columns';
import type { ListenerFacts } from './listener-facts';

export interface SimultaneousEnd {
  /** A little wider than first to last: those just accepted end beside the others. */
  readonly fromSeconds: number;
  readonly toSeconds: number;
  readonly lastSeconds: number;
  /** First to last. */
  readonly spreadSeconds: number;
  readonly ended: number;
  /** Open just before. */
  readonly open: number;
  readonly resets: number;
  /** SYNs answered by RST within REFUSED_WITHIN_SECONDS after it. */
  readonly refused: number;
  /** First handshake completed afterwards, -1 when none. */
  readonly acceptedAgainSeconds: number;
}

/** Connections accepted in the last moment end a little beside the others. */
const SAME_MOMENT_SECONDS = 0.02;
const ENDED_MIN = 3;
const WINDOW_SECONDS = 0.01;
const PER_CONNECTION_SECONDS = 0.0002;
/** At least this share of what was open must end together. */
const SHARE_MIN = 0.5;
const REFUSED_WITHIN_SECONDS = 5;

export function findSimultaneousEnds(columns: ConnectionColumns, listener: ListenerFacts): SimultaneousEnd[] {
  const ends: { readonly seconds: number; readonly isReset: boolean }[] = [];
  for (const c of listener.connections) {
    const end = columns.serverEnd[c] as number;
    if (end >= 0 && (columns.accepted[c] as number) >= 0 && columns.admission[c] !== Admission.Rejected)
      ends.push({ seconds: end, isReset: columns.serverEndIsReset[c] === 1 });
  }
  ends.sort((a, b) => a.seconds - b.seconds);
  const found: SimultaneousEnd[] = [];
  for (let first = 0; first < ends.length;) {
    const from = ends[first]?.seconds ?? 0;
    let last = first;
    while (last + 1 < ends.length && (ends[last + 1]?.seconds ?? 0) - from <= WINDOW_SECONDS + PER_CONNECTION_SECONDS * (last + 1 - first))
      last++;
    const ended = last - first + 1;
    if (ended >= ENDED_MIN) {
      const to = ends[last]?.seconds ?? from;
      const open = openAt(columns, listener, from);
      if (ended >= open * SHARE_MIN) {
        found.push({
          fromSeconds: from - SAME_MOMENT_SECONDS,
          toSeconds: to + SAME_MOMENT_SECONDS,
          lastSeconds: to,
          spreadSeconds: to - from,
          ended: countEnds(columns, listener, from - SAME_MOMENT_SECONDS, to + SAME_MOMENT_SECONDS),
          open,
          resets: ends.slice(first, last + 1).filter((end) => end.isReset).length,
          refused: countRefused(listener, from, to + REFUSED_WITHIN_SECONDS),
          acceptedAgainSeconds: nextAccepted(columns, listener, to),
        });
      }
      first = last + 1;
    } else {
      first++;
    }
  }
  return found;
}

/** All that the server ended at that moment, those just accepted as well. */
function countEnds(columns: ConnectionColumns, listener: ListenerFacts, from: number, to: number): number {
  let count = 0;
  for (const c of listener.connections) {
    const end = columns.serverEnd[c] as number;
    if (end >= from && end <= to && (columns.accepted[c] as number) >= 0) count++;
  }
  return count;
}

function openAt(columns: ConnectionColumns, listener: ListenerFacts, seconds: number): number {
  let open = 0;
  for (const c of listener.connections) {
    const accepted = columns.accepted[c] as number;
    if (accepted >= 0 && accepted < seconds && (columns.openUntil[c] as number) >= seconds) open++;
  }
  return open;
}

function countRefused(listener: ListenerFacts, from: number, to: number): number {
  let count = 0;
  const { values, length } = listener.refusedSeconds;
  for (let i = 0; i < length; i++) if ((values[i] as number) >= from && (values[i] as number) <= to) count++;
  return count;
}

function nextAccepted(columns: ConnectionColumns, listener: ListenerFacts, after: number): number {
  let next = -1;
  for (const c of listener.connections) {
    const accepted = columns.accepted[c] as number;
    if (accepted > after && (next < 0 || accepted < next)) next = accepted;
  }
  return next;
}
