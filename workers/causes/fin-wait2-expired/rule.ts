// The peer's FIN came after the closer had stopped waiting in FIN-WAIT-2: answered by a bare RST, nothing lost.

import { ResetKind } from '../../handlers/connection-facts';
import { seqDiff } from '../../decode/tcp/sequence';
import { isPlausibleSender, observed } from '../observe';
import { defineCause } from '../rule';

/** No stack waits for less (Linux counts tcp_fin_timeout in whole seconds). */
const LATE_MIN_SECONDS = 1;

export const rule = defineCause({
  id: 'fin-wait2-expired',
  phase: 'established',
  references: ['Linux tcp_fin_timeout', 'causes.md 1.2 fin-wait2-expired', 'causes.md G E-fw2'],
  beats: ['reset-after-close'],
  match(context) {
    const { facts } = context;
    if (facts.endIsReset || facts.endSide < 0) return null;
    const closer = facts.side(facts.endSide);
    const other = facts.side(1 - facts.endSide);
    if (closer.finAckedRow < 0 || other.finRow < 0 || other.afterPeerFinBytes > 0) return null;
    const reset = facts.resets.find((candidate) => candidate.side === facts.endSide && candidate.kind === ResetKind.Reply);
    if (reset === undefined || reset.seconds < other.finSeconds || !isPlausibleSender(context, reset)) return null;
    // Before expiry the FIN would have been acknowledged; where it does not follow at once, payload came between, which draws a RST at any time.
    if (seqDiff(closer.ackSent, other.finSeq) !== 0) return null;
    // FIN-WAIT-2 begins with the ACK of the own FIN. A FIN that brings it leads to TIME-WAIT, whoever forgets that.
    if (other.finSeconds - closer.finAckedSeconds < LATE_MIN_SECONDS) return null;
    const late = other.finSeconds - closer.finSeconds;
    return {
      confidence: 0.88,
      party: 'none',
      facts: { lateSeconds: late },
      evidence: () => [
        observed(context, 'fin-acknowledged', [closer.finRow, closer.finAckedRow], {
          afterSeconds: closer.finAckedSeconds - closer.finSeconds,
        }),
        observed(context, 'late-fin', [other.finRow, reset.row], { lateSeconds: late }),
      ],
      alternatives: [{ cause: 'reset-after-close', because: 'same-wire' }],
    };
  },
});
