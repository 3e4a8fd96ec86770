// Closed right after accept because one client address already holds as many connections as it may.

import { limitEvidence, limitVerdict } from '../limit-verdict';
import { defineCause } from '../rule';

export const rule = defineCause({
  id: 'connection-limit-per-client',
  phase: 'established',
  references: ['causes.md 1.2 connection-limit-per-client', 'causes.md E.1', 'ZooKeeper NIOServerCnxnFactory'],
  beats: ['accept-then-close', 'unread-data-abort', 'linger-abort', 'write-after-close', 'normal-close', 'reset-after-close', 'idle-close', 'client-abandoned'],
  match(context) {
    const verdict = limitVerdict(context);
    if (verdict === null || verdict.kind !== 'per-client') return null;
    return {
      confidence: verdict.confidence,
      party: 'server',
      facts: { ...(verdict.group === null ? {} : { limit: verdict.group.limit, rejected: verdict.group.rejected }), layer: 'application' },
      evidence: () => limitEvidence(context, verdict),
      alternatives: verdict.oneClient ? [{ cause: 'connection-limit-total', because: 'only-one-client-address' }] : [{ cause: 'accept-then-close', because: 'same-wire' }],
      ruledOut: verdict.oneClient ? [] : [{ cause: 'connection-limit-total', because: 'listener-serves-others' }],
    };
  },
});
