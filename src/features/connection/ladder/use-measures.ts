// What only the page knows: how wide the ladder is, and how tall rows are whose text decides it.

import { useCallback, useLayoutEffect, useMemo, useState } from 'react';
import type { Annotation } from '#engine/ladder/ladder-model';
import { modeOf, type LadderMode } from './ladder-context';
import { gapHeight, type LadderEntry } from './ladder-rows';

/** Until the page has been measured. */
const FIRST_LANE_PX = 480;
const FIRST_HEAD_PX = 68;
const GUESSED_CARD_PX = 60;
const GUESSED_LIST_ROW_PX = 52;

/** Width decides the form of the ladder, and the lane's width where its arrows end. */
export function useMeasures(root: { readonly current: HTMLElement | null }, lane: { readonly current: HTMLElement | null }) {
  const [mode, setMode] = useState<LadderMode>('margin');
  const [laneWidth, setLaneWidth] = useState(FIRST_LANE_PX);
  const [headHeight, setHeadHeight] = useState(FIRST_HEAD_PX);
  useLayoutEffect(() => {
    const measure = () => {
      const width = root.current?.clientWidth ?? 0;
      if (width > 0) setMode(modeOf(width));
      const laneNow = lane.current?.clientWidth ?? 0;
      if (laneNow > 0) setLaneWidth(laneNow);
      // Long addresses wrap: the margin's head must be as tall, or its notes would stand beside the wrong rows.
      const headNow = lane.current?.closest<HTMLElement>('.ladder-head')?.offsetHeight ?? 0;
      if (headNow > 0) setHeadHeight(headNow);
    };
    measure();
    if (typeof ResizeObserver === 'undefined') return undefined;
    const observer = new ResizeObserver(measure);
    if (root.current !== null) observer.observe(root.current);
    if (lane.current !== null) observer.observe(lane.current);
    return () => observer.disconnect();
    // The lane is another element in another mode.
  }, [root, lane, mode]);
  return { mode, laneWidth, headHeight };
}

/** Heights of all rows: by rule where they are fixed, measured where text decides (cards below a row, the list form). */
export function useHeights(
  entries: readonly LadderEntry[],
  anchored: ReadonlyMap<number, readonly Annotation[]>,
  mode: LadderMode,
  rowPx: number,
  rows: { readonly current: HTMLElement | null },
) {
  const [measured, setMeasured] = useState<ReadonlyMap<string, number>>(new Map());
  const heights = useMemo(
    () =>
      entries.map((entry, index) => {
        const own = entry.kind === 'gap' ? gapHeight(entry.row.seconds) : rowPx;
        if (mode === 'margin') return own;
        const notes = anchored.get(index);
        // An empty list is a gauge.
        const cards = notes === undefined ? 0 : Math.max(1, notes.length);
        if (mode !== 'list' && cards === 0) return own;
        return measured.get(entry.key) ?? (mode === 'list' ? GUESSED_LIST_ROW_PX : own) + cards * GUESSED_CARD_PX;
      }),
    [entries, anchored, mode, rowPx, measured],
  );
  const remeasure = useCallback(() => {
    if (mode === 'margin') return;
    const found = [...(rows.current?.querySelectorAll<HTMLElement>(mode === 'list' ? '.ladder-row' : '.ladder-row[data-cards]') ?? [])];
    setMeasured((before) => {
      const changed = found.filter((row) => row.offsetHeight > 0 && before.get(row.dataset['key'] ?? '') !== row.offsetHeight);
      if (changed.length === 0) return before;
      const after = new Map(before);
      for (const row of changed) after.set(row.dataset['key'] ?? '', row.offsetHeight);
      return after;
    });
  }, [mode, rows]);
  return { heights, remeasure };
}
