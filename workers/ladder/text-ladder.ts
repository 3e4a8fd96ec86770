// The ladder as text (ux 3.7): lifelines, arrows, states, note circles, and the sentences of the notes below.
// For terminals, tickets and screen readers; the same model as the drawing.

import { formatCount, formatEndpoint } from '../base/format';
import { SIDE_NAMES } from '../causes/words/evidence-words';
import { wordsIn } from '../causes/words/language-words';
import type { EvidenceWords, Language } from '../causes/words/words';
import type { EvidenceFact, EvidenceValues } from '../model/vocabulary';
import type { EndpointState } from '../model/tcp-state';
import { asciiLadder } from './ascii';
import { formatDelta } from './clock-digits';
import { centred, clip, displayWidth, fit, padLeft, padRight } from './display-width';
import type { Annotation, ArrowStyle, LadderModel, PacketRow, RunRow, StatePair } from './ladder-model';
import { labelPieces, LOST_AT, unseenPieces } from './text-label';
import { gapLabel, ladderWords, type LadderWords } from './text-words';

const LANE = 60;
/** A lane as narrow as that still has room for what a segment is. */
const LEAST_LANE = 30;
const STATE = 12;
/** Packets stand below each other up to here; behind longer sentences they follow directly. */
const NOTE_COLUMN = 96;
const CIRCLES = '①②③④⑤⑥⑦⑧⑨⑩';
/** More packets than this are not named one by one under a note. */
const NAMED_FRAMES = 6;

const LINES: Readonly<Record<ArrowStyle, string>> = {
  syn: '─',
  'syn-ack': '─',
  ack: '┄',
  data: '━',
  fin: '═',
  rst: '×',
  retransmission: '╌',
  'duplicate-ack': '┄',
  keepalive: '┈',
  'keepalive-ack': '┈',
  'window-probe': '┈',
  'window-update': '┄',
  icmp: '┈',
};

/** RFC 9293 names; a state that the capture does not show has none. */
const STATE_NAMES: Readonly<Record<EndpointState, string>> = {
  unseen: '',
  midstream: 'UNKNOWN',
  closed: 'CLOSED',
  listen: 'LISTEN',
  'syn-sent': 'SYN-SENT',
  'syn-received': 'SYN-RCVD',
  established: 'ESTABLISHED',
  'fin-wait-1': 'FIN-WAIT-1',
  'fin-wait-2': 'FIN-WAIT-2',
  'close-wait': 'CLOSE-WAIT',
  closing: 'CLOSING',
  'last-ack': 'LAST-ACK',
  'time-wait': 'TIME-WAIT',
};

interface Line {
  readonly number: string;
  readonly time: string;
  readonly delta: string;
  readonly clientState: string;
  readonly lane: string;
  readonly serverState: string;
}

/** For places that show no more than seven-bit characters, or no more than so many columns. */
export interface TextLadderOptions {
  readonly isAscii?: boolean;
  readonly columns?: number;
}

/** Lines without trailing spaces, joined and ended by a line feed. */
export function renderTextLadder(
  model: LadderModel,
  language: Language,
  words: EvidenceWords = wordsIn(language).evidence,
  { isAscii = false, columns }: TextLadderOptions = {},
): string {
  const most = columns ?? Infinity;
  const wide = new TextLadder(model, language, words, LANE, most);
  let text = wide.render();
  // Only the lane can give: numbers and states are as wide as they are.
  if (wide.width > most) text = new TextLadder(model, language, words, Math.max(LEAST_LANE, LANE - (wide.width - most)), most).render();
  return isAscii ? asciiLadder(text) : text;
}

class TextLadder {
  readonly #model: LadderModel;
  readonly #language: Language;
  readonly #evidence: EvidenceWords;
  readonly #words: LadderWords;
  /** Notes to draw at a frame: each at the last packet that it cites. */
  readonly #anchors = new Map<number, Annotation[]>();
  readonly #columns: number;
  readonly #lane: number;
  /** Columns of the widest row, once rendered. */
  width = 0;
  #before: StatePair = { client: 'unseen', server: 'unseen' };
  #isFirst = true;

  constructor(model: LadderModel, language: Language, evidence: EvidenceWords, lane: number, columns: number) {
    this.#columns = columns;
    this.#lane = lane;
    this.#model = model;
    this.#language = language;
    this.#evidence = evidence;
    this.#words = ladderWords[language];
    for (const note of model.annotations) {
      const frame = note.frames.at(-1);
      if (frame === undefined) continue;
      const notes = this.#anchors.get(frame);
      if (notes === undefined) this.#anchors.set(frame, [note]);
      else notes.push(note);
    }
  }

  render(): string {
    const body: Line[] = [];
    for (const row of this.#model.rows) {
      if (row.kind === 'packet') body.push(...this.#unseen(row), this.#packet(row));
      else if (row.kind === 'gap') body.push(this.#banner(`┊${centred(gapLabel(row, this.#words), '·', this.#lane)}┊`));
      else body.push(...this.#run(row));
    }
    const widths = {
      number: widest(body, (line) => line.number, 5),
      time: widest(body, (line) => line.time, 9) + 2,
      delta: widest(body, (line) => line.delta, 8) + 2,
    };
    const left = widths.number + widths.time + widths.delta + STATE + 1;
    const rows = body.map((line) =>
      (
        padLeft(line.number, widths.number) +
        padLeft(line.time, widths.time) +
        padLeft(line.delta, widths.delta) +
        padLeft(line.clientState, STATE) +
        ` ${line.lane} ${line.serverState}`
      ).trimEnd(),
    );
    this.width = rows.reduce((width, row) => Math.max(width, displayWidth(row)), 0);
    const lines = [...this.#header(widths, left), ...rows, ...this.#notes()];
    return `${lines.join('\n')}\n`;
  }

  #header(widths: { readonly number: number; readonly time: number; readonly delta: number }, left: number): string[] {
    const { client, server, rolesAssumed, vantage, middlebox } = this.#model;
    const words = this.#words;
    const suffix = rolesAssumed ? words.assumed : '';
    const clientName = `${words.client} ${formatEndpoint(client.address, client.port)}${suffix}`;
    const serverName = `${words.server} ${formatEndpoint(server.address, server.port)}${suffix}`;
    const columns = padLeft('#', widths.number) + padLeft('t', widths.time) + padLeft('Δ', widths.delta);
    const names = clientName + padLeft(serverName, Math.max(displayWidth(serverName) + 2, this.#lane - displayWidth(clientName)));
    const isNarrow = left + 1 + displayWidth(names) > this.#columns;
    const lines = isNarrow ? [clientName, `→ ${serverName}`, columns] : [`${padRight(columns, left + 1)}${names}`];
    const marks =
      vantage === 'client'
        ? `▼ ${words.capturedHere}`
        : vantage === 'server'
          ? padLeft(`${words.capturedHere} ▼`, this.#lane)
          : vantage === 'router'
            ? words.capturedBetween
            : '';
    if (marks !== '') lines.push(`${' '.repeat(left + 1)}${marks}`);
    if (middlebox) lines.push(`${' '.repeat(left + 1)}${centred(`◆ ${words.device}`, ' ', this.#lane)}`.trimEnd());
    return lines;
  }

  #packet(row: PacketRow): Line {
    const notes = this.#anchors.get(row.frame) ?? [];
    const atSide = (side: 'client' | 'server'): string => {
      const numbers = notes.filter((note) => (note.side === 'middlebox' ? (row.to ?? 'client') === side : note.side === side)).map(circle);
      return numbers.length > 0 ? numbers.join('') : '║';
    };
    const isFromClient = row.from === 'client' || (row.from === 'middlebox' && row.to === 'server');
    // What was lost ends before it arrives.
    const columns = row.lostUntil === undefined ? this.#lane : Math.round(LOST_AT * this.#lane);
    const label = fit(labelPieces(row, this.#model, this.#language, this.#words), columns - 5);
    const line = LINES[row.style];
    // The arrow's head takes one column of the lane.
    const body = centred(label, line, columns - 1);
    const [toRight, toLeft] = row.lostUntil === undefined ? ['▶', '◀'] : ['✗', '✗'];
    const arrow = isFromClient ? padRight(`${body}${toRight}`, this.#lane) : padLeft(`${toLeft}${body}`, this.#lane);
    const first = atSide('client');
    const last = atSide('server');
    // Several notes at one end take the room of the line, not of the column.
    const surplusLeft = displayWidth(first) - 1;
    const surplusRight = displayWidth(last) - 1;
    const lane = `${first}${trimArrow(arrow, surplusLeft, surplusRight)}${last}`;
    const clientState = this.#change('client', row.after);
    const serverState = this.#change('server', row.after);
    this.#before = row.after;
    const isFirst = this.#isFirst;
    this.#isFirst = false;
    const ignored = row.ignored ? this.#words.ignored : '';
    return {
      number: String(row.frame),
      time: row.seconds.toFixed(this.#model.timeDigits),
      delta: isFirst ? '–' : formatDelta(row.deltaSeconds, this.#model.timeDigits, 'en'),
      clientState: row.from === 'server' ? [ignored, clientState].filter(Boolean).join(' ') : clientState,
      lane,
      serverState: row.from === 'server' ? serverState : [serverState, ignored].filter(Boolean).join('  '),
    };
  }

  /** No number, no time: nobody saw it. */
  #unseen({ unseen, frame }: PacketRow): Line[] {
    if (unseen === undefined) return [];
    const label = fit(unseenPieces(unseen, frame, this.#words), this.#lane - 5);
    const line = centred(label, '┈', this.#lane - 1);
    return [this.#banner(unseen.from === 'client' ? `║${line}▷║` : `║◁${line}║`)];
  }

  #run(run: RunRow): Line[] {
    const label = `▸ ${this.#words.run(run)}`;
    const digits = Math.min(3, this.#model.timeDigits);
    const head: Line = {
      number: `${run.firstFrame}–${run.lastFrame}`,
      time: `${run.seconds.toFixed(digits)}–${(run.seconds + run.durationSeconds).toFixed(digits)}`,
      delta: '',
      clientState: this.#change('client', run.after),
      lane: `║${centred(clip(label, this.#lane - 4), '▒', this.#lane)}║`,
      serverState: this.#change('server', run.after),
    };
    this.#isFirst = false;
    if (!run.expanded || run.rows.length === 0) {
      this.#before = run.after;
      return [head];
    }
    const lines = [{ ...head, clientState: '', serverState: '' }];
    let next = 0;
    for (const { at, packets } of run.breaks ?? []) {
      for (const row of run.rows.slice(next, at)) lines.push(...this.#unseen(row), this.#packet(row));
      lines.push(this.#banner(`║${centred(`… ${this.#words.hidden(formatCount(packets))} …`, '▒', this.#lane)}║`));
      next = at;
    }
    for (const row of run.rows.slice(next)) lines.push(...this.#unseen(row), this.#packet(row));
    return lines;
  }

  #banner(lane: string): Line {
    return { number: '', time: '', delta: '', clientState: '', lane, serverState: '' };
  }

  #change(side: 'client' | 'server', after: StatePair): string {
    return after[side] === this.#before[side] ? '' : STATE_NAMES[after[side]];
  }

  #notes(): string[] {
    const { annotations, gauge } = this.#model;
    const sentences = annotations.map((note) => ({ note, text: ` ${circle(note)} ${sentenceOf(this.#evidence, note, this.#language)}` }));
    const column = Math.min(NOTE_COLUMN, Math.max(0, ...sentences.map(({ text }) => displayWidth(text))));
    const lines = sentences.flatMap(({ note, text }) =>
      wrapped(`${padRight(text, Math.min(column, this.#columns))}  ${this.#frames(note.frames)}`, this.#columns),
    );
    if (gauge !== null && (gauge.open > 0 || gauge.limit !== null)) lines.push(` ${this.#words.gauge(gauge)}`);
    return lines;
  }

  #frames(frames: readonly number[]): string {
    if (frames.length <= NAMED_FRAMES) return frames.map((frame) => `#${frame}`).join(' ');
    const shown = frames.slice(0, NAMED_FRAMES - 1).map((frame) => `#${frame}`);
    return `${shown.join(' ')} … #${frames.at(-1)} (${this.#words.more(frames.length)})`;
  }
}

function sentenceOf<F extends EvidenceFact>(words: EvidenceWords, note: Annotation & { readonly fact: F }, language: Language): string {
  // A model holds values untyped; the rule that made them paired them with their fact.
  return words[note.fact](note.values as EvidenceValues[F], SIDE_NAMES[language]);
}

function circle(note: Annotation): string {
  return CIRCLES.charAt(note.number - 1) || `(${note.number})`;
}

function widest(lines: readonly Line[], column: (line: Line) => string, least: number): number {
  return lines.reduce((width, line) => Math.max(width, displayWidth(column(line))), least);
}

/** Broken at spaces, further lines under the words of the first; a word longer than a line stays whole. */
function wrapped(text: string, columns: number): string[] {
  if (displayWidth(text) <= columns) return [text];
  const indent = ' '.repeat(3);
  const lines: string[] = [];
  let line = '';
  for (const word of text.trim().split(/ +/)) {
    const longer = line === '' ? ` ${word}` : `${line} ${word}`;
    if (displayWidth(longer) <= columns || line.trim() === '') line = longer;
    else {
      lines.push(line);
      line = `${indent}${word}`;
    }
  }
  return [...lines, line];
}

function trimArrow(arrow: string, fromLeft: number, fromRight: number): string {
  if (fromLeft === 0 && fromRight === 0) return arrow;
  const characters = [...arrow];
  // Heads stay: what is cut are columns of the line right behind them.
  const left = characters[0] === '◀' ? 1 : 0;
  characters.splice(left, fromLeft);
  const right = characters.at(-1) === '▶' ? 1 : 0;
  characters.splice(characters.length - right - fromRight, fromRight);
  return characters.join('');
}
