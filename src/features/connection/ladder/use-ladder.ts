// State of one ladder in the page: current row, open runs, time mode, the note pointed at; and what its keys do.
// The model comes from the worker; this asks for runs to be opened, it does not open them itself.

import { useCallback, useEffect, useMemo, useRef, useState, type FocusEvent, type KeyboardEvent } from 'react';
import type { LadderModel } from '#engine/ladder/ladder-model';
import { flattenLadder, frameAt, indexOfFrame, isAnnotated, stepFrom, type LadderEntry } from './ladder-rows';
import { nextTimeMode, type TimeMode, type TimeScale } from './time-format';

/** Rows that may be unfolded at once; a run shows 500 of its packets at most. */
export const MAX_EXPANDED_ROWS = 20_000;
const MAX_ROWS_OF_RUN = 500;
const PAGE_ROWS = 12;

/** A wish to see the current row: counted, so that the same row can be wished for again. */
interface Reveal {
  readonly count: number;
  readonly focus: boolean;
  readonly centre: boolean;
}

interface Landing {
  readonly frame: number;
  readonly focus: boolean;
}

export interface LadderOptions {
  readonly model: LadderModel;
  /** Frame that the address bar names. */
  readonly packet: number | null;
  readonly captureSeconds: number;
  readonly expanded: readonly number[];
  onExpandedChange(expanded: readonly number[]): void;
  onPacket(frame: number): void;
  /** Enter on a packet, or a click: the reader wants its details. */
  onOpenPacket(): void;
}

export interface LadderState {
  readonly model: LadderModel;
  readonly entries: readonly LadderEntry[];
  readonly current: number;
  /** Packet of the current row, for the panel. */
  readonly frame: number | null;
  readonly scale: TimeScale;
  readonly markedFrame: number | null;
  /** Notes whose evidence stands out; empty when nothing is dimmed. */
  readonly activeNotes: readonly number[];
  readonly reveal: Reveal;
  selectRow(key: string): void;
  /** A row of its own, not folded away. */
  hasFrame(frame: number): boolean;
  selectFrame(frame: number): void;
  toggleRun(id: number): void;
  pointAtNote(number: number | null): void;
  onGridKey(event: KeyboardEvent): void;
  /** Focus that came without our keys (assistive technology, a click into a card): the row follows it. */
  onGridFocus(event: FocusEvent): void;
  move(step: 1 | -1): void;
  moveToNote(step: 1 | -1): void;
  setTimeMode(mode: TimeMode): void;
  cycleTimeMode(): void;
  /** The frame now marked, null when the mark was taken away. */
  toggleMark(): number | null;
  /** False when that would be more rows than can be shown. */
  toggleAll(): boolean;
  readonly allPackets: number;
  readonly isAllExpanded: boolean;
  readonly hasRuns: boolean;
  centre(): void;
}

const NO_NOTES: readonly number[] = [];

export function useLadder(options: LadderOptions): LadderState {
  const { model, packet, captureSeconds, expanded, onExpandedChange, onPacket, onOpenPacket } = options;
  const entries = useMemo(() => flattenLadder(model), [model]);
  const [key, setKey] = useState<string | null>(null);
  const [seenPacket, setSeenPacket] = useState(packet);
  const [timeMode, setTimeMode] = useState<TimeMode>('start');
  const [markedFrame, setMarkedFrame] = useState<number | null>(null);
  const [pointedNotes, setPointedNotes] = useState<readonly number[]>(NO_NOTES);
  const [keptNotes, setKeptNotes] = useState<readonly number[]>(NO_NOTES);
  const [reveal, setReveal] = useState<Reveal>({ count: 0, focus: false, centre: false });
  // A packet named from outside: its run is opened if need be, then it is brought into sight, and the keys start from it.
  const [landing, setLanding] = useState<Landing | null>(packet === null ? null : { frame: packet, focus: true });

  const current = useMemo(() => currentIndex(entries, key, packet), [entries, key, packet]);
  const frame = shownFrame(entries, current, key, packet);
  if (packet !== seenPacket) {
    setSeenPacket(packet);
    if (packet !== null && packet !== frame && indexOfFrame(entries, packet) >= 0) {
      setKey(`p${packet}`);
      setLanding({ frame: packet, focus: false });
    }
  }
  const foldedRun = landing === null ? null : foldedRunOf(entries, landing.frame);
  if (landing !== null && foldedRun === null) {
    setLanding(null);
    setReveal((before) => ({ count: before.count + 1, focus: landing.focus, centre: false }));
  }
  useEffect(() => {
    if (foldedRun !== null && !expanded.includes(foldedRun)) onExpandedChange([...expanded, foldedRun]);
  }, [foldedRun, expanded, onExpandedChange]);
  const visibleFrames = useMemo(() => new Set(entries.flatMap((entry) => (entry.kind === 'packet' ? [entry.row.frame] : []))), [entries]);
  const hasFrame = useCallback((wanted: number) => visibleFrames.has(wanted), [visibleFrames]);

  const goTo = useCallback(
    (index: number, how: { readonly focus: boolean; readonly notes?: readonly number[] }) => {
      const entry = entries[index];
      if (entry === undefined) return;
      setKey(entry.key);
      setKeptNotes(how.notes ?? NO_NOTES);
      setReveal((before) => ({ count: before.count + 1, focus: how.focus, centre: false }));
      if (entry.kind === 'packet') onPacket(entry.row.frame);
    },
    [entries, onPacket],
  );
  const selectRow = useCallback(
    (rowKey: string) => {
      const index = entries.findIndex((entry) => entry.key === rowKey);
      goTo(index, { focus: true });
      if (entries[index]?.kind === 'packet') onOpenPacket();
    },
    [entries, goTo, onOpenPacket],
  );
  const selectFrame = useCallback((wanted: number) => goTo(indexOfFrame(entries, wanted), { focus: false }), [entries, goTo]);
  const toggleRun = useCallback(
    (id: number) => onExpandedChange(expanded.includes(id) ? expanded.filter((other) => other !== id) : [...expanded, id]),
    [expanded, onExpandedChange],
  );
  const pointAtNote = useCallback((number: number | null) => setPointedNotes(number === null ? NO_NOTES : [number]), []);
  const move = useCallback((step: 1 | -1) => goTo(stepFrom(entries, current, step), { focus: true }), [entries, current, goTo]);
  const moveToNote = useCallback(
    (step: 1 | -1) => {
      const index = stepFrom(entries, current, step, isAnnotated);
      const entry = entries[index];
      if (entry?.kind === 'packet' && entry.row.notes.length > 0) goTo(index, { focus: true, notes: entry.row.notes });
    },
    [entries, current, goTo],
  );

  const runs = useMemo(() => model.rows.flatMap((row) => (row.kind === 'run' ? [row] : [])), [model]);
  const allPackets = useMemo(() => runs.reduce((sum, run) => sum + Math.min(run.packets, MAX_ROWS_OF_RUN), 0), [runs]);
  const isAllExpanded = runs.length > 0 && runs.every((run) => expanded.includes(run.id));
  const toggleAll = useCallback(() => {
    if (!isAllExpanded && allPackets > MAX_EXPANDED_ROWS) return false;
    onExpandedChange(isAllExpanded ? [] : runs.map((run) => run.id));
    return true;
  }, [isAllExpanded, allPackets, runs, onExpandedChange]);

  const onGridKey = useGridKeys({
    entries,
    current,
    goTo,
    toggleRun,
    onOpenPacket,
    clearNotes: () => setKeptNotes(NO_NOTES),
    hasNotes: keptNotes.length > 0,
  });
  const onGridFocus = useCallback(
    (event: FocusEvent) => {
      const focused = event.target.closest<HTMLElement>('[role="row"]')?.dataset['key'];
      const entry = entries.find((candidate) => candidate.key === focused);
      if (entry === undefined || entry === entries[current]) return;
      setKey(entry.key);
      if (entry.kind === 'packet') onPacket(entry.row.frame);
    },
    [entries, current, onPacket],
  );
  const markSeconds = useMemo(() => secondsOf(entries, markedFrame), [entries, markedFrame]);
  const scale = useMemo<TimeScale>(
    () => ({ mode: timeMode, digits: model.timeDigits, captureSeconds, startNs: model.startNs, markSeconds }),
    [timeMode, model.timeDigits, model.startNs, captureSeconds, markSeconds],
  );
  return {
    model,
    entries,
    current,
    frame,
    scale,
    markedFrame,
    activeNotes: pointedNotes.length > 0 ? pointedNotes : keptNotes,
    reveal,
    selectRow,
    hasFrame,
    selectFrame,
    toggleRun,
    pointAtNote,
    onGridKey,
    onGridFocus,
    move,
    moveToNote,
    setTimeMode,
    cycleTimeMode: () => setTimeMode(nextTimeMode),
    toggleMark: () => {
      const next = frame === markedFrame ? null : frame;
      setMarkedFrame(next);
      setTimeMode(next === null ? 'start' : 'mark');
      return next;
    },
    toggleAll,
    allPackets,
    isAllExpanded,
    hasRuns: runs.length > 0,
    centre: () => setReveal((before) => ({ count: before.count + 1, focus: true, centre: true })),
  };
}

/** The row under the keys; a row that folded away leaves the keys at the run that swallowed it, else at the packet of the address. */
function currentIndex(entries: readonly LadderEntry[], key: string | null, packet: number | null): number {
  if (key !== null) {
    const at = entries.findIndex((entry) => entry.key === key);
    if (at >= 0) return at;
    const frame = key.startsWith('p') ? Number(key.slice(1)) : -1;
    const run = indexOfFrame(entries, frame);
    if (run >= 0) return run;
  }
  return packet === null ? 0 : Math.max(0, indexOfFrame(entries, packet));
}

/** The packet for the panel: that of the row; on a folded run the one that was asked for, else its first. */
function shownFrame(entries: readonly LadderEntry[], current: number, key: string | null, packet: number | null): number | null {
  const wanted = key === null ? packet : key.startsWith('p') ? Number(key.slice(1)) : null;
  const entry = entries[current];
  const isInside = entry?.kind === 'run' && wanted !== null && entry.row.firstFrame <= wanted && wanted <= entry.row.lastFrame;
  return isInside ? wanted : frameAt(entries, current);
}

/** Run that hides a frame and is not open yet. */
function foldedRunOf(entries: readonly LadderEntry[], frame: number): number | null {
  const entry = entries[indexOfFrame(entries, frame)];
  return entry?.kind === 'run' && !entry.row.expanded ? entry.row.id : null;
}

function secondsOf(entries: readonly LadderEntry[], frame: number | null): number | null {
  const entry = entries.find((candidate) => candidate.kind === 'packet' && candidate.row.frame === frame);
  return entry?.kind === 'packet' ? entry.row.seconds : null;
}

interface GridKeys {
  readonly entries: readonly LadderEntry[];
  readonly current: number;
  goTo(index: number, how: { readonly focus: boolean }): void;
  toggleRun(id: number): void;
  onOpenPacket(): void;
  clearNotes(): void;
  readonly hasNotes: boolean;
}

/** The keys of the APG tree grid, on whichever element inside it has the focus. */
function useGridKeys(keys: GridKeys): (event: KeyboardEvent) => void {
  const latest = useRef(keys);
  useEffect(() => {
    latest.current = keys;
  });
  return useCallback((event: KeyboardEvent) => {
    const { entries, current, goTo, toggleRun, onOpenPacket, clearNotes, hasNotes } = latest.current;
    if (event.altKey || event.metaKey || event.shiftKey || event.nativeEvent.isComposing) return;
    // Buttons inside a row (packet chips) keep their own Enter and Space.
    const isOnRow = event.target instanceof HTMLElement && event.target.getAttribute('role') === 'row';
    const entry = entries[current];
    const to = (index: number) => goTo(index, { focus: true });
    const clamp = (index: number) => Math.min(entries.length - 1, Math.max(0, index));
    const far = (step: 1 | -1) => stepFrom(entries, clamp(current + step * PAGE_ROWS) - step, step);
    const action = ((): (() => void) | null => {
      switch (event.key) {
        case 'ArrowDown':
          return () => to(stepFrom(entries, current, 1));
        case 'ArrowUp':
          return () => to(stepFrom(entries, current, -1));
        case 'PageDown':
          return () => to(far(1));
        case 'PageUp':
          return () => to(far(-1));
        case 'Home':
          return () => to(stepFrom(entries, -1, 1));
        case 'End':
          return () => to(stepFrom(entries, entries.length, -1));
        case 'ArrowRight':
          if (entry?.kind !== 'run') return null;
          return entry.row.expanded ? () => to(stepFrom(entries, current, 1)) : () => toggleRun(entry.row.id);
        case 'ArrowLeft':
          if (entry?.kind === 'run' && entry.row.expanded) return () => toggleRun(entry.row.id);
          if (entry?.level === 2) return () => to(stepFrom(entries, current, -1, (candidate) => candidate.kind === 'run'));
          return null;
        case 'Enter':
          if (!isOnRow) return null;
          return entry?.kind === 'run' ? () => toggleRun(entry.row.id) : onOpenPacket;
        case 'Escape':
          return hasNotes ? clearNotes : null;
        default:
          return null;
      }
    })();
    if (action === null) return;
    event.preventDefault();
    event.stopPropagation();
    action();
  }, []);
}
