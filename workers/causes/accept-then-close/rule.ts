// Closed right after accept, and no limit shows in this capture.

import { observed } from '../observe';
import { listenerLived, notTheQueue } from '../rivals';
import { mayDropAtRandom } from '../limit-verdict';
import { defineCause } from '../rule';
import { turnedAway, turnedAwayEvidence } from '../turned-away';

export const rule = defineCause({
  id: 'accept-then-close',
  phase: 'established',
  references: ['causes.md 1.2 accept-then-close', 'causes.md A.3 row 1'],
  beats: ['write-after-close', 'normal-close', 'reset-after-close', 'idle-close', 'client-abandoned'],
  match(context) {
    const away = turnedAway(context);
    const { facts, listener } = context;
    if (away === null || facts.sawTls || facts.icmpCount > 0) return null;
    // Data that waited unread when the socket was aborted is the better story (unread-data-abort).
    const abortedUnread = away.byReset && !away.inWords && facts.resets.some((reset) => reset.side === 1 && reset.unreadBytes > 0);
    const alone = listener.handshakes < 2;
    // The server's FIN acknowledges the request: the program read it before it closed, and may have disliked it.
    const requestRead = !away.byReset && !away.inWords && facts.orig.payloadBytes > facts.orig.afterPeerFinBytes;
    if (requestRead && facts.orig.afterPeerFinBytes > 0) return null;
    const rising = mayDropAtRandom(listener) ? (listener.limits?.rising ?? null) : null;
    const noLimit = alone ? 'no-other-connections' : 'threshold-not-shown';
    return {
      confidence: abortedUnread || requestRead ? 0.5 : rising === null ? 0.86 : 0.6,
      party: 'server',
      facts: { delaySeconds: away.delaySeconds },
      evidence: () => [
        ...turnedAwayEvidence(context, away),
        ...(listener.rejected > 1 ? [observed(context, 'no-threshold', [facts.endRow], { rejected: listener.rejected })] : []),
        ...(rising === null ? [] : [observed(context, 'rejections-rise', [facts.endRow], { ...rising })]),
      ],
      alternatives: [
        { cause: 'connection-limit-per-client', because: noLimit },
        { cause: 'connection-limit-total', because: rising === null ? noLimit : 'rate-rises' },
        ...(requestRead ? [{ cause: 'protocol-mismatch' as const, because: 'framing-unknown' as const }] : []),
      ],
      ruledOut: [...notTheQueue(context), ...listenerLived(context, 'server-process-died')],
    };
  },
});
