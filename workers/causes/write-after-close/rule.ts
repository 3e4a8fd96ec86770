// Payload sent to an end that had closed: answered by a bare RST, and lost.

import { lateWrite, lateWriteEvidence } from '../late-write';
import { isPlausibleSender } from '../observe';
import { notForged, ruledOut } from '../rivals';
import { defineCause } from '../rule';

/** Waiting shorter than this for an answer is not giving up. */
const GAVE_UP_AFTER_SECONDS = 0.1;

export const rule = defineCause({
  id: 'write-after-close',
  phase: 'established',
  references: ['RFC 9293 3.10.7.1', 'RFC 1122 4.2.2.13', 'causes.md 1.2 write-after-close', 'causes.md A.3 row 1'],
  beats: ['normal-close', 'reset-after-close', 'idle-close'],
  match(context) {
    const { facts } = context;
    const closedBy = facts.endSide === 0 ? 0 : 1;
    const late = lateWrite(context, closedBy);
    if (late === null || late.reset === null || !isPlausibleSender(context, late.reset) || facts.endIsReset) return null;
    // TLS: what follows the peer's FIN is usually its close_notify, and nothing is lost (reset-after-close).
    if (facts.sawTls && late.bytes <= 64) return null;
    // The client closed while an answer was owed: client-abandoned.
    const owed = closedBy === 0 && (facts.orig.unansweredBytes > 0 || facts.owedAtFin || owedAtClose(facts));
    // A client that closes right after its last request never meant to wait for an answer.
    if (owed && facts.endSeconds - facts.requestBeforeEndSeconds > GAVE_UP_AFTER_SECONDS) return null;
    // A server that closed before it read or said anything turned the client away.
    if (closedBy === 1 && facts.resp.payloadBytes === 0 && facts.orig.payloadBytes === facts.orig.afterPeerFinBytes) return null;
    return {
      confidence: owed ? 0.62 : 0.88,
      party: closedBy === 1 ? 'client' : 'server',
      evidence: () => lateWriteEvidence(context, late),
      alternatives:
        closedBy === 1
          ? [{ cause: 'stale-keepalive-reuse', because: 'no-idle-time' }]
          : [{ cause: 'client-abandoned', because: 'framing-unknown' }],
      ruledOut: [ruledOut(context, 'peer-lost-state', 'fin-seen', [facts.side(closedBy).finRow]), ...notForged(context, late.reset)],
    };
  },
});

/** The server's first payload after the client's FIN answers what the client had sent last. */
function owedAtClose(facts: Parameters<typeof rule.match>[0]['facts']): boolean {
  const { orig, resp } = facts;
  if (orig.lastPayloadSeconds < 0 || resp.afterPeerFinRow < 0) return false;
  return resp.payloadBytes === resp.afterPeerFinBytes || facts.responseBytesMissing > 0 || facts.owedAtFin;
}
