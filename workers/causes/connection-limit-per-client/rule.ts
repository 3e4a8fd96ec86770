// Closed right after accept because one client address already holds as many connections as it may.

import { filterLimitVerdict, limitEvidence, limitVerdict, thresholdEvidence } from '../limit-verdict';
import { observed } from '../observe';
import { listenerLived, notTheQueue } from '../rivals';
import { defineCause, type RuleContext } from '../rule';

const application = defineCause({
  id: 'connection-limit-per-client',
  phase: 'established',
  references: ['causes.md 1.2 connection-limit-per-client', 'causes.md E.1', 'ZooKeeper NIOServerCnxnFactory'],
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
    if (verdict === null || verdict.kind !== 'per-client') return null;
    return {
      confidence: verdict.confidence,
      party: 'server',
      facts: { ...(verdict.group === null ? {} : { limit: verdict.group.limit, rejected: verdict.group.rejected }), layer: 'application' },
      evidence: () => limitEvidence(context, verdict),
      alternatives: verdict.oneClient
        ? [{ cause: 'connection-limit-total', because: 'only-one-client-address' }]
        : [{ cause: 'accept-then-close', because: 'same-wire' }],
      ruledOut: [
        ...(verdict.oneClient ? [] : listenerLived(context, 'connection-limit-total')),
        ...notTheQueue(context),
        ...listenerLived(context, 'server-process-died'),
      ],
    };
  },
});

/** A packet filter counts connections per source address and refuses the SYN of one too many (connlimit). */
const filter = defineCause({
  id: 'connection-limit-per-client',
  phase: 'attempt',
  references: ['causes.md G E-connlimit', 'iptables-extensions(8) connlimit'],
  beats: ['port-closed', 'firewall-reject'],
  match(context) {
    const verdict = filterLimitVerdict(context);
    if (verdict === null || verdict.group === null || (!verdict.group.acceptedAgain && !othersCameIn(context))) return null;
    // A port that opens or closes in between refuses at any count; where packets are missing the count is not to be trusted with that.
    if (context.isLossyCapture || verdict.group.highestServed + 1 < verdict.group.limit) return null;
    const { facts, listener } = context;
    const { group } = verdict;
    return {
      confidence: Math.min(verdict.confidence, 0.85),
      party: 'server',
      facts: { limit: group.limit, rejected: group.rejected, layer: 'filter' },
      evidence: () => [
        observed(context, 'syn-answered-by-rst', [facts.orig.synRow, facts.endRow], {
          afterSeconds: facts.endSeconds - facts.orig.synSeconds,
        }),
        ...thresholdEvidence(context, verdict, listener.filterLimits),
      ],
      alternatives: [
        { cause: 'firewall-reject', because: 'device-looks-alike' },
        ...(verdict.oneClient ? [{ cause: 'connection-limit-total' as const, because: 'only-one-client-address' as const }] : []),
      ],
      ruledOut: listenerLived(context, 'port-closed'),
    };
  },
});

export const rules = [application, filter] as const;

/** Another address was let through between two refusals of this one: the port was open all the time. */
function othersCameIn({ listener, client }: RuleContext): boolean {
  return (listener.filterLimits?.otherClientsServed.get(client) ?? 0) > 0;
}
