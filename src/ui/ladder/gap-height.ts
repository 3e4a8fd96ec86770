// How tall a pause is drawn where rows are not to scale.

const GAP_MIN_PX = 20;
const GAP_MAX_PX = 68;
/** A gap of 10 ms gets the smallest height; every tenfold adds 12 px. */
const GAP_BASE_SECONDS = 0.01;

export function gapHeight(seconds: number): number {
  if (!(seconds > 0)) return GAP_MIN_PX;
  return Math.round(Math.min(GAP_MAX_PX, Math.max(GAP_MIN_PX, GAP_MIN_PX + 12 * Math.log10(seconds / GAP_BASE_SECONDS))));
}
