// What the drawing has room for: the model's rows in order, open runs unfolded as far as the limit goes, each with its height.

import type { Annotation, GapRow, LadderModel, PacketRow, RunRow, StatePair, UnseenData } from './ladder-model';

/** More rows are no picture; the page and the text form have them all. */
export const MAX_SVG_ROWS = 400;
export const ROW_PX = 28;

interface Placed {
  readonly height: number;
  /** Null before the connection's first packet. */
  readonly before: StatePair | null;
  readonly after: StatePair;
}
export interface PacketItem extends Placed {
  readonly kind: 'packet';
  readonly row: PacketRow;
  readonly isFirst: boolean;
  /** The packet above, which this one crossed in flight. */
  readonly crosses: PacketRow | null;
  readonly isCrossedByNext: boolean;
}
export interface GapItem extends Placed {
  readonly kind: 'gap';
  readonly row: GapRow;
}
export interface RunItem extends Placed {
  readonly kind: 'run';
  readonly row: RunRow;
  readonly isOpen: boolean;
}
/** Packets left out: in the middle of an open run, or of a ladder beyond the limit. */
export interface HiddenItem extends Placed {
  readonly kind: 'hidden';
  readonly packets: number;
}
/** What must have been there before that frame acknowledged it. */
export interface UnseenItem extends Placed {
  readonly kind: 'unseen';
  readonly data: UnseenData;
  readonly frame: number;
}
export type SvgItem = PacketItem | GapItem | RunItem | HiddenItem | UnseenItem;

/** More holes than this are no ladder. */
const MOST_UNSEEN = 24;

/** Never more than `MAX_SVG_ROWS`. */
export function svgItems(model: LadderModel): readonly SvgItem[] {
  const open = openRuns(model);
  const items: SvgItem[] = [];
  let before: StatePair | null = null;
  let isFirst = true;
  let unseenLeft = roomForUnseen(model);
  const addPacket = (row: PacketRow): void => {
    if (row.unseen !== undefined && unseenLeft-- > 0) {
      const states = before ?? row.after;
      items.push({ kind: 'unseen', height: ROW_PX, before: states, after: states, data: row.unseen, frame: row.frame });
    }
    const last = items.at(-1);
    const crossed = row.crossed && last?.kind === 'packet' && isPair(last.row, row) ? last : null;
    if (crossed !== null) items[items.length - 1] = { ...crossed, isCrossedByNext: true };
    items.push({
      kind: 'packet',
      height: ROW_PX,
      before,
      after: row.after,
      row,
      isFirst,
      crosses: crossed?.row ?? null,
      isCrossedByNext: false,
    });
    before = row.after;
    isFirst = false;
  };
  const addHidden = (packets: number, after: StatePair): void => {
    items.push({ kind: 'hidden', height: ROW_PX, before, after, packets });
  };
  for (const row of shownRows(model)) {
    const shown = 'kind' in row && row.kind === 'run' ? (open.get(row) ?? 0) : 0;
    if ('leftOut' in row) {
      addHidden(row.leftOut, before ?? row.after);
      before = row.after;
    } else if (row.kind === 'packet') {
      addPacket(row);
    } else if (row.kind === 'gap') {
      items.push({ kind: 'gap', height: gapPx(row.seconds), before, after: row.after, row });
    } else if (shown === 0) {
      items.push({ kind: 'run', height: ROW_PX, before, after: row.after, row, isOpen: false });
      before = row.after;
      isFirst = false;
    } else {
      items.push({ kind: 'run', height: ROW_PX, before, after: before ?? row.after, row, isOpen: true });
      const first = row.rows.slice(0, Math.ceil(shown / 2));
      const last = row.rows.slice(row.rows.length - (shown - first.length));
      const hidden = row.hidden + row.rows.length - shown;
      first.forEach(addPacket);
      if (hidden > 0) addHidden(hidden, before ?? row.after);
      last.forEach(addPacket);
    }
  }
  return items;
}

/** Whether packets of open runs, or rows of the model itself, are missing. */
export function isShortened({ rows }: LadderModel, items: readonly SvgItem[]): boolean {
  const wished = rows.reduce((sum, row) => sum + (row.kind === 'packet' ? 1 : isOpen(row) ? row.rows.length : 0), 0);
  return rows.length > MAX_SVG_ROWS || items.filter((item) => item.kind === 'packet').length < wished;
}

/** Index of the row where a note's number stands: the last packet that it cites, or the run that holds it; -1 for none. */
export function itemOfNote(items: readonly SvgItem[], note: Annotation): number {
  const frame = note.frames.at(-1);
  if (frame === undefined) return -1;
  const own = items.findIndex((item) => item.kind === 'packet' && item.row.frame === frame);
  if (own >= 0) return own;
  return items.findIndex((item) => item.kind === 'run' && item.row.firstFrame <= frame && frame <= item.row.lastFrame);
}

type Shown = LadderModel['rows'][number] | { readonly leftOut: number; readonly after: StatePair };

/** A model from elsewhere may have more rows than any of ours: its middle goes. */
function shownRows({ rows }: LadderModel): readonly Shown[] {
  if (rows.length <= MAX_SVG_ROWS) return rows;
  const half = MAX_SVG_ROWS / 2;
  const left = rows.slice(half, rows.length - half + 1);
  const packets = left.reduce((sum, row) => sum + (row.kind === 'packet' ? 1 : row.kind === 'run' ? row.packets : 0), 0);
  const after = left.at(-1)?.after;
  const tail = rows.slice(rows.length - half + 1);
  return after === undefined ? rows : [...rows.slice(0, half), { leftOut: packets, after }, ...tail];
}

/** Fewer packets than this do not show what an open run holds; it stays folded. */
const LEAST_OPEN = 6;

/** Runs that the reader opened and how many of their packets there is room for, from the first run on. */
function openRuns({ rows }: LadderModel): ReadonlyMap<RunRow, number> {
  const open = new Map<RunRow, number>();
  let room = MAX_SVG_ROWS - rows.length - roomForUnseen({ rows });
  for (const row of rows) {
    if (!isOpen(row)) continue;
    const isWhole = row.rows.length + (row.hidden > 0 ? 1 : 0) <= room;
    const shown = isWhole ? row.rows.length : room - 1;
    if (shown < Math.min(LEAST_OPEN, row.rows.length)) continue;
    open.set(row, shown);
    room -= shown + (isWhole && row.hidden === 0 ? 0 : 1);
  }
  return open;
}

function roomForUnseen({ rows }: Pick<LadderModel, 'rows'>): number {
  let unseen = 0;
  for (const row of rows) {
    if (row.kind === 'packet' && row.unseen !== undefined) unseen++;
    else if (row.kind === 'run') for (const packet of row.rows) if (packet.unseen !== undefined) unseen++;
  }
  return Math.max(0, Math.min(unseen, MOST_UNSEEN, MAX_SVG_ROWS - rows.length));
}

function isOpen(row: LadderModel['rows'][number]): row is RunRow {
  return row.kind === 'run' && row.expanded && row.rows.length > 0;
}

function isPair(above: PacketRow, below: PacketRow): boolean {
  return above.from !== 'middlebox' && below.from !== 'middlebox' && above.from !== below.from;
}

const GAP_MIN_PX = 20;
const GAP_MAX_PX = 68;
/** A gap of 10 ms gets the smallest height; every tenfold adds 12 px. */
const GAP_BASE_SECONDS = 0.01;

function gapPx(seconds: number): number {
  if (!(seconds > 0)) return GAP_MIN_PX;
  return Math.round(Math.min(GAP_MAX_PX, Math.max(GAP_MIN_PX, GAP_MIN_PX + 12 * Math.log10(seconds / GAP_BASE_SECONDS))));
}
