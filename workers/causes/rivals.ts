// Rivals that the packets rule out, in the forms that several rules share. Which rivals a cause has is its rule's.

import { ResetKind, type ResetFacts } from '../handlers/connection-facts';
import { Admission } from '../handlers/connection-columns';
import { ACK, FROM_RESP } from '../model/tcp-flags';
import type { Alternative } from '../model/verdict';
import type { CauseId, ReasonId } from '../model/vocabulary';
import { seqDiff } from '../decode/tcp/sequence';
import { compareTtl, frameOf } from './observe';
import type { RuleContext } from './rule';

/** Served "at that time": begun so close to this connection, or open while it began. */
const NEAR_SECONDS = 10;
/** Looked for among so many neighbours on either side, in the order of the capture. */
const NEAR_CONNECTIONS = 1000;

/** Rows of -1 are left out. */
export function ruledOut(context: RuleContext, cause: CauseId, because: ReasonId, rows: readonly number[]): Alternative {
  const frames = [...new Set(rows.filter((row) => row >= 0).map((row) => frameOf(context, row)))].sort((a, b) => a - b);
  return { cause, because, ...(frames.length === 0 ? {} : { frames }) };
}

/** A RST from as far away as the other packets of its sender: nobody between has forged it. */
export function notForged(context: RuleContext, reset: ResetFacts): Alternative[] {
  if (compareTtl(context, reset).verdict !== 'fits') return [];
  return [ruledOut(context, 'injected-reset', 'ttl-fits', [exampleRow(context, reset.side), reset.row])];
}

/** An earlier packet of that side, which has the TTL to compare with. */
function exampleRow({ facts, hosts, client, server }: RuleContext, side: number): number {
  if (side === 1 && facts.synAckRow >= 0) return facts.synAckRow;
  const own = side === 0 && facts.orig.synRow >= 0 ? facts.orig.synRow : facts.side(side).firstPayloadRow;
  return own >= 0 ? own : (hosts.exampleRow[side === 0 ? client : server] as number);
}

/** All that `side` sent was acknowledged: the path brought it there and the answer back. */
export function pathWorks(context: RuleContext, side: number): Alternative[] {
  const { facts } = context;
  const sender = facts.side(side);
  const receiver = facts.side(1 - side);
  if (sender.payloadBytes === 0 || !receiver.ackSentKnown) return [];
  if (seqDiff(receiver.ackSent, (sender.iss + 1 + sender.payloadBytes) >>> 0) < 0) return [];
  return [ruledOut(context, 'retransmission-timeout', 'data-acknowledged', [sender.lastPayloadRow, ackRow(context, side)])];
}

/** First segment that acknowledges the last payload of `side`. */
function ackRow({ facts, tables }: RuleContext, side: number): number {
  const { connections, segments } = tables;
  const sender = facts.side(side);
  const goal = (sender.iss + 1 + sender.payloadBytes) >>> 0;
  const end = connections.segmentStart[facts.connection + 1] as number;
  const start = connections.segmentStart[facts.connection] as number;
  for (let at = firstNotBelow(connections.segments, sender.lastPayloadRow, start, end); at < end; at++) {
    const row = connections.segments[at] as number;
    const flags = segments.flags.values[row] as number;
    if (((flags & FROM_RESP) !== 0 ? 1 : 0) === side || (flags & ACK) === 0) continue;
    if (seqDiff(segments.ack.values[row] as number, goal) >= 0) return row;
  }
  return -1;
}

/** How the server turned it away shows that its program had the connection: the queue's answer has neither FIN nor ACK. */
export function notTheQueue(context: RuleContext): Alternative[] {
  const { facts } = context;
  if (facts.resp.finRow >= 0) return [ruledOut(context, 'listen-queue-overflow-reset', 'fin-seen', [facts.resp.finRow])];
  const reset = facts.resets.find(({ side, kind }) => side === 1 && kind === ResetKind.Active);
  return reset === undefined ? [] : [ruledOut(context, 'listen-queue-overflow-reset', 'socket-existed', [reset.row])];
}

/** The listener served somebody else (or `client` on another connection): the first packet of the nearest one shows it. */
export function listenerLived(context: RuleContext, cause: CauseId, client = -1): Alternative[] {
  const { listener, columns, tables, facts } = context;
  const { segments, segmentStart, origAddress } = tables.connections;
  const isNear = (start: number, end: number): boolean =>
    Math.abs(start - facts.firstSeconds) <= NEAR_SECONDS || (start < facts.firstSeconds && end > facts.firstSeconds);
  const isServed = (c: number): boolean =>
    columns.admission[c] === Admission.Served &&
    columns.isMidStream[c] === 0 &&
    isNear(columns.start[c] as number, columns.end[c] as number) &&
    (client < 0 || origAddress.values[c] === client);
  const ids = listener.connections;
  const own = firstNotBelow(ids, facts.connection);
  for (let away = 1; away <= NEAR_CONNECTIONS; away++) {
    for (const at of [own - away, own + away]) {
      const c = ids[at];
      if (c !== undefined && isServed(c))
        return [ruledOut(context, cause, 'listener-serves-others', [segments[segmentStart[c] as number] as number])];
    }
  }
  return [];
}

/** Index of the first of ascending values that is not below `wanted`. */
function firstNotBelow(values: ArrayLike<number>, wanted: number, from = 0, until = values.length): number {
  let low = from;
  let high = until;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((values[middle] as number) < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}
