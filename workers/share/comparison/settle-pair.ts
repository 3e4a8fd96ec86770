// One compared connection as a link tells it: rows folded where a link has no room, times in microseconds, frames of observations
// shortened; what follows from something else is put as the reader's page will work it out.

import type {
  ClockEstimate,
  ComparisonRow,
  ConnectionComparison,
  Contribution,
  PacketDifference,
  PathFacts,
  TwoTapLadder,
  TwoTapPacket,
  TwoTapRow,
  TwoTapRun,
} from '../../compare/compare-model';
import type { Values } from '../../model/verdict';
import { certaintyOf } from '../../model/verdict';
import { MOST_ROWS } from '../describe-ladder';
import { MOST_DIFFERENCES, ofRow, rowOf } from './describe-comparison';
import { beginning, citing, endsOf, isFromClient, microseconds, MOST_TIME_DIGITS, numbered } from './describe-two-tap';
import type { SharedOverview, SharedPair } from './shared-comparison';

/** Cited packets of one observation that stay: its first and last ones. */
const CITED_FRAMES = 12;
/** Packets at both ends that stay single when a ladder is folded, beside those that differ or are cited. */
const FIRST_PACKETS = 3;
const LAST_PACKETS = 4;
/** Of those that differ, so many at each end. */
const DIFFERING_PACKETS = 10;
const SMALLEST_FOLD = 2;
/** Pieces of one segment that are named: as many as the largest that a sender hands to its network card. */
const MOST_PIECES = 64;

/** `wholeUpTo`: ladders of no more rows stay as they are. `noted`: packets that somebody wrote about. */
export interface Folding {
  readonly wholeUpTo: number;
  isNoted(row: TwoTapPacket): boolean;
}

export function settledPair(
  overview: SharedOverview,
  connection: ConnectionComparison,
  ladder: TwoTapLadder,
  folding: Folding,
): SharedPair {
  const { nearerClient, verdict: before, path } = connection;
  const contributions = before.contributions.map(shortened);
  const confidence = rounded(before.confidence, 4);
  const isFirstNear = nearerClient === 'first';
  const rows = settledRows(folded(piecesShortened(ladder.rows), contributions, isFirstNear, folding), contributions, isFirstNear);
  const packets = rows.filter((row) => row.kind === 'packet');
  const differences = connection.differences.slice(0, MOST_DIFFERENCES).map((one) => settledDifference(one, packets, nearerClient));
  const row = { ...settledRow(connection), cause: before.cause, confidence, place: before.place };
  const alone = (own: typeof before.first) => (own === null ? null : { cause: own.cause, confidence: rounded(own.confidence, 4) });
  const told: ConnectionComparison = {
    ...row,
    nearerClient,
    nearerBy: connection.nearerBy,
    clientAt: connection.clientAt,
    serverAt: connection.serverAt,
    path: settledPath(path),
    differences,
    differencesLeftOut: connection.differences.length - differences.length + connection.differencesLeftOut,
    verdict: {
      cause: before.cause,
      confidence,
      certainty: certaintyOf(confidence),
      party: before.party,
      place: before.place,
      basis: before.basis,
      contributions,
      ruledOut: before.ruledOut,
      first: alone(before.first),
      second: alone(before.second),
    },
  };
  return {
    connection: told,
    ladder: {
      index: connection.index,
      ...endsOf(connection),
      clock: overview.clock,
      packets: ladder.packets,
      timeDigits: Math.min(MOST_TIME_DIGITS, ladder.timeDigits),
      ...beginning(overview, microseconds(ladder.captureSeconds ?? 0)),
      rows,
      notes: numbered(contributions),
    },
  };
}

export function settledRow({
  index,
  first,
  second,
  client,
  server,
  pairedBy,
  common,
  counts,
  changedFields,
  cause,
  confidence,
  place,
}: ComparisonRow): ComparisonRow {
  return {
    index,
    first,
    second,
    client,
    server,
    pairedBy,
    common,
    counts,
    changedFields,
    cause,
    confidence: rounded(confidence, 4),
    place,
  };
}

/** Three digits are shown of any of these; the uncertainty itself is wider. */
export function settledClock(clock: ClockEstimate | null): ClockEstimate | null {
  return clock === null
    ? null
    : {
        ...clock,
        offsetSeconds: rounded(clock.offsetSeconds, 7),
        uncertaintySeconds: rounded(clock.uncertaintySeconds, 7),
        driftPpm: rounded(clock.driftPpm, 3),
        driftUncertaintyPpm: rounded(clock.driftUncertaintyPpm, 3),
        roundTripSeconds: rounded(clock.roundTripSeconds, 7),
      };
}

function settledPath({
  hopsTowardsServer,
  hopsTowardsClient,
  towardsServerSeconds,
  towardsClientSeconds,
  translated,
}: PathFacts): PathFacts {
  const way = (times: PathFacts['towardsServerSeconds']) =>
    times === null ? null : { least: rounded(times.least, 7), median: rounded(times.median, 7) };
  return {
    hopsTowardsServer,
    hopsTowardsClient,
    towardsServerSeconds: way(towardsServerSeconds),
    towardsClientSeconds: way(towardsClientSeconds),
    translated,
  };
}

function shortened({ observation, tap, frames, values }: Contribution): Contribution {
  return { observation, tap, frames: { first: ends(frames.first), second: ends(frames.second) }, values: plainValues(values) };
}

function plainValues(values: Values): Values {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      typeof value === 'number' && name.endsWith('Seconds') ? rounded(value, 6) : value,
    ]),
  );
}

function settledDifference(difference: PacketDifference, packets: readonly TwoTapPacket[], nearer: 'first' | 'second'): PacketDifference {
  const { kind, missingBytes, changes, because } = difference;
  const frames = { first: difference.frames.first.slice(0, MOST_PIECES), second: difference.frames.second.slice(0, MOST_PIECES) };
  const own = { kind, ...(missingBytes === undefined ? {} : { missingBytes }), changes, because };
  const row = packets[rowOf(packets, nearer, { frames })];
  if (row !== undefined) return { ...ofRow(row, nearer), ...own };
  const { from, seconds, flags, len, seq, ttl, oneWaySeconds } = difference;
  const way = oneWaySeconds === undefined ? {} : { oneWaySeconds: rounded(oneWaySeconds, 6) };
  return { from, frames, seconds: rounded(seconds, 6), flags, len, seq, ttl, ...way, ...own };
}

function piecesShortened(rows: readonly TwoTapRow[]): readonly TwoTapRow[] {
  return rows.map((row) =>
    row.kind === 'packet' && row.clientFrames.length + row.serverFrames.length > MOST_PIECES
      ? { ...row, clientFrames: row.clientFrames.slice(0, MOST_PIECES), serverFrames: row.serverFrames.slice(0, MOST_PIECES) }
      : row,
  );
}

/** Handshake, the end, what is cited, noted or differs stay; the rest becomes runs. */
function folded(
  rows: readonly TwoTapRow[],
  contributions: readonly Contribution[],
  isFirstNear: boolean,
  folding: Folding,
): readonly TwoTapRow[] {
  if (rows.length <= Math.min(folding.wholeUpTo, MOST_ROWS)) return rows;
  const packets = rows.filter((row) => row.kind === 'packet');
  const differing = packets.filter(({ fate }) => fate !== 'both');
  const kept = new Set([
    ...packets.slice(0, FIRST_PACKETS),
    ...packets.slice(-LAST_PACKETS),
    ...differing.slice(0, DIFFERING_PACKETS),
    ...differing.slice(-DIFFERING_PACKETS),
    ...packets.filter((row) => citing(contributions, row, isFirstNear).length > 0).slice(0, MOST_ROWS / 4),
    ...packets.filter((row) => folding.isNoted(row)).slice(0, MOST_ROWS / 4),
  ]);
  const told: TwoTapRow[] = [];
  let stretch: TwoTapRow[] = [];
  const close = (): void => {
    const inside = stretch.filter((row) => row.kind !== 'gap');
    const last = stretch.at(-1);
    if (inside.length < SMALLEST_FOLD) told.push(...stretch);
    else {
      const [first] = stretch;
      if (first?.kind === 'gap') told.push(first);
      told.push(runOf(inside));
      if (last?.kind === 'gap') told.push(last);
    }
    stretch = [];
  };
  for (const row of rows) {
    if (row.kind !== 'packet' || !kept.has(row)) stretch.push(row);
    else {
      close();
      told.push(row);
    }
  }
  close();
  return told;
}

function runOf(rows: readonly (TwoTapPacket | TwoTapRun)[]): TwoTapRun {
  const sum = (of: (row: TwoTapPacket | TwoTapRun) => number): number => rows.reduce((total, row) => total + of(row), 0);
  const bytes = (side: 'client' | 'server') =>
    sum((row) =>
      row.kind === 'run'
        ? side === 'client'
          ? row.bytesClient
          : row.bytesServer
        : isFromClient(row.packet) === (side === 'client')
          ? row.packet.len
          : 0,
    );
  const [bytesClient, bytesServer] = [bytes('client'), bytes('server')];
  const span = (side: 'clientFrames' | 'serverFrames'): readonly [number, number] => {
    const numbers = rows.flatMap((row) => row[side]).filter((frame) => frame > 0);
    return numbers.length === 0
      ? [0, 0]
      : [numbers.reduce((least, frame) => Math.min(least, frame)), numbers.reduce((most, frame) => Math.max(most, frame))];
  };
  const first = rows[0] as TwoTapPacket | TwoTapRun;
  const last = rows.at(-1) as TwoTapPacket | TwoTapRun;
  const begin = timeOf(first);
  return {
    kind: 'run',
    id: 0,
    what: bytesClient > 0 && bytesServer > 0 ? 'exchange' : bytesClient + bytesServer > 0 ? 'data' : 'ack',
    packets: sum((row) => (row.kind === 'run' ? row.packets : 1)),
    differing: sum((row) => (row.kind === 'run' ? row.differing : row.fate === 'both' ? 0 : 1)),
    bytesClient,
    bytesServer,
    seconds: begin,
    durationSeconds: timeOf(last) + (last.kind === 'run' ? last.durationSeconds : 0) - begin,
    clientFrames: span('clientFrames'),
    serverFrames: span('serverFrames'),
    expanded: false,
    rows: [],
    hidden: 0,
    after: last.after,
  };
}

/** When it passed the place that is nearer to its sender, or the only one that has it. */
function timeOf(row: TwoTapPacket | TwoTapRun): number {
  if (row.kind === 'run') return row.seconds;
  const [up, down] = isFromClient(row.packet) ? [row.clientSeconds, row.serverSeconds] : [row.serverSeconds, row.clientSeconds];
  return up ?? down ?? 0;
}

/** Sixty years: what a broken clock says beyond is not carried. */
const MOST_SECONDS = 2e9;

function settledRows(rows: readonly TwoTapRow[], contributions: readonly Contribution[], isFirstNear: boolean): readonly TwoTapRow[] {
  let endUs = 0;
  let entries = 0;
  const us = (seconds: number): number => microseconds(Math.max(-MOST_SECONDS, Math.min(MOST_SECONDS, seconds)));
  const startUs = (row: TwoTapRow | undefined): number => (row === undefined || row.kind === 'gap' ? endUs : us(timeOf(row)));
  return rows.map((row, at): TwoTapRow => {
    if (row.kind === 'gap') return { kind: 'gap', seconds: (startUs(rows[at + 1]) - endUs) / 1e6, after: row.after };
    const begin = startUs(row);
    if (row.kind === 'run') {
      const { breaks: _, ...run } = row;
      const lasted = Math.max(0, us(row.durationSeconds));
      const id = entries;
      endUs = begin + lasted;
      entries += row.packets;
      return { ...run, id, seconds: begin / 1e6, durationSeconds: lasted / 1e6, expanded: false, rows: [], hidden: 0 };
    }
    const { packet, clientFrames, serverFrames, fate, usualTtl, oneWaySeconds, changes, after } = row;
    const isUp = isFromClient(packet);
    const [atSender, atReceiver] = isUp ? [clientFrames, serverFrames] : [serverFrames, clientFrames];
    const way = oneWaySeconds === null || atSender.length === 0 || atReceiver.length === 0 ? null : us(oneWaySeconds);
    const deltaSeconds = (begin - endUs) / 1e6;
    endUs = begin;
    entries++;
    const sent = atSender.length > 0 ? begin / 1e6 : null;
    const came = atReceiver.length === 0 ? null : atSender.length === 0 ? begin / 1e6 : (begin + (way ?? 0)) / 1e6;
    // There is no place for what is deduced beside a packet.
    const { unseen: __, ...told } = packet;
    return {
      kind: 'packet',
      packet: {
        ...told,
        frame: atSender[0] ?? atReceiver[0] ?? 0,
        seconds: begin / 1e6,
        deltaSeconds,
        rawSeq: packet.seq >>> 0,
        rawAck: (packet.ack ?? 0) >>> 0,
        after,
        notes: [],
      },
      fate,
      ...(usualTtl === undefined ? {} : { usualTtl }),
      clientFrames,
      serverFrames,
      clientSeconds: isUp ? sent : came,
      serverSeconds: isUp ? came : sent,
      oneWaySeconds: way === null ? null : way / 1e6,
      changes,
      notes: citing(contributions, row, isFirstNear),
      after,
    };
  });
}

function ends(frames: readonly number[]): readonly number[] {
  return frames.length <= CITED_FRAMES ? frames : [...frames.slice(0, CITED_FRAMES / 2), ...frames.slice(-CITED_FRAMES / 2)];
}

export function rounded(value: number, digits: number): number {
  // No minus zero: a link has one zero.
  return Math.round(value * 10 ** digits) / 10 ** digits + 0;
}
