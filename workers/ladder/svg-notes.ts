// The numbered circles of the drawing, and the sentences that they stand for below the ladder.

import { evidenceText } from '../causes/words/evidence-words';
import type { Language } from '../base/format';
import type { Annotation, LadderModel } from './ladder-model';
import { LABEL_FONT, PAD_PX, PROSE_FONT, SMALL_FONT, type Layout } from './svg-layout';
import { SVG_COLOURS } from './svg-look';
import { element, monoWidth, sansWidth, textAt, wrapped } from './svg-xml';
import type { LadderWords } from './text-words';

const CIRCLE_R = 8.5;
/** Distance between the numbers that stand at one end of an arrow. */
const CIRCLE_STEP_PX = 18;
/** Beyond these the numbers would cover the arrow; the list below has them all. */
const MOST_CIRCLES = 3;
/** More packets than this are not named one by one under a note. */
const NAMED_FRAMES = 6;
const LINE_PX = 18;
const TEXT_X = PAD_PX + 28;

/** A circle that decides the cause is filled, one that gives context is not. */
function drawCircle(text: string, x: number, y: number, isDecisive: boolean): string {
  return (
    element('circle', {
      cx: x,
      cy: y,
      r: CIRCLE_R,
      fill: isDecisive ? SVG_COLOURS.text : SVG_COLOURS.surface,
      stroke: isDecisive ? SVG_COLOURS.text : SVG_COLOURS['text-3'],
      'stroke-width': 1,
    }) +
    textAt(
      text,
      { px: text.length > 2 ? 8.5 : text.length > 1 ? 10 : 11, family: 'sans-serif', weight: 600 },
      { x, y: y + 3.8, anchor: 'middle', fill: isDecisive ? SVG_COLOURS.surface : SVG_COLOURS.text },
    )
  );
}

/** One stands on the line at `x`, the others beside it: `direction` leads away from the lane, arrows keep theirs. Read from the left. */
export function drawNoteMarks(notes: readonly Annotation[], x: number, y: number, direction: 1 | -1): string {
  const shown = notes.length > MOST_CIRCLES ? notes.slice(0, MOST_CIRCLES - 1) : notes;
  const marks = shown.map((note) => ({ text: String(note.number), isDecisive: note.decisive }));
  if (shown.length < notes.length) marks.push({ text: `+${notes.length - shown.length}`, isDecisive: false });
  const left = direction > 0 ? x : x - (marks.length - 1) * CIRCLE_STEP_PX;
  return marks.map(({ text, isDecisive }, index) => drawCircle(text, left + index * CIRCLE_STEP_PX, y, isDecisive)).join('');
}

/** What the numbers at one lifeline take of the room beside it. */
export function noteRoom(count: number): number {
  // One alone stands on the lifeline itself.
  return count <= 1 ? 0 : 2 + (Math.min(count, MOST_CIRCLES) - 1) * CIRCLE_STEP_PX;
}

export interface NoteList {
  readonly svg: string;
  readonly height: number;
}

/** All notes in order, also those whose packets the ladder does not show; the gauge below them. */
export function drawNotes(model: LadderModel, layout: Layout, top: number, language: Language, words: LadderWords): NoteList {
  const { annotations, gauge } = model;
  const width = layout.width - TEXT_X - PAD_PX;
  const parts: string[] = [];
  let y = top;
  for (const note of annotations) {
    const lines = wrapped(evidenceText(note, language), width, PROSE_FONT);
    parts.push(drawCircle(String(note.number), PAD_PX + CIRCLE_R + 1, y + 9, note.decisive));
    lines.forEach((line, index) => {
      parts.push(textAt(line, PROSE_FONT, { x: TEXT_X, y: y + 13 + index * LINE_PX, fill: SVG_COLOURS.text }));
    });
    y += lines.length * LINE_PX;
    const frames = framesText(note.frames, words);
    if (frames !== '') {
      const last = lines.at(-1) ?? '';
      const after = TEXT_X + sansWidth(last, PROSE_FONT) + 16;
      const fits = after + monoWidth(frames, LABEL_FONT.px) <= layout.width - PAD_PX;
      if (!fits) y += LINE_PX;
      // Right-aligned: the width of the sentence is an estimate, the edge is not.
      parts.push(textAt(frames, LABEL_FONT, { x: layout.width - PAD_PX, y: y - 5, anchor: 'end', fill: SVG_COLOURS['text-3'] }));
    }
    y += 4;
  }
  if (gauge !== null && (gauge.open > 0 || gauge.limit !== null)) {
    const bar = gauge.limit === null ? '' : drawGauge(gauge.open, gauge.limit, y);
    const x = bar === '' ? TEXT_X : TEXT_X + GAUGE_PX + 12;
    parts.push(bar, textAt(words.gauge(gauge), SMALL_FONT, { x, y: y + 13, fill: SVG_COLOURS['text-2'] }));
    y += LINE_PX + 4;
  }
  return { svg: parts.join(''), height: y - top };
}

const GAUGE_PX = 96;

/** Full where the limit is; without one there is nothing to measure against, and no bar. */
function drawGauge(open: number, limit: number, y: number): string {
  const box = { x: TEXT_X, y: y + 4, height: 10 };
  const share = limit > 0 ? Math.min(1, Math.max(0, open / limit)) : 1;
  return (
    element('rect', { ...box, width: GAUGE_PX * share, fill: SVG_COLOURS.accent, 'fill-opacity': '0.45' }) +
    element('rect', { ...box, width: GAUGE_PX, fill: 'none', stroke: SVG_COLOURS['border-strong'], 'stroke-width': 1 })
  );
}

function framesText(frames: readonly number[], words: LadderWords): string {
  if (frames.length <= NAMED_FRAMES) return frames.map((frame) => `#${frame}`).join(' ');
  const shown = frames.slice(0, NAMED_FRAMES - 1).map((frame) => `#${frame}`);
  return `${shown.join(' ')} … #${frames.at(-1)} (${words.more(frames.length)})`;
}
