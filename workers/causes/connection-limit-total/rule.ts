// Closed right after accept because the server as a whole holds as many connections as it may.

import { limitEvidence, limitVerdict } from '../limit-verdict';
import { defineCause } from '../rule';

export const rule = defineCause({
  id: 'connection-limit-total',
  phase: 'established',
  references: ['causes.md 1.2 connection-limit-total', 'causes.md E.1'],
  beats: [
    'accept-then-close',
    'unread-data-abort',
    'linger-abort',
    'write-after-close',
    'normal-close',
    'reset-after-close',
    'idle-close',
    'client-abandoned',
  ],
  match(context) {
    const verdict = limitVerdict(context);
    if (verdict === null || verdict.kind !== 'total') return null;
    return {
      confidence: verdict.confidence,
      party: 'server',
      facts: { ...(verdict.group === null ? {} : { limit: verdict.group.limit, rejected: verdict.group.rejected }), layer: 'application' },
      evidence: () => limitEvidence(context, verdict),
      alternatives:
        verdict.oneClient && verdict.away.text === null
          ? [{ cause: 'connection-limit-per-client', because: 'only-one-client-address' }]
          : [{ cause: 'accept-then-close', because: 'same-wire' }],
    };
  },
});
