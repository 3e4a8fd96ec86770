// Which rows of a long ladder are in the document: those in sight and some around them. Short ladders are drawn whole.

import { useCallback, useEffect, useLayoutEffect, useMemo, useState, type RefObject } from 'react';

/** Up to here everything is drawn: find-in-page, printing and assistive technology then see the whole connection. */
const DRAW_WHOLE_UP_TO = 240;
const OVERSCAN_PX = 560;

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

export function useRowWindow(heights: readonly number[], scroller: RefObject<HTMLElement | null>): RowWindow {
  const tops = useMemo(() => prefixTops(heights), [heights]);
  const [view, setView] = useState({ scrollTop: 0, height: 800 });
  const read = useCallback(() => {
    const element = scroller.current;
    if (element === null) return;
    setView((before) => {
      const next = { scrollTop: element.scrollTop, height: element.clientHeight || 800 };
      // Half an overscan of slack: most scroll events change nothing that is drawn.
      const isNear = Math.abs(next.scrollTop - before.scrollTop) < OVERSCAN_PX / 2 && next.height === before.height;
      return isNear ? before : next;
    });
  }, [scroller]);
  useLayoutEffect(read, [read, tops]);
  useEffect(() => {
    const element = scroller.current;
    if (element === null) return undefined;
    element.addEventListener('scroll', read, { passive: true });
    window.addEventListener('resize', read);
    return () => {
      element.removeEventListener('scroll', read);
      window.removeEventListener('resize', read);
    };
  }, [scroller, read]);
  return useMemo(() => ({ ...windowOf(tops, view.scrollTop, view.height), tops }), [tops, view]);
}
