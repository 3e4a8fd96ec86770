// One side's FIN was acknowledged, but the other never sent its own: its application does not close.

import { observed, watchedAfter } from '../observe';
import { ruledOut } from '../rivals';
import { defineCause } from '../rule';

/** A FIN_WAIT_2 ends after 60 s; shorter silences need company. */
const AGE_CERTAIN_SECONDS = 60;
const AGE_MIN_SECONDS = 3;

export const rule = defineCause({
  id: 'close-wait-leak',
  phase: 'established',
  references: ['RFC 9293 3.6', 'causes.md 1.2 close-wait-leak'],
  beats: ['open-at-end', 'accept-starvation'],
  match(context) {
    const { facts } = context;
    if (facts.resetCount > 0 || facts.endRow < 0 || facts.endIsReset || !facts.handshakeDone) return null;
    const closer = facts.endSide === 0 ? facts.orig : facts.resp;
    const other = facts.endSide === 0 ? facts.resp : facts.orig;
    if (
      other.finRow >= 0 ||
      other.finUnseen ||
      facts.lossy ||
      closer.finAckedRow < 0 ||
      other.payloadBytes === 0 ||
      other.afterPeerFinBytes > 0
    )
      return null;
    if (facts.endSide === 0 && facts.owedAtFin) return null;
    const age = watchedAfter(context, closer.finAckedSeconds);
    if (age < AGE_MIN_SECONDS) return null;
    return {
      // A FIN may be among the packets that the capture lacks.
      confidence: context.isLossyCapture ? 0.6 : age >= AGE_CERTAIN_SECONDS ? 0.9 : 0.78,
      party: facts.endSide === 0 ? 'server' : 'client',
      facts: { ageSeconds: age },
      evidence: () => [
        observed(context, facts.endSide === 0 ? 'client-closed-first' : 'server-closed-first', [closer.finRow], {
          afterSeconds: closer.finSeconds - facts.firstSeconds,
        }),
        observed(context, 'fin-acknowledged', [closer.finRow, closer.finAckedRow], {
          afterSeconds: closer.finAckedSeconds - closer.finSeconds,
        }),
        observed(context, 'closer-left-open', [closer.finAckedRow], { ageSeconds: age }),
      ],
      alternatives: [{ cause: 'open-at-end', because: 'capture-incomplete' }],
      ruledOut: [ruledOut(context, 'retransmission-timeout', 'data-acknowledged', [closer.finRow, closer.finAckedRow])],
    };
  },
});
