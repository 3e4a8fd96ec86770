// Makes the evidence link of an analysis: chooses what goes in, folds ladders, rounds numbers, has all of it redacted.

import { buildLadder } from '../ladder/build-ladder';
import type { Annotation, LadderModel, LadderRow, PacketRow, RunRow } from '../ladder/ladder-model';
import type { Fingerprint } from '../model/fingerprint';
import { cleanNote, MOST_NOTES, type Note } from '../model/note';
import type { Alternative, ConnectionReport, Evidence, Finding, Values, Verdict } from '../model/verdict';
import { ladderContextOf, timeDigitsOf, type ReportSource } from '../report/report-source';
import { MOST_CONNECTIONS, MOST_DIGITS, MOST_FINDINGS, MOST_IDS } from './describe-analysis';
import { guessedStart, notesOf, nsOf } from './describe-ladder';
import { encodeLink } from './link';
import { redact, type Redacted } from './redact';
import type { SharedAnalysis, SharedCapture, SharedConnection } from './shared-analysis';

/** A link up to so many characters survives every chat, mail and ticket system; up to the second, the common ones; up to the third, browsers. */
export const LINK_CHARACTERS = { everywhere: 1_800, common: 3_800, most: 8_000 } as const;

/** Packets at the end that stay single, beside the handshake and what is cited. */
const LAST_PACKETS = 12;
/** Cited packets of one observation that stay: its first and last ones. */
const CITED_FRAMES = 12;
const HANDSHAKE_PACKETS = 3;
const SMALLEST_FOLD = 3;
/** Ladders of no more rows stay as they are: folded, they would save less than they hide. */
export const WHOLE_UP_TO = 30;
const MOST_HISTORY = 200;
const CONFIDENCE_DIGITS = 4;
/** Year 2116: clocks beyond are broken, and are not told. */
const LATEST_NS = 2n ** 62n;

export interface ShareOptions {
  readonly keepsAddresses: boolean;
  /** Only this connection and the findings that name it. */
  readonly connection?: number;
  /** Only these findings, by index; left out: as many as fit. */
  readonly findings?: readonly number[];
  /** Ladders of these connections; left out: the clearest examples, as many as fit. */
  readonly connections?: readonly number[];
  /** On findings by their index in the source. Those on what the link does not hold are left out. */
  readonly notes?: readonly Note[];
  /** Of the file that was analysed. */
  readonly fingerprint?: Fingerprint | null;
  /** The packet that is looked at, by its frame. Told with the fingerprint, and where its ladder is. */
  readonly selected?: number | null;
  /** Connections with their ladders, kept between links of the same source, notes and packet: a long one takes time to walk. */
  readonly built?: Map<number, SharedConnection>;
}

export interface SharedLink {
  /** With "#". */
  readonly fragment: string;
  readonly analysis: SharedAnalysis;
}

/**
 * The worst finding and the ladder of its clearest example always; further findings, then further ladders, as long as the
 * link survives everywhere.
 */
export function evidenceLink(source: ReportSource, wish: ShareOptions): SharedLink {
  const options: ShareOptions = { built: new Map(), ...wish };
  const { connection: only } = options;
  const all = only === undefined ? source.findings : source.findings.filter(({ connections }) => connections.includes(only));
  const chosen = options.findings === undefined ? all : options.findings.flatMap((index) => source.findings[index] ?? []);
  const make = (findings: readonly Finding[], connections: readonly number[]): SharedLink => {
    const choice = { findings, connections, findingsLeftOut: all.length - findings.length, wholeUpTo: WHOLE_UP_TO };
    const { analysis } = sharedAnalysis(source, choice, options);
    return { fragment: encodeLink(analysis), analysis };
  };
  const examples = options.connections ?? examplesOf(source, chosen, options.connection);
  const isFixed = options.findings !== undefined;
  let findings = isFixed ? chosen.slice(0, MOST_FINDINGS) : chosen.slice(0, 1);
  let connections = options.connections === undefined ? examples.slice(0, 1) : examples.slice(0, MOST_CONNECTIONS);
  let link = make(findings, connections);
  const fits = ({ fragment }: SharedLink): boolean => fragment.length <= LINK_CHARACTERS.everywhere;
  if (!isFixed) {
    for (const finding of chosen.slice(1, MOST_FINDINGS)) {
      const longer = make([...findings, finding], connections);
      if (!fits(longer)) break;
      findings = [...findings, finding];
      link = longer;
    }
  }
  if (options.connections === undefined) {
    for (const connection of examples.slice(1, MOST_CONNECTIONS)) {
      // The ladder of what is not told says nothing.
      if (!findings.some(({ representative }) => representative === connection)) continue;
      const longer = make(findings, [...connections, connection]);
      if (!fits(longer)) continue;
      connections = [...connections, connection];
      link = longer;
    }
  }
  return link;
}

/** Its segments; ICMP messages about them have rows of their own. */
function framesOf({ tables: { connections, segments } }: ReportSource, id: number): readonly number[] {
  const rows = connections.segments.slice(connections.segmentStart[id], connections.segmentStart[id + 1]);
  return Array.from(rows, (row) => (segments.frameIndex.values[row] as number) + 1);
}

function packetRows({ rows }: LadderModel): readonly number[] {
  return rows.flatMap((row) => (row.kind === 'packet' ? row.frame : []));
}

function examplesOf(source: ReportSource, findings: readonly Finding[], connection: number | undefined): readonly number[] {
  if (connection !== undefined) return [connection];
  const examples = [...new Set(findings.flatMap(({ representative }) => representative ?? []))];
  return examples.filter((id) => id < source.tables.connections.length);
}

interface Choice {
  readonly findings: readonly Finding[];
  readonly connections: readonly number[];
  readonly findingsLeftOut: number;
  /** Ladders of no more rows are told whole. */
  readonly wholeUpTo: number;
}

/** The chosen parts of an analysis, redacted. What is kept in a file (workers/analysis-file) is chosen there, and passes here as well. */
export function sharedAnalysis(source: ReportSource, choice: Choice, options: ShareOptions): Redacted {
  const capture = sharedCapture(source);
  const notes = options.notes ?? [];
  const { selected = null, fingerprint = null } = options;
  const noted = new Set([
    ...notes.filter(({ about }) => about === 'packet').map(({ number }) => number),
    ...(selected === null ? [] : [selected]),
  ]);
  const connections = choice.connections.map((id) => {
    const known = options.built?.get(id) ?? sharedConnection(source, capture, id, noted, choice.wholeUpTo);
    options.built?.set(id, known);
    return known;
  });
  const whole: SharedAnalysis = {
    isRedacted: false,
    capture,
    findings: choice.findings.map(plainFinding),
    findingsLeftOut: choice.findingsLeftOut,
    connections,
    notes: notesOnWhatIsThere(notes, source, choice.findings, connections),
    fingerprint,
    selected:
      selected !== null && fingerprint !== null && connections.some(({ ladder }) => packetRows(ladder).includes(selected))
        ? selected
        : null,
  };
  return redact(whole, options.keepsAddresses);
}

function notesOnWhatIsThere(
  notes: readonly Note[],
  source: ReportSource,
  findings: readonly Finding[],
  connections: readonly SharedConnection[],
): readonly Note[] {
  const ids = new Set(connections.map(({ report }) => report.id));
  const isOnPackets = notes.some(({ about }) => about === 'packet');
  const frames = new Set(
    isOnPackets ? connections.flatMap(({ report, ladder }) => [...framesOf(source, report.id), ...packetRows(ladder)]) : [],
  );
  return notes
    .flatMap((note): readonly Note[] => {
      const text = cleanNote(note.text);
      const finding = note.about === 'finding' ? source.findings[note.number] : undefined;
      const number = note.about === 'finding' ? findings.findIndex((candidate) => candidate === finding) : note.number;
      const isThere = {
        capture: true,
        finding: number >= 0,
        connection: ids.has(number),
        packet: frames.has(number),
        // Of another capture.
        'other-connection': false,
        'other-packet': false,
      }[note.about];
      return isThere && text !== '' ? [{ about: note.about, number, text }] : [];
    })
    .slice(0, MOST_NOTES);
}

function sharedCapture({ meta, tables, vantage, issues, fractionRead, durationSeconds }: ReportSource): SharedCapture {
  return {
    format: meta.format,
    frames: tables.frames.length,
    tcpSegments: tables.segments.length,
    connections: tables.connections.length,
    startNs: meta.startNs === null || meta.startNs < 0n || meta.startNs >= LATEST_NS ? null : meta.startNs.toString(),
    durationSeconds: seconds(durationSeconds),
    timeDigits: Math.min(MOST_DIGITS, timeDigitsOf(meta)),
    vantage,
    fractionRead: Math.round(fractionRead * 1e4) / 1e4,
    issues: issues.map(({ code, count }) => ({ code, count: Math.min(count, Number.MAX_SAFE_INTEGER) })),
  };
}

function plainFinding(finding: Finding): Finding {
  return {
    ...finding,
    connections: finding.connections.slice(0, MOST_IDS),
    confidence: rounded(finding.confidence),
    facts: values(finding.facts),
    firstSeconds: seconds(finding.firstSeconds),
    lastSeconds: seconds(finding.lastSeconds),
    ...judged(finding),
    ...(finding.differences === undefined
      ? {}
      : {
          differences: finding.differences.map((difference) => ({
            ...difference,
            affected: { ...difference.affected, frames: ends(difference.affected.frames) },
            others: { ...difference.others, frames: ends(difference.others.frames) },
          })),
        }),
  };
}

function judged(verdict: Verdict | Finding): Pick<Verdict, 'evidence' | 'alternatives' | 'ruledOut'> {
  const shorter = (alternative: Alternative): Alternative =>
    alternative.frames === undefined ? alternative : { ...alternative, frames: ends(alternative.frames) };
  return {
    evidence: verdict.evidence.map(plainEvidence),
    alternatives: verdict.alternatives.map(shorter),
    ruledOut: verdict.ruledOut.map(shorter),
  };
}

function plainEvidence({ fact, frames, values: raw }: Evidence): Evidence {
  return { fact, frames: ends(frames), values: values(raw) };
}

function sharedConnection(
  source: ReportSource,
  capture: SharedCapture,
  id: number,
  noted: ReadonlySet<number>,
  wholeUpTo: number,
): SharedConnection {
  const told = source.report(id);
  const report: ConnectionReport = {
    ...told,
    startSeconds: seconds(told.startSeconds),
    durationSeconds: seconds(told.durationSeconds),
    handshakeSeconds: told.handshakeSeconds === null ? null : seconds(told.handshakeSeconds),
    history: told.history.slice(0, MOST_HISTORY),
    verdict: { ...told.verdict, confidence: rounded(told.verdict.confidence), facts: values(told.verdict.facts), ...judged(told.verdict) },
  };
  const ladder = buildLadder(source.tables, told, ladderContextOf(source, id), new Set());
  return {
    report,
    ladder: {
      ...foldLadder(ladder, new Set([...cited(report.verdict), ...noted]), wholeUpTo),
      startNs: plausibleStart(ladder, report, capture),
      timeDigits: capture.timeDigits,
    },
  };
}

/** The connection's wall clock; what the capture's own beginning says, where the two have nothing to do with each other. */
function plausibleStart(ladder: LadderModel, report: ConnectionReport, capture: SharedCapture): string {
  const guess = guessedStart(capture, report);
  const drift = Number(BigInt(ladder.startNs) - guess);
  return Number.isSafeInteger(drift) ? ladder.startNs : guess.toString();
}

function cited({ evidence, alternatives, ruledOut }: Verdict): readonly number[] {
  return [...evidence, ...alternatives, ...ruledOut].flatMap(({ frames }) => frames ?? []);
}

/** Handshake, what is cited, SYN, FIN and RST at the ends, and the last packets stay; what lies between becomes a run. */
function foldLadder({ overview: _, ...ladder }: LadderModel, citedFrames: ReadonlySet<number>, wholeUpTo: number): LadderModel {
  const annotations: Annotation[] = ladder.annotations.map((note) => ({ ...note, frames: ends(note.frames), values: values(note.values) }));
  const packets = ladder.rows.filter((row) => row.kind === 'packet');
  if (ladder.rows.length <= wholeUpTo) return { ...ladder, rows: settled(ladder.rows, annotations), annotations };
  const kept = new Set([
    ...packets.slice(0, HANDSHAKE_PACKETS),
    ...packets.slice(-LAST_PACKETS),
    ...packets.filter(({ frame }) => citedFrames.has(frame) || notesOf(annotations, frame).length > 0),
  ]);
  const rows: LadderRow[] = [];
  let stretch: LadderRow[] = [];
  const close = (): void => {
    const folded = stretch.filter((row) => row.kind !== 'gap');
    const last = stretch.at(-1);
    const count = folded.reduce((sum, row) => sum + (row.kind === 'run' ? row.packets : 1), 0);
    if (folded.length < 2 || count < SMALLEST_FOLD) rows.push(...stretch);
    else {
      const [first] = stretch;
      if (first?.kind === 'gap') rows.push(first);
      rows.push(runOf(folded));
      if (last?.kind === 'gap') rows.push(last);
    }
    stretch = [];
  };
  for (const row of ladder.rows) {
    if (row.kind !== 'packet' || !kept.has(row)) stretch.push(row);
    else {
      close();
      rows.push(row);
    }
  }
  close();
  return { ...ladder, rows: settled(rows, annotations), annotations };
}

function runOf(rows: readonly (PacketRow | RunRow)[]): RunRow {
  const first = rows[0] as PacketRow | RunRow;
  const last = rows.at(-1) as PacketRow | RunRow;
  const sum = (ofRun: (run: RunRow) => number, ofPacket: (packet: PacketRow) => number): number =>
    rows.reduce((total, row) => total + (row.kind === 'run' ? ofRun(row) : ofPacket(row)), 0);
  const bytesOf = (packet: PacketRow, side: 'client' | 'server'): number =>
    packet.from === side && packet.style !== 'retransmission' && !packet.duplicate && !packet.flags.includes('RST') ? packet.len : 0;
  const resets = sum(
    (run) => run.resets ?? 0,
    (packet) => (packet.flags.includes('RST') ? 1 : 0),
  );
  const kinds = new Set(rows.map((row) => (row.kind === 'run' ? row.what : 'mixed')));
  const [kind = 'mixed'] = kinds;
  const end = last.kind === 'run' ? last.seconds + last.durationSeconds : last.seconds;
  return {
    kind: 'run',
    id: 0,
    what: resets > 0 ? 'rst' : kinds.size === 1 ? kind : 'mixed',
    packets: sum(
      (run) => run.packets,
      () => 1,
    ),
    bytesClient: sum(
      (run) => run.bytesClient,
      (packet) => bytesOf(packet, 'client'),
    ),
    bytesServer: sum(
      (run) => run.bytesServer,
      (packet) => bytesOf(packet, 'server'),
    ),
    retransmissions: sum(
      (run) => run.retransmissions,
      (packet) => (packet.style === 'retransmission' ? 1 : 0),
    ),
    ...(resets > 0 ? { resets } : {}),
    windowChanges: sum(
      (run) => run.windowChanges,
      () => 0,
    ),
    turns: sum(
      (run) => run.turns,
      () => 0,
    ),
    firstFrame: first.kind === 'run' ? first.firstFrame : first.frame,
    lastFrame: last.kind === 'run' ? last.lastFrame : last.frame,
    seconds: first.seconds,
    durationSeconds: seconds(end - first.seconds),
    expanded: false,
    hidden: 0,
    rows: [],
    after: last.after,
  };
}

/** Nanoseconds up to here are exact; connections that last longer (104 days) have a broken clock, and are told in seconds. */
const EXACT_NS = 2 ** 53 - 2;
/** Sixty years: what a broken clock says beyond is not carried. */
const MOST_SECONDS = 2e9;

/** What follows from other rows, as the reader's page will work it out; raw sequence numbers stay at home. */
function settled(rows: readonly LadderRow[], annotations: readonly Annotation[]): readonly LadderRow[] {
  const isExact = rows.every(
    (row) => row.kind === 'gap' || nsOf(row.seconds) + (row.kind === 'run' ? Math.abs(nsOf(row.durationSeconds)) : 0) < EXACT_NS,
  );
  const clockNs = (value: number): number => (isExact ? nsOf(value) : Math.min(MOST_SECONDS, Math.round(value)) * 1e9);
  let endNs = 0;
  let entries = 0;
  return rows.map((row, index): LadderRow => {
    if (row.kind === 'gap') {
      const next = rows[index + 1];
      return next === undefined || next.kind === 'gap' ? row : { ...row, seconds: (clockNs(next.seconds) - endNs) / 1e9 };
    }
    const startNs = clockNs(row.seconds);
    if (row.kind === 'run') {
      const durationNs = Math.max(0, clockNs(row.durationSeconds));
      const { longestAnswerSeconds, backOffSeconds, ...rest } = row;
      const id = entries;
      endNs = startNs + durationNs;
      entries += row.packets;
      const waits = backOffSeconds?.map((wait) => seconds(Math.max(0, wait)));
      const [first, last] = waits ?? [];
      return {
        ...rest,
        id,
        seconds: startNs / 1e9,
        durationSeconds: durationNs / 1e9,
        ...(longestAnswerSeconds === undefined || !isExact ? {} : { longestAnswerSeconds: seconds(longestAnswerSeconds) }),
        ...(first === undefined || last === undefined || !isExact ? {} : { backOffSeconds: [first, last] as const }),
      };
    }
    const deltaSeconds = (startNs - endNs) / 1e9;
    endNs = startNs;
    entries++;
    // Links of version 1 have no place for what is deduced beside a packet.
    const { unseen: _, lostUntil: __, ...told } = row;
    return {
      ...told,
      seconds: startNs / 1e9,
      deltaSeconds,
      rawSeq: row.seq >>> 0,
      rawAck: (row.ack ?? 0) >>> 0,
      notes: notesOf(annotations, row.frame),
    };
  });
}

/** The first and the last of a long list. */
function ends(frames: readonly number[]): readonly number[] {
  return frames.length <= CITED_FRAMES ? frames : [...frames.slice(0, CITED_FRAMES / 2), ...frames.slice(-CITED_FRAMES / 2)];
}

/** No clock resolves less than a nanosecond: digits behind it are noise of binary fractions. */
function seconds(value: number): number {
  return Math.round(value * 1e9) / 1e9;
}

function rounded(confidence: number): number {
  return Math.round(confidence * 10 ** CONFIDENCE_DIGITS) / 10 ** CONFIDENCE_DIGITS;
}

function values(raw: Values): Values {
  return Object.fromEntries(
    Object.entries(raw).map(([name, value]) => [name, typeof value === 'number' && name.endsWith('Seconds') ? seconds(value) : value]),
  );
}
