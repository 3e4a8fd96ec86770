// One connection as a ladder: rows of packets, runs and gaps with the states after each, and the notes of its verdict.
// The picture is a model only; page, text and report draw it.

import { Analysis } from '../model/analysis-flags';
import { NO_WINDOW_SCALE } from '../model/connection-table';
import type { Vantage } from '../model/capture';
import type { CaptureTables } from '../model/tables';
import { ACK, AE, CWR, ECE, FIN, FROM_RESP, PSH, RST, SYN, URG } from '../model/tcp-flags';
import type { ConnectionReport } from '../model/verdict';
import { annotate, framesOfDevice } from './annotate';
import { filteredRows, groupRows, type RowRange } from './group-rows';
import { Bit, CLIENT, LadderWalk, MIDDLEBOX, SERVER, at } from './ladder-walk';
import { describeRun, shownParts, type RunFacts } from './describe-run';
import type {
  Annotation,
  LadderModel,
  LadderOverview,
  LadderRow,
  OpenedPackets,
  PacketRow,
  RunBreak,
  RunRow,
  Side,
  UnseenData,
} from './ladder-model';
import { markHint } from './mark-hint';
import { packetsFitting } from './packet-filter';
import { OVERVIEW_FROM, overviewOf } from './overview';
import { isProvedLost, unseenData } from './unproven';

/** So many packets back the first of a row of equal acknowledgements is looked for. */
const REPEATS_WITHIN = 400;

/** So many of the packets that were repeated are looked at for a loss that is worth a row; others tell it when they are shown. */
const MOST_REPEATED = 64;

/** What the ladder needs beside the tables and the verdict. */
export interface LadderContext {
  readonly vantage: Vantage;
  readonly timeDigits: number;
  /** Absolute time of the capture's first frame; null where it is not known. */
  readonly startNs: bigint | null;
  readonly gauge: LadderModel['gauge'];
}

const FLAG_WORDS: readonly (readonly [number, string])[] = [
  [SYN, 'SYN'],
  [FIN, 'FIN'],
  [RST, 'RST'],
  [PSH, 'PSH'],
  [ACK, 'ACK'],
  [URG, 'URG'],
  [ECE, 'ECE'],
  [CWR, 'CWR'],
  [AE, 'AE'],
];

/** `expanded`: ids of the runs that are to carry their packets. */
export function buildLadder(
  tables: CaptureTables,
  report: ConnectionReport,
  context: LadderContext,
  expanded: ReadonlySet<number>,
): LadderModel {
  return new LadderBuilder(tables, report, context).build(expanded);
}

/** A ladder that is asked for again and again as its runs open: the packets are walked once. */
export class LadderBuilder {
  readonly #tables: CaptureTables;
  readonly #report: ConnectionReport;
  readonly #context: LadderContext;
  readonly #walk: LadderWalk;
  readonly #annotations: readonly Annotation[];
  readonly #ranges: readonly RowRange[];
  readonly #unseen: ReadonlyMap<number, UnseenData>;
  /** Notes by entry. */
  readonly #notes = new Map<number, number[]>();
  /** What takes a pass over the packets and never changes: labels of runs by their ends, and the overview. */
  readonly #runFacts = new Map<string, RunFacts>();
  #overview: LadderOverview | null = null;

  constructor(tables: CaptureTables, report: ConnectionReport, context: LadderContext) {
    this.#tables = tables;
    this.#report = report;
    this.#context = context;
    const isQueueFull = report.verdict.cause === 'listen-queue-overflow' || report.verdict.cause === 'listen-queue-overflow-reset';
    const frames = tables.frames;
    const endsNs = frames.length > 0 ? at(frames.tsNs.values, frames.length - 1) : 0;
    this.#walk = new LadderWalk(tables, report.id, {
      refusesHandshake: report.verdict.cause === 'listen-queue-overflow-reset',
      showsIgnored: isQueueFull || context.vantage === 'server',
      forged: framesOfDevice(report, 'rst-from-elsewhere'),
      suspect: framesOfDevice(report, 'rst-burst'),
      endsNs,
    });
    const annotations = annotate(this.#walk, report);
    this.#annotations = annotations.list;
    annotations.entries.forEach((entries, index) => {
      for (const entry of entries) {
        const notes = this.#notes.get(entry);
        if (notes === undefined) this.#notes.set(entry, [index + 1]);
        else notes.push(index + 1);
      }
    });
    this.#unseen = this.#walk.hasUnseen ? unseenData(this.#walk, tables.segments) : new Map<number, UnseenData>();
    this.#ranges = groupRows(this.#walk, annotations.entries, report.handshakeSeconds, this.#holes());
  }

  /** `opened`: packets of expanded runs beside the first and the last ones. `filter`: which packets have rows of their own. */
  build(expanded: ReadonlySet<number>, opened: readonly OpenedPackets[] = [], filter = ''): LadderModel {
    const walk = this.#walk;
    const fits = this.#fitting(filter);
    const { client, server, id, rolesAssumed } = this.#report;
    const rows: LadderRow[] = [];
    const ranges = fits === null ? this.#ranges : filteredRows(walk, fits);
    for (const { start, end, isRun, gapNs } of ranges) {
      if (gapNs > 0)
        rows.push({
          kind: 'gap',
          seconds: gapNs / 1e9,
          reason: walk.has(start - 1, Bit.Owed) ? 'wait' : 'idle',
          after: walk.after(start - 1),
        });
      rows.push(isRun ? this.#run(start, end, expanded.has(start), opened) : this.#packet(start));
    }
    const firstNs = walk.count > 0 ? at(walk.tsNs, 0) : 0;
    return {
      connection: id,
      client: { ...client, ttl: walk.ttl[CLIENT] },
      server: { ...server, ttl: walk.ttl[SERVER] },
      rolesAssumed,
      vantage: this.#context.vantage,
      middlebox: walk.side.includes(MIDDLEBOX),
      packets: walk.count,
      timeDigits: this.#context.timeDigits,
      startNs: ((this.#context.startNs ?? 0n) + BigInt(Math.round(firstNs))).toString(),
      rows,
      annotations: this.#annotations,
      gauge: this.#context.gauge,
      ...(fits === null ? {} : { fitting: fits.reduce((sum, fit) => sum + fit, 0) }),
      ...(walk.count >= OVERVIEW_FROM ? { overview: (this.#overview ??= overviewOf(walk)) } : {}),
    };
  }

  /** Rows of these frames, whatever is folded. */
  rowsOf(frames: ReadonlySet<number>): ReadonlyMap<number, PacketRow> {
    const found = new Map<number, PacketRow>();
    const { count, frameIndex } = this.#walk;
    for (let entry = 0; entry < count; entry++) {
      const frame = at(frameIndex, entry) + 1;
      if (frames.has(frame)) found.set(frame, this.#packet(entry));
    }
    return found;
  }

  /** Frames of the packets that fit a filter. */
  framesFitting(filter: string): ReadonlySet<number> {
    const fits = this.#fitting(filter);
    const frames = new Set<number>();
    for (let entry = 0; entry < this.#walk.count; entry++)
      if (fits === null || fits[entry] === 1) frames.add(at(this.#walk.frameIndex, entry) + 1);
    return frames;
  }

  #fitting(filter: string): Uint8Array | null {
    return packetsFitting(filter, {
      walk: this.#walk,
      tables: this.#tables,
      unseen: this.#unseen,
      isNoted: (entry) => this.#notes.has(entry),
    });
  }

  #seconds(entry: number): number {
    return (at(this.#walk.tsNs, entry) - at(this.#walk.tsNs, 0)) / 1e9;
  }

  #delta(entry: number): number {
    return entry > 0 ? (at(this.#walk.tsNs, entry) - at(this.#walk.tsNs, entry - 1)) / 1e9 : 0;
  }

  #packet(entry: number): PacketRow {
    const walk = this.#walk;
    const common = {
      kind: 'packet',
      frame: at(walk.frameIndex, entry) + 1,
      seconds: this.#seconds(entry),
      deltaSeconds: this.#delta(entry),
      from: sideName(at(walk.side, entry)),
      style: walk.style(entry),
      after: walk.after(entry),
      notes: this.#notes.get(entry) ?? [],
    } as const;
    if (walk.isIcmp(entry)) return { ...common, ...this.#icmp(entry) };

    const { segments, connections, marks } = this.#tables;
    const row = at(walk.row, entry);
    const flags = at(segments.flags.values, row);
    const rawSeq = at(segments.seq.values, row);
    const rawAck = at(segments.ack.values, row);
    const side = (flags & FROM_RESP) !== 0 ? SERVER : CLIENT;
    const isSyn = (flags & SYN) !== 0;
    const isForeign = walk.has(entry, Bit.Foreign);
    const scale = at((side === CLIENT ? connections.origWindowScale : connections.respWindowScale).values, this.#report.id);
    const mss = at((side === CLIENT ? connections.origMss : connections.respMss).values, this.#report.id);
    return {
      ...common,
      ...(common.from === 'middlebox' ? { to: side === CLIENT ? ('server' as const) : ('client' as const) } : {}),
      flags: FLAG_WORDS.filter(([bit]) => (flags & bit) !== 0).map(([, word]) => word),
      len: segments.len(row),
      seq: isForeign ? rawSeq : relative(rawSeq, walk.base[side]),
      ack: (flags & ACK) === 0 ? null : isForeign ? rawAck : relative(rawAck, walk.base[side === CLIENT ? SERVER : CLIENT]),
      rawSeq,
      rawAck,
      window: walk.has(entry, Bit.Window) ? walk.scaledWindow(this.#tables, this.#report.id, entry) : null,
      ttl: at(segments.ttl.values, row),
      mss: isSyn && mss > 0 ? mss : null,
      windowScale: isSyn && scale !== NO_WINDOW_SCALE ? 2 ** scale : null,
      ...walk.retry(entry),
      hint: walk.has(entry, Bit.Payload) || (flags & RST) !== 0 ? markHint(marks, row) : '',
      icmp: null,
      crossed: this.#isCrossed(entry),
      ignored: walk.has(entry, Bit.Ignored),
      foreign: isForeign,
      duplicate: walk.has(entry, Bit.Duplicate),
      ...((at(segments.analysis.values, row) & Analysis.AckLostSegment) === 0 ? {} : { acksUnseen: true }),
      ...this.#beside(entry),
      ...this.#repeats(entry),
    };
  }

  /** Where something is missing, ascending: few of them are worth a row each. */
  #holes(): readonly number[] {
    const lost = this.#walk
      .repeated()
      .slice(0, MOST_REPEATED)
      .filter((entry) => this.#isLost(entry));
    return [...this.#unseen.keys(), ...lost].toSorted((a, b) => a - b);
  }

  #isLost(entry: number): boolean {
    return isProvedLost(this.#walk, this.#tables.segments, entry, this.#context.vantage, this.#report.handshakeSeconds);
  }

  /** Data that has no packet of its own here, and data whose packet came to nothing. */
  #beside(entry: number): Pick<PacketRow, 'unseen' | 'lostUntil'> {
    const unseen = this.#unseen.get(entry);
    return {
      ...(unseen === undefined ? {} : { unseen }),
      ...(this.#isLost(entry) ? { lostUntil: at(this.#walk.frameIndex, this.#walk.repetitionOf(entry)) + 1 } : {}),
    };
  }

  /** Of a repeated acknowledgement: which repetition, and of which packet. Nothing where that lies too far back. */
  #repeats(entry: number): Pick<PacketRow, 'repeats'> {
    const walk = this.#walk;
    if (walk.style(entry) !== 'duplicate-ack') return {};
    const { ack } = this.#tables.segments;
    const number = at(ack.values, at(walk.row, entry));
    let times = 1;
    for (let before = entry - 1; before >= Math.max(0, entry - REPEATS_WITHIN); before--) {
      if (walk.isIcmp(before) || at(walk.side, before) !== at(walk.side, entry) || walk.has(before, Bit.Duplicate)) continue;
      if (at(ack.values, at(walk.row, before)) !== number) return {};
      if (walk.style(before) !== 'duplicate-ack') return { repeats: { times, of: at(walk.frameIndex, before) + 1 } };
      times++;
    }
    return {};
  }

  #icmp(entry: number): Omit<PacketRow, 'kind' | 'frame' | 'seconds' | 'deltaSeconds' | 'from' | 'style' | 'after' | 'notes'> {
    const { icmp, connections, addresses, segments } = this.#tables;
    const index = -1 - at(this.#walk.row, entry);
    const rawSeq = at(icmp.quotedSeq.values, index);
    // The error goes back to whoever sent the packet that it quotes.
    const isFromClient = at(icmp.quotedSource.values, index) === at(connections.origAddress.values, this.#report.id);
    const quotedRow = at(icmp.quotedRow.values, index);
    return {
      to: isFromClient ? 'client' : 'server',
      flags: [],
      len: 0,
      seq: relative(rawSeq, this.#walk.base[isFromClient ? CLIENT : SERVER]),
      ack: null,
      rawSeq,
      rawAck: 0,
      window: null,
      ttl: at(icmp.ttl.values, index),
      mss: null,
      windowScale: null,
      retry: 0,
      retryOf: quotedRow < 0 ? null : at(segments.frameIndex.values, quotedRow) + 1,
      hint: '',
      icmp: { type: at(icmp.type.values, index), code: at(icmp.code.values, index), from: addresses.text(at(icmp.source.values, index)) },
      crossed: false,
      ignored: false,
      foreign: false,
      duplicate: false,
    };
  }

  /**
   * Sent before the packet above it arrived: it does not acknowledge it and comes sooner than a round trip. Told of
   * SYN, FIN and payload only; pure ACKs of a bulk transfer cross all the time and it means nothing.
   */
  #isCrossed(entry: number): boolean {
    const walk = this.#walk;
    const rtt = this.#report.handshakeSeconds;
    const before = entry - 1;
    const consuming = Bit.Syn | Bit.Fin | Bit.Payload;
    if (before < 0 || rtt === null || this.#delta(entry) >= rtt) return false;
    if (!walk.has(entry, consuming) || !walk.has(before, consuming) || walk.has(entry, Bit.Rst | Bit.Retransmission | Bit.Duplicate))
      return false;
    const sides = at(walk.side, entry) + at(walk.side, before);
    if (sides !== CLIENT + SERVER || at(walk.side, entry) === at(walk.side, before)) return false;
    const { segments } = this.#tables;
    const row = at(walk.row, entry);
    const previous = at(walk.row, before);
    if ((at(segments.flags.values, row) & ACK) === 0) return true;
    const end =
      at(segments.seq.values, previous) +
      segments.len(previous) +
      (walk.has(before, Bit.Syn) ? 1 : 0) +
      (walk.has(before, Bit.Fin) ? 1 : 0);
    return ((at(segments.ack.values, row) - end) | 0) < 0;
  }

  #run(start: number, end: number, isExpanded: boolean, opened: readonly OpenedPackets[]): RunRow {
    const walk = this.#walk;
    const packets = end - start;
    const key = `${start} ${end}`;
    let facts = this.#runFacts.get(key);
    if (facts === undefined) {
      facts = describeRun(walk, this.#tables.segments, start, end);
      this.#runFacts.set(key, facts);
    }
    const shown = isExpanded ? shownParts(walk, start, end, opened) : [];
    const rows: PacketRow[] = [];
    const breaks: RunBreak[] = [];
    let next = start;
    for (const [from, to] of shown) {
      if (from > next) breaks.push(this.#break(rows.length, next, from));
      for (let entry = from; entry < to; entry++) rows.push(this.#packet(entry));
      next = to;
    }
    return {
      kind: 'run',
      id: start,
      ...facts,
      packets,
      firstFrame: at(walk.frameIndex, start) + 1,
      lastFrame: at(walk.frameIndex, end - 1) + 1,
      seconds: this.#seconds(start),
      durationSeconds: (at(walk.tsNs, end - 1) - at(walk.tsNs, start)) / 1e9,
      expanded: isExpanded,
      hidden: isExpanded ? packets - rows.length : 0,
      ...(breaks.length > 0 ? { breaks } : {}),
      rows,
      after: walk.after(end - 1),
    };
  }

  #break(index: number, start: number, end: number): RunBreak {
    const { frameIndex } = this.#walk;
    return { at: index, packets: end - start, firstFrame: at(frameIndex, start) + 1, lastFrame: at(frameIndex, end - 1) + 1 };
  }
}

function sideName(side: number): Side | 'middlebox' {
  return side === MIDDLEBOX ? 'middlebox' : side === SERVER ? 'server' : 'client';
}

/** Relative sequence number; a segment from before the first that was seen counts below zero. */
function relative(value: number, base: number): number {
  const distance = (value - base) >>> 0;
  return distance > 0xffff0000 ? distance - 2 ** 32 : distance;
}
