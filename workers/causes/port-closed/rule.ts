// SYN answered by the host's own RST: nothing listens on that port (or a local REJECT rule, which is identical on IPv4).

import { compareTtl, effectiveReset, observed } from '../observe';
import { notForged, ruledOut } from '../rivals';
import { defineCause } from '../rule';
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
    const alone = listener.refusedSeconds.length < 2;
    return {
      // Never "certain": on IPv4 a local REJECT rule is identical to the byte.
      confidence: servedNearby ? 0.78 : ttl.verdict === 'fits' ? (alone ? 0.92 : 0.94) : 0.9,
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
        // Some stacks refuse like this while the queue of a living listener is full.
        ...(servedNearby ? [{ cause: 'listen-queue-overflow', because: 'listener-serves-others' } as const] : []),
      ],
      ruledOut: [ruledOut(context, 'firewall-drop', 'was-answered', [reset.elicitor, reset.row]), ...notForged(context, reset)],
    };
  },
});
