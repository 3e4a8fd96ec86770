// The rows of a ladder with two taps as columns: packets as a ladder of one capture has them (describe-ladder.ts), and beside them what
// became of each. What follows from the row before, or from the verdict, is not written.

import type {
  ComparisonOverview,
  ConnectionComparison,
  Contribution,
  FieldChange,
  TwoTapLadder,
  TwoTapPacket,
  TwoTapRow,
  TwoTapRun,
} from '../../compare/compare-model';
import type { LadderRow, PacketRow } from '../../ladder/ladder-model';
import { nsOf, rowsPort } from '../describe-ladder';
import type { Fields } from '../describe-fields';
import { BadLink, type Port } from '../port';
import { FATE_CODES } from './comparison-codes';
import { endpointParts, plainTapName } from './shared-comparison';

const MOST_FRAMES = 64;
/** Microseconds: the uncertainty of two clocks is greater. */
const TIME_NS = 1_000;
export const MOST_TIME_DIGITS = 6;
const MOST_DIGITS = 9;

/** What a row says beyond what most say: bits of its mask; what became of it stands above them. */
const Mask = { Client: 1, Server: 2, Pieces: 4, Lost: 8, Ttl: 16, Changes: 32, Way: 64 } as const;
const FATE_STEP = 128;

export interface TwoTapScope {
  readonly fields: Fields;
  readonly overview: Pick<ComparisonOverview, 'first' | 'clock'>;
  readonly connection: Pick<ConnectionComparison, 'index' | 'client' | 'server' | 'nearerClient'>;
  readonly contributions: readonly Contribution[];
  changes(list?: readonly FieldChange[]): readonly FieldChange[];
}

export function twoTapPort(scope: TwoTapScope, ladder?: TwoTapLadder): TwoTapLadder {
  const { fields, overview, connection, contributions } = scope;
  const { port } = fields;
  const packets = port.uint(ladder?.packets);
  const timeDigits = port.uint(ladder?.timeDigits);
  if (timeDigits > MOST_DIGITS) throw new BadLink('damaged');
  const begin = port.int(ladder === undefined ? undefined : microseconds(ladder.captureSeconds ?? 0));
  const rows = twoTapRows(scope, ladder?.rows);
  const ends = endsOf(connection);
  return {
    index: connection.index,
    ...ends,
    clock: overview.clock,
    packets,
    timeDigits,
    ...beginning(overview, begin),
    rows,
    notes: numbered(contributions),
  };
}

/** Wall clock of the first row; "0" where it is not told. */
export function beginning({ first }: Pick<ComparisonOverview, 'first'>, micro: number): Pick<TwoTapLadder, 'startNs' | 'captureSeconds'> {
  const start = first.startTime === null ? null : BigInt(Date.parse(first.startTime)) * 1_000_000n;
  return { startNs: start === null ? '0' : (start + BigInt(micro) * 1_000n).toString(), captureSeconds: micro / 1e6 };
}

export function microseconds(seconds: number): number {
  return Math.round(seconds * 1e6);
}

export function numbered(contributions: readonly Contribution[]): TwoTapLadder['notes'] {
  return contributions.map((contribution, at) => ({ number: at + 1, contribution }));
}

/** As the connection says; the names of files are not told. */
export function endsOf({ client, server, nearerClient }: TwoTapScope['connection']): Pick<TwoTapLadder, 'client' | 'server' | 'clientTap'> {
  const other = nearerClient === 'first' ? 'second' : 'first';
  const end = (text: string) => endpointParts(text) ?? { address: '', port: 0 };
  return {
    client: { ...end(client), tap: plainTapName(nearerClient) },
    server: { ...end(server), tap: plainTapName(other) },
    clientTap: nearerClient,
  };
}

/** Numbers of the observations that cite a packet. */
export function citing(
  contributions: readonly Contribution[],
  row: Pick<TwoTapPacket, 'clientFrames' | 'serverFrames'>,
  isFirstNear: boolean,
): readonly number[] {
  const [first, second] = isFirstNear ? [row.clientFrames, row.serverFrames] : [row.serverFrames, row.clientFrames];
  return contributions.flatMap(({ frames }, at) =>
    frames.first.some((frame) => first.includes(frame)) || frames.second.some((frame) => second.includes(frame)) ? [at + 1] : [],
  );
}

/** The rows as a ladder of one capture would have them: numbered from 1, so that numbers cost nothing. */
function plainRows(rows: readonly TwoTapRow[]): readonly LadderRow[] {
  let number = 0;
  return rows.map((row): LadderRow => {
    if (row.kind === 'gap') return { ...row, reason: 'idle' };
    if (row.kind === 'packet') return { ...row.packet, frame: ++number, notes: [], after: row.after };
    const firstFrame = number + 1;
    number += row.packets;
    return {
      kind: 'run',
      id: row.id,
      what: row.what,
      packets: row.packets,
      bytesClient: row.bytesClient,
      bytesServer: row.bytesServer,
      retransmissions: 0,
      windowChanges: 0,
      firstFrame,
      lastFrame: number,
      seconds: row.seconds,
      durationSeconds: row.durationSeconds,
      turns: 0,
      expanded: false,
      hidden: 0,
      rows: [],
      after: row.after,
    };
  });
}

function twoTapRows(scope: TwoTapScope, rows?: readonly TwoTapRow[]): readonly TwoTapRow[] {
  const { fields, connection, contributions } = scope;
  const { port } = fields;
  const plain = rowsPort({ port, address: (address) => fields.address(address) }, [], rows === undefined ? undefined : plainRows(rows));
  const count = { packets: plain.filter(({ kind }) => kind === 'packet').length, runs: plain.filter(({ kind }) => kind === 'run').length };
  const packets = rows?.filter((row) => row.kind === 'packet');
  const runs = rows?.filter((row) => row.kind === 'run');
  const mask = port.column(count.packets, packets?.map(maskOf));
  const frames = {
    client: new FrameColumn(port, 'client', mask, packets, runs, count.runs),
    server: new FrameColumn(port, 'server', mask, packets, runs, count.runs),
  };
  const has = (bit: number): number => mask.filter((bits) => (bits & bit) !== 0).length;
  const ways = port.column(
    has(Mask.Way),
    packets?.flatMap((row) => (maskOf(row) & Mask.Way ? wayOf(row) : [])),
    true,
  );
  const lost = port.column(
    has(Mask.Lost),
    packets?.flatMap(({ packet }) => packet.lostUntil ?? []),
  );
  const ttls = port.column(
    has(Mask.Ttl),
    packets?.flatMap(({ usualTtl }) => usualTtl ?? []),
  );
  const changed = packets?.filter(({ changes }) => changes.length > 0);
  const changes: (readonly FieldChange[])[] = [];
  for (let at = 0; at < has(Mask.Changes); at++) changes.push(scope.changes(changed?.[at]?.changes));
  const differing = port.column(
    count.runs,
    runs?.map((run) => run.differing),
  );
  if (rows !== undefined) return rows;
  const take = { packet: 0, run: 0, way: 0, lost: 0, ttl: 0, changes: 0 };
  const isFirstNear = connection.nearerClient === 'first';
  return plain.map((row): TwoTapRow => {
    if (row.kind === 'gap') return { kind: 'gap', seconds: row.seconds, after: row.after };
    if (row.kind === 'run') {
      const at = take.run++;
      return {
        kind: 'run',
        id: row.id,
        what: row.what,
        packets: row.packets,
        differing: differing[at] ?? 0,
        bytesClient: row.bytesClient,
        bytesServer: row.bytesServer,
        seconds: row.seconds,
        durationSeconds: row.durationSeconds,
        clientFrames: frames.client.runs[at] ?? [0, 0],
        serverFrames: frames.server.runs[at] ?? [0, 0],
        expanded: false,
        rows: [],
        hidden: 0,
        after: row.after,
      };
    }
    const at = take.packet++;
    const bits = mask[at] ?? 0;
    const fate = FATE_CODES[Math.floor(bits / FATE_STEP)];
    if (fate === undefined) throw new BadLink('newer');
    const clientFrames = frames.client.packets[at] ?? [];
    const serverFrames = frames.server.packets[at] ?? [];
    const way = bits & Mask.Way ? ((ways[take.way++] ?? 0) * TIME_NS) / 1e9 : null;
    const isUp = isFromClient(row);
    const atSender = isUp ? clientFrames : serverFrames;
    const atReceiver = isUp ? serverFrames : clientFrames;
    const end = (nsOf(row.seconds) + nsOf(way ?? 0)) / 1e9;
    const [sent, came] = [
      atSender.length > 0 ? row.seconds : null,
      atReceiver.length > 0 ? (atSender.length > 0 ? end : row.seconds) : null,
    ];
    const known = { clientFrames, serverFrames };
    const until = bits & Mask.Lost ? lost[take.lost++] : undefined;
    const usual = bits & Mask.Ttl ? ttls[take.ttl++] : undefined;
    return {
      kind: 'packet',
      packet: { ...row, frame: atSender[0] ?? atReceiver[0] ?? 0, notes: [], ...(until === undefined ? {} : { lostUntil: until }) },
      fate,
      ...(usual === undefined ? {} : { usualTtl: usual }),
      ...known,
      clientSeconds: isUp ? sent : came,
      serverSeconds: isUp ? came : sent,
      oneWaySeconds: sent !== null && came !== null ? way : null,
      changes: bits & Mask.Changes ? (changes[take.changes++] ?? []) : [],
      notes: citing(contributions, known, isFirstNear),
      after: row.after,
    };
  });
}

/** By the name that it bears, whoever sent it. */
export function isFromClient({ from, to }: Pick<PacketRow, 'from' | 'to'>): boolean {
  return from === 'client' || (from === 'middlebox' && to === 'server');
}

function maskOf(row: TwoTapPacket): number {
  const bits =
    (row.clientFrames.length > 0 ? Mask.Client : 0) |
    (row.serverFrames.length > 0 ? Mask.Server : 0) |
    (row.clientFrames.length > 1 || row.serverFrames.length > 1 ? Mask.Pieces : 0) |
    (row.packet.lostUntil === undefined ? 0 : Mask.Lost) |
    (row.usualTtl === undefined ? 0 : Mask.Ttl) |
    (row.changes.length === 0 ? 0 : Mask.Changes) |
    (row.oneWaySeconds === null ? 0 : Mask.Way);
  return bits + FATE_STEP * FATE_CODES.indexOf(row.fate);
}

function wayOf({ oneWaySeconds }: TwoTapPacket): number {
  return Math.round(((oneWaySeconds ?? 0) * 1e9) / TIME_NS);
}

/** Numbers of one file: of packets by their distance from the one before, of runs as first and last. */
class FrameColumn {
  readonly packets: readonly (readonly number[])[];
  readonly runs: readonly (readonly [number, number])[];

  constructor(
    port: Port,
    side: 'client' | 'server',
    mask: readonly number[],
    packets: readonly TwoTapPacket[] | undefined,
    runs: readonly TwoTapRun[] | undefined,
    runCount: number,
  ) {
    const of = (row: TwoTapPacket): readonly number[] => (side === 'client' ? row.clientFrames : row.serverFrames);
    const bit = side === 'client' ? Mask.Client : Mask.Server;
    const pieces = mask.filter((bits) => (bits & bit) !== 0 && (bits & Mask.Pieces) !== 0).length;
    const counts = port.column(
      pieces,
      packets?.flatMap((row, at) => (((mask[at] ?? 0) & bit) !== 0 && ((mask[at] ?? 0) & Mask.Pieces) !== 0 ? [of(row).length] : [])),
    );
    let total = mask.filter((bits) => (bits & bit) !== 0).length - pieces;
    for (const count of counts) {
      if (count < 1 || count > MOST_FRAMES) throw new BadLink('damaged');
      total += count;
    }
    let before = 0;
    const written = packets?.flatMap(of).map((frame) => {
      const step = frame - before - 1;
      before = frame;
      return step;
    });
    const steps = port.column(total, written, true);
    const spans = port.column(
      2 * runCount,
      runs?.flatMap((run) => {
        const [first, last] = side === 'client' ? run.clientFrames : run.serverFrames;
        return [first, last - first];
      }),
    );
    this.runs = Array.from({ length: runCount }, (_, at) => {
      const first = spans[2 * at] ?? 0;
      return [first, checked(first + (spans[2 * at + 1] ?? 0))] as const;
    });
    let next = 0;
    let counted = 0;
    let frame = 0;
    this.packets = mask.map((bits) => {
      if ((bits & bit) === 0) return [];
      const count = (bits & Mask.Pieces) === 0 ? 1 : (counts[counted++] ?? 1);
      return Array.from({ length: count }, () => {
        frame += (steps[next++] ?? 0) + 1;
        return checked(frame);
      });
    });
  }
}

function checked(frame: number): number {
  if (!Number.isSafeInteger(frame) || frame < 0) throw new BadLink('damaged');
  return frame;
}
