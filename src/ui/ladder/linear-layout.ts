// The linear scale: where each row stands when a pixel is always the same time, and which rows there is room to label.
// Pure geometry; what is not labelled is still drawn as a line.

/** Browsers stop at 16.7 to 33.5 million pixels; Firefox at 17.9. */
const MAX_HEIGHT_PX = 15_000_000;
/** Room above the first and below the last packet. */
const PAD_PX = 28;
const LEAST_RANK = 5;

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

/** @param ranks of the rows, from 0; smaller is more important, LEAST_RANK the least */
export function linearLayout(seconds: Float64Array, ranks: Uint8Array, viewPx: number, zoom: number, rowPx: number): LinearLayout {
  let first = Infinity;
  let last = -Infinity;
  for (const at of seconds) {
    first = Math.min(first, at);
    last = Math.max(last, at);
  }
  const duration = seconds.length === 0 ? 0 : last - first;
  const pxPerSecond = scaleOf(duration, viewPx, zoom);
  const ys = seconds.map((at) => PAD_PX + (at - first) * pxPerSecond);
  return { heightPx: Math.round(duration * pxPerSecond) + 2 * PAD_PX, pxPerSecond, ys, labelled: labelsOf(ranks, ys, rowPx) };
}

/** The important ones first, each where no label stands within a row's height of it. */
function labelsOf(ranks: Uint8Array, ys: Float64Array, rowPx: number): Uint8Array {
  const labelled = new Uint8Array(ranks.length);
  const taken = new Map<number, number[]>();
  for (let rank = 0; rank <= LEAST_RANK; rank++) {
    for (let index = 0; index < ranks.length; index++) {
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
