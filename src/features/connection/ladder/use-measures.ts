// What only the page knows: how wide the ladder is, and how tall rows are whose text decides it.

import { useLayoutEffect, useMemo, useState } from 'react';
import type { Annotation } from '#engine/ladder/ladder-model';
import { modeOf, type LadderMode } from './ladder-context';
import { gapHeight } from '../../../ui/ladder/gap-height';
import { useMeasuredRows } from '../../../ui/ladder/use-measured-rows';
import type { LadderEntry } from './ladder-rows';

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
  const { measured, remeasure } = useMeasuredRows(
    rows,
    mode === 'margin' ? null : mode === 'list' ? '.ladder-row' : '.ladder-row[data-cards]',
  );
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
  return { heights, remeasure };
}
