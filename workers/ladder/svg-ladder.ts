// The ladder as one self-contained SVG (ux 3.3, 3.6): for tickets, reports, and the image that is made of it. The same model
// and words as the text form. Light theme, generic fonts, no script, no link; nothing is measured, so the same text everywhere.

import { formatCount, formatEndpoint, type Language } from '../base/format';
import { evidenceText } from '../causes/words/evidence-words';
import { clip } from './display-width';
import type { LadderModel, PacketRow, Side } from './ladder-model';
import { drawArrow, drawCrossedArrow, drawCrossing, drawStop, type Point } from './svg-arrow';
import { drawBands, drawMiddleLine, drawPatterns, TAIL_PX } from './svg-bands';
import { drawHead, drawRule, HEAD_PX } from './svg-head';
import {
  deltaCell,
  HEADLINE_FONT,
  LABEL_FONT,
  LABEL_FONT_BOLD,
  layoutOf,
  LINE_Y,
  numberCell,
  PAD_PX,
  SMALL_FONT,
  timeCell,
  type Layout,
} from './svg-layout';
import { lostLook, SVG_COLOURS, svgLook, UNSEEN_LOOK } from './svg-look';
import { drawNoteMarks, drawNotes } from './svg-notes';
import {
  isShortened,
  ROW_PX,
  svgItems,
  type GapItem,
  type HiddenItem,
  type PacketItem,
  type RunItem,
  type SvgItem,
  type UnseenItem,
} from './svg-rows';
import { drawSlot, notesOfItems, receiverOf, slotWidth, type NotesAt } from './svg-slots';
import { svgWords, type SvgWords } from './svg-words';
import { decimal, element, escaped, idOf, monoWidth, sansWidth, textAt, wrapped } from './svg-xml';
import { labelPieces, LOST_AT, unseenPieces } from './text-label';
import { gapLabel, ladderWords, type LadderWords } from './text-words';

export interface SvgLadderOptions {
  readonly language: Language;
  /** Begins every id inside; another one for each drawing of a document. */
  readonly prefix: string;
  /** The judgement in a sentence, above the drawing; nothing when the document around it says it. */
  readonly headline?: string;
}

export interface SvgLadder {
  readonly svg: string;
  readonly width: number;
  readonly height: number;
  /** Packets of open runs, or rows, were left out: there was no room for more. */
  readonly isShortened: boolean;
}

export function renderSvgLadder(model: LadderModel, options: SvgLadderOptions): SvgLadder {
  return new SvgDrawing(model, options).render();
}

const FOOT_PX = 14;
/** Letters of the labels are narrower than this on the average. */
const WIDEST_EM = 0.7;
const LABEL_MARGIN_PX = 16;
/** A number is wider than the lifeline that it stands on. */
const BESIDE_NUMBER_PX = 2.5;
const NO_NOTES: NotesAt = { client: [], server: [], middlebox: [] };

class SvgDrawing {
  readonly #model: LadderModel;
  readonly #language: Language;
  readonly #prefix: string;
  readonly #headline: readonly string[];
  readonly #words: LadderWords;
  readonly #own: SvgWords;
  readonly #items: readonly SvgItem[];
  readonly #layout: Layout;
  /** As `#items`. */
  readonly #notes: readonly NotesAt[];

  constructor(model: LadderModel, { language, prefix, headline }: SvgLadderOptions) {
    this.#model = model;
    this.#language = language;
    this.#prefix = prefix;
    this.#words = ladderWords[language];
    this.#own = svgWords[language];
    this.#items = svgItems(model);
    this.#notes = notesOfItems(this.#items, model);
    const slot = (side: Side) => slotWidth(this.#items, this.#notes, side, this.#words.ignored);
    this.#layout = layoutOf(model, this.#items, { client: slot('client'), server: slot('server') });
    // Sentences of the engine mark code with backticks.
    const plain = (headline ?? '').replaceAll('`', '');
    this.#headline = plain === '' ? [] : wrapped(plain, this.#layout.width - 2 * PAD_PX, HEADLINE_FONT);
  }

  render(): SvgLadder {
    const headlinePx = this.#headline.length === 0 ? 0 : this.#headline.length * 20 + 8;
    const headTop = PAD_PX + headlinePx;
    const bodyTop = headTop + HEAD_PX;
    const tops = [bodyTop];
    for (const item of this.#items) tops.push((tops.at(-1) ?? bodyTop) + item.height);
    const bodyEnd = (tops.at(-1) ?? bodyTop) + TAIL_PX;
    const notes = drawNotes(this.#model, this.#layout, bodyEnd + 18, this.#language, this.#words);
    const foot = this.#foot();
    const notesEnd = bodyEnd + (notes.height > 0 ? 18 + notes.height : 4);
    const height = Math.ceil(notesEnd + (foot === '' ? 0 : FOOT_PX + 6) + PAD_PX - 4);
    const { width } = this.#layout;
    const body = [
      this.#titles(),
      drawPatterns(this.#prefix),
      element('rect', { x: 0, y: 0, width, height, fill: SVG_COLOURS.surface }),
      ...this.#headline.map((line, index) =>
        textAt(line, HEADLINE_FONT, { x: PAD_PX, y: PAD_PX + 13 + index * 20, fill: SVG_COLOURS.text }),
      ),
      drawHead(this.#model, this.#layout, headTop, this.#words, this.#own),
      drawBands(this.#items, tops, this.#layout, this.#prefix),
      this.#model.middlebox ? drawMiddleLine(this.#items, tops, this.#layout) : '',
      ...this.#items.map((item, index) => this.#row(item, tops[index] ?? 0, this.#notes[index] ?? NO_NOTES)),
      notes.height > 0 ? drawRule(this.#layout, bodyEnd + 8) : '',
      notes.svg,
      foot === '' ? '' : textAt(foot, SMALL_FONT, { x: PAD_PX, y: notesEnd + FOOT_PX, fill: SVG_COLOURS['text-3'] }),
    ];
    const svg = element(
      'svg',
      {
        xmlns: 'http://www.w3.org/2000/svg',
        width,
        height,
        viewBox: `0 0 ${decimal(width)} ${decimal(height)}`,
        role: 'img',
        'aria-labelledby': `${idOf(this.#prefix, 'title')} ${idOf(this.#prefix, 'desc')}`,
      },
      `\n${body.filter((part) => part !== '').join('\n')}\n`,
    );
    return { svg: `${svg}\n`, width, height, isShortened: isShortened(this.#model, this.#items) };
  }

  /** What the picture shows, for those who do not see it: ends, size, and every sentence. */
  #titles(): string {
    const { client, server, packets, annotations } = this.#model;
    const title = this.#own.title(formatEndpoint(client.address, client.port), formatEndpoint(server.address, server.port));
    const sentences = [
      ...this.#headline.slice(0, 1).map(() => this.#headline.join(this.#language === 'zh' ? '' : ' ')),
      `${this.#own.packets(formatCount(packets))}.`,
      ...annotations.map((note) => `(${note.number}) ${evidenceText(note, this.#language)}`),
    ];
    return (
      element('title', { id: idOf(this.#prefix, 'title') }, escaped(title)) +
      element('desc', { id: idOf(this.#prefix, 'desc') }, escaped(sentences.join(' ')))
    );
  }

  #row(item: SvgItem, top: number, notes: NotesAt): string {
    const { numberX, timeX, deltaX, clientBandX, serverBandX, middleX } = this.#layout;
    const y = item.kind === 'packet' ? top + LINE_Y + 3.8 : top + ROW_PX / 2 + 3.8;
    const cell = (text: string, x: number, fill: string) => textAt(text, LABEL_FONT, { x, y, anchor: 'end', fill });
    const cells =
      cell(numberCell(item), numberX, SVG_COLOURS['text-3']) +
      cell(timeCell(item, this.#model.timeDigits), timeX, SVG_COLOURS['text-2']) +
      cell(deltaCell(item), deltaX, SVG_COLOURS['text-3']);
    const slots =
      drawSlot(item, 'client', notes, top, clientBandX, this.#words.ignored) +
      drawSlot(item, 'server', notes, top, serverBandX, this.#words.ignored);
    const device = drawNoteMarks(notes.middlebox, middleX, y - 3.8, 1);
    return element(
      'g',
      item.kind === 'packet' ? { 'data-packet': item.row.frame } : {},
      cells + this.#lane(item, top, notes) + slots + device,
    );
  }

  #lane(item: SvgItem, top: number, notes: NotesAt): string {
    switch (item.kind) {
      case 'packet':
        return this.#packet(item, top, notes);
      case 'gap':
        return this.#gap(item, top);
      case 'run':
        return this.#run(item, top);
      case 'hidden':
        return this.#hidden(item, top);
      case 'unseen':
        return this.#unseen(item, top);
    }
  }

  #packet(item: PacketItem, top: number, notes: NotesAt): string {
    const { row } = item;
    const y = top + LINE_Y;
    const start: Point = { x: this.#xOf(row.from, notes), y };
    const tip: Point = { x: this.#xOf(receiverOf(row), notes), y };
    const look = svgLook(row);
    const arrow =
      item.crosses !== null
        ? drawCrossing(look, svgLook(item.crosses), ROW_PX, start, tip)
        : item.isCrossedByNext
          ? drawCrossedArrow(look, start, tip)
          : row.lostUntil === undefined
            ? drawArrow(look, start, tip)
            : drawArrow(lostLook(look), start, { x: start.x + LOST_AT * (tip.x - start.x), y });
    const isStopped = row.window === 0 && row.style !== 'rst' && row.style !== 'icmp' && row.from !== 'middlebox';
    // What comes from the device spans half the lane: its label begins where it arrives.
    const labelAt = row.from !== 'middlebox' ? 'middle' : receiverOf(row) === 'client' ? 'start' : 'end';
    return this.#label(this.#piecesOf(row), top, labelAt) + arrow + (isStopped ? drawStop(start, row.from === 'client' ? 1 : -1) : '');
  }

  /** Nobody saw it: a dashed outline, and no number. */
  #unseen({ data, frame }: UnseenItem, top: number): string {
    const y = top + LINE_Y;
    const ends = [this.#layout.laneLeft, this.#layout.laneRight].map((x): Point => ({ x, y }));
    const [start, tip] = data.from === 'client' ? ends : ends.toReversed();
    if (start === undefined || tip === undefined) return '';
    return this.#label(unseenPieces(data, frame, this.#words), top, 'middle') + drawArrow(UNSEEN_LOOK, start, tip);
  }

  #xOf(end: PacketRow['from'], notes: NotesAt): number {
    const inset = notes[end].length > 0 ? BESIDE_NUMBER_PX : 0;
    if (end === 'client') return this.#layout.laneLeft + inset;
    return end === 'server' ? this.#layout.laneRight - inset : this.#layout.middleX;
  }

  #piecesOf(row: PacketRow): readonly string[] {
    const pieces = labelPieces(row, this.#model, this.#language, this.#words);
    // The head of an ICMP arrow is the diamond already.
    return row.style === 'icmp' ? pieces.map((piece, index) => (index === 0 ? piece.replace(/^◆ /, '') : piece)) : pieces;
  }

  /** Above the line: the first piece names the segment, later ones are given up one by one when the lane is too short. */
  #label(pieces: readonly string[], top: number, anchor: 'start' | 'middle' | 'end'): string {
    const { laneLeft, laneRight } = this.#layout;
    const room = laneRight - laneLeft - 2 * LABEL_MARGIN_PX;
    const columns = Math.floor(room / monoWidth('0', LABEL_FONT.px));
    const [first = '', ...rest] = pieces;
    let text = clip(first, columns);
    const bold = text;
    for (const piece of rest) {
      const longer = `${text}  ${piece}`;
      if (monoWidth(longer, LABEL_FONT.px) > room) break;
      text = longer;
    }
    const tail = text.slice(bold.length).trimStart();
    const content =
      element('tspan', { 'font-weight': LABEL_FONT_BOLD.weight, fill: SVG_COLOURS.text }, escaped(bold)) +
      (tail === '' ? '' : element('tspan', { dx: 10 }, escaped(tail.replaceAll('  ', ' \u00a0'))));
    return element(
      'text',
      {
        x: anchor === 'middle' ? (laneLeft + laneRight) / 2 : anchor === 'start' ? laneLeft + LABEL_MARGIN_PX : laneRight - LABEL_MARGIN_PX,
        y: top + 12,
        'font-size': LABEL_FONT.px,
        'font-family': LABEL_FONT.family,
        'text-anchor': anchor === 'start' ? undefined : anchor,
        fill: SVG_COLOURS['text-2'],
      },
      content,
    );
  }

  #gap({ row, height }: GapItem, top: number): string {
    const { laneLeft, laneRight, middleX } = this.#layout;
    const text = gapLabel(row, this.#words);
    const width = Math.ceil(sansWidth(text, { ...SMALL_FONT, weight: 600 })) + 16;
    const y = top + height / 2;
    return (
      element('rect', {
        x: laneLeft + 4,
        y: top + 2,
        width: laneRight - laneLeft - 8,
        height: height - 4,
        fill: `url(#${idOf(this.#prefix, 'gap')})`,
      }) +
      element('rect', { x: middleX - width / 2, y: y - 8, width, height: 16, rx: 3, fill: SVG_COLOURS.surface }) +
      textAt(text, { ...SMALL_FONT, weight: 600 }, { x: middleX, y: y + 4, anchor: 'middle', fill: SVG_COLOURS['text-2'] })
    );
  }

  #run(item: RunItem, top: number): string {
    const { laneLeft, laneRight, middleX } = this.#layout;
    const width = laneRight - laneLeft - 16;
    const text = clip(`${item.isOpen ? '▾' : '▸'} ${this.#words.run(item.row)}`, Math.floor((width - 16) / (SMALL_FONT.px * WIDEST_EM)));
    return (
      element('rect', {
        x: laneLeft + 8,
        y: top + 3,
        width,
        height: ROW_PX - 6,
        rx: 3,
        fill: SVG_COLOURS.sunken,
        stroke: SVG_COLOURS.border,
        'stroke-width': 1,
      }) + textAt(text, SMALL_FONT, { x: middleX, y: top + ROW_PX / 2 + 4, anchor: 'middle', fill: SVG_COLOURS['text-2'] })
    );
  }

  #hidden({ packets }: HiddenItem, top: number): string {
    return textAt(this.#own.leftOut(formatCount(packets)), SMALL_FONT, {
      x: this.#layout.middleX,
      y: top + ROW_PX / 2 + 4,
      anchor: 'middle',
      fill: SVG_COLOURS['text-3'],
    });
  }

  /** Wall clock of the first packet, in a zone that is named; nothing where the capture has no clock. */
  #foot(): string {
    const time = wallClock(this.#model.startNs, this.#model.timeDigits);
    return time === null ? '' : this.#own.timeZero(time);
  }
}

/** A clock that starts within the first year of its count was never set. */
const UNSET_CLOCK_SECONDS = 366 * 86_400;
/** The last second that ISO 8601 writes with four digits of the year. */
const LAST_SECONDS = 253_402_300_799;

function wallClock(startNs: string, digits: number): string | null {
  if (!/^\d{1,24}$/.test(startNs)) return null;
  const ns = startNs.padStart(10, '0');
  const seconds = Number(ns.slice(0, -9));
  if (seconds < UNSET_CLOCK_SECONDS || seconds > LAST_SECONDS) return null;
  const date = new Date(seconds * 1000).toISOString().slice(0, 19).replace('T', ' ');
  return `${date}.${ns.slice(-9).slice(0, Math.max(1, Math.min(9, digits)))} UTC`;
}
