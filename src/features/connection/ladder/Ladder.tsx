// The ladder as a tree grid: lays the rows out, keeps the current one focused and in sight, draws only what is near when it is long.
// The state behind it (current row, open runs, time mode) belongs to use-ladder.ts.

import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import type { Annotation } from '#engine/ladder/ladder-model';
import type { ConnectionMessages } from '../messages';
import { lookOf, type ArrowLook } from './arrow-look';
import { LadderContextProvider, LINE_Y, modeOf, ROW_PX, type LadderContext, type LadderMode } from './ladder-context';
import { LadderHead } from './LadderHead';
import { LadderRow } from './LadderRow';
import { anchorIndex, gapHeight, type LadderEntry } from './ladder-rows';
import type { NoteEmphasis } from './NoteCard';
import { NoteMargin, type AnchoredNotes } from './NoteMargin';
import { DRAW_WHOLE_UP_TO, useRowWindow } from './row-window';
import { timeColumnChars } from './time-format';
import type { LadderState } from './use-ladder';
import './ladder.css';

const NO_NOTES: readonly Annotation[] = [];
/** Until the page has been measured. */
const FIRST_LANE_PX = 480;
const FIRST_HEAD_PX = 68;
/** Taller ladders get a scroller of their own; on a phone the page is the scroller as long as all rows are drawn. */
const LONG_FROM_PX = 760;
const GUESSED_CARD_PX = 60;
const GUESSED_LIST_ROW_PX = 52;

export interface LadderProps {
  readonly state: LadderState;
  readonly language: LadderContext['language'];
  readonly messages: ConnectionMessages;
  readonly claims: ReadonlyMap<number, string>;
  readonly gauge: ReactNode;
}

export function Ladder({ state, language, messages, claims, gauge }: LadderProps) {
  const { model, entries, current } = state;
  const root = useRef<HTMLElement>(null);
  const [scroller, setScroller] = useState<HTMLElement | null>(null);
  const rows = useRef<HTMLDivElement>(null);
  const lane = useRef<HTMLDivElement>(null);
  const { mode, laneWidth, headHeight } = useMeasures(root, lane);
  const anchored = useMemo(() => anchorNotes(entries, model.annotations), [entries, model.annotations]);
  const { heights, remeasure } = useHeights(entries, anchored, mode, rows);
  const { start, end, tops } = useRowWindow(heights, scroller);
  useLayoutEffect(remeasure);
  useCurrentRowInSight(state, { scroller, rows, tops, start, end });

  const { selectRow, toggleRun, pointAtNote, hasFrame, selectFrame, scale, activeNotes } = state;
  const context = useMemo<LadderContext>(
    () => ({ model, language, messages, mode, scale, laneWidth, claims, selectRow, toggleRun, pointAtNote, hasFrame, selectFrame }),
    [model, language, messages, mode, scale, laneWidth, claims, selectRow, toggleRun, pointAtNote, hasFrame, selectFrame],
  );
  const evidence = useMemo(() => framesOf(model.annotations, activeNotes), [model.annotations, activeNotes]);
  const notes = useMemo(() => inMargin(entries, anchored, tops), [entries, anchored, tops]);
  const related = useMemo(() => notesAt(entries, current), [entries, current]);
  const emphasis = useMemo<NoteEmphasis>(() => ({ active: activeNotes, related }), [activeNotes, related]);
  const columns = columnChars(state);
  return (
    <LadderContextProvider value={context}>
      <section
        className="ladder"
        data-testid="ladder"
        data-mode={mode}
        aria-label={messages.ladder.label}
        ref={root}
        data-long={isLong(entries.length, mode, tops) ? '' : undefined}
        style={{ '--number-chars': columns.number, '--time-chars': columns.time, '--head-height': `${headHeight}px` }}
      >
        <div className="ladder-scroll" ref={setScroller}>
          <div className="ladder-body">
            <div
              role="treegrid"
              className="ladder-grid"
              aria-label={messages.ladder.label}
              aria-rowcount={entries.length + 1}
              aria-colcount={5}
            >
              <LadderHead laneRef={lane} />
              <div
                role="rowgroup"
                className="ladder-rows"
                ref={rows}
                onKeyDown={state.onGridKey}
                onFocus={state.onGridFocus}
                style={{ paddingTop: tops[start] ?? 0, paddingBottom: (tops.at(-1) ?? 0) - (tops[end] ?? 0) }}
              >
                {entries.slice(start, end).map((entry, offset) => {
                  const index = start + offset;
                  return (
                    <LadderRow
                      key={entry.key}
                      entry={entry}
                      rowIndex={index + 2}
                      isCurrent={index === current}
                      isMarked={entry.kind === 'packet' && entry.row.frame === state.markedFrame}
                      isDimmed={evidence !== null && !isEvidence(entry, evidence)}
                      notes={anchored.get(index) ?? NO_NOTES}
                      crossedLook={drawsApart(mode, anchored, index - 1) ? null : crossedLook(entries, index)}
                      endsInCrossing={entry.kind === 'packet' && entry.crossedByNext && !drawsApart(mode, anchored, index)}
                      emphasis={anchored.has(index) && mode !== 'margin' ? emphasis : NO_EMPHASIS}
                    />
                  );
                })}
              </div>
            </div>
            {mode === 'margin' ? (
              <div className="ladder-margin">
                <div className="ladder-margin-head">{gauge}</div>
                <NoteMargin groups={notes} emphasis={emphasis} minHeight={tops.at(-1) ?? 0} />
              </div>
            ) : null}
          </div>
        </div>
        {mode === 'margin' ? null : gauge}
      </section>
    </LadderContextProvider>
  );
}

function isLong(rows: number, mode: LadderMode, tops: Float64Array): boolean {
  return mode === 'list' ? rows > DRAW_WHOLE_UP_TO : (tops.at(-1) ?? 0) > LONG_FROM_PX;
}

/** Width decides the form of the ladder, and the lane's width where its arrows end. */
function useMeasures(root: { readonly current: HTMLElement | null }, lane: { readonly current: HTMLElement | null }) {
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
function useHeights(
  entries: readonly LadderEntry[],
  anchored: ReadonlyMap<number, readonly Annotation[]>,
  mode: LadderMode,
  rows: { readonly current: HTMLElement | null },
) {
  const [measured, setMeasured] = useState<ReadonlyMap<string, number>>(new Map());
  const heights = useMemo(
    () =>
      entries.map((entry, index) => {
        const own = entry.kind === 'gap' ? gapHeight(entry.row.seconds) : ROW_PX;
        if (mode === 'margin') return own;
        const cards = anchored.get(index)?.length ?? 0;
        if (mode !== 'list' && cards === 0) return own;
        return measured.get(entry.key) ?? (mode === 'list' ? GUESSED_LIST_ROW_PX : own) + cards * GUESSED_CARD_PX;
      }),
    [entries, anchored, mode, measured],
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

interface Sight {
  readonly scroller: HTMLElement | null;
  readonly rows: { readonly current: HTMLElement | null };
  readonly tops: Float64Array;
  readonly start: number;
  readonly end: number;
}

/** After a key: the current row is drawn, scrolled to and focused. A row that is far away is first brought into the window. */
function useCurrentRowInSight(state: LadderState, { scroller, rows, tops, start, end }: Sight): void {
  const { entries, current, reveal } = state;
  const done = useRef(0);
  useEffect(() => {
    if (reveal.count === done.current) return;
    if (scroller === null) return;
    if (current < start || current >= end) {
      scroller.scrollTo?.({ top: (tops[current] ?? 0) - scroller.clientHeight / 2 });
      return;
    }
    const row = rows.current?.querySelector<HTMLElement>(`[data-key="${entries[current]?.key ?? ''}"]`) ?? null;
    if (row === null) return;
    done.current = reveal.count;
    row.scrollIntoView?.({ block: reveal.centre ? 'center' : 'nearest' });
    if (reveal.focus) row.focus({ preventScroll: true });
  }, [state, entries, current, reveal, scroller, rows, tops, start, end]);
}

function anchorNotes(entries: readonly LadderEntry[], annotations: readonly Annotation[]): ReadonlyMap<number, readonly Annotation[]> {
  const byRow = new Map<number, Annotation[]>();
  for (const note of annotations) {
    const index = anchorIndex(entries, note);
    if (index < 0) continue;
    const there = byRow.get(index);
    if (there === undefined) byRow.set(index, [note]);
    else there.push(note);
  }
  return byRow;
}

function inMargin(
  entries: readonly LadderEntry[],
  anchored: ReadonlyMap<number, readonly Annotation[]>,
  tops: Float64Array,
): readonly AnchoredNotes[] {
  return [...anchored.entries()]
    .toSorted(([a], [b]) => a - b)
    .map(([index, notes]) => ({ notes, anchorY: (tops[index] ?? 0) + (entries[index]?.kind === 'packet' ? LINE_Y : ROW_PX / 2) }));
}

const NO_NUMBERS: readonly number[] = [];
const NO_EMPHASIS: NoteEmphasis = { active: NO_NUMBERS, related: NO_NUMBERS };

function notesAt(entries: readonly LadderEntry[], index: number): readonly number[] {
  const entry = entries[index];
  return entry?.kind === 'packet' ? entry.row.notes : NO_NUMBERS;
}

/** Frames that the notes pointed at rest on; null when none is pointed at. */
function framesOf(annotations: readonly Annotation[], active: readonly number[]): ReadonlySet<number> | null {
  if (active.length === 0) return null;
  return new Set(annotations.filter((note) => active.includes(note.number)).flatMap((note) => note.frames));
}

function isEvidence(entry: LadderEntry, frames: ReadonlySet<number>): boolean {
  if (entry.kind === 'packet') return frames.has(entry.row.frame);
  if (entry.kind !== 'run') return false;
  return [...frames].some((frame) => entry.row.firstFrame <= frame && frame <= entry.row.lastFrame);
}

/** A crossing is drawn over two rows: only where no card stands between them. */
function drawsApart(mode: LadderMode, anchored: ReadonlyMap<number, unknown>, upperIndex: number): boolean {
  return mode !== 'margin' && anchored.has(upperIndex);
}

function crossedLook(entries: readonly LadderEntry[], index: number): ArrowLook | null {
  const above = entries[index - 1];
  const entry = entries[index];
  if (entry?.kind !== 'packet' || !entry.row.crossed || above?.kind !== 'packet' || !above.crossedByNext) return null;
  return lookOf(above.row.style);
}

function columnChars(state: LadderState): { readonly number: number; readonly time: number } {
  let number = 2;
  let last = 0;
  for (const row of state.model.rows) {
    if (row.kind === 'gap') continue;
    const text =
      row.kind === 'packet' || row.firstFrame === row.lastFrame
        ? String(row.kind === 'packet' ? row.frame : row.firstFrame)
        : `${row.firstFrame}–${row.lastFrame}`;
    number = Math.max(number, text.length);
    last = Math.max(last, row.seconds);
  }
  return { number, time: Math.max(6, timeColumnChars(state.scale, last)) };
}
