// The linear scale: where each row stands when a pixel is always the same time, and which rows there is room to label.
// Pure geometry; what is not labelled is still drawn as a line.

import { secondsAt, type LadderEntry } from './ladder-rows';

/** Browsers stop at 16.7 to 33.5 million pixels; Firefox at 17.9. */
const MAX_HEIGHT_PX = 15_000_000;
/** Room above the first and below the last packet. */
const PAD_PX = 28;

export interface LinearLayout {
  readonly heightPx: number;
  readonly pxPerSecond: number;
  /** y of each row's line. */
  readonly ys: Float64Array;
  /** 1 where there is room for the row's label. */
  readonly labelled: Uint8Array;
}

/** Pixels per second at a zoom: the whole connection in `viewPx` at 0, twice as many with each step. */
function scaleOf(durationSeconds: number, viewPx: number, zoom: number): number {
  if (!(durationSeconds > 0)) return 0;
  const room = Math.max(PAD_PX, viewPx - 2 * PAD_PX);
  return Math.min(room * 2 ** zoom, MAX_HEIGHT_PX - 2 * PAD_PX) / durationSeconds;
}

/** Steps of zoom after which a step changes nothing any more. */
export function highestZoom(viewPx: number): number {
  return Math.ceil(Math.log2((MAX_HEIGHT_PX - 2 * PAD_PX) / Math.max(PAD_PX, viewPx - 2 * PAD_PX)));
}

export function linearLayout(entries: readonly LadderEntry[], viewPx: number, zoom: number, rowPx: number): LinearLayout {
  const seconds = secondsOf(entries);
  let first = Infinity;
  let last = -Infinity;
  for (const at of seconds) {
    first = Math.min(first, at);
    last = Math.max(last, at);
  }
  const duration = entries.length === 0 ? 0 : last - first;
  const pxPerSecond = scaleOf(duration, viewPx, zoom);
  const ys = seconds.map((at) => PAD_PX + (at - first) * pxPerSecond);
  return { heightPx: Math.round(duration * pxPerSecond) + 2 * PAD_PX, pxPerSecond, ys, labelled: labelsOf(entries, ys, rowPx) };
}

/** Moment of each row; a pause and what a run leaves out stand in the middle of their time. */
function secondsOf(entries: readonly LadderEntry[]): Float64Array {
  const seconds = new Float64Array(entries.length);
  let before = 0;
  entries.forEach((entry, index) => {
    if (entry.kind === 'packet') before = entry.row.seconds;
    else if (entry.kind === 'run') before = entry.row.seconds;
    seconds[index] =
      entry.kind === 'gap'
        ? before + entry.row.seconds / 2
        : entry.kind === 'hidden' || entry.kind === 'unseen'
          ? (before + secondsAt(entries, index)[1]) / 2
          : before;
    // What follows a folded run is later than its end.
    if (entry.kind === 'run' && !entry.row.expanded) before += entry.row.durationSeconds;
  });
  return seconds;
}

/** Smaller is more important: annotated, flags, runs and retries, data, pauses, pure ACKs. */
export function labelRank(entry: LadderEntry): number {
  if (entry.kind === 'run' || entry.kind === 'hidden') return 2;
  if (entry.kind === 'gap' || entry.kind === 'unseen') return 4;
  const { row } = entry;
  if (row.notes.length > 0) return 0;
  if (row.style === 'icmp' || row.flags.some((flag) => flag === 'SYN' || flag === 'FIN' || flag === 'RST')) return 1;
  if (row.retry > 0 || row.style === 'retransmission' || row.window === 0) return 2;
  return row.len > 0 ? 3 : 5;
}

/** The important ones first, each where no label stands within a row's height of it. */
function labelsOf(entries: readonly LadderEntry[], ys: Float64Array, rowPx: number): Uint8Array {
  const labelled = new Uint8Array(entries.length);
  const ranks = Uint8Array.from(entries, labelRank);
  const taken = new Map<number, number[]>();
  for (let rank = 0; rank <= 5; rank++) {
    for (let index = 0; index < entries.length; index++) {
      if (ranks[index] !== rank) continue;
      const y = ys[index] ?? 0;
      const slot = Math.floor(y / rowPx);
      const isFree = [slot - 1, slot, slot + 1].every((near) => (taken.get(near) ?? []).every((other) => Math.abs(other - y) >= rowPx));
      if (!isFree) continue;
      labelled[index] = 1;
      const there = taken.get(slot);
      if (there === undefined) taken.set(slot, [y]);
      else there.push(y);
    }
  }
  return labelled;
}
