// No FIN, no RST, nothing overdue when the capture ended.

import { observed, watchedAfter } from '../observe';
import { defineCause } from '../rule';

/** Data is acknowledged within a round trip and a delayed ACK; after this it is overdue. */
const OVERDUE_SECONDS = 3;

export const rule = defineCause({
  id: 'open-at-end',
  phase: 'established',
  references: ['causes.md 1.3 open-at-end'],
  match(context) {
    const { facts } = context;
    if (facts.orig.zeroWindowSeconds >= 0 || facts.resp.zeroWindowSeconds >= 0) return null;
    if (facts.endRow >= 0 || !facts.bothDirections || facts.orig.tailRetries > 2 || facts.resp.tailRetries > 2) return null;
    // Bytes sent long ago and never acknowledged: not healthy, whatever keeps them.
    if (
      [facts.orig, facts.resp].some(
        (side) => side.outstandingSeconds >= 0 && watchedAfter(context, side.outstandingSeconds) > OVERDUE_SECONDS,
      )
    )
      return null;
    const quiet = watchedAfter(context, facts.lastSeconds);
    const owed = facts.orig.unansweredBytes > 0;
    return {
      confidence: owed && quiet > 5 ? 0.5 : 0.93,
      party: 'none',
      evidence: () => [observed(context, 'last-packet', [facts.lastRow], { quietSeconds: quiet })],
      alternatives: owed ? [{ cause: 'accept-starvation', because: 'slow-request-looks-alike' }] : [],
    };
  },
});
