// What stands at and beside the lifelines in each row: numbers of notes, the mark of what was ignored, the state that changed.

import type { Annotation, LadderModel, PacketRow, Side } from './ladder-model';
import { BAND_PX, CHIP_FONT, LINE_Y, SMALL_FONT } from './svg-layout';
import { drawIgnored } from './svg-arrow';
import { bandColour, bandOf, chipText, SVG_COLOURS } from './svg-look';
import { drawNoteMarks, noteRoom } from './svg-notes';
import { itemOfNote, ROW_PX, type SvgItem } from './svg-rows';
import { element, monoWidth, sansWidth, textAt } from './svg-xml';

export type NotesAt = Readonly<Record<Side | 'middlebox', readonly Annotation[]>>;

/** Notes of each row, by where their number stands. A device without a lifeline of its own is told at the receiver. */
export function notesOfItems(items: readonly SvgItem[], model: LadderModel): readonly NotesAt[] {
  const notes: Record<Side | 'middlebox', Annotation[]>[] = items.map(() => ({ client: [], server: [], middlebox: [] }));
  for (const note of model.annotations) {
    const index = itemOfNote(items, note);
    const item = items[index];
    if (item === undefined) continue;
    const receiver = item.kind === 'packet' ? receiverOf(item.row) : 'client';
    notes[index]?.[note.side === 'middlebox' && !model.middlebox ? receiver : note.side].push(note);
  }
  return notes;
}

export function receiverOf(row: PacketRow): Side {
  if (row.from === 'middlebox') return row.to ?? 'client';
  return row.from === 'client' ? 'server' : 'client';
}

const GAP_PX = 8;
const IGNORED_PX = 14;
const CHIP_PADDING_PX = 6;

interface Slot {
  readonly marks: readonly Annotation[];
  readonly isIgnored: boolean;
  /** Beside a chip the cross alone says that the packet was ignored. */
  readonly word: string;
  readonly chip: string;
}

function slotOf(item: SvgItem, side: Side, marks: readonly Annotation[], ignoredWord: string): Slot {
  const isIgnored = item.kind === 'packet' && item.row.ignored && receiverOf(item.row) === side;
  const now = item.after[side];
  const chip = item.before !== null && item.before[side] === now ? '' : chipText(now);
  return { marks, isIgnored, word: isIgnored && chip === '' ? ignoredWord.replace(/ ?✗/, '') : '', chip };
}

/** Room beside a lifeline, so that nothing of any row leaves the drawing. */
export function slotWidth(items: readonly SvgItem[], notes: readonly NotesAt[], side: Side, ignoredWord: string): number {
  let widest = 0;
  items.forEach((item, index) => {
    const { marks, isIgnored, word, chip } = slotOf(item, side, notes[index]?.[side] ?? [], ignoredWord);
    const text = Math.max(chip === '' ? 0 : chipWidth(chip), word === '' ? 0 : sansWidth(word, SMALL_FONT));
    const width = noteRoom(marks.length) + (isIgnored ? IGNORED_PX : 0) + text;
    widest = Math.max(widest, width);
  });
  return Math.ceil(widest) + 2 * GAP_PX;
}

/** `bandX` is the left edge of the lifeline. */
export function drawSlot(item: SvgItem, side: Side, notes: NotesAt, top: number, bandX: number, ignoredWord: string): string {
  const { marks, isIgnored, word, chip } = slotOf(item, side, notes[side], ignoredWord);
  const y = item.kind === 'packet' ? top + LINE_Y : top + ROW_PX / 2;
  const direction = side === 'client' ? -1 : 1;
  const anchor = side === 'client' ? 'end' : 'start';
  let x = (side === 'client' ? bandX : bandX + BAND_PX) + direction * (noteRoom(marks.length) + GAP_PX);
  const parts: string[] = [];
  if (isIgnored) {
    parts.push(drawIgnored({ x: x + direction * 3, y }));
    x += direction * IGNORED_PX;
  }
  if (word !== '') parts.push(textAt(word, SMALL_FONT, { x, y: y + 3.8, anchor, fill: SVG_COLOURS['o-noanswer-text'] }));
  if (chip !== '') {
    const width = chipWidth(chip);
    const left = side === 'client' ? x - width : x;
    parts.push(
      element('rect', {
        x: left,
        y: y - 9,
        width,
        height: 18,
        rx: 3,
        fill: SVG_COLOURS[bandColour(bandOf(item.after[side]))],
        stroke: SVG_COLOURS['border-strong'],
        'stroke-opacity': '0.5',
      }),
      textAt(chip, CHIP_FONT, { x: left + width / 2, y: y + 3.7, anchor: 'middle', fill: SVG_COLOURS.text }),
    );
  }
  parts.push(drawNoteMarks(marks, bandX + BAND_PX / 2, y, direction));
  return parts.join('');
}

function chipWidth(text: string): number {
  return Math.ceil(monoWidth(text, CHIP_FONT.px)) + 2 * CHIP_PADDING_PX;
}
