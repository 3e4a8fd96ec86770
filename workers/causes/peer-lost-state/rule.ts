// A live connection is answered by a bare RST although its sender never closed: it no longer knows the connection.

import { ResetKind } from '../../handlers/connection-facts';
import { effectiveReset, isPlausibleSender, observed } from '../observe';
import { notForged, ruledOut } from '../rivals';
import { defineCause } from '../rule';

export const rule = defineCause({
  id: 'peer-lost-state',
  phase: 'established',
  references: ['RFC 9293 3.5.2 group 1', 'causes.md 1.2 peer-lost-state', 'causes.md A.3 row 6'],
  match(context) {
    const { facts } = context;
    const reset = effectiveReset(context);
    if (reset === null || reset.kind !== ResetKind.Reply || reset.elicitor < 0 || !isPlausibleSender(context, reset)) return null;
    const forgetful = facts.side(reset.side);
    const speaker = facts.side(1 - reset.side);
    if (forgetful.finRow >= 0 || speaker.finRow >= 0 || facts.lossy || !facts.bothDirections) return null;
    // It had taken part: acknowledged data, or sent some.
    if (forgetful.payloadBytes === 0 && !(forgetful.ackSentKnown && speaker.payloadBytes > 0 && forgetful.segments > 2)) return null;
    if (facts.goesOnAfterResetRow >= 0) return null;
    const gap = reset.seconds - lastSign(facts, reset.side, reset.seconds);
    return {
      confidence: facts.isMidStream ? 0.6 : 0.82,
      party: reset.side === 1 ? 'server' : 'client',
      evidence: () => [
        observed(context, 'bare-rst-to-live', [reset.elicitor, reset.row], { bytes: context.tables.segments.len(reset.elicitor) }),
        observed(context, 'idle-before-silence', [facts.lastRequestRow >= 0 ? facts.lastRequestRow : reset.elicitor], { idleSeconds: gap }),
      ],
      alternatives: [
        { cause: 'middlebox-idle-timeout', because: 'device-looks-alike' },
        { cause: 'nat-translation-lost', because: 'needs-other-end' },
        { cause: 'retransmission-timeout', because: 'silent-give-up-looks-alike' },
      ],
      ruledOut: [ruledOut(context, 'write-after-close', 'no-fin-seen', [reset.row]), ...notForged(context, reset)],
    };
  },
});

/** When the forgetful side was last heard before its RST; its own RST counts as a segment of it. */
function lastSign(facts: Parameters<typeof rule.match>[0]['facts'], side: number, resetSeconds: number): number {
  const last = facts.side(side).lastHeardBeforeResetSeconds;
  return last >= 0 ? last : resetSeconds;
}
