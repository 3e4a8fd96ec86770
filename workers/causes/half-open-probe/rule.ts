// The client itself resets as soon as it sees the SYN-ACK and never acknowledges it: a port scan or a half-open monitor.

import { ResetKind } from '../../handlers/connection-facts';
import { observed } from '../observe';
import { defineCause } from '../rule';

/** A SYN-ACK that took longer may answer a client that had given up. */
const PROMPT_SECONDS = 1;

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
    return {
      confidence: mayLackAck ? 0.6 : 0.96,
      party: 'none',
      evidence: () => [
        observed(context, 'client-reset-syn-ack', [facts.orig.synRow, facts.synAckRow, reset.row], {
          afterSeconds: reset.seconds - facts.synAckSeconds,
        }),
      ],
      alternatives: mayLackAck ? [{ cause: 'health-check', because: 'capture-incomplete' }] : [],
    };
  },
});
