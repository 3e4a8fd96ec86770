// The rows of the ladder with two taps as the keys walk them: open runs with their packets below them.

import type { TwoTapGap, TwoTapLadder, TwoTapPacket, TwoTapRun } from '#engine/compare/compare-model';

export type TwoTapEntry =
  | { readonly kind: 'packet'; readonly key: string; readonly level: 1 | 2; readonly row: TwoTapPacket }
  | { readonly kind: 'gap'; readonly key: string; readonly level: 1; readonly row: TwoTapGap }
  | { readonly kind: 'run'; readonly key: string; readonly level: 1; readonly row: TwoTapRun }
  /** Packets of an open run that it leaves out. */
  | { readonly kind: 'hidden'; readonly key: string; readonly level: 2; readonly packets: number };

export function entriesOf({ rows }: TwoTapLadder): readonly TwoTapEntry[] {
  return rows.flatMap((row, at): readonly TwoTapEntry[] => {
    if (row.kind === 'gap') return [{ kind: 'gap', key: `gap ${at}`, level: 1, row }];
    if (row.kind === 'packet') return [packetEntry(row, 1)];
    const inside = row.rows.map((packet) => packetEntry(packet, 2));
    const hidden: readonly TwoTapEntry[] =
      row.hidden > 0 ? [{ kind: 'hidden', key: `hidden ${row.id}`, level: 2, packets: row.hidden }] : [];
    // What is left out lies between the first and the last ones.
    const half = Math.ceil(inside.length / 2);
    return [{ kind: 'run', key: `run ${row.id}`, level: 1, row }, ...inside.slice(0, half), ...hidden, ...inside.slice(half)];
  });
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
