// Which rows of a long ladder are in the document: those in sight and some around them. Short ladders are drawn whole.

import { useCallback, useMemo, useSyncExternalStore } from 'react';

/** Up to here everything is drawn: find-in-page, printing and assistive technology then see the whole connection. */
export const DRAW_WHOLE_UP_TO = 240;
export const OVERSCAN_PX = 560;
/** Until the page has been measured. */
const FIRST_VIEW_PX = 1_000;

export interface RowWindow {
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
  /** Top of every row, and one more for the end. */
  readonly tops: Float64Array;
}

export function prefixTops(heights: readonly number[]): Float64Array {
  const tops = new Float64Array(heights.length + 1);
  heights.forEach((height, index) => {
    tops[index + 1] = (tops[index] ?? 0) + height;
  });
  return tops;
}

/** Index of the row that covers y; the last row below everything. */
export function rowAt(tops: Float64Array, y: number): number {
  let low = 0;
  let high = tops.length - 2;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if ((tops[middle] ?? 0) <= y) low = middle;
    else high = middle - 1;
  }
  return Math.max(0, low);
}

export function windowOf(tops: Float64Array, scrollTop: number, viewHeight: number): { readonly start: number; readonly end: number } {
  const count = tops.length - 1;
  if (count <= DRAW_WHOLE_UP_TO) return { start: 0, end: count };
  return { start: rowAt(tops, scrollTop - OVERSCAN_PX), end: Math.min(count, rowAt(tops, scrollTop + viewHeight + OVERSCAN_PX) + 1) };
}

/** Scroll positions are looked at in steps: most scroll events change nothing that is drawn. */
const STEP_PX = OVERSCAN_PX / 2;

export interface Scroll {
  readonly scrollTop: number;
  readonly viewHeight: number;
}

/** Where a scroller stands, in steps. */
export function useScroll(scroller: HTMLElement | null): Scroll {
  const subscribe = useCallback(
    (changed: () => void) => {
      scroller?.addEventListener('scroll', changed, { passive: true });
      window.addEventListener('resize', changed);
      return () => {
        scroller?.removeEventListener('scroll', changed);
        window.removeEventListener('resize', changed);
      };
    },
    [scroller],
  );
  const scrollTop = useSyncExternalStore(subscribe, () => Math.floor((scroller?.scrollTop ?? 0) / STEP_PX) * STEP_PX);
  const viewHeight = useSyncExternalStore(subscribe, () =>
    scroller === null || scroller.clientHeight === 0 ? FIRST_VIEW_PX : scroller.clientHeight + STEP_PX,
  );
  return { scrollTop, viewHeight };
}

export function useRowWindow(heights: readonly number[], scroller: HTMLElement | null): RowWindow {
  const tops = useMemo(() => prefixTops(heights), [heights]);
  const { scrollTop, viewHeight } = useScroll(scroller);
  return useMemo(() => ({ ...windowOf(tops, scrollTop, viewHeight), tops }), [tops, scrollTop, viewHeight]);
}
