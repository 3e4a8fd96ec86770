// A third party forged the RST: the supposed sender goes on as if nothing had happened, or the RST travelled another
// distance than everything else from that host.

import { compareTtl, observed } from '../observe';
import { defineCause } from '../rule';

/** RSTs of one forger follow each other at once. */
const BURST_SECONDS = 0.01;
/** Distances that no routing change within a connection explains. */
const TTL_FOREIGN = 3;

export const rule = defineCause({
  id: 'injected-reset',
  phase: 'established',
  references: ['causes.md 1.2 injected-reset', 'RFC 5961', 'Weaver, Sommer, Paxson, NDSS 2009'],
  beats: [
    'peer-lost-state',
    'linger-abort',
    'unread-data-abort',
    'reset-after-close',
    'client-abandoned',
    'write-after-close',
    'stale-keepalive-reuse',
    'normal-close',
  ],
  match(context) {
    const { facts } = context;
    const reset = facts.resets[0];
    if (reset === undefined || reset.afterOwnFin) return null;
    const ttl = compareTtl(context, reset);
    // Of the same side and from the same distance: the victim's own kernel may answer with a RST of its own.
    const burst = facts.resets.filter(
      (each) =>
        each.side === reset.side && each.seconds - reset.seconds <= BURST_SECONDS && compareTtl(context, each).rstTtl === ttl.rstTtl,
    );
    const goesOn = facts.goesOnAfterResetRow >= 0;
    const distance = Math.abs(ttl.rstTtl - ttl.hostTtl);
    if (ttl.verdict !== 'differs' || (!goesOn && distance < TTL_FOREIGN)) return null;
    return {
      confidence: goesOn ? 0.96 : 0.82,
      party: 'middlebox',
      facts: { rstTtl: ttl.rstTtl, hostTtl: ttl.hostTtl },
      evidence: () => [
        observed(context, 'rst-from-elsewhere', [reset.row, reset.side === 0 ? facts.orig.firstPayloadRow : facts.synAckRow], {
          rstTtl: ttl.rstTtl,
          hostTtl: ttl.hostTtl,
        }),
        ...(goesOn
          ? [observed(context, 'peer-goes-on', [reset.row, facts.goesOnAfterResetRow], { afterSeconds: facts.lastSeconds - reset.seconds })]
          : []),
        ...(burst.length > 1
          ? [
              observed(
                context,
                'rst-burst',
                burst.map((each) => each.row),
                { resets: burst.length },
              ),
            ]
          : []),
      ],
      alternatives: [{ cause: 'firewall-reject', because: 'device-looks-alike' }],
      ruledOut: [{ cause: 'linger-abort', because: 'ttl-differs' }],
    };
  },
});
