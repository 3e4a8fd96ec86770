// The ladder with two taps as one self-contained SVG: client band, path, server band; arrows fall by the time on the way. The same model and
// words as the text. Nothing is measured in the host, so the same text everywhere.

import { formatBytes, formatDuration, formatEndpoint, type Language } from '../base/format';
import { clip } from '../ladder/display-width';
import { drawSlopedArrow, type Point } from '../ladder/svg-arrow';
import { ADDRESS_FONT, BAND_PX, LABEL_FONT, LABEL_FONT_BOLD, PAD_PX, PROSE_FONT, SMALL_FONT } from '../ladder/svg-layout';
import { bandColour, bandOf, SVG_COLOURS, svgLook } from '../ladder/svg-look';
import { element, escaped, idOf, monoWidth, textAt, wrapped } from '../ladder/svg-xml';
import { ladderWords } from '../ladder/text-words';
import type { StatePair } from '../ladder/ladder-model';
import type { TwoTapLadder, TwoTapPacket, TwoTapRow, TwoTapRun } from './compare-model';
import { fateText, firstSeen, isFromClient, noteText, twoTapLabel } from './text-two-tap';
import type { CompareWords } from './words/compare-words';

const LANE_PX = 640;
const ROW_PX = 34;
const GAP_PX = 24;
const HEAD_PX = 52;
const LINE_PX = 17;
/** An arrow falls by so much for the usual time on the way, by at most so much when it was held up. */
const FALL_PX = 6;
const FALL_MOST_PX = 14;
/** Where a lost packet ends and a forged one begins, as a share of the lane. */
const LOST_AT = 0.58;
/** What became of it: below the arrow, or beside one that does not go all the way. */
const FATE_Y = 31;
const BESIDE_Y = 20;

export function renderTwoTapSvg(model: TwoTapLadder, words: CompareWords, language: Language, prefix: string): string {
  return new TwoTapSvg(model, words, language, prefix).render();
}

class TwoTapSvg {
  readonly #model: TwoTapLadder;
  readonly #words: CompareWords;
  readonly #language: Language;
  readonly #prefix: string;
  readonly #left: number;
  readonly #right: number;
  readonly #clientX: number;
  readonly #serverX: number;
  readonly #timeX: number;
  readonly #usual: number;

  constructor(model: TwoTapLadder, words: CompareWords, language: Language, prefix: string) {
    this.#model = model;
    this.#words = words;
    this.#language = language;
    this.#prefix = prefix;
    const widest = (cell: (row: TwoTapRow) => string): number =>
      model.rows.reduce((width, row) => Math.max(width, monoWidth(cell(row), LABEL_FONT.px)), monoWidth('000', LABEL_FONT.px));
    this.#clientX = PAD_PX + widest((row) => numbers(row, 'client'));
    this.#serverX = this.#clientX + 14 + widest((row) => numbers(row, 'server'));
    this.#timeX = this.#serverX + 14 + widest((row) => (row.kind === 'gap' ? '' : time(row, model.timeDigits)));
    this.#left = Math.ceil(this.#timeX + 14 + BAND_PX);
    this.#right = this.#left + LANE_PX;
    const ways = model.rows
      .flatMap((row) => (row.kind === 'packet' && row.oneWaySeconds !== null ? [row.oneWaySeconds] : []))
      .sort((a, b) => a - b);
    this.#usual = Math.max(ways[ways.length >> 1] ?? 0, 1e-6);
  }

  render(): string {
    const { client, server, rows, notes, clock } = this.#model;
    const width = this.#right + BAND_PX + PAD_PX;
    const top = PAD_PX + HEAD_PX;
    const drawn: string[] = [];
    let y = top;
    let before: StatePair = { client: 'unseen', server: 'unseen' };
    const bands: string[] = [];
    for (const row of rows.flatMap((one): readonly TwoTapRow[] => (one.kind === 'run' ? [one, ...one.rows] : [one]))) {
      const height = row.kind === 'gap' ? GAP_PX : ROW_PX;
      for (const [side, x] of [
        ['client', this.#left - BAND_PX],
        ['server', this.#right],
      ] as const) {
        bands.push(element('rect', { x, y, width: BAND_PX, height: height / 2, fill: SVG_COLOURS[bandColour(bandOf(before[side]))] }));
        bands.push(
          element('rect', {
            x,
            y: y + height / 2,
            width: BAND_PX,
            height: height / 2,
            fill: SVG_COLOURS[bandColour(bandOf(row.after[side]))],
          }),
        );
      }
      drawn.push(this.#row(row, y));
      before = row.after;
      y += height;
    }
    const bottom = y;
    const sentences = [
      ...notes.map((note) => noteText(note, this.#words).trim()),
      ...(clock === null ? [] : [this.#words.clockRemoved(clock)]),
    ];
    const lines = sentences.flatMap((sentence) => wrapped(sentence, width - 2 * PAD_PX, PROSE_FONT));
    const height = Math.ceil(bottom + 16 + lines.length * LINE_PX + PAD_PX);
    const ends = [formatEndpoint(client.address, client.port), formatEndpoint(server.address, server.port)] as const;
    const middle = (this.#left + this.#right) / 2;
    const lifelines = ladderWords[this.#language];
    const mark = (text: string, x: number, anchor: 'start' | 'end', dy: number, isSmall: boolean): string =>
      textAt(text, isSmall ? SMALL_FONT : ADDRESS_FONT, { x, y: PAD_PX + dy, anchor, fill: SVG_COLOURS[isSmall ? 'text-2' : 'text'] });
    const body = [
      element('title', { id: idOf(this.#prefix, 'title') }, escaped(this.#words.pictureTitle(...ends))) +
        element('desc', { id: idOf(this.#prefix, 'desc') }, escaped(sentences.join(' '))),
      element('rect', { x: 0, y: 0, width, height, fill: SVG_COLOURS.surface }),
      mark(`${lifelines.client} ${ends[0]}`, this.#left - BAND_PX, 'start', 13, false),
      mark(`${lifelines.server} ${ends[1]}`, this.#right + BAND_PX, 'end', 13, false),
      mark(`▼ ${clip(client.tap, 44)}`, this.#left - BAND_PX, 'start', 34, true),
      mark(`${clip(server.tap, 44)} ▼`, this.#right + BAND_PX, 'end', 34, true),
      textAt(this.#words.device, SMALL_FONT, { x: middle, y: PAD_PX + 34, anchor: 'middle', fill: SVG_COLOURS['text-3'] }),
      this.#columnHeads(),
      ...bands,
      element('path', {
        d: `M${middle} ${top - 6}V${bottom}`,
        fill: 'none',
        stroke: SVG_COLOURS['border-strong'],
        'stroke-width': 1,
        'stroke-dasharray': '4 4',
      }),
      ...drawn,
      ...lines.map((line, at) => textAt(line, PROSE_FONT, { x: PAD_PX, y: bottom + 20 + at * LINE_PX, fill: SVG_COLOURS['text-2'] })),
    ];
    return `${element(
      'svg',
      {
        xmlns: 'http://www.w3.org/2000/svg',
        width,
        height,
        viewBox: `0 0 ${width} ${height}`,
        role: 'img',
        'aria-labelledby': `${idOf(this.#prefix, 'title')} ${idOf(this.#prefix, 'desc')}`,
      },
      `\n${body.filter((part) => part !== '').join('\n')}\n`,
    )}\n`;
  }

  #columnHeads(): string {
    const [one, two] = this.#model.clientTap === 'first' ? ['#1', '#2'] : ['#2', '#1'];
    const cell = (text: string, x: number): string =>
      textAt(text, LABEL_FONT, { x, y: PAD_PX + 34, anchor: 'end', fill: SVG_COLOURS['text-3'] });
    return cell(one, this.#clientX) + cell(two, this.#serverX) + cell('t', this.#timeX);
  }

  #row(row: TwoTapRow, top: number): string {
    if (row.kind === 'gap') {
      return textAt(this.#words.idle(formatDuration(row.seconds, this.#language)), SMALL_FONT, {
        x: (this.#left + this.#right) / 2,
        y: top + GAP_PX / 2 + 4,
        anchor: 'middle',
        fill: SVG_COLOURS['text-2'],
      });
    }
    const cell = (text: string, x: number, fill: string): string => textAt(text, LABEL_FONT, { x, y: top + 20, anchor: 'end', fill });
    const cells =
      cell(numbers(row, 'client'), this.#clientX, SVG_COLOURS['text-3']) +
      cell(numbers(row, 'server'), this.#serverX, SVG_COLOURS['text-3']) +
      cell(time(row, this.#model.timeDigits), this.#timeX, SVG_COLOURS['text-2']);
    if (row.kind === 'run') return element('g', {}, cells + this.#run(row, top));
    return element('g', { 'data-packet': row.packet.frame, 'data-fate': row.fate }, cells + this.#packet(row, top));
  }

  #run(run: TwoTapRun, top: number): string {
    const bytes = (value: number): string => (value > 0 ? formatBytes(value, 'en') : '');
    const text = this.#words.run(
      run.packets,
      run.differing,
      bytes(run.bytesClient),
      bytes(run.bytesServer),
      formatDuration(run.durationSeconds, this.#language),
    );
    return (
      element('rect', {
        x: this.#left + 8,
        y: top + 5,
        width: LANE_PX - 16,
        height: ROW_PX - 10,
        rx: 3,
        fill: SVG_COLOURS.sunken,
        stroke: SVG_COLOURS.border,
        'stroke-width': 1,
      }) +
      textAt(`${run.expanded ? '▾' : '▸'} ${text}`, SMALL_FONT, {
        x: (this.#left + this.#right) / 2,
        y: top + ROW_PX / 2 + 4,
        anchor: 'middle',
        fill: SVG_COLOURS['text-2'],
      })
    );
  }

  #packet(row: TwoTapPacket, top: number): string {
    const fromClient = isFromClient(row);
    const look = svgLook(row.packet);
    const startX = fromClient ? this.#left : this.#right;
    const tipX = fromClient ? this.#right : this.#left;
    const begin = top + 15;
    const fall = row.oneWaySeconds === null ? FALL_PX : Math.min(FALL_MOST_PX, FALL_PX * (row.oneWaySeconds / this.#usual));
    const at = (share: number): Point => ({ x: startX + (tipX - startX) * share, y: begin + fall * share });
    const isSentOnly = (fromClient ? row.serverSeconds : row.clientSeconds) === null;
    const isCameOnly = (fromClient ? row.clientSeconds : row.serverSeconds) === null;
    const arrow = isCameOnly
      ? drawSlopedArrow(look, at(1 - LOST_AT), at(1))
      : isSentOnly
        ? drawSlopedArrow(look, at(0), at(LOST_AT), false)
        : drawSlopedArrow(look, at(0), at(1));
    const [bold = '', ...rest] = twoTapLabel(row, this.#language);
    const marks = row.notes.map((number) => `(${number})`).join(' ');
    const room = LANE_PX * (isSentOnly || isCameOnly ? LOST_AT : 0.62) - 16;
    let label = clip(bold, Math.floor(room / monoWidth('0', LABEL_FONT.px)));
    for (const piece of rest) {
      if (monoWidth(`${label}  ${piece}`, LABEL_FONT.px) > room) break;
      label += `  ${piece}`;
    }
    // Beside the sender, or beside the receiver of what nobody sent.
    const isLeft = fromClient !== isCameOnly;
    const name = textAt(label, LABEL_FONT_BOLD, {
      x: isLeft ? this.#left + 10 : this.#right - 10,
      y: top + 11,
      anchor: isLeft ? 'start' : 'end',
      fill: SVG_COLOURS.text,
    });
    const isPlain = row.fate === 'both';
    const fate = textAt(`${marks} ${fateText(row, this.#words, this.#language)}`.trim(), isPlain ? LABEL_FONT : SMALL_FONT, {
      x: isLeft ? this.#right - 10 : this.#left + 10,
      y: isPlain ? top + 11 : isSentOnly || isCameOnly ? top + BESIDE_Y : top + FATE_Y,
      anchor: isLeft ? 'end' : 'start',
      fill: SVG_COLOURS[isPlain ? 'text-3' : row.fate === 'appeared' ? 'o-reset' : 'o-noanswer-text'],
    });
    return name + arrow + fate;
  }
}

function numbers(row: TwoTapRow, side: 'client' | 'server'): string {
  if (row.kind === 'gap') return '';
  const list = side === 'client' ? row.clientFrames : row.serverFrames;
  if (row.kind === 'run') return list[0] === 0 ? '–' : `${list[0]}–${list[1]}`;
  return list.length === 0 ? '–' : list.length === 1 ? String(list[0]) : `${list[0]}+${list.length - 1}`;
}

function time(row: TwoTapPacket | TwoTapRun, digits: number): string {
  return (row.kind === 'run' ? row.seconds : firstSeen(row)).toFixed(digits);
}
