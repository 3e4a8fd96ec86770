// How rows and notes of one ladder belong together: where a note stands, what it rests on, which rows cross. No drawing.

import type { Annotation, LadderModel } from '#engine/ladder/ladder-model';
import { lookOf, type ArrowLook } from './arrow-look';
import type { LadderMode } from './ladder-context';
import { anchorIndex, indexOfFrame, type LadderEntry } from './ladder-rows';
import type { NoteEmphasis } from './NoteCard';
import type { AnchoredNotes } from './NoteMargin';
import { timeColumnChars } from '../../../ui/ladder/time-format';
import type { LadderState } from './use-ladder';

/** `endFrame`: the packet that something stands beside even without a note. */
export function anchorNotes(
  entries: readonly LadderEntry[],
  annotations: readonly Annotation[],
  endFrame?: number,
): ReadonlyMap<number, readonly Annotation[]> {
  const byRow = new Map<number, Annotation[]>();
  for (const note of annotations) {
    const index = anchorIndex(entries, note);
    if (index < 0) continue;
    const there = byRow.get(index);
    if (there === undefined) byRow.set(index, [note]);
    else there.push(note);
  }
  const end = endFrame === undefined ? -1 : indexOfFrame(entries, endFrame);
  if (end >= 0 && !byRow.has(end)) byRow.set(end, []);
  return byRow;
}

/** `lineOf`: y of a row's line, from the top of the first row. */
export function inMargin(
  anchored: ReadonlyMap<number, readonly Annotation[]>,
  lineOf: (index: number) => number,
  endIndex: number,
): readonly AnchoredNotes[] {
  return [...anchored.entries()]
    .toSorted(([a], [b]) => a - b)
    .map(([index, notes]) => ({ notes, anchorY: lineOf(index), isEnd: index === endIndex }));
}

const NO_NUMBERS: readonly number[] = [];
export const NO_EMPHASIS: NoteEmphasis = { active: NO_NUMBERS, related: NO_NUMBERS };

/** Row of the packet that ended the connection, where its gauge is known; -1 elsewhere. */
export function endOf(entries: readonly LadderEntry[], { gauge }: LadderModel): number {
  return gauge?.atEnd === undefined ? -1 : indexOfFrame(entries, gauge.atEnd.frame);
}

export function notesAt(entries: readonly LadderEntry[], index: number): readonly number[] {
  const entry = entries[index];
  return entry?.kind === 'packet' ? entry.row.notes : NO_NUMBERS;
}

/** Frames that the notes pointed at rest on; null when none is pointed at. */
export function framesOf(annotations: readonly Annotation[], active: readonly number[]): ReadonlySet<number> | null {
  if (active.length === 0) return null;
  return new Set(annotations.filter((note) => active.includes(note.number)).flatMap((note) => note.frames));
}

export function isEvidence(entry: LadderEntry, frames: ReadonlySet<number>): boolean {
  if (entry.kind === 'packet') return frames.has(entry.row.frame);
  if (entry.kind !== 'run') return false;
  return [...frames].some((frame) => entry.row.firstFrame <= frame && frame <= entry.row.lastFrame);
}

/** A crossing is drawn over two rows: only where no card stands between them. */
export function drawsApart(mode: LadderMode, anchored: ReadonlyMap<number, unknown>, upperIndex: number): boolean {
  return mode !== 'margin' && anchored.has(upperIndex);
}

export function crossedLook(entries: readonly LadderEntry[], index: number): ArrowLook | null {
  const above = entries[index - 1];
  const entry = entries[index];
  if (entry?.kind !== 'packet' || !entry.row.crossed || above?.kind !== 'packet' || !above.crossedByNext) return null;
  return lookOf(above.row.style);
}

export function columnChars(state: LadderState): { readonly number: number; readonly time: number } {
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
