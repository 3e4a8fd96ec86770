// The client connects, sends nothing and leaves: a monitor. One such connection alone says little; a rhythm says all.

import { ResetKind } from '../../handlers/connection-facts';
import { observed } from '../observe';
import { defineCause, type RuleContext } from '../rule';
import { findRhythm } from '../rhythm';

/** A monitor leaves soon. */
const LEAVES_WITHIN_SECONDS = 1;

export const rule = defineCause({
  id: 'health-check',
  phase: 'established',
  references: ['causes.md 1.2 health-check', 'causes.md G E-lbcheck'],
  beats: ['normal-close', 'linger-abort', 'reset-after-close', 'client-abandoned'],
  match(context) {
    const { facts, columns } = context;
    if (!isVisit(context)) return null;
    const byReset = facts.endIsReset;
    const rhythm = findRhythm(context, (c) => (columns.bytesOrig[c] as number) === 0 && (columns.accepted[c] as number) >= 0);
    // That the client closed is told by the server's acknowledgment alone: one visit of a known monitor, or anything.
    if (facts.orig.finUnseen && rhythm === null) return null;
    return {
      confidence: rhythm !== null ? 0.93 : byReset ? 0.78 : 0.6,
      party: 'none',
      facts: rhythm === null ? {} : { periodSeconds: rhythm.periodSeconds },
      evidence: () => [
        observed(context, 'client-closed-first', [facts.firstRow, facts.endRow], {
          afterSeconds: facts.endSeconds - facts.firstSeconds,
        }),
        ...(rhythm === null ? [] : [observed(context, 'period', [facts.firstRow], rhythm)]),
      ],
      alternatives: rhythm === null ? [{ cause: 'client-abandoned', because: 'too-few-samples' }] : [],
    };
  },
});

function isVisit(context: RuleContext): boolean {
  const { facts } = context;
  if (!facts.handshakeDone || facts.orig.spoke || facts.endSide !== 0) return false;
  if (facts.resp.spoke && facts.greeting < 0) return false;
  if (facts.endSeconds - facts.handshakeAckSeconds > LEAVES_WITHIN_SECONDS) return false;
  const reset = facts.resets[0];
  return !facts.endIsReset || (reset !== undefined && reset.kind === ResetKind.Active);
}
