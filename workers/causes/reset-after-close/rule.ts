// A RST after both sides were done, or in place of the last ACK: nothing was lost.

import { ResetKind, type ResetFacts } from '../../handlers/connection-facts';
import { effectiveReset, isPlausibleSender, observed } from '../observe';
import { defineCause, type RuleContext } from '../rule';

/** After the peer's FIN a TLS end still sends its close_notify: one alert record. */
const CLOSE_NOTIFY_MAX_BYTES = 64;

/** Nothing of a kernel's takes longer, beside the round trip between the tap and it. */
const ANSWERED_WITHIN_SECONDS = 0.05;

export const rule = defineCause({
  id: 'reset-after-close',
  phase: 'established',
  references: ['RFC 9293 3.10.7.4', 'causes.md 1.3 reset-after-close', 'Arlitt & Williamson, CCR 2005'],
  beats: ['linger-abort', 'normal-close'],
  match(context) {
    const { facts } = context;
    const { orig, resp } = facts;
    const reset = effectiveReset(context) ?? facts.resets[0] ?? null;
    if (reset === null || !isPlausibleSender(context, reset) || !facts.bothDirections) return null;
    if (orig.finRow < 0 && resp.finRow < 0) return null;
    // Whatever came after the other side's FIN is at most a TLS close_notify.
    const late = orig.afterPeerFinBytes + resp.afterPeerFinBytes;
    if (late > 0 && !(facts.sawTls && late <= CLOSE_NOTIFY_MAX_BYTES)) return null;
    if (
      facts.responseBytesMissing > 0 ||
      (orig.unansweredBytes > 0 &&
        !facts.sawTls &&
        resp.payloadBytes > 0 &&
        facts.endSide === 1 &&
        facts.httpRequests > facts.httpResponses)
    )
      return null;
    if (resp.payloadBytes === 0 && facts.endSide === 1) return null;
    if (reset.kind === ResetKind.Active && reset.side === 1 && orig.unansweredBytes > 0 && orig.finRow < 0) return null;
    const both = orig.finRow >= 0 && resp.finRow >= 0;
    // A stack answers at once: a bare RST later than that answers something that is missing here, and lost with it.
    if (!both && reset.kind === ResetKind.Reply && !isAnswerToSeen(context, reset)) return null;
    return {
      // A bare RST answers something: where that is not in the capture, it may have been data.
      confidence: facts.isMidStream || (reset.kind === ResetKind.Reply && reset.elicitor < 0) ? 0.6 : both ? 0.93 : 0.85,
      party: 'none',
      evidence: () => [observed(context, 'rst-after-fins', [orig.finRow, resp.finRow, reset.row], {})],
      alternatives: both ? [] : [{ cause: 'linger-abort', because: 'framing-unknown' }],
    };
  },
});

function isAnswerToSeen(context: RuleContext, reset: ResetFacts): boolean {
  const { tables, facts } = context;
  if (reset.elicitor < 0) return false;
  const elicited = (tables.frames.tsNs.values[tables.segments.frameIndex.values[reset.elicitor] as number] as number) / 1e9;
  return reset.seconds - elicited <= ANSWERED_WITHIN_SECONDS + 2 * facts.rttSeconds;
}
