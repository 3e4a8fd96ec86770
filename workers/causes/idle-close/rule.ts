// The server closed a connection that had been idle, the client closed too: nothing lost.

import { IDLE_MIN_SECONDS } from '../../handlers/listener-facts';
import { observed } from '../observe';
import { defineCause } from '../rule';

export const rule = defineCause({
  id: 'idle-close',
  phase: 'established',
  references: ['RFC 9112 9.5', 'causes.md 1.3 idle-close'],
  beats: ['normal-close'],
  match(context) {
    const { facts, listener } = context;
    const idle = idleBeforeServerFin(facts);
    if (idle < IDLE_MIN_SECONDS || facts.resp.finRow < 0 || facts.endSide !== 1 || facts.endIsReset || facts.announcedClose) return null;
    if (facts.resetCount > 0 || facts.orig.finRow < 0 || facts.orig.unansweredBytes > 0) return null;
    const timer = listener.idleTimer;
    return {
      confidence: 0.9,
      party: 'none',
      facts: { idleSeconds: idle, ...(timer === null ? {} : { timeoutSeconds: timer.timeoutSeconds }) },
      evidence: () => [
        observed(
          context,
          'idle-before-close',
          [facts.resp.lastPayloadRow >= 0 ? facts.resp.lastPayloadRow : facts.handshakeAckRow, facts.resp.finRow],
          { idleSeconds: idle },
        ),
        observed(context, 'both-sides-closed', [facts.resp.finRow, facts.orig.finRow], {
          durationSeconds: facts.lastSeconds - facts.firstSeconds,
        }),
      ],
      alternatives: [{ cause: 'normal-close', because: 'same-wire' }],
    };
  },
});

/** Silence before the server's FIN; -1 when it does not apply. */
export function idleBeforeServerFin(facts: Parameters<typeof rule.match>[0]['facts']): number {
  // What the capture lacks may have broken the silence.
  if (facts.resp.finRow < 0 || facts.resp.unseenBytes > 0 || facts.orig.unseenBytes > 0) return -1;
  const before = facts.resp.lastPayloadSeconds >= 0 ? facts.resp.lastPayloadSeconds : facts.handshakeAckSeconds;
  const client =
    facts.orig.lastPayloadSeconds >= 0 && facts.orig.lastPayloadSeconds <= facts.resp.finSeconds ? facts.orig.lastPayloadSeconds : -1;
  const last = Math.max(before, client);
  return last < 0 ? -1 : facts.resp.finSeconds - last;
}
