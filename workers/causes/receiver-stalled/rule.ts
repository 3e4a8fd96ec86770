// The receiver advertised window 0 and never opened it again while the other side still had data for it.

import { observed, watchedAfter } from '../observe';
import { ruledOut } from '../rivals';
import { defineCause } from '../rule';

const STALLED_MIN_SECONDS = 1;

export const rule = defineCause({
  id: 'receiver-stalled',
  phase: 'established',
  references: ['RFC 9293 3.8.6.1', 'causes.md 1.2 receiver-stalled', 'causes.md G E-zw'],
  beats: ['open-at-end', 'accept-starvation', 'retransmission-timeout', 'close-wait-leak', 'unread-data-abort', 'client-abandoned'],
  match(context) {
    const { facts } = context;
    const stalled = facts.orig.zeroWindowSeconds >= 0 ? facts.orig : facts.resp.zeroWindowSeconds >= 0 ? facts.resp : null;
    if (stalled === null) return null;
    const sender = stalled === facts.orig ? facts.resp : facts.orig;
    const side = stalled === facts.orig ? 0 : 1;
    const seconds = facts.lastSeconds - stalled.zeroWindowSeconds;
    if (seconds < STALLED_MIN_SECONDS && watchedAfter(context, stalled.zeroWindowSeconds) < STALLED_MIN_SECONDS * 3) return null;
    const receiverClosed = facts.endSide === side;
    const gaveUp = facts.endSide >= 0 && !receiverClosed;
    return {
      confidence: sender.zeroWindowProbes >= 2 ? 0.9 : 0.76,
      variant: receiverClosed ? 'receiver-closed' : gaveUp ? 'sender-gave-up' : 'orphaned',
      party: side === 0 ? 'client' : 'server',
      facts: { stalledSeconds: Math.max(seconds, stalled.zeroWindowLongest) },
      evidence: () => [
        observed(context, 'zero-window', [stalled.zeroWindowRow, facts.lastRow], {
          stalledSeconds: seconds,
          probes: sender.zeroWindowProbes,
        }),
      ],
      // An upload that nobody accepted fills the kernel's buffer as well.
      alternatives: side === 1 && !stalled.spoke ? [{ cause: 'accept-starvation', because: 'needs-other-end' }] : [],
      ruledOut: [ruledOut(context, 'retransmission-timeout', 'was-answered', [stalled.zeroWindowRow])],
    };
  },
});
