// SYNs vanish although the host lives and this port never answered anyone: a packet filter drops them silently.

import { observed } from '../observe';
import { defineCause } from '../rule';
import { synEvidence, unansweredSyn } from '../unanswered-syn';

export const rule = defineCause({
  id: 'firewall-drop',
  phase: 'attempt',
  references: ['causes.md 1.1 firewall-drop', 'RFC 6298 (SYN retransmission)'],
  match(context) {
    const silence = unansweredSyn(context);
    if (silence === null || silence.hostPackets === 0 || (silence.listenerAlive && !silence.clientBlocked)) return null;
    const { facts, hosts } = context;
    return {
      confidence: (silence.listenerEverServed && !silence.clientBlocked) || silence.mayLackAnswer ? 0.5 : silence.syns >= 2 ? 0.88 : 0.6,
      party: 'network',
      facts: { retries: silence.syns - 1, retriedSeconds: silence.waitedSeconds },
      evidence: () => [
        synEvidence(context, silence),
        observed(context, 'host-answers-otherwise', [hosts.exampleRow[context.server] as number], { packets: silence.hostPackets }),
      ],
      alternatives: [
        { cause: 'listen-queue-overflow', because: silence.listenerEverServed ? 'overflow-looks-alike-from-client' : 'needs-other-end' },
        { cause: 'retransmission-timeout', because: 'needs-other-end' },
      ],
      ruledOut: [
        {
          cause: 'host-unreachable',
          because: 'host-is-alive',
          frames: [(context.tables.segments.frameIndex.values[hosts.exampleRow[context.server] as number] ?? facts.firstRow) + 1],
        },
      ],
    };
  },
});
