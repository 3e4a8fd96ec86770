// Everything that is told of one connection, built anew from the tables when someone asks.

import { applicationOf } from './application';
import { foldConnection } from '../track/conn-state';
import { ConnectionBit } from '../model/connection-table';
import type { ConnectionReport } from '../model/verdict';
import type { CauseId } from '../model/vocabulary';
import type { Judgement } from './judge';

export function buildReport(judgement: Judgement, connection: number): ConnectionReport {
  const { tables, columns } = judgement;
  const { connections, addresses } = tables;
  const { verdict, outcome, endedBy, context } = judgement.explain(connection);
  const summary = foldConnection(tables, connection);
  const rtt = columns.rtt[connection] as number;
  const application = applicationOf(tables, context.facts, context.listener);
  return {
    id: connection,
    client: { address: addresses.text(context.client), port: connections.origPort.values[connection] as number },
    server: { address: addresses.text(context.server), port: connections.respPort.values[connection] as number },
    rolesAssumed: ((connections.bits.values[connection] as number) & ConnectionBit.RolesAssumed) !== 0,
    ...(application === undefined ? {} : { application }),
    startSeconds: tables.frames.toldSeconds(columns.start[connection] as number),
    durationSeconds: (columns.end[connection] as number) - (columns.start[connection] as number),
    handshakeSeconds: rtt < 0 ? null : rtt,
    segments: columns.packets[connection] as number,
    retransmissions: columns.retransmissions[connection] as number,
    bytes: { client: columns.bytesOrig[connection] as number, server: columns.bytesResp[connection] as number },
    connState: summary.connState,
    history: summary.history,
    completeness: summary.completeness,
    outcome,
    endedBy,
    verdict,
  };
}

/** Causes in which the number of open connections plays a part. */
const LIMITED: ReadonlySet<CauseId> = new Set(['connection-limit-per-client', 'connection-limit-total', 'accept-then-close']);

/** Open connections that this one met when it was turned away, and the limit that shows; null where no limit plays a part. */
export function gaugeOf(
  judgement: Judgement,
  connection: number,
): { readonly open: number; readonly limit: number | null; readonly atLeast: boolean } | null {
  const listener = judgement.listeners[judgement.columns.listener[connection] as number];
  const limits = listener?.limits ?? null;
  const met = limits?.openAtRejection.get(connection);
  if (limits === null || met === undefined) return null;
  const client = judgement.tables.connections.origAddress.values[connection] as number;
  const { verdict } = judgement.explain(connection);
  // A full queue holds what was completed, not what is open.
  if (!LIMITED.has(verdict.cause)) return null;
  const limit = typeof verdict.facts['limit'] === 'number' ? verdict.facts['limit'] : null;
  const perClient = verdict.cause === 'connection-limit-per-client' || (limit === null && (limits.perClient.get(client) ?? null) !== null);
  const open = perClient ? met.client : met.total;
  return open === 0 && limit === null ? null : { open, limit, atLeast: limits.beganBefore };
}
