// State of the ladder with two taps: current row, open runs, filter, how time is counted, scale. The model comes from the worker.

import { useMemo, useState } from 'react';
import type { OpenedPositions, TwoTapLadder } from '#engine/compare/compare-model';
import { firstSeen } from '#engine/compare/text-two-tap';
import { useTimeMode } from '../../app/time-mode';
import { storedDensity, storeNextDensity } from '../../ui/ladder/density';
import { nextTimeMode, type TimeMode, type TimeScale } from '../../ui/ladder/time-format';
import { entriesOf, secondsOf, stepTo, type HiddenEntry, type TwoTapEntry } from './two-tap-entries';

/** Rows that may be unfolded at once. */
export const MAX_EXPANDED_ROWS = 20_000;
const ROWS_OF_RUN_MOST = 500;
const MORE_PACKETS = 500;
const MAX_ZOOM = 24;

/** What is asked of the worker. */
export interface OpenTwoTap {
  readonly runs: readonly number[];
  readonly packets: readonly OpenedPositions[];
  readonly filter: string;
}
export const NOTHING_OPEN: OpenTwoTap = { runs: [], packets: [], filter: '' };

/** A wish to see the current row, counted: the same row can be wished for again. */
export interface Reveal {
  readonly count: number;
  readonly centre: boolean;
  readonly focus: boolean;
}

export interface TwoTapOptions {
  readonly ladder: TwoTapLadder;
  readonly open: OpenTwoTap;
  onOpen(open: OpenTwoTap): void;
  onTooManyRows(rows: number): void;
}

export type TwoTapState = ReturnType<typeof useTwoTap>;

export function useTwoTap({ ladder, open, onOpen, onTooManyRows }: TwoTapOptions) {
  const entries = useMemo(() => entriesOf(ladder), [ladder]);
  const seconds = useMemo(() => secondsOf(entries), [entries]);
  const [key, setKey] = useState<string | null>(null);
  const [last, setLast] = useState(0);
  const [reveal, setReveal] = useState<Reveal>({ count: 0, centre: false, focus: false });
  const [timeMode, setTimeMode] = useTimeMode(true);
  const [marked, setMarked] = useState<{ readonly key: string; readonly seconds: number } | null>(null);
  const [isLinear, setIsLinear] = useState(false);
  const [zoom, setZoom] = useState(0);
  const [density, setDensity] = useState(storedDensity);
  const current = useMemo(() => currentOf(entries, key, last), [entries, key, last]);
  const scale = useMemo<TimeScale>(
    () => ({
      mode: timeMode,
      digits: ladder.timeDigits,
      captureSeconds: ladder.captureSeconds ?? 0,
      startNs: ladder.startNs,
      markSeconds: marked?.seconds ?? null,
    }),
    [timeMode, ladder.timeDigits, ladder.captureSeconds, ladder.startNs, marked],
  );
  const want = (how: Partial<Reveal>) => setReveal(({ count }) => ({ count: count + 1, centre: false, focus: true, ...how }));
  const go = (index: number, how: Partial<Reveal> = {}) => {
    const entry = entries[index];
    if (entry === undefined) return;
    setKey(entry.key);
    setLast(index);
    want(how);
  };
  const toggle = (run: number) =>
    onOpen({ ...open, runs: open.runs.includes(run) ? open.runs.filter((id) => id !== run) : [...open.runs, run] });
  const runs = ladder.rows.flatMap((row) => (row.kind === 'run' ? [row] : []));
  const isAllOpen = runs.length > 0 && runs.every((run) => run.expanded);
  const entry = entries[current];
  return {
    ladder,
    entries,
    seconds,
    current,
    reveal,
    scale,
    isLinear,
    zoom,
    density,
    markedKey: marked?.key ?? null,
    hasRuns: runs.length > 0,
    isAllOpen,
    filter: open.filter,
    go,
    toggle,
    step: (direction: 1 | -1) => go(stepTo(entries, current, direction)),
    move: (by: number) => go(Math.min(entries.length - 1, Math.max(0, current + by))),
    centre: () => want({ centre: true }),
    toggleAll: () => {
      const rows = runs.reduce((sum, run) => sum + Math.min(run.packets, ROWS_OF_RUN_MOST), 0);
      if (!isAllOpen && rows > MAX_EXPANDED_ROWS) onTooManyRows(rows);
      else onOpen({ ...open, runs: isAllOpen ? [] : runs.map((run) => run.id), packets: [] });
    },
    showMore: ({ range, packets }: HiddenEntry) => {
      if (range === null) return;
      const rows = entries.length + Math.min(packets, MORE_PACKETS);
      if (rows > MAX_EXPANDED_ROWS) onTooManyRows(rows);
      else onOpen({ ...open, packets: [...open.packets, [range[0], MORE_PACKETS]] });
    },
    setFilter: (filter: string) => onOpen({ ...NOTHING_OPEN, filter }),
    setTimeMode: (mode: TimeMode) => setTimeMode(mode),
    cycleTimeMode: () => setTimeMode(nextTimeMode(timeMode, ladder.startNs !== '')),
    /** The row that times are counted from now; null when none is. */
    toggleMark: (): TwoTapEntry | null => {
      if (entry?.kind !== 'packet' || entry.key === marked?.key) {
        setMarked(null);
        setTimeMode('start');
        return null;
      }
      setMarked({ key: entry.key, seconds: firstSeen(entry.row) });
      setTimeMode('mark');
      return entry;
    },
    setLinear: (linear: boolean) => {
      setIsLinear(linear);
      want({ centre: true });
    },
    cycleDensity: () => {
      const next = storeNextDensity(density);
      setDensity(next);
      return next;
    },
    zoomBy: (steps: number) => setZoom(Math.min(MAX_ZOOM, Math.max(0, zoom + steps))),
  };
}

/** The row of that name; a row that folded away leaves the keys where they were. At first the first on which the captures differ. */
function currentOf(entries: readonly TwoTapEntry[], key: string | null, last: number): number {
  if (key === null) return Math.max(0, stepTo(entries, -1, 1));
  const at = entries.findIndex((entry) => entry.key === key);
  return at >= 0 ? at : Math.max(0, Math.min(entries.length - 1, last));
}
