// RST,ACK by an existing socket with nothing unread: closed abortively on purpose (SO_LINGER 0, ss -K and the like).

import { type ConnectionFacts, ResetKind } from '../../handlers/connection-facts';
import { effectiveReset, isPlausibleSender, observed } from '../observe';
import { notForged, ruledOut } from '../rivals';
import { defineCause } from '../rule';

export const rule = defineCause({
  id: 'linger-abort',
  phase: 'established',
  references: ['Linux tcp_disconnect(), tcp_close() with SO_LINGER', 'causes.md 1.2 linger-abort', 'causes.md A.4'],
  match(context) {
    const { facts } = context;
    const reset = effectiveReset(context);
    if (reset === null || reset.kind !== ResetKind.Active || reset.afterOwnFin || !isPlausibleSender(context, reset)) return null;
    const closer = facts.side(reset.side);
    const peer = facts.side(1 - reset.side);
    if (peer.finRow >= 0 || closer.keepaliveUnanswered > 1) return null;
    const unread = reset.side === 1 ? reset.unreadBytes > 0 : facts.responseBytesMissing > 0 || closer.unansweredBytes > 0;
    if (unread || (closer.payloadBytes === 0 && peer.payloadBytes === 0 && reset.side === 0)) return null;
    const party = reset.side === 0 ? 'client' : 'server';
    return {
      // A prober that resets may have missed answers that this tap saw (keepalive-timeout on a one-way path).
      // Where bytes are missing from the capture, one of them may have been what was unread.
      confidence:
        facts.isMidStream || closer.keepaliveProbes > 1 || closer.unseenBytes > 0 || peer.unseenBytes > 0
          ? 0.5
          : isAnswered(facts)
            ? 0.85
            : 0.7,
      party,
      evidence: () => [
        observed(context, 'nothing-unread', [facts.resp.lastPayloadRow, reset.row], {
          afterSeconds: facts.lastPayloadSeconds < 0 ? 0 : reset.seconds - facts.lastPayloadSeconds,
        }),
        observed(context, 'active-rst', [reset.row], { ackedBytes: 0 }),
        observed(context, 'no-fin-before-rst', [reset.row], {}),
        ...(facts.exchanges > 0
          ? [observed(context, 'exchange-complete', [facts.resp.lastPayloadRow], { exchanges: facts.exchanges })]
          : []),
      ],
      alternatives: [{ cause: 'unread-data-abort', because: facts.httpResponses > 0 ? 'nothing-was-unread' : 'framing-unknown' }],
      ruledOut: [ruledOut(context, 'write-after-close', 'socket-existed', [reset.row]), ...notForged(context, reset)],
    };
  },
});

/** As far as can be read, or as often as not to be chance: one answer alone may have come before the request was read. */
function isAnswered({ exchanges, httpRequests, httpResponses }: ConnectionFacts): boolean {
  return httpRequests > 0 ? httpResponses >= httpRequests : exchanges > 1;
}
