// The client itself resets as soon as it sees the SYN-ACK and never acknowledges it: a port scan or a half-open monitor.

import { Admission } from '../../handlers/connection-columns';
import { ResetKind } from '../../handlers/connection-facts';
import { observed } from '../observe';
import { findRhythm } from '../rhythm';
import { defineCause, type RuleContext } from '../rule';

/** A SYN-ACK that took longer may answer a client that had given up. */
const PROMPT_SECONDS = 1;
/** SYN, SYN-ACK, RST. */
const PROBE_PACKETS = 3;

export const rule = defineCause({
  id: 'half-open-probe',
  phase: 'attempt',
  references: ['causes.md 1.1 half-open-probe', 'causes.md G E-halfopen'],
  match(context) {
    const { facts } = context;
    const reset = facts.resets[0];
    if (facts.orig.synRow < 0 || facts.synAckRow < 0 || facts.handshakeAckRow >= 0 || reset === undefined || reset.side !== 0) return null;
    if (facts.orig.payloadBytes > 0 || facts.resp.payloadBytes > 0 || facts.resp.finRow >= 0) return null;
    if (facts.challengeAckRow >= 0 || facts.orig.synCount > 1 || facts.synAckSeconds - facts.orig.synSeconds > PROMPT_SECONDS) return null;
    // A RST,ACK is what a socket sends that had acknowledged: the ACK may be missing, unless the capture lacks nothing.
    const mayLackAck = reset.kind === ResetKind.Active && context.isLossyCapture;
    const rhythm = findRhythm(context, (c) => isProbe(context, c));
    return {
      confidence: mayLackAck ? 0.6 : 0.96,
      party: 'none',
      facts: rhythm === null ? {} : { periodSeconds: rhythm.periodSeconds },
      evidence: () => [
        observed(context, 'client-reset-syn-ack', [facts.orig.synRow, facts.synAckRow, reset.row], {
          afterSeconds: reset.seconds - facts.synAckSeconds,
        }),
        ...(rhythm === null ? [] : [observed(context, 'period', [facts.orig.synRow], { ...rhythm })]),
      ],
      alternatives: mayLackAck ? [{ cause: 'health-check', because: 'capture-incomplete' }] : [],
    };
  },
});

/** As far as the columns tell: answered by SYN-ACK, never acknowledged, not a byte. */
function isProbe({ columns }: RuleContext, c: number): boolean {
  return (
    (columns.accepted[c] as number) < 0 &&
    (columns.synCount[c] as number) === 1 &&
    (columns.packets[c] as number) >= PROBE_PACKETS &&
    columns.admission[c] !== Admission.Refused &&
    (columns.bytesOrig[c] as number) === 0
  );
}
