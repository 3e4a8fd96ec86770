// The ladder with two taps as text (ux 3.8): client, path, server; what was lost ends where it was lost, what appeared begins there.
// The same model as the drawing.

import { formatBytes, formatDuration, formatEndpoint, type Language } from '../base/format';
import { centred, clip, displayWidth, fit, padLeft, padRight } from '../ladder/display-width';
import type { ArrowStyle } from '../ladder/ladder-model';
import { labelPieces } from '../ladder/text-label';
import { ladderWords } from '../ladder/text-words';
import type { EndpointState } from '../model/tcp-state';
import type { FieldChange, TwoTapLadder, TwoTapNote, TwoTapPacket, TwoTapRow } from './compare-model';
import type { CompareWords } from './words/compare-words';

const LANE = 90;
const STATE = 12;
const CIRCLES = '①②③④⑤⑥⑦⑧⑨⑩';
/** Columns of the lane before the path's own line. */
const MIDDLE = LANE / 2;
/** So many numbers of one segment in pieces are named. */
const FRAMES_NAMED = 6;

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

interface Line {
  readonly client: string;
  readonly server: string;
  readonly time: string;
  readonly clientState: string;
  readonly lane: string;
  readonly serverState: string;
}

/** Lines without trailing spaces, ended by a line feed. */
export function renderTwoTapText(model: TwoTapLadder, words: CompareWords, language: Language): string {
  return new TwoTapText(model, words, language).render();
}

class TwoTapText {
  readonly #model: TwoTapLadder;
  readonly #words: CompareWords;
  readonly #language: Language;
  #client: EndpointState = 'unseen';
  #server: EndpointState = 'unseen';

  constructor(model: TwoTapLadder, words: CompareWords, language: Language) {
    this.#model = model;
    this.#words = words;
    this.#language = language;
  }

  render(): string {
    const body = this.#model.rows.flatMap((row) => this.#row(row));
    const numbers = { client: widest(body, 'client', '#1'), server: widest(body, 'server', '#2') };
    const time = widest(body, 'time', 't') + 2;
    const left = numbers.client + 2 + numbers.server + time + STATE;
    const rows = body.map((line) =>
      (
        padLeft(line.client, numbers.client) +
        padLeft(line.server, numbers.server + 2) +
        padLeft(line.time, time) +
        padLeft(line.clientState, STATE) +
        ` ${line.lane} ${line.serverState}`
      ).trimEnd(),
    );
    const { client, server, clientTap } = this.#model;
    const lifelines = ladderWords[this.#language];
    const clientName = `${lifelines.client} ${formatEndpoint(client.address, client.port)}`;
    const serverName = `${lifelines.server} ${formatEndpoint(server.address, server.port)}`;
    const [one, two] = clientTap === 'first' ? ['#1', '#2'] : ['#2', '#1'];
    const columns = padLeft(one, numbers.client) + padLeft(two, numbers.server + 2) + padLeft('t', time);
    const head = [
      `${padRight(columns, left + 1)}${padRight(clientName, LANE + 2 - displayWidth(serverName))}${serverName}`,
      `${' '.repeat(left + 1)}${padRight(`▼ ${client.tap}`, LANE + 2 - displayWidth(`${server.tap} ▼`))}${server.tap} ▼`,
    ];
    return `${[...head, ...rows, ...this.#notes()].join('\n')}\n`;
  }

  #row(row: TwoTapRow): Line[] {
    if (row.kind === 'gap') return [this.#banner(centred(this.#words.idle(formatDuration(row.seconds, this.#language)), '·', LANE), '┊')];
    if (row.kind === 'packet') return [this.#packet(row)];
    const bytes = (value: number): string => (value > 0 ? formatBytes(value, 'en') : '');
    const label = this.#words.run(
      row.packets,
      row.differing,
      bytes(row.bytesClient),
      bytes(row.bytesServer),
      formatDuration(row.durationSeconds, this.#language),
    );
    const head: Line = {
      ...this.#banner(centred(`${row.expanded ? '▾' : '▸'} ${label}`, '▒', LANE), '║'),
      client: span(row.clientFrames),
      server: span(row.serverFrames),
      time: row.seconds.toFixed(this.#model.timeDigits),
      clientState: this.#change('client', row.after.client),
      serverState: this.#change('server', row.after.server),
    };
    const inside = row.rows.map((packet) => this.#packet(packet));
    return row.hidden > 0 ? [head, ...inside, this.#banner(centred(this.#words.hidden(row.hidden), ' ', LANE), '║')] : [head, ...inside];
  }

  #banner(text: string, edge: string): Line {
    return { client: '', server: '', time: '', clientState: '', lane: `${edge}${text}${edge}`, serverState: '' };
  }

  #packet(row: TwoTapPacket): Line {
    const { packet } = row;
    const seconds = firstSeen(row);
    const notes = row.notes.map((number) => CIRCLES.charAt(number - 1) || `(${number})`).join('');
    const atClient = notes !== '' && row.clientSeconds !== null && (row.serverSeconds === null || packet.from !== 'client');
    const lane = this.#lane(row);
    return {
      client: frames(row.clientFrames),
      server: frames(row.serverFrames),
      time: seconds.toFixed(this.#model.timeDigits),
      clientState: this.#change('client', row.after.client),
      lane: `${atClient ? notes : '║'}${atClient ? trimmed(lane, displayWidth(notes) - 1, true) : notes === '' ? lane : trimmed(lane, displayWidth(notes) - 1, false)}${notes !== '' && !atClient ? notes : '║'}`,
      serverState: this.#change('server', row.after.server),
    };
  }

  #lane(row: TwoTapPacket): string {
    const { packet, fate } = row;
    const fromClient = isFromClient(row);
    const line = LINES[packet.style];
    const pieces = twoTapLabel(row, this.#language);
    const said = fateText(row, this.#words, this.#language);
    // Known on the sender's side only: the line ends on the way. On the receiver's only: it begins there.
    if (
      fate === 'lost' ||
      fate === 'outside' ||
      (fate === 'not-captured' && (fromClient ? row.serverSeconds : row.clientSeconds) === null)
    ) {
      const own = centred(fit(pieces, MIDDLE + 4), line, MIDDLE + 8);
      const rest = LANE - displayWidth(own) - 1;
      const end = fate === 'lost' ? '✗' : '╌';
      return fromClient
        ? `${own}${end}${padRight(` ${clip(said, rest - 1)}`, rest)}`
        : `${padLeft(`${clip(said, rest - 1)} `, rest)}${end}${own}`;
    }
    if (fate === 'appeared' || fate === 'not-captured') {
      const own = centred(fit(pieces, MIDDLE - 6), line, MIDDLE - 3);
      const rest = LANE - displayWidth(own) - 2;
      const begin = fate === 'appeared' ? '╎' : '╌';
      return fromClient
        ? `${padLeft(`${clip(said, rest - 1)} `, rest)}${begin}${own}▶`
        : `◀${own}${begin}${padRight(` ${clip(said, rest - 1)}`, rest)}`;
    }
    const half = MIDDLE - 1;
    const own = centred(fit(pieces, half - 4), line, half);
    const other = said === '' ? line.repeat(LANE - half - 2) : centred(clip(said, LANE - half - 6), line, LANE - half - 2);
    return fromClient ? `${own}╎${other}▶` : `◀${other}╎${own}`;
  }

  #change(side: 'client' | 'server', state: EndpointState): string {
    const before = side === 'client' ? this.#client : this.#server;
    if (side === 'client') this.#client = state;
    else this.#server = state;
    return before === state || state === 'unseen'
      ? ''
      : state === 'midstream'
        ? 'UNKNOWN'
        : state === 'syn-received'
          ? 'SYN-RCVD'
          : state.toUpperCase();
  }

  #notes(): string[] {
    const notes = this.#model.notes.map((note) => noteText(note, this.#words));
    const clock = this.#model.clock;
    return clock === null ? notes : [...notes, ` ${this.#words.clockRemoved(clock)}`];
  }
}

/** A numbered observation with the frames of both files. */
export function noteText({ number, contribution }: TwoTapNote, words: CompareWords): string {
  const named = [...contribution.frames.first.map((frame) => `1#${frame}`), ...contribution.frames.second.map((frame) => `2#${frame}`)];
  const shown = named.length > FRAMES_NAMED ? [...named.slice(0, FRAMES_NAMED), '…'] : named;
  return ` ${CIRCLES.charAt(number - 1) || `(${number})`} ${words.observations[contribution.observation](contribution.values)}  ${shown.join(' ')}`.trimEnd();
}

/** What became of a packet: words of its fate, what was changed, how long it took. */
export function fateText(row: TwoTapPacket, words: CompareWords, language: Language): string {
  const { kinds } = words;
  const fromClient = isFromClient(row);
  const way = row.oneWaySeconds === null ? '' : formatDuration(row.oneWaySeconds, language);
  switch (row.fate) {
    case 'lost':
      return kinds.lost(fromClient ? 'server' : 'client');
    case 'appeared':
      return kinds.appeared(fromClient ? 'client' : 'server');
    case 'not-captured':
      return kinds.notCaptured;
    case 'outside':
      return kinds.outside;
    case 'delayed':
      return kinds.delayed(way);
    case 'changed':
      return row.changes.map((change) => changeText(change, words)).join(', ');
    case 'both':
      return way;
  }
}

/** By the name that it bears, whoever sent it. */
export function isFromClient({ packet }: TwoTapPacket): boolean {
  return packet.from === 'client' || (packet.from === 'middlebox' && packet.to === 'server');
}

/** What stands on an arrow, the most important first. */
export function twoTapLabel(row: TwoTapPacket, language: Language): readonly string[] {
  const own = { client: { ttl: null }, server: { ttl: null } };
  const words = ladderWords[language];
  const pieces = labelPieces(row.packet, own, language, words).filter((piece) => piece !== words.byDevice);
  return row.usualTtl === undefined ? pieces : [...pieces, `TTL ${row.packet.ttl} ≠ ${row.usualTtl}`];
}

/** "mss 1460 → 1200". */
export function changeText({ field, before, after }: FieldChange, words: CompareWords): string {
  const name = words.fields[field];
  return before === undefined || after === undefined ? name : `${name} ${before} → ${after}`;
}

/** In which order the rows stand. */
export function firstSeen({ clientSeconds, serverSeconds }: TwoTapPacket): number {
  return Math.min(clientSeconds ?? Infinity, serverSeconds ?? Infinity);
}

function frames(numbers: readonly number[]): string {
  const [first] = numbers;
  if (first === undefined) return '–';
  return numbers.length === 1 ? String(first) : `${first}+${numbers.length - 1}`;
}

function span([first, last]: readonly [number, number]): string {
  return first === 0 ? '–' : first === last ? String(first) : `${first}–${last}`;
}

function widest(lines: readonly Line[], column: 'client' | 'server' | 'time', least: string): number {
  return lines.reduce((width, line) => Math.max(width, displayWidth(line[column])), displayWidth(least));
}

/** Gives up columns of the lane to several numbers at one end. */
function trimmed(lane: string, columns: number, atLeft: boolean): string {
  if (columns <= 0) return lane;
  const characters = [...lane];
  characters.splice(atLeft ? 1 : characters.length - 1 - columns, columns);
  return characters.join('');
}
