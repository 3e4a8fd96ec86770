// The ladder model as the flat list that is drawn and walked with the keys: levels, positions, heights, states before and after.
// Knows nothing of React; heights of note cards are measured elsewhere.

import type { EndpointState } from '#engine/model/tcp-state';
import type { Annotation, GapRow, LadderModel, PacketRow, RunRow, Side, StatePair } from '#engine/ladder/ladder-model';

interface Placed {
  /** Stable while runs fold and unfold: "p7", "g42", "r3". */
  readonly key: string;
  readonly level: 1 | 2;
  readonly position: number;
  readonly setSize: number;
  /** Null before the connection's first packet. */
  readonly before: StatePair | null;
  readonly after: StatePair;
}
export interface PacketEntry extends Placed {
  readonly kind: 'packet';
  readonly row: PacketRow;
  readonly isFirst: boolean;
  /** The next packet crossed this one in flight. */
  readonly crossedByNext: boolean;
}
export interface GapEntry extends Placed {
  readonly kind: 'gap';
  readonly row: GapRow;
}
export interface RunEntry extends Placed {
  readonly kind: 'run';
  readonly row: RunRow;
}
/** What an expanded run still leaves out in its middle. Shown, but no stop for the keys: there is nothing to open. */
export interface HiddenEntry extends Placed {
  readonly kind: 'hidden';
  readonly packets: number;
}
export type LadderEntry = PacketEntry | GapEntry | RunEntry | HiddenEntry;

/** Rows in order, expanded runs unfolded. */
export function flattenLadder(model: LadderModel): readonly LadderEntry[] {
  const entries: LadderEntry[] = [];
  let before: StatePair | null = null;
  let isFirst = true;
  const packet = (row: PacketRow, level: 1 | 2, position: number, setSize: number) => {
    const last = entries.at(-1);
    if (row.crossed && last?.kind === 'packet' && last.row.from !== row.from && last.row.from !== 'middlebox') {
      entries[entries.length - 1] = { ...last, crossedByNext: true };
    }
    entries.push({
      kind: 'packet',
      key: `p${row.frame}`,
      level,
      position,
      setSize,
      before,
      after: row.after,
      row,
      isFirst,
      crossedByNext: false,
    });
    before = row.after;
    isFirst = false;
  };
  model.rows.forEach((row, index) => {
    const place = { level: 1, position: index + 1, setSize: model.rows.length } as const;
    if (row.kind === 'packet') {
      packet(row, 1, place.position, place.setSize);
    } else if (row.kind === 'gap') {
      // A gap has no number of its own: the row that follows it names it.
      entries.push({
        kind: 'gap',
        key: `g${firstFrameOf(model.rows[index + 1]) ?? `-end${index}`}`,
        ...place,
        before,
        after: row.after,
        row,
      });
    } else {
      const isOpen = row.expanded && row.rows.length > 0;
      entries.push({ kind: 'run', key: `r${row.id}`, ...place, before, after: isOpen ? (before ?? row.after) : row.after, row });
      if (!isOpen) {
        before = row.after;
        isFirst = false;
        return;
      }
      const half = row.hidden > 0 ? Math.ceil(row.rows.length / 2) : row.rows.length;
      row.rows.forEach((child, at) => {
        if (at === half) {
          const states: StatePair = before ?? child.after;
          entries.push({
            kind: 'hidden',
            key: `h${row.id}`,
            level: 2,
            position: at + 1,
            setSize: row.rows.length,
            before: states,
            after: states,
            packets: row.hidden,
          });
        }
        packet(child, 2, at + 1, row.rows.length);
      });
    }
  });
  return entries;
}

function firstFrameOf(row: LadderModel['rows'][number] | undefined): number | null {
  if (row === undefined || row.kind === 'gap') return null;
  return row.kind === 'packet' ? row.frame : row.firstFrame;
}

/** Index of the row that shows a frame: its own, or the folded run that holds it; -1 when the ladder does not have it. */
export function indexOfFrame(entries: readonly LadderEntry[], frame: number): number {
  const own = entries.findIndex((entry) => entry.kind === 'packet' && entry.row.frame === frame);
  if (own >= 0) return own;
  return entries.findIndex((entry) => entry.kind === 'run' && entry.row.firstFrame <= frame && frame <= entry.row.lastFrame);
}

/** The packet that the panel shows while the keys stand on this row. */
export function frameAt(entries: readonly LadderEntry[], index: number): number | null {
  for (let at = index; at >= 0; at--) {
    const entry = entries[at];
    if (entry?.kind === 'packet') return entry.row.frame;
    if (entry?.kind === 'run') return at === index ? entry.row.firstFrame : entry.row.lastFrame;
  }
  return null;
}

/** Next stop of the keys in a direction, skipping rows that cannot be entered; the index itself at the ends. */
export function stepFrom(
  entries: readonly LadderEntry[],
  index: number,
  step: 1 | -1,
  accept: (entry: LadderEntry) => boolean = () => true,
): number {
  for (let at = index + step; at >= 0 && at < entries.length; at += step) {
    const entry = entries[at];
    if (entry !== undefined && entry.kind !== 'hidden' && accept(entry)) return at;
  }
  return index;
}

export function isAnnotated(entry: LadderEntry): boolean {
  return entry.kind === 'packet' && entry.row.notes.length > 0;
}

export type StateFamily = 'handshake' | 'established' | 'closing' | 'closed' | 'unknown';

const FAMILIES: Readonly<Record<EndpointState, StateFamily>> = {
  unseen: 'unknown',
  midstream: 'unknown',
  closed: 'closed',
  listen: 'closed',
  'syn-sent': 'handshake',
  'syn-received': 'handshake',
  established: 'established',
  'fin-wait-1': 'closing',
  'fin-wait-2': 'closing',
  'close-wait': 'closing',
  closing: 'closing',
  'last-ack': 'closing',
  'time-wait': 'closing',
};

export function familyOf(state: EndpointState): StateFamily {
  return FAMILIES[state];
}

/** RFC 9293's own names, in the short form that fits a chip; null for a side that was not heard yet. */
export function stateName(state: EndpointState): string | null {
  if (state === 'unseen') return null;
  if (state === 'syn-received') return 'SYN-RCVD';
  return state === 'midstream' ? 'UNKNOWN' : state.toUpperCase();
}

/** The state a side changed to at this row, null when it did not. */
export function changeOf(entry: LadderEntry, side: Side): EndpointState | null {
  const now = entry.after[side];
  return entry.before !== null && entry.before[side] === now ? null : now;
}

const GAP_MIN_PX = 20;
const GAP_MAX_PX = 68;
/** A gap of 10 ms gets the smallest height; every tenfold adds 12 px. */
const GAP_BASE_SECONDS = 0.01;

export function gapHeight(seconds: number): number {
  if (!(seconds > 0)) return GAP_MIN_PX;
  return Math.round(Math.min(GAP_MAX_PX, Math.max(GAP_MIN_PX, GAP_MIN_PX + 12 * Math.log10(seconds / GAP_BASE_SECONDS))));
}

/** Row at which a note's number stands, as in the text form: the last packet that it cites; -1 when the ladder has none of them. */
export function anchorIndex(entries: readonly LadderEntry[], note: Annotation): number {
  const frame = note.frames.at(-1);
  return frame === undefined ? -1 : indexOfFrame(entries, frame);
}

/** Side at which an arrow ends. */
export function receiverOf({ row }: PacketEntry): Side {
  if (row.from === 'middlebox') return row.to ?? 'client';
  return row.from === 'client' ? 'server' : 'client';
}
