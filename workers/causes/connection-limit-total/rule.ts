// Closed right after accept because the server as a whole holds as many connections as it may.

import { limitEvidence, limitVerdict } from '../limit-verdict';
import { listenerLived, notTheQueue, ruledOut } from '../rivals';
import { defineCause, type RuleContext } from '../rule';

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
      ruledOut: [
        ...((context.listener.limits?.rejectedClients ?? 0) > 1
          ? [ruledOut(context, 'connection-limit-per-client', 'other-clients-too', [otherRejected(context)])]
          : []),
        ...notTheQueue(context),
        ...listenerLived(context, 'server-process-died'),
      ],
    };
  },
});

/** The last packet of the nearest connection of another address that was turned away too. */
function otherRejected({ listener, tables, facts, client }: RuleContext): number {
  let nearest = -1;
  for (const c of listener.limits?.openAtRejection.keys() ?? []) {
    if (tables.connections.origAddress.values[c] === client) continue;
    if (nearest < 0 || Math.abs(c - facts.connection) < Math.abs(nearest - facts.connection)) nearest = c;
  }
  const { segments, segmentStart } = tables.connections;
  return nearest < 0 ? -1 : (segments[(segmentStart[nearest + 1] as number) - 1] as number);
}
