// A third party forged the RST: the supposed sender goes on as if nothing had happened, or the RST cannot be its own by
// distance, time and form (causes/forged.ts weighs them).

import { forgedMarks } from '../forged';
import { observed } from '../observe';
import { ruledOut } from '../rivals';
import { defineCause } from '../rule';

export const rule = defineCause({
  id: 'injected-reset',
  phase: 'established',
  references: ['causes.md 1.2 injected-reset', 'RFC 5961', 'RFC 7323 3.2', 'Weaver, Sommer, Paxson, NDSS 2009'],
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
    const marks = forgedMarks(context);
    if (marks === null || marks.confidence === 0) return null;
    const { reset, ttl, goesOn, burst } = marks;
    const differs = ttl.verdict === 'differs';
    const rtt = reset.side === 1 ? facts.rttServerSeconds : facts.rttClientSeconds;
    return {
      confidence: marks.confidence,
      party: 'middlebox',
      facts: differs ? { rstTtl: ttl.rstTtl, hostTtl: ttl.hostTtl } : {},
      evidence: () => [
        ...(differs
          ? [
              observed(context, 'rst-from-elsewhere', [reset.row, reset.side === 0 ? facts.orig.firstPayloadRow : facts.synAckRow], {
                rstTtl: ttl.rstTtl,
                hostTtl: ttl.hostTtl,
              }),
            ]
          : []),
        ...(goesOn
          ? [observed(context, 'peer-goes-on', [reset.row, facts.goesOnAfterResetRow], { afterSeconds: facts.lastSeconds - reset.seconds })]
          : []),
        ...(marks.tooEarlySeconds >= 0
          ? [observed(context, 'rst-too-early', [reset.row], { afterSeconds: marks.tooEarlySeconds, rttSeconds: rtt })]
          : []),
        ...(marks.lacksTimestamps ? [observed(context, 'rst-lacks-timestamps', [reset.row], {})] : []),
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
      alternatives: [
        { cause: 'firewall-reject', because: 'device-looks-alike' },
        // The stateless answer of a stack whose sockets have a TTL of their own.
        ...(marks.confidence < 0.7 ? [{ cause: 'peer-lost-state', because: 'needs-other-end' } as const] : []),
      ],
      ruledOut: differs
        ? [ruledOut(context, 'linger-abort', 'ttl-differs', [reset.row])]
        : goesOn
          ? [ruledOut(context, 'linger-abort', 'sender-goes-on', [reset.row, facts.goesOnAfterResetRow])]
          : [],
    };
  },
});
