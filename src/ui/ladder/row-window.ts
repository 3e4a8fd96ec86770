// Which rows of a long ladder are in the document: those in sight and some around them. Short ladders are drawn whole.

import { useMemo, useSyncExternalStore } from 'react';

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

interface View {
  subscribe(changed: () => void): () => void;
  get(): Scroll;
}

/**
 * Read when something has moved, never while rows are put in: asking a scroller where it stands then lays out the whole
 * ladder, which the browser does again before it paints.
 */
function viewOf(scroller: HTMLElement | null): View {
  const read = (): Scroll => ({
    scrollTop: Math.floor((scroller?.scrollTop ?? 0) / STEP_PX) * STEP_PX,
    viewHeight: scroller === null || scroller.clientHeight === 0 ? FIRST_VIEW_PX : scroller.clientHeight + STEP_PX,
  });
  let now = read();
  return {
    get: () => now,
    subscribe(changed) {
      const look = () => {
        const next = read();
        if (next.scrollTop === now.scrollTop && next.viewHeight === now.viewHeight) return;
        now = next;
        changed();
      };
      look();
      const observer = typeof ResizeObserver === 'undefined' || scroller === null ? null : new ResizeObserver(look);
      if (scroller !== null) observer?.observe(scroller);
      scroller?.addEventListener('scroll', look, { passive: true });
      window.addEventListener('resize', look);
      return () => {
        observer?.disconnect();
        scroller?.removeEventListener('scroll', look);
        window.removeEventListener('resize', look);
      };
    },
  };
}

/** Where a scroller stands, in steps. */
export function useScroll(scroller: HTMLElement | null): Scroll {
  const view = useMemo(() => viewOf(scroller), [scroller]);
  return useSyncExternalStore(view.subscribe, view.get);
}

export function useRowWindow(heights: readonly number[], scroller: HTMLElement | null): RowWindow {
  const tops = useMemo(() => prefixTops(heights), [heights]);
  const { scrollTop, viewHeight } = useScroll(scroller);
  return useMemo(() => ({ ...windowOf(tops, scrollTop, viewHeight), tops }), [tops, scrollTop, viewHeight]);
}
