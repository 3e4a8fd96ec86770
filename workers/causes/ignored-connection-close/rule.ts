// The response announced that the connection closes; the client sent another request on it.

import { lateWrite, lateWriteEvidence } from '../late-write';
import { isPlausibleSender, observed } from '../observe';
import { ruledOut } from '../rivals';
import { defineCause } from '../rule';

export const rule = defineCause({
  id: 'ignored-connection-close',
  phase: 'established',
  references: ['RFC 9112 9.6', 'causes.md 1.2 ignored-connection-close'],
  beats: ['stale-keepalive-reuse', 'write-after-close', 'normal-close', 'idle-close', 'reset-after-close', 'accept-then-close'],
  match(context) {
    const { facts } = context;
    if (!facts.announcedClose) return null;
    const late = lateWrite(context, 1);
    if (late === null || (late.reset !== null && !isPlausibleSender(context, late.reset)) || facts.httpRequests <= facts.httpResponses)
      return null;
    return {
      confidence: late.crossed ? 0.88 : 0.97,
      party: 'client',
      facts: { requests: facts.httpResponses },
      evidence: () => [
        observed(context, 'connection-close-announced', [facts.announcedCloseRow], { requests: facts.httpResponses }),
        ...lateWriteEvidence(context, late),
      ],
      alternatives: late.crossed ? [{ cause: 'write-after-close', because: 'same-wire' }] : [],
      ruledOut: [ruledOut(context, 'stale-keepalive-reuse', 'close-was-announced', [facts.announcedCloseRow])],
    };
  },
});
