// Connections of one listener that came about only on a repeated SYN, a second or more late. Tells a path that loses
// packets from a server that ignores them; whether an accept queue was behind it is for the rules (catalogue E.6).

import type { Vantage } from '../model/capture';
import { Analysis } from '../model/analysis-flags';
import type { CaptureTables } from '../model/tables';
import { ACK, FROM_RESP, OPT_DUPLICATE, SYN } from '../model/tcp-flags';
import type { ConnectionColumns } from './connection-columns';
import { median, type ListenerFacts } from './listener-facts';

export interface SlowHandshakes {
  readonly connections: readonly number[];
  readonly medianLateSeconds: number;
  /** loss: a SYN or its answer vanished on the way. server: the SYN arrived and was ignored. */
  readonly reason: 'loss' | 'server' | 'unknown';
  /** Connections of the listener that repeated packets once they had got going, and one of these rows; -1 without. */
  readonly lossyConnections: number;
  readonly lossRow: number;
  readonly example: LateHandshake;
}

export interface LateHandshake {
  readonly connection: number;
  /** SegmentTable rows: first SYN, the SYN that led to the connection, its SYN-ACK. */
  readonly synRow: number;
  readonly lastSynRow: number;
  readonly synAckRow: number;
  readonly syns: number;
  readonly lateSeconds: number;
  /** The server had answered before the SYN was repeated: its answer was lost. */
  readonly answerLost: boolean;
}

const CONNECTIONS_MIN = 3;
/** Every path loses a packet in a hundred now and then, which makes two handshakes late: from more than twice as many on it is news. */
const SHARE_MIN = 0.05;
/** No stack repeats a SYN sooner than after a second, and clocks of captures are coarse. */
const LATE_MIN_SECONDS = 0.9;
/** Connections that lose packets later on, against those that were late: from half as many on it is the path. */
const LOSS_RATIO = 2;

export function findSlowHandshakes(
  tables: CaptureTables,
  columns: ConnectionColumns,
  listener: ListenerFacts,
  vantage: Vantage,
): SlowHandshakes | null {
  const late: LateHandshake[] = [];
  for (const c of listener.connections) {
    const accepted = columns.accepted[c] as number;
    if (accepted < 0 || (columns.synCount[c] as number) < 2 || accepted - (columns.start[c] as number) < LATE_MIN_SECONDS) continue;
    const handshake = lateHandshake(tables, c);
    if (handshake !== null) late.push(handshake);
  }
  const [example] = late;
  if (late.length < Math.max(CONNECTIONS_MIN, listener.handshakes * SHARE_MIN) || example === undefined) return null;
  const { lossyConnections, lossRow } = lossOf(tables, columns, listener);
  return {
    connections: late.map(({ connection }) => connection),
    medianLateSeconds: median(late.map(({ lateSeconds }) => lateSeconds)),
    reason: reasonOf(late, lossyConnections, vantage),
    lossyConnections,
    lossRow,
    example,
  };
}

function reasonOf(late: readonly LateHandshake[], lossyConnections: number, vantage: Vantage): SlowHandshakes['reason'] {
  const answersLost = late.filter(({ answerLost }) => answerLost).length;
  if (answersLost * 2 > late.length || lossyConnections * LOSS_RATIO >= late.length) return 'loss';
  // Captured where the SYN arrived: what is in the capture was not lost before it.
  return vantage === 'server' ? 'server' : 'unknown';
}

const REPEATED = Analysis.Retransmission | Analysis.FastRetransmission | Analysis.SpuriousRetransmission;

/** Repetitions of the server, and of the client after the first answer: before it, a full queue repeats them as well. */
function lossOf(
  tables: CaptureTables,
  columns: ConnectionColumns,
  listener: ListenerFacts,
): Pick<SlowHandshakes, 'lossyConnections' | 'lossRow'> {
  const { connections, segments, frames } = tables;
  let lossyConnections = 0;
  let lossRow = -1;
  for (const c of listener.connections) {
    const answered = columns.firstAnswer[c] as number;
    tables.analyser.analyze(c);
    for (let at = connections.segmentStart[c] as number; at < (connections.segmentStart[c + 1] as number); at++) {
      const row = connections.segments[at] as number;
      const flags = segments.flags.values[row] as number;
      if (((segments.analysis.values[row] as number) & REPEATED) === 0 || (flags & SYN) !== 0) continue;
      if ((flags & FROM_RESP) === 0) {
        const seconds = (frames.tsNs.values[segments.frameIndex.values[row] as number] as number) / 1e9;
        if (answered < 0 || seconds < answered) continue;
      }
      lossyConnections++;
      if (lossRow < 0) lossRow = row;
      break;
    }
  }
  return { lossyConnections, lossRow };
}

function lateHandshake(tables: CaptureTables, connection: number): LateHandshake | null {
  const { connections, segments, frames } = tables;
  let synRow = -1;
  let lastSynRow = -1;
  let synAckRow = -1;
  let syns = 0;
  let answerLost = false;
  const secondsOf = (row: number): number => (frames.tsNs.values[segments.frameIndex.values[row] as number] as number) / 1e9;
  for (let at = connections.segmentStart[connection] as number; at < (connections.segmentStart[connection + 1] as number); at++) {
    const row = connections.segments[at] as number;
    if (((segments.optionBits.values[row] as number) & OPT_DUPLICATE) !== 0) continue;
    const flags = segments.flags.values[row] as number;
    if ((flags & FROM_RESP) !== 0) {
      // A plain ACK to the SYN speaks of an older connection, and what follows is its story.
      if ((flags & SYN) === 0) {
        if (synAckRow < 0) return null;
        break;
      }
      synAckRow = row;
      continue;
    }
    if ((flags & SYN) === 0) {
      if ((flags & ACK) !== 0 && synAckRow >= 0) break;
      continue;
    }
    if (synRow < 0) synRow = row;
    if (synAckRow >= 0) answerLost = true;
    lastSynRow = row;
    syns++;
  }
  if (synRow < 0 || synAckRow < 0 || syns < 2) return null;
  const lateSeconds = secondsOf(synAckRow) - secondsOf(synRow);
  return lateSeconds < LATE_MIN_SECONDS ? null : { connection, synRow, lastSynRow, synAckRow, syns, lateSeconds, answerLost };
}
