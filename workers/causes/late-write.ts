// Payload that reached an end which had already closed: shared by the stale pool, the ignored announcement and the plain late write.

import type { Evidence } from '../model/verdict';
import { ResetKind, type ResetFacts } from '../handlers/connection-facts';
import { crossedFin, observed, replyToLateData } from './observe';
import type { RuleContext } from './rule';

export interface LateWrite {
  /** 0 client, 1 server: who closed. */
  readonly closedBy: number;
  /** The RST that it drew; null when the closer's kernel took the payload and nobody answered. */
  readonly reset: ResetFacts | null;
  /** Late payload after the closer's FIN, in capture order. */
  readonly afterFinSeconds: number;
  readonly bytes: number;
  /** Sent before its sender can have seen the FIN. */
  readonly crossed: boolean;
  /** Silence (no payload) before the FIN. */
  readonly idleSeconds: number;
}

/** FIN of one side, payload of the other, bare RST (or the RST,ACK of a socket closed after shutdown). */
export function lateWrite(context: RuleContext, closedBy: number): LateWrite | null {
  const { facts } = context;
  const closer = facts.side(closedBy);
  const writer = facts.side(1 - closedBy);
  if (closer.finRow < 0 || writer.afterPeerFinRow < 0) return null;
  const reset =
    replyToLateData(context, closedBy) ??
    facts.resets.find(
      (candidate) => candidate.side === closedBy && candidate.kind === ResetKind.Active && candidate.seconds >= writer.afterPeerFinSeconds,
    ) ??
    null;
  return {
    closedBy,
    reset,
    afterFinSeconds: writer.afterPeerFinSeconds - closer.finSeconds,
    bytes: writer.afterPeerFinBytes,
    crossed: crossedFin(context, closer, writer.afterPeerFinRow),
    idleSeconds: closer.idleBeforeFinSeconds,
  };
}

export function lateWriteEvidence(context: RuleContext, late: LateWrite): Evidence[] {
  const { facts } = context;
  const closer = facts.side(late.closedBy);
  const writer = facts.side(1 - late.closedBy);
  const list: Evidence[] = [
    observed(context, late.closedBy === 1 ? 'server-closed-first' : 'client-closed-first', [closer.finRow], {
      afterSeconds: closer.finSeconds - facts.firstSeconds,
    }),
  ];
  if (closer.finAckedRow >= 0 && closer.finAckedSeconds <= writer.afterPeerFinSeconds && !late.crossed) {
    list.push(
      observed(context, 'fin-acknowledged', [closer.finRow, closer.finAckedRow], {
        afterSeconds: closer.finAckedSeconds - closer.finSeconds,
      }),
    );
  }
  list.push(
    late.crossed
      ? observed(context, 'data-crossed-fin', [closer.finRow, writer.afterPeerFinRow], {
          afterSeconds: late.afterFinSeconds,
          rttSeconds: facts.rttSeconds,
        })
      : observed(context, 'sent-after-fin', [closer.finRow, writer.afterPeerFinRow], {
          bytes: late.bytes,
          afterSeconds: late.afterFinSeconds,
        }),
  );
  if (late.reset === null) {
    list.push(
      observed(context, 'never-answered', [writer.afterPeerFinRow, facts.lastRow], {
        waitedSeconds: facts.lastSeconds - writer.afterPeerFinSeconds,
      }),
    );
  } else if (late.reset.kind === ResetKind.Reply) {
    list.push(observed(context, 'reply-rst', [writer.afterPeerFinRow, late.reset.row], { bytes: late.bytes }));
  } else {
    list.push(observed(context, 'active-rst', [writer.afterPeerFinRow, late.reset.row], { ackedBytes: late.bytes }));
  }
  return list;
}
