// The rows of a ladder as columns: what most packets share costs next to nothing, what follows from the row before is not written.

import type { Annotation, GapRow, LadderModel, LadderRow, PacketRow, RunRow, StatePair } from '../ladder/ladder-model';
import type { ConnectionReport, Evidence } from '../model/verdict';
import { FROM_CODES, RUN_CODES, STATE_CODES, STYLE_CODES } from './codes';
import { BadLink, optional, type Port } from './port';
import { isHint } from './redact';
import type { SharedCapture } from './shared-analysis';

/** Of one ladder. */
export const MOST_ROWS = 400;
const MOST_NOTES = 10;
const MOST_HINT_BYTES = 120;
const FLAGS = ['SYN', 'FIN', 'RST', 'PSH', 'ACK', 'URG', 'ECE', 'CWR', 'AE'] as const;
const SYN = 1;
const FIN = 2;
const RST = 4;
const ACK = 16;
const FIRST_STATE: StatePair = { client: 'unseen', server: 'unseen' };
/** The finest unit of time that fits all times of a ladder, as a power of ten in nanoseconds. */
const COARSEST_UNIT = 9;
/** No connection lasts longer than 146 years. */
const LATEST_NS = 2 ** 62;

/** What a row says beyond the usual: bits of its mask. Their order is part of the format. */
const Mask = {
  Run: 1,
  Gap: 2,
  Wait: 4,
  State: 8,
  Seq: 16,
  Ack: 32,
  Style: 64,
  Window: 128,
  Ttl: 256,
  Retry: 512,
  Hint: 1024,
  Options: 2048,
  Icmp: 4096,
  Odd: 8192,
  To: 16384,
  /** A further bit: the receiver of what a device sent is the client. */
  ToClient: 32768,
  Repeats: 65536,
} as const;

interface Columns {
  readonly head: number[];
  readonly mask: number[];
  readonly frame: number[];
  readonly time: number[];
  readonly len: number[];
  readonly state: number[];
  readonly seq: number[];
  readonly ack: number[];
  readonly style: number[];
  readonly window: number[];
  readonly ttl: number[];
  readonly retry: number[];
  readonly options: number[];
  readonly odd: number[];
  readonly icmp: number[];
  readonly repeats: number[];
  readonly run: number[];
}

/** What follows from the rows before, the same for writing and reading. */
class Course {
  frame = 0;
  endNs = 0;
  entries = 0;
  after: StatePair = FIRST_STATE;
  readonly next: [number, number] = [0, 0];
  readonly ttl: [number, number, number] = [0, 0, 0];

  packet(row: PacketRow): void {
    const side = row.from === 'server' || (row.from === 'middlebox' && row.to === 'client') ? 1 : 0;
    this.frame = row.frame;
    this.endNs = nsOf(row.seconds);
    this.entries++;
    this.after = row.after;
    this.ttl[FROM_CODES.indexOf(row.from) as 0 | 1 | 2] = row.ttl;
    if (row.icmp !== null || row.foreign) return;
    const length = row.len + (row.flags.includes('SYN') ? 1 : 0) + (row.flags.includes('FIN') ? 1 : 0);
    if (!row.flags.includes('RST')) this.next[side] = Math.max(this.next[side], row.seq + length);
  }

  run(row: RunRow, from: readonly [number, number]): void {
    this.frame = row.lastFrame;
    this.endNs = nsOf(row.seconds) + nsOf(row.durationSeconds);
    this.entries += row.packets;
    this.after = row.after;
    this.next[0] = from[0] + row.bytesClient;
    this.next[1] = from[1] + row.bytesServer;
  }
}

export interface LadderScope {
  readonly port: Port;
  readonly isWriting: boolean;
  readonly capture: SharedCapture;
  readonly report: ConnectionReport;
  /** Index of an observation among those of the link. */
  readonly evidence: (value?: Evidence) => Evidence;
  readonly address: (value?: string) => string;
}

export function ladderPort(scope: LadderScope, ladder?: LadderModel): LadderModel {
  const { port, report, capture, isWriting } = scope;
  const packets = port.uint(ladder?.packets);
  const clientTtl = optional(port, isWriting, ladder?.client.ttl ?? undefined, (ttl) => port.uint(ttl)) ?? null;
  const serverTtl = optional(port, isWriting, ladder?.server.ttl ?? undefined, (ttl) => port.uint(ttl)) ?? null;
  const middlebox = port.bool(ladder?.middlebox);
  const guess = guessedStart(capture, report);
  const drift = port.int(ladder === undefined ? undefined : Number(BigInt(ladder.startNs) - guess));
  const gauge =
    optional(port, isWriting, ladder?.gauge ?? undefined, (value) => ({
      open: port.uint(value?.open),
      limit: optional(port, isWriting, value === undefined ? undefined : (value.limit ?? undefined), (limit) => port.uint(limit)) ?? null,
      atLeast: port.bool(value?.atLeast),
    })) ?? null;
  const annotations = port
    .list(MOST_NOTES, ladder?.annotations, (note) => annotationPort(scope, note))
    .map((note, index) => ({ ...note, number: index + 1 }));
  const rows = rowsPort(scope, annotations, ladder?.rows);
  return {
    connection: report.id,
    client: { ...report.client, ttl: clientTtl },
    server: { ...report.server, ttl: serverTtl },
    rolesAssumed: report.rolesAssumed,
    vantage: capture.vantage,
    middlebox,
    packets,
    timeDigits: capture.timeDigits,
    startNs: (guess + BigInt(drift)).toString(),
    rows,
    annotations,
    gauge,
  };
}

function annotationPort({ port, evidence }: LadderScope, note?: Annotation): Annotation {
  const { fact, values, frames } = evidence(note);
  const side = port.id(FROM_CODES, note?.side);
  const decisive = port.bool(note?.decisive);
  return { number: note?.number ?? 0, side, fact, values, frames, decisive };
}

/** The rows alone; ladders with two taps have the same (comparison/describe-two-tap.ts). */
export function rowsPort(
  scope: Pick<LadderScope, 'port' | 'address'>,
  annotations: readonly Annotation[],
  rows?: readonly LadderRow[],
): readonly LadderRow[] {
  const { port } = scope;
  const units = port.uint(rows === undefined ? undefined : unitsOf(rows));
  if (units > COARSEST_UNIT) throw new BadLink('damaged');
  const unitNs = 10 ** units;
  const written = rows === undefined ? undefined : columnsOf(rows, unitNs);
  const count = port.uint(written?.head.length);
  if (count > MOST_ROWS) throw new BadLink('damaged');
  const head = port.column(count, written?.head);
  const mask = port.column(count, written?.mask);
  const how = (bit: number): number => mask.filter((bits) => (bits & bit) !== 0).length;
  const runs = how(Mask.Run);
  const columns: { readonly [C in keyof Columns]: readonly number[] } = {
    head,
    mask,
    frame: port.column(count, written?.frame),
    time: port.column(count, written?.time, true),
    len: port.column(count - runs, written?.len),
    state: port.column(how(Mask.State), written?.state),
    seq: port.column(how(Mask.Seq), written?.seq, true),
    ack: port.column(how(Mask.Ack), written?.ack, true),
    style: port.column(how(Mask.Style), written?.style),
    window: port.column(how(Mask.Window), written?.window),
    ttl: port.column(how(Mask.Ttl), written?.ttl),
    retry: port.column(2 * how(Mask.Retry), written?.retry),
    options: port.column(2 * how(Mask.Options), written?.options),
    odd: port.column(how(Mask.Odd), written?.odd),
    icmp: port.column(2 * how(Mask.Icmp), written?.icmp),
    repeats: port.column(2 * how(Mask.Repeats), written?.repeats),
    run: port.column(RUN_FIELDS * runs, written?.run),
  };
  const packets = rows?.filter((row) => row.kind === 'packet');
  const hints = textsOf(
    how(Mask.Hint),
    packets?.map((row) => row.hint).filter((hint) => hint !== ''),
    (hint) => {
      const text = port.text(MOST_HINT_BYTES, hint);
      if (!isHint(text)) throw new BadLink('damaged');
      return text;
    },
  );
  const sources = textsOf(
    how(Mask.Icmp),
    packets?.flatMap(({ icmp }) => (icmp === null ? [] : [icmp.from])),
    (from) => scope.address(from),
  );
  return rows ?? rowsOf(columns, unitNs, annotations, hints, sources);
}

function textsOf(count: number, texts: readonly string[] | undefined, item: (text?: string) => string): readonly string[] {
  const all: string[] = [];
  for (let index = 0; index < count; index++) all.push(item(texts?.[index]));
  return all;
}

function unitsOf(rows: readonly LadderRow[]): number {
  let units = COARSEST_UNIT;
  for (const row of rows) {
    if (row.kind === 'gap') continue;
    const times = row.kind === 'run' ? [row.seconds, row.durationSeconds] : [row.seconds];
    for (const seconds of times) while (units > 0 && nsOf(seconds) % 10 ** units !== 0) units--;
  }
  return units;
}

/** Wall clock of a connection's beginning, from the capture's and the distance from it. */
export function guessedStart(capture: SharedCapture, report: ConnectionReport): bigint {
  return BigInt(capture.startNs ?? '0') + BigInt(nsOf(report.startSeconds));
}

export function nsOf(seconds: number): number {
  return Math.round(seconds * 1e9);
}

const RUN_FIELDS = 12;

function columnsOf(rows: readonly LadderRow[], unitNs: number): Columns {
  const columns: Columns = {
    head: [],
    mask: [],
    frame: [],
    time: [],
    len: [],
    state: [],
    seq: [],
    ack: [],
    style: [],
    window: [],
    ttl: [],
    retry: [],
    options: [],
    odd: [],
    icmp: [],
    repeats: [],
    run: [],
  };
  const course = new Course();
  let gap: GapRow | null = null;
  for (const row of rows) {
    if (row.kind === 'gap') {
      gap = row;
      continue;
    }
    let mask = gap === null ? 0 : Mask.Gap | (gap.reason === 'wait' ? Mask.Wait : 0);
    gap = null;
    if (row.after.client !== course.after.client || row.after.server !== course.after.server) {
      mask |= Mask.State;
      columns.state.push(STATE_CODES.indexOf(row.after.client) * 16 + STATE_CODES.indexOf(row.after.server));
    }
    columns.time.push((nsOf(row.seconds) - course.endNs) / unitNs);
    if (row.kind === 'run') {
      columns.head.push(RUN_CODES.indexOf(row.what));
      columns.mask.push(mask | Mask.Run);
      columns.frame.push(row.firstFrame - course.frame - 1);
      columns.run.push(...runNumbers(row, unitNs));
      course.run(row, course.next);
      continue;
    }
    mask |= packetColumns(columns, course, row);
    columns.mask.push(mask);
    course.packet(row);
  }
  return columns;
}

function runNumbers(row: RunRow, unitNs: number): readonly number[] {
  const [first, last] = row.backOffSeconds ?? [];
  return [
    row.packets,
    row.bytesClient,
    row.bytesServer,
    row.retransmissions,
    row.resets ?? 0,
    row.windowChanges,
    row.lastFrame - row.firstFrame,
    nsOf(row.durationSeconds) / unitNs,
    row.turns,
    // One more than the number; nothing is 0. In nanoseconds: differences of times need not end where times do.
    row.longestAnswerSeconds === undefined ? 0 : nsOf(row.longestAnswerSeconds) + 1,
    first === undefined ? 0 : nsOf(first) + 1,
    last === undefined ? 0 : nsOf(last),
  ];
}

/** Fills the columns of a packet; the bits of its mask that it needed. */
function packetColumns(columns: Columns, course: Course, row: PacketRow): number {
  let mask = 0;
  let flags = 0;
  FLAGS.forEach((word, bit) => {
    if (row.flags.includes(word)) flags |= 1 << bit;
  });
  const from = FROM_CODES.indexOf(row.from);
  columns.head.push(from + 3 * flags);
  columns.frame.push(row.frame - course.frame - 1);
  columns.len.push(row.len);
  if (row.to !== undefined) mask |= Mask.To | (row.to === 'server' ? 0 : Mask.ToClient);
  const seq = predictedSeq(course, row.from, row.to);
  const ack = predictedAck(course, row.from, row.to);
  if (row.seq !== seq) {
    mask |= Mask.Seq;
    columns.seq.push(row.seq - seq);
  }
  if (row.ack !== null && row.ack !== ack) {
    mask |= Mask.Ack;
    columns.ack.push(row.ack - ack);
  }
  if (row.style !== usualStyle(flags, row.len, row.icmp !== null)) {
    mask |= Mask.Style;
    columns.style.push(STYLE_CODES.indexOf(row.style));
  }
  if (row.window !== null) {
    mask |= Mask.Window;
    columns.window.push(row.window);
  }
  if (row.ttl !== course.ttl[from]) {
    mask |= Mask.Ttl;
    columns.ttl.push(row.ttl);
  }
  if (row.retry !== 0 || row.retryOf !== null) {
    mask |= Mask.Retry;
    columns.retry.push(row.retry, row.retryOf ?? 0);
  }
  if (row.mss !== null || row.windowScale !== null) {
    mask |= Mask.Options;
    columns.options.push(row.mss ?? 0, row.windowScale === null ? 0 : Math.log2(row.windowScale) + 1);
  }
  if (row.hint !== '') mask |= Mask.Hint;
  if (row.icmp !== null) {
    mask |= Mask.Icmp;
    columns.icmp.push(row.icmp.type, row.icmp.code);
  }
  if (row.repeats !== undefined) {
    mask |= Mask.Repeats;
    columns.repeats.push(row.repeats.times, row.repeats.of);
  }
  const odd =
    (row.crossed ? 1 : 0) | (row.ignored ? 2 : 0) | (row.foreign ? 4 : 0) | (row.duplicate ? 8 : 0) | (row.acksUnseen === true ? 16 : 0);
  if (odd !== 0) {
    mask |= Mask.Odd;
    columns.odd.push(odd);
  }
  return mask;
}

function predictedSeq(course: Course, from: PacketRow['from'], to: PacketRow['to']): number {
  return course.next[from === 'server' || (from === 'middlebox' && to === 'client') ? 1 : 0];
}

function predictedAck(course: Course, from: PacketRow['from'], to: PacketRow['to']): number {
  return course.next[from === 'server' || (from === 'middlebox' && to === 'client') ? 0 : 1];
}

function usualStyle(flags: number, len: number, isIcmp: boolean): PacketRow['style'] {
  if (isIcmp) return 'icmp';
  if (flags & RST) return 'rst';
  if (flags & SYN) return flags & ACK ? 'syn-ack' : 'syn';
  if (flags & FIN) return 'fin';
  return len > 0 ? 'data' : 'ack';
}

/** Takes the numbers of a column one after the other. */
class Taker {
  readonly #values: readonly number[];
  #at = 0;

  constructor(values: readonly number[]) {
    this.#values = values;
  }

  take(): number {
    const value = this.#values[this.#at++];
    if (value === undefined) throw new BadLink('damaged');
    return value;
  }
}

function rowsOf(
  columns: { readonly [C in keyof Columns]: readonly number[] },
  unitNs: number,
  annotations: readonly Annotation[],
  hints: readonly string[],
  sources: readonly string[],
): readonly LadderRow[] {
  const takers = Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, new Taker(values)])) as {
    readonly [C in keyof Columns]: Taker;
  };
  const texts = { hint: 0, source: 0 };
  const course = new Course();
  const rows: LadderRow[] = [];
  for (const mask of columns.mask) {
    const head = takers.head.take();
    const ns = course.endNs + takers.time.take() * unitNs;
    if (Math.abs(ns) > LATEST_NS) throw new BadLink('damaged');
    const deltaSeconds = (ns - course.endNs) / 1e9;
    if (mask & Mask.Gap) rows.push({ kind: 'gap', seconds: deltaSeconds, reason: mask & Mask.Wait ? 'wait' : 'idle', after: course.after });
    const after = mask & Mask.State ? statePair(takers.state.take()) : course.after;
    const frame = course.frame + 1 + takers.frame.take();
    if (mask & Mask.Run) {
      const run = takeRun(takers.run, head, frame, course.entries, ns / 1e9, unitNs, after);
      rows.push(run);
      course.run(run, course.next);
      continue;
    }
    const from = known(FROM_CODES[head % 3]);
    const flags = Math.floor(head / 3);
    if (flags >= 1 << FLAGS.length) throw new BadLink('damaged');
    const to = mask & Mask.To ? (mask & Mask.ToClient ? 'client' : 'server') : undefined;
    const len = takers.len.take();
    const seq = predictedSeq(course, from, to) + (mask & Mask.Seq ? takers.seq.take() : 0);
    const hasAck = (flags & ACK) !== 0;
    const ack = hasAck ? predictedAck(course, from, to) + (mask & Mask.Ack ? takers.ack.take() : 0) : null;
    const isIcmp = (mask & Mask.Icmp) !== 0;
    const style = mask & Mask.Style ? known(STYLE_CODES[takers.style.take()]) : usualStyle(flags, len, isIcmp);
    const ttl = mask & Mask.Ttl ? takers.ttl.take() : course.ttl[FROM_CODES.indexOf(from) as 0 | 1 | 2];
    const odd = mask & Mask.Odd ? takers.odd.take() : 0;
    const retry = mask & Mask.Retry ? [takers.retry.take(), takers.retry.take()] : [0, 0];
    const options = mask & Mask.Options ? [takers.options.take(), takers.options.take()] : [0, 0];
    const scale = options[1] ?? 0;
    if (scale > 15) throw new BadLink('damaged');
    const row: PacketRow = {
      kind: 'packet',
      frame,
      seconds: ns / 1e9,
      deltaSeconds,
      from,
      ...(to === undefined ? {} : { to }),
      style,
      flags: FLAGS.filter((_, bit) => (flags & (1 << bit)) !== 0),
      len,
      seq,
      ack,
      rawSeq: seq >>> 0,
      rawAck: (ack ?? 0) >>> 0,
      window: mask & Mask.Window ? takers.window.take() : null,
      ttl,
      mss: options[0] === 0 ? null : (options[0] ?? null),
      windowScale: scale === 0 ? null : 2 ** (scale - 1),
      retry: retry[0] ?? 0,
      retryOf: retry[1] === 0 ? null : (retry[1] ?? null),
      hint: mask & Mask.Hint ? (hints[texts.hint++] ?? '') : '',
      icmp: isIcmp ? { type: takers.icmp.take(), code: takers.icmp.take(), from: sources[texts.source++] ?? '' } : null,
      crossed: (odd & 1) !== 0,
      ignored: (odd & 2) !== 0,
      foreign: (odd & 4) !== 0,
      duplicate: (odd & 8) !== 0,
      ...((odd & 16) === 0 ? {} : { acksUnseen: true }),
      ...(mask & Mask.Repeats ? { repeats: { times: takers.repeats.take(), of: takers.repeats.take() } } : {}),
      after,
      notes: notesOf(annotations, frame),
    };
    rows.push(row);
    course.packet(row);
  }
  return rows;
}

export function notesOf(annotations: readonly Annotation[], frame: number): readonly number[] {
  return annotations.filter(({ frames }) => frames.includes(frame)).map(({ number }) => number);
}

function statePair(code: number): StatePair {
  return { client: known(STATE_CODES[code >> 4]), server: known(STATE_CODES[code & 15]) };
}

function takeRun(taker: Taker, what: number, firstFrame: number, id: number, seconds: number, unitNs: number, after: StatePair): RunRow {
  const [packets, bytesClient, bytesServer, retransmissions, resets] = [
    taker.take(),
    taker.take(),
    taker.take(),
    taker.take(),
    taker.take(),
  ];
  const [windowChanges, frames, duration, turns, longest, first, last] = [
    taker.take(),
    taker.take(),
    taker.take(),
    taker.take(),
    taker.take(),
    taker.take(),
    taker.take(),
  ];
  return {
    kind: 'run',
    id,
    what: known(RUN_CODES[what]),
    packets,
    bytesClient,
    bytesServer,
    retransmissions,
    ...(resets > 0 ? { resets } : {}),
    windowChanges,
    turns,
    ...(longest > 0 ? { longestAnswerSeconds: (longest - 1) / 1e9 } : {}),
    ...(first > 0 ? { backOffSeconds: [(first - 1) / 1e9, last / 1e9] as const } : {}),
    firstFrame,
    lastFrame: firstFrame + frames,
    seconds,
    durationSeconds: (duration * unitNs) / 1e9,
    expanded: false,
    hidden: 0,
    rows: [],
    after,
  };
}

/** A code that is not known was added later. */
function known<T>(value: T | undefined): T {
  if (value === undefined) throw new BadLink('newer');
  return value;
}
