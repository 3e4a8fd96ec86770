// The scrolled list as React sees it: which rows to draw and where. The arithmetic is in virtual-window.

import { useCallback, useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react';
import { clampOffset, offsetAt, offsetToShow, rowsAt, scrollTopAt, spacerPx, type ListGeometry } from './virtual-window';

const OVERSCAN_ROWS = 12;
/** Rows are placed relative to the nearest multiple of this. */
const BLOCK_ROWS = 512;

export interface VirtualRows {
  readonly scroller: RefObject<HTMLDivElement | null>;
  readonly spacerPx: number;
  readonly first: number;
  readonly last: number;
  /** Rows that fit on the screen: the length of a page. */
  readonly pageRows: number;
  /** Where the block of drawn rows stands inside the spacer. */
  readonly blockPx: number;
  /** Where a row stands inside the block: unchanged by scrolling, so that a drawn row is not drawn again. */
  topOf(row: number): number;
  showRow(row: number): void;
}

interface Position {
  readonly scrollTop: number;
  readonly offset: number;
}

export function useVirtualRows(count: number, rowPx: number, headerPx: number): VirtualRows {
  const scroller = useRef<HTMLDivElement>(null);
  const [viewportPx, setViewportPx] = useState(600);
  const geometry: ListGeometry = { count, rowPx, viewportPx };
  const latest = useRef(geometry);
  useLayoutEffect(() => {
    latest.current = { count, rowPx, viewportPx };
  }, [count, rowPx, viewportPx]);
  const [position, setPosition] = useState<Position>({ scrollTop: 0, offset: 0 });
  const current = useRef(position);

  const place = useCallback((offset: number) => {
    const element = scroller.current;
    if (element === null) return;
    const clamped = clampOffset(offset, latest.current);
    element.scrollTop = scrollTopAt(clamped, latest.current);
    current.current = { scrollTop: element.scrollTop, offset: clamped };
    setPosition(current.current);
  }, []);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const measure = () => setViewportPx(Math.max(rowPx, element.clientHeight - headerPx));
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [rowPx, headerPx]);

  useEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const onScroll = () => {
      // Our own move: the offset is known more exactly than the rounded scroll position tells.
      if (Math.abs(element.scrollTop - current.current.scrollTop) < 1) return;
      current.current = { scrollTop: element.scrollTop, offset: offsetAt(element.scrollTop, latest.current) };
      setPosition(current.current);
    };
    let wheeledPx = 0;
    let frame = 0;
    const applyWheel = () => {
      place(current.current.offset + wheeledPx);
      wheeledPx = 0;
    };
    const onWheel = (event: WheelEvent) => {
      const { count: rows, rowPx: height } = latest.current;
      const isScaled = rows * height > spacerPx(latest.current);
      if (!isScaled || event.ctrlKey || event.shiftKey || event.deltaY === 0) return;
      event.preventDefault();
      const step = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? height : 1;
      // Wheels report more often than the screen is painted.
      if (wheeledPx === 0) frame = requestAnimationFrame(applyWheel);
      wheeledPx += event.deltaY * step;
    };
    element.addEventListener('scroll', onScroll, { passive: true });
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => {
      element.removeEventListener('scroll', onScroll);
      element.removeEventListener('wheel', onWheel);
      cancelAnimationFrame(frame);
    };
  }, [place]);

  // A shorter list may leave the position behind its end.
  const offset = clampOffset(position.offset, geometry);
  const { first, last } = rowsAt(offset, geometry, OVERSCAN_ROWS);
  const anchor = Math.floor(first / BLOCK_ROWS) * BLOCK_ROWS;
  return {
    scroller,
    spacerPx: spacerPx(geometry),
    first,
    last,
    pageRows: Math.max(1, Math.floor(viewportPx / rowPx) - 1),
    blockPx: anchor * rowPx - offset + Math.min(position.scrollTop, Math.max(0, spacerPx(geometry) - viewportPx)),
    topOf: (row) => (row - anchor) * rowPx,
    showRow: useCallback(
      (row: number) => {
        const wanted = offsetToShow(row, current.current.offset, latest.current);
        if (wanted !== current.current.offset) place(wanted);
      },
      [place],
    ),
  };
}
