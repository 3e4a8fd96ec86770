// State of one ladder in the page: current row, open runs, time mode, the note pointed at; and what its keys do.
// The model comes from the worker; this asks for runs to be opened, it does not open them itself.

import { useCallback, useEffect, useMemo, useRef, useState, type FocusEvent, type KeyboardEvent } from 'react';
import type { LadderModel, OpenedPackets } from '#engine/ladder/ladder-model';
import { useTimeMode } from '../../../app/time-mode';
import { flattenLadder, frameAt, indexOfFrame, indexOfKey, isAnnotated, stepFrom, type LadderEntry } from './ladder-rows';
import { nextTimeMode, type TimeMode, type TimeScale } from '../../../ui/ladder/time-format';

/** Rows that may be unfolded at once. */
export const MAX_EXPANDED_ROWS = 20_000;
/** A run opens with so many of its packets. */
const MAX_ROWS_OF_RUN = 500;
const MORE_PACKETS = 500;
const PAGE_ROWS = 12;

/** What is open: runs by their ids, and packets of them beside their first and last ones. */
export interface OpenRuns {
  readonly runs: readonly number[];
  readonly packets: readonly OpenedPackets[];
  /** Which packets have rows of their own; empty for those that tell the story. */
  readonly filter: string;
}
export const NOTHING_OPEN: OpenRuns = { runs: [], packets: [], filter: '' };

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
  readonly open: OpenRuns;
  onOpenChange(open: OpenRuns): void;
  /** What was asked for would be more rows than can be shown. */
  onTooManyRows(rows: number): void;
  onPacket(frame: number): void;
  /** Enter on a packet, or a click: the reader wants its details. */
  onOpenPacket(): void;
  /** Part of a longer page, with no capture behind it: runs stay folded, and it takes the focus when it is given it. */
  readonly isDetached?: boolean;
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
  readonly isDetached: boolean;
  selectRow(key: string): void;
  /** A row of its own, not folded away. */
  hasFrame(frame: number): boolean;
  selectFrame(frame: number): void;
  toggleRun(id: number): void;
  /** Packets that an open run leaves out, from the beginning or the end of the omission. */
  showMore(key: string, from: 'start' | 'end'): void;
  /** Brings the row of a frame into sight, as a scroll bar does: nothing is opened, the focus stays. */
  jumpTo(frame: number): void;
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
  toggleAll(): void;
  readonly isAllExpanded: boolean;
  readonly hasRuns: boolean;
  centre(): void;
}

const NO_NOTES: readonly number[] = [];

export function useLadder(options: LadderOptions): LadderState {
  const { model, packet, captureSeconds, open, onOpenChange, onTooManyRows, onPacket, onOpenPacket, isDetached = false } = options;
  const expanded = open.runs;
  const entries = useMemo(() => flattenLadder(model), [model]);
  const [key, setKey] = useState<string | null>(null);
  const [seenPacket, setSeenPacket] = useState(packet);
  const [timeMode, setTimeMode] = useTimeMode(isDetached);
  const [markedFrame, setMarkedFrame] = useState<number | null>(null);
  const [pointedNotes, setPointedNotes] = useState<readonly number[]>(NO_NOTES);
  const [keptNotes, setKeptNotes] = useState<readonly number[]>(NO_NOTES);
  const [reveal, setReveal] = useState<Reveal>({ count: 0, focus: false, centre: false });
  // A packet named from outside: its run is opened if need be, then it is brought into sight, and the keys start from it.
  const [landing, setLanding] = useState<Landing | null>(packet === null || isDetached ? null : { frame: packet, focus: true });

  const current = useMemo(() => currentIndex(entries, key, packet), [entries, key, packet]);
  const frame = shownFrame(entries, current, key, packet);
  if (packet !== seenPacket) {
    setSeenPacket(packet);
    // The keys bring their own row; every other packet comes from the address.
    if (packet !== null && key !== `p${packet}` && indexOfFrame(entries, packet) >= 0) {
      setKey(`p${packet}`);
      setLanding({ frame: packet, focus: false });
    }
  }
  const wanted = landing === null ? null : openedFor(entries, landing.frame, open);
  if (landing !== null && wanted === null) {
    setLanding(null);
    setReveal((before) => ({ count: before.count + 1, focus: landing.focus, centre: false }));
  }
  useEffect(() => {
    if (wanted !== null && wanted !== open) onOpenChange(wanted);
  }, [wanted, open, onOpenChange]);
  const visibleFrames = useMemo(() => new Set(entries.flatMap((entry) => (entry.kind === 'packet' ? [entry.row.frame] : []))), [entries]);
  const hasFrame = useCallback(
    // Folded for good: the run stands for its packets.
    (asked: number) => (isDetached ? indexOfFrame(entries, asked) >= 0 : visibleFrames.has(asked)),
    [visibleFrames, entries, isDetached],
  );

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
  const selectFrame = useCallback((asked: number) => goTo(indexOfFrame(entries, asked), { focus: false }), [entries, goTo]);
  const jumpTo = useCallback(
    (asked: number) => {
      const entry = entries[indexOfFrame(entries, asked)];
      if (entry === undefined) return;
      setKey(entry.key);
      setReveal((before) => ({ count: before.count + 1, focus: false, centre: true }));
    },
    [entries],
  );
  const showMore = useCallback(
    (rowKey: string, from: 'start' | 'end') => {
      const entry = entries.find((candidate) => candidate.key === rowKey);
      if (entry?.kind !== 'hidden') return;
      const rowsThen = entries.length + Math.min(entry.packets, MORE_PACKETS);
      if (rowsThen > MAX_EXPANDED_ROWS) return onTooManyRows(rowsThen);
      const more: OpenedPackets = from === 'start' ? [entry.firstFrame, MORE_PACKETS] : [entry.lastFrame, -MORE_PACKETS];
      onOpenChange({ ...open, packets: [...open.packets, more] });
    },
    [entries, open, onOpenChange, onTooManyRows],
  );
  const toggleRun = useCallback(
    (id: number) => {
      if (isDetached) return;
      onOpenChange({ ...open, runs: expanded.includes(id) ? expanded.filter((other) => other !== id) : [...expanded, id] });
    },
    [open, expanded, onOpenChange, isDetached],
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
    if (!isAllExpanded && allPackets > MAX_EXPANDED_ROWS) return onTooManyRows(allPackets);
    onOpenChange(isAllExpanded ? { ...NOTHING_OPEN, filter: open.filter } : { ...open, runs: runs.map((run) => run.id) });
  }, [isAllExpanded, allPackets, runs, open, onOpenChange, onTooManyRows]);

  const onGridKey = useGridKeys({
    entries,
    current,
    goTo,
    toggleRun,
    showMore,
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
    isDetached,
    selectRow,
    hasFrame,
    selectFrame,
    toggleRun,
    showMore,
    jumpTo,
    pointAtNote,
    onGridKey,
    onGridFocus,
    move,
    moveToNote,
    setTimeMode,
    cycleTimeMode: () => setTimeMode(nextTimeMode(timeMode, model.startNs !== '')),
    toggleMark: () => {
      const next = frame === markedFrame ? null : frame;
      setMarkedFrame(next);
      setTimeMode(next === null ? 'start' : 'mark');
      return next;
    },
    toggleAll,
    isAllExpanded,
    hasRuns: runs.length > 0,
    centre: () => setReveal((before) => ({ count: before.count + 1, focus: true, centre: true })),
  };
}

/** The row under the keys; a row that folded away leaves the keys at the run that swallowed it, else at the packet of the address. */
function currentIndex(entries: readonly LadderEntry[], key: string | null, packet: number | null): number {
  const at = key === null ? -1 : indexOfKey(entries, key);
  if (at >= 0) return at;
  return packet === null ? 0 : Math.max(0, indexOfFrame(entries, packet));
}

/** The packet for the panel: that of the row; on a folded run the one that was asked for, else its first. */
function shownFrame(entries: readonly LadderEntry[], current: number, key: string | null, packet: number | null): number | null {
  const wanted = key === null ? packet : key.startsWith('p') ? Number(key.slice(1)) : null;
  const entry = entries[current];
  const folded = entry?.kind === 'run' ? entry.row : entry?.kind === 'hidden' ? entry : null;
  const isInside = folded !== null && wanted !== null && folded.firstFrame <= wanted && wanted <= folded.lastFrame;
  return isInside ? wanted : frameAt(entries, current);
}

/** What has to be open for a frame to have a row; null when it has one, or none can be had. */
function openedFor(entries: readonly LadderEntry[], frame: number, open: OpenRuns): OpenRuns | null {
  const entry = entries[indexOfFrame(entries, frame)];
  if (entry?.kind === 'run' && !entry.row.expanded)
    return open.runs.includes(entry.row.id) ? open : { ...open, runs: [...open.runs, entry.row.id] };
  if (entry?.kind !== 'hidden') return null;
  if (open.packets.some(([asked]) => asked === frame)) return open;
  return { ...open, packets: [...open.packets, [frame, MORE_PACKETS / 2], [frame, -MORE_PACKETS / 2]] };
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
  showMore(key: string, from: 'start' | 'end'): void;
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
    const { entries, current, goTo, toggleRun, showMore, onOpenPacket, clearNotes, hasNotes } = latest.current;
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
          if (entry?.kind === 'hidden') return () => showMore(entry.key, 'start');
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
