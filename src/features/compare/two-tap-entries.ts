// The rows of the ladder with two taps as the keys walk them: open runs with their packets below them, and when each row speaks.

import type { TwoTapGap, TwoTapLadder, TwoTapPacket, TwoTapRun } from '#engine/compare/compare-model';
import { firstSeen } from '#engine/compare/text-two-tap';

export interface HiddenEntry {
  readonly kind: 'hidden';
  readonly key: string;
  readonly level: 2;
  readonly packets: number;
  /** Positions of the packets in the connection, to ask for them; null where nobody can be asked. */
  readonly range: readonly [from: number, to: number] | null;
}

export type TwoTapEntry =
  | { readonly kind: 'packet'; readonly key: string; readonly level: 1 | 2; readonly row: TwoTapPacket }
  | { readonly kind: 'gap'; readonly key: string; readonly level: 1; readonly row: TwoTapGap }
  | { readonly kind: 'run'; readonly key: string; readonly level: 1; readonly row: TwoTapRun }
  /** Packets of an open run that it leaves out. */
  | HiddenEntry;

export function entriesOf({ rows }: TwoTapLadder): readonly TwoTapEntry[] {
  return rows.flatMap((row, at): readonly TwoTapEntry[] => {
    if (row.kind === 'gap') return [{ kind: 'gap', key: `gap ${at}`, level: 1, row }];
    if (row.kind === 'packet') return [packetEntry(row, 1)];
    return [{ kind: 'run', key: `run ${row.id}`, level: 1, row }, ...insideOf(row)];
  });
}

function insideOf(run: TwoTapRun): readonly TwoTapEntry[] {
  const inside = run.rows.map((packet) => packetEntry(packet, 2));
  const { breaks } = run;
  if (breaks === undefined) {
    if (run.hidden === 0) return inside;
    // What is left out lies between the first and the last ones.
    const half = Math.ceil(inside.length / 2);
    return [
      ...inside.slice(0, half),
      { kind: 'hidden', key: `hidden ${run.id}`, level: 2, packets: run.hidden, range: null },
      ...inside.slice(half),
    ];
  }
  const entries: TwoTapEntry[] = [];
  let next = 0;
  for (const { at, from, to } of breaks) {
    entries.push(...inside.slice(next, at), { kind: 'hidden', key: `hidden ${from}`, level: 2, packets: to - from, range: [from, to] });
    next = at;
  }
  return [...entries, ...inside.slice(next)];
}

function packetEntry(row: TwoTapPacket, level: 1 | 2): TwoTapEntry {
  return { kind: 'packet', key: `${row.clientFrames[0] ?? '-'} ${row.serverFrames[0] ?? '-'}`, level, row };
}

/** The next entry in this direction on which the captures differ, or that a note cites; else the same one, or the first. */
export function stepTo(entries: readonly TwoTapEntry[], from: number, direction: 1 | -1): number {
  for (let at = from + direction; at >= 0 && at < entries.length; at += direction) {
    const entry = entries[at];
    if (entry?.kind === 'packet' && (entry.row.fate !== 'both' || entry.row.notes.length > 0)) return at;
  }
  return from;
}

/** The packet, or the run that holds it; -1: neither. */
export function indexOfFrame(entries: readonly TwoTapEntry[], side: 'client' | 'server', frame: number): number {
  const own = entries.findIndex((entry) => {
    if (entry.kind !== 'packet') return false;
    return (side === 'client' ? entry.row.clientFrames : entry.row.serverFrames).includes(frame);
  });
  if (own >= 0) return own;
  return entries.findIndex((entry) => {
    if (entry.kind !== 'run') return false;
    const [first, last] = side === 'client' ? entry.row.clientFrames : entry.row.serverFrames;
    return frame >= first && frame <= last;
  });
}

/** Moment of each row by one clock; a pause and what an open run leaves out stand in the middle of their time. */
export function secondsOf(entries: readonly TwoTapEntry[]): Float64Array {
  const seconds = new Float64Array(entries.length);
  let before = 0;
  entries.forEach((entry, index) => {
    if (entry.kind === 'packet') before = Math.max(before, firstSeen(entry.row));
    else if (entry.kind === 'run') before = entry.row.seconds;
    seconds[index] =
      entry.kind === 'gap'
        ? before + entry.row.seconds / 2
        : entry.kind === 'hidden'
          ? (before + startOf(entries, index + 1, before)) / 2
          : before;
    if (entry.kind === 'run' && !entry.row.expanded) before += entry.row.durationSeconds;
  });
  return seconds;
}

function startOf(entries: readonly TwoTapEntry[], index: number, otherwise: number): number {
  const entry = entries[index];
  return entry?.kind === 'packet' ? firstSeen(entry.row) : entry?.kind === 'run' ? entry.row.seconds : otherwise;
}

/** When the last row ends. */
export function endOf(entries: readonly TwoTapEntry[]): number {
  return entries.reduce((end, entry) => {
    if (entry.kind === 'packet') return Math.max(end, firstSeen(entry.row));
    return entry.kind === 'run' ? Math.max(end, entry.row.seconds + entry.row.durationSeconds) : end;
  }, 0);
}

/** Smaller is more important where there is room for few labels: what differs or is cited, flags, runs, data, pauses, pure ACKs. */
export function labelRank(entry: TwoTapEntry): number {
  if (entry.kind === 'run' || entry.kind === 'hidden') return 2;
  if (entry.kind === 'gap') return 4;
  const { row } = entry;
  if (row.fate !== 'both' || row.notes.length > 0) return 0;
  const { packet } = row;
  if (packet.style === 'icmp' || packet.flags.some((flag) => flag === 'SYN' || flag === 'FIN' || flag === 'RST')) return 1;
  if (packet.style === 'retransmission' || packet.retry > 0) return 2;
  return packet.len > 0 ? 3 : 5;
}
