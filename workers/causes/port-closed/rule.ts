// SYN answered by the host's own RST: nothing listens on that port (or a local REJECT rule, which is identical on IPv4).

import { compareTtl, effectiveReset, observed } from '../observe';
import { notForged, ruledOut } from '../rivals';
import { isSignificant } from '../limit-verdict';
import { defineCause, type RuleContext } from '../rule';
import { ResetKind } from '../../handlers/connection-facts';

/** Others were served by the same port this close in time: then "nothing listens" is not the whole story. */
const SERVED_NEARBY_SECONDS = 1;

export const rule = defineCause({
  id: 'port-closed',
  phase: 'attempt',
  references: ['RFC 9293 3.5.2 group 1', 'causes.md 1.1 port-closed', 'causes.md A.1 row 1'],
  match(context) {
    const { facts, listener, columns } = context;
    if (facts.orig.synRow < 0 || facts.synAckRow >= 0 || context.icmp.length > 0) return null;
    const reset = effectiveReset(context);
    if (reset === null || reset.side !== 1 || reset.kind !== ResetKind.Reply0 || reset.elicitor < 0) return null;
    // No stack puts text on this RST: a device does.
    if (context.tables.segments.len(reset.row) > 0) return null;
    const ttl = compareTtl(context, reset);
    if (ttl.verdict === 'differs') return null;
    const servedNearby = listener.servedWithin(columns.start[facts.connection] as number, reset.seconds, SERVED_NEARBY_SECONDS);
    // Who was let in met fewer open connections: a filter may count them, though too much is missing here to say so.
    const counted = servedNearby && isCounted(context, reset.seconds);
    const alone = listener.refusedSeconds.length < 2;
    return {
      // Never "certain": on IPv4 a local REJECT rule is identical to the byte.
      confidence: counted ? 0.6 : servedNearby ? 0.78 : ttl.verdict === 'fits' ? (alone ? 0.92 : 0.94) : 0.9,
      party: 'server',
      evidence: () => [
        observed(context, 'syn-answered-by-rst', [reset.elicitor, reset.row], { afterSeconds: reset.seconds - facts.orig.lastSynSeconds }),
        ...(ttl.verdict === 'fits'
          ? [
              observed(context, 'rst-fits-host', [context.hosts.exampleRow[context.server] as number, reset.row], {
                rstTtl: ttl.rstTtl,
                hostTtl: ttl.hostTtl,
              }),
            ]
          : []),
      ],
      alternatives: [
        { cause: 'firewall-reject', because: 'local-reject-looks-alike' },
        ...(counted ? [{ cause: 'connection-limit-per-client', because: 'capture-incomplete' } as const] : []),
        // Some stacks refuse like this while the queue of a living listener is full.
        ...(servedNearby ? [{ cause: 'listen-queue-overflow', because: 'listener-serves-others' } as const] : []),
      ],
      ruledOut: [ruledOut(context, 'firewall-drop', 'was-answered', [reset.elicitor, reset.row]), ...notForged(context, reset)],
    };
  },
});

/**
 * Refusals of this client, or of all, that lie above a number of open connections too neatly for chance; or nobody can know, because
 * some were open before the capture began, and others came in both before and after.
 */
function isCounted({ listener, client, columns, facts }: RuleContext, refusedSeconds: number): boolean {
  const limits = listener.filterLimits;
  if (limits === null) return false;
  if ([limits.total, limits.perClient.get(client)].some((group) => isSignificant(group ?? null))) return true;
  const start = columns.start[facts.connection] as number;
  return (
    limits.beganBefore &&
    listener.servedWithin(start - SERVED_NEARBY_SECONDS, start, 0) &&
    listener.servedWithin(refusedSeconds, refusedSeconds + SERVED_NEARBY_SECONDS, 0)
  );
}
