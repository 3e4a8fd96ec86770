// A connection that the server closed right after accepting it: shared by accept-then-close and the two limits.

import type { Evidence } from '../model/verdict';
import { Admission } from '../handlers/connection-columns';
import { ResetKind } from '../handlers/connection-facts';
import { crossedFin, isPlausibleSender, observed } from './observe';
import type { RuleContext } from './rule';

export interface TurnedAway {
  readonly delaySeconds: number;
  /** The server's words, when it gave any. */
  readonly text: string | null;
  readonly byReset: boolean;
  /** The server said something before, be it readable or not. */
  readonly inWords: boolean;
}

export function turnedAway(context: RuleContext): TurnedAway | null {
  const { facts, columns, tables } = context;
  if (columns.admission[facts.connection] !== Admission.Rejected || facts.endSide !== 1) {
    return facts.limitText >= 0 && facts.handshakeDone
      ? {
          delaySeconds: (facts.endSeconds < 0 ? facts.lastSeconds : facts.endSeconds) - facts.handshakeAckSeconds,
          text: tables.marks.texts[facts.limitText] ?? null,
          byReset: false,
          inWords: true,
        }
      : null;
  }
  const reset = facts.resets.find((candidate) => candidate.side === 1);
  if (facts.endIsReset) {
    // Bare RST to the handshake's ACK: the accept queue, not the application. Foreign TTL: not the server.
    if (reset === undefined || reset.kind !== ResetKind.Active || !isPlausibleSender(context, reset)) {
      if (facts.limitText < 0) return null;
    }
  }
  return {
    delaySeconds: facts.endSeconds - facts.handshakeAckSeconds,
    text: facts.limitText >= 0 ? (tables.marks.texts[facts.limitText] ?? null) : null,
    byReset: facts.endIsReset,
    inWords: facts.resp.payloadBytes > 0,
  };
}

/** How it went, packet by packet. */
export function turnedAwayEvidence(context: RuleContext, away: TurnedAway): Evidence[] {
  const { facts } = context;
  const { orig, resp } = facts;
  const list: Evidence[] = [];
  if (away.text !== null) list.push(observed(context, 'limit-text', [facts.limitTextRow], { text: away.text }));
  if (facts.endRow >= 0 && facts.endSide === 1) {
    const rows = [facts.handshakeAckRow, facts.endRow];
    if (away.byReset) {
      list.push(observed(context, 'rst-right-after-handshake', rows, { afterSeconds: away.delaySeconds }));
      const reset = facts.resets.find((candidate) => candidate.side === 1);
      if (orig.payloadBytes > 0 && reset?.kind === ResetKind.Active) {
        list.push(observed(context, 'active-rst', [orig.firstPayloadRow, reset.row], { ackedBytes: orig.payloadBytes }));
      }
    } else {
      list.push(observed(context, 'fin-right-after-handshake', rows, { afterSeconds: away.delaySeconds }));
    }
  }
  if (resp.payloadBytes === 0) list.push(observed(context, 'no-bytes-from-server', [facts.endRow], {}));
  if (resp.finRow >= 0 && orig.afterPeerFinRow >= 0) {
    const crossed = crossedFin(context, resp, orig.afterPeerFinRow);
    const afterSeconds = orig.afterPeerFinSeconds - resp.finSeconds;
    list.push(
      crossed
        ? observed(context, 'data-crossed-fin', [resp.finRow, orig.afterPeerFinRow], { afterSeconds, rttSeconds: facts.rttSeconds })
        : observed(context, 'sent-after-fin', [resp.finRow, orig.afterPeerFinRow], { bytes: orig.afterPeerFinBytes, afterSeconds }),
    );
    const reply = facts.resets.find((candidate) => candidate.side === 1 && candidate.kind === ResetKind.Reply);
    if (reply !== undefined)
      list.push(observed(context, 'reply-rst', [orig.afterPeerFinRow, reply.row], { bytes: orig.afterPeerFinBytes }));
  }
  return list;
}
