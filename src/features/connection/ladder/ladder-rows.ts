// The ladder model as the flat list that is drawn and walked with the keys: levels, positions, heights, states before and after.
// Knows nothing of React; heights of note cards are measured elsewhere.

import type { EndpointState } from '#engine/model/tcp-state';
import type { Annotation, GapRow, LadderModel, PacketRow, RunRow, Side, StatePair, UnseenData } from '#engine/ladder/ladder-model';

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
/** What an expanded run still leaves out. Enter shows the next ones of it. */
export interface HiddenEntry extends Placed {
  readonly kind: 'hidden';
  readonly packets: number;
  readonly firstFrame: number;
  readonly lastFrame: number;
}
/** What was sent before that frame acknowledged it, and nobody captured. */
export interface UnseenEntry extends Placed {
  readonly kind: 'unseen';
  readonly data: UnseenData;
  readonly frame: number;
}
export type LadderEntry = PacketEntry | GapEntry | RunEntry | HiddenEntry | UnseenEntry;

/** Rows in order, expanded runs unfolded. */
export function flattenLadder(model: LadderModel): readonly LadderEntry[] {
  const entries: LadderEntry[] = [];
  let before: StatePair | null = null;
  let isFirst = true;
  const packet = (row: PacketRow, level: 1 | 2, position: number, setSize: number) => {
    if (row.unseen !== undefined) {
      const states: StatePair = before ?? row.after;
      const { frame, unseen: data } = row;
      entries.push({ kind: 'unseen', key: `u${frame}`, level, position, setSize, before: states, after: states, data, frame });
    }
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
      const breaks = new Map((row.breaks ?? []).map((each) => [each.at, each]));
      const setSize = row.rows.length + breaks.size;
      let position = 0;
      row.rows.forEach((child, at) => {
        const left = breaks.get(at);
        if (left !== undefined) {
          const states: StatePair = before ?? child.after;
          const { packets, firstFrame, lastFrame } = left;
          const key = `h${firstFrame}`;
          entries.push({
            kind: 'hidden',
            key,
            level: 2,
            position: ++position,
            setSize,
            before: states,
            after: states,
            packets,
            firstFrame,
            lastFrame,
          });
        }
        packet(child, 2, ++position, setSize);
      });
    }
  });
  return entries;
}

function firstFrameOf(row: LadderModel['rows'][number] | undefined): number | null {
  if (row === undefined || row.kind === 'gap') return null;
  return row.kind === 'packet' ? row.frame : row.firstFrame;
}

/** Frame from which on a row speaks; a gap speaks of the packet after it. */
function startOf(entries: readonly LadderEntry[], index: number): number {
  const entry = entries[index];
  if (entry === undefined) return Infinity;
  if (entry.kind === 'gap' || entry.kind === 'unseen') return startOf(entries, index + 1);
  return entry.kind === 'packet' ? entry.row.frame : entry.kind === 'run' ? entry.row.firstFrame : entry.firstFrame;
}

/**
 * Index of the row that shows a frame: its own, the folded run that holds it, or the place where an open run leaves it
 * out; -1 when the ladder does not have it.
 */
export function indexOfFrame(entries: readonly LadderEntry[], frame: number): number {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (startOf(entries, middle) <= frame) low = middle + 1;
    else high = middle;
  }
  const entry = entries[low - 1];
  if (entry === undefined || entry.kind === 'gap' || entry.kind === 'unseen') return -1;
  const last = entry.kind === 'packet' ? entry.row.frame : entry.kind === 'run' ? entry.row.lastFrame : entry.lastFrame;
  return frame <= last ? low - 1 : -1;
}

/** Index of the row that was called so; a row that is gone leaves the one that shows its frame now, else -1. */
export function indexOfKey(entries: readonly LadderEntry[], key: string): number {
  const at = entries.findIndex((entry) => entry.key === key);
  if (at >= 0) return at;
  const kind = key.charAt(0);
  return kind === 'p' || kind === 'h' ? indexOfFrame(entries, Number(key.slice(1))) : -1;
}

/** The packet that the panel shows while the keys stand on this row. */
export function frameAt(entries: readonly LadderEntry[], index: number): number | null {
  for (let at = index; at >= 0; at--) {
    const entry = entries[at];
    if (entry?.kind === 'packet') return entry.row.frame;
    if (entry?.kind === 'hidden' && at === index) return entry.firstFrame;
    if (entry?.kind === 'unseen' && at === index) return entry.frame;
    if (entry?.kind === 'run') return at === index ? entry.row.firstFrame : entry.row.lastFrame;
  }
  return null;
}

/** From when to when a row speaks, in seconds since the connection began. */
export function secondsAt(entries: readonly LadderEntry[], index: number): readonly [from: number, to: number] {
  const entry = entries[Math.min(index, entries.length - 1)];
  if (entry === undefined) return [0, 0];
  if (entry.kind === 'packet') return [entry.row.seconds, entry.row.seconds];
  if (entry.kind === 'run') return [entry.row.seconds, entry.row.seconds + (entry.row.expanded ? 0 : entry.row.durationSeconds)];
  const next = index + 1 < entries.length ? secondsAt(entries, index + 1)[0] : 0;
  return entry.kind === 'gap' ? [next - entry.row.seconds, next] : [next, next];
}

/** Next stop of the keys in a direction; the index itself at the ends. */
export function stepFrom(
  entries: readonly LadderEntry[],
  index: number,
  step: 1 | -1,
  accept: (entry: LadderEntry) => boolean = () => true,
): number {
  for (let at = index + step; at >= 0 && at < entries.length; at += step) {
    const entry = entries[at];
    if (entry !== undefined && accept(entry)) return at;
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
