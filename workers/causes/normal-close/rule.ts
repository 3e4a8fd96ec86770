// FIN from both sides and nothing lost.

import { observed } from '../observe';
import { defineCause, type RuleContext } from '../rule';

/** Seen whole, from the handshake on. */
export const PLAIN_CONFIDENCE = 0.96;

export const rule = defineCause({
  id: 'normal-close',
  phase: 'established',
  references: ['RFC 9293 3.6', 'causes.md 1.3 normal-close'],
  match(context) {
    const { facts } = context;
    const { orig, resp } = facts;
    const seen = orig.finRow >= 0 && resp.finRow >= 0;
    const proven = (orig.finRow >= 0 || orig.finUnseen) && (resp.finRow >= 0 || resp.finUnseen) && (orig.finRow >= 0 || resp.finRow >= 0);
    if (!proven || facts.resetCount > 0) return null;
    const first = facts.endSide === 0 ? orig : resp;
    return {
      // A request that is hung up on without a byte is no proper end, unless nobody ever answers here.
      confidence: isHungUpOn(context)
        ? 0.6
        : !seen || orig.unseenBytes > 0 || resp.unseenBytes > 0
          ? 0.74
          : facts.isMidStream
            ? 0.8
            : PLAIN_CONFIDENCE,
      party: 'none',
      evidence: () => [
        observed(context, 'both-sides-closed', [first.finRow, facts.endSide === 0 ? resp.finRow : orig.finRow], {
          durationSeconds: facts.lastSeconds - facts.firstSeconds,
        }),
      ],
      alternatives: [],
    };
  },
});

function isHungUpOn({ facts, listener }: RuleContext): boolean {
  const { orig, resp } = facts;
  return facts.endSide === 1 && orig.payloadBytes > 0 && !resp.spoke && (listener.medianAnswerSeconds >= 0 || facts.sawTls);
}
