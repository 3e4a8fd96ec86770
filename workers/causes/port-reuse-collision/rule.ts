// A SYN meets the remains of an older connection: the server answers with a plain ACK about the old one (challenge ACK),
// the client's kernel resets that, and the repeated SYN succeeds.

import { observed } from '../observe';
import { ruledOut } from '../rivals';
import { defineCause, type Match, type RuleContext } from '../rule';

function collision(context: RuleContext): Match | null {
  const { facts } = context;
  if (facts.challengeAckRow < 0) return null;
  const reset = facts.resets.find((candidate) => candidate.side === 0);
  const healed = facts.handshakeDone;
  // One ACK alone may answer data of this very connection whose SYN-ACK is missing: the client of a collision answers, or asks again.
  if (reset === undefined && facts.orig.synCount < 2) return null;
  const previous = context.tables.connections.previous.values[facts.connection] as number;
  return {
    confidence: reset !== undefined ? 0.96 : 0.8,
    variant: previous >= 0 ? 'established' : 'time-wait',
    party: 'client',
    evidence: () => [
      observed(context, 'challenge-ack', [facts.orig.synRow, facts.challengeAckRow, reset?.row ?? -1], {
        afterSeconds: facts.challengeAckSeconds - facts.orig.synSeconds,
      }),
      ...(healed
        ? [
            observed(context, 'attempt-retried-ok', [facts.orig.lastSynRow, facts.synAckRow], {
              afterSeconds: facts.synAckSeconds - facts.orig.synSeconds,
            }),
          ]
        : []),
    ],
    alternatives: [{ cause: 'peer-lost-state', because: 'same-wire' }],
    ruledOut: [ruledOut(context, 'firewall-drop', 'was-answered', [facts.challengeAckRow])],
  };
}

const references = ['RFC 5961 4.2', 'causes.md 1.1 port-reuse-collision'];
export const rules = [
  defineCause({ id: 'port-reuse-collision', phase: 'attempt', references, match: collision }),
  defineCause({
    id: 'port-reuse-collision',
    phase: 'established',
    references,
    beats: ['normal-close', 'open-at-end', 'reset-after-close'],
    match: collision,
  }),
] as const;
