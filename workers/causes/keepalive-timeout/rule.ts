// TCP keepalive probes went unanswered until their sender gave up (RST,ACK on Linux) or the capture ended.

import { ResetKind } from '../../handlers/connection-facts';
import { observed } from '../observe';
import { ruledOut } from '../rivals';
import { defineCause, type Match, type RuleContext } from '../rule';

const PROBES_MIN = 2;

export const rule = defineCause({
  id: 'keepalive-timeout',
  phase: 'established',
  references: ['RFC 1122 4.2.3.6', 'Linux tcp_keepalive_timer()', 'causes.md 1.2 keepalive-timeout'],
  beats: ['linger-abort', 'unread-data-abort', 'open-at-end', 'client-abandoned'],
  match(context) {
    const { facts } = context;
    const prober = facts.orig.keepaliveUnanswered >= facts.resp.keepaliveUnanswered ? facts.orig : facts.resp;
    const side = prober === facts.orig ? 0 : 1;
    if (prober.keepaliveUnanswered < PROBES_MIN) return answeredHere(context);
    const gaveUp = facts.resets.find((reset) => reset.side === side && reset.kind === ResetKind.Active);
    const interval = (prober.keepaliveLastSeconds - prober.keepaliveFirstSeconds) / (prober.keepaliveUnanswered - 1);
    return {
      confidence: gaveUp !== undefined ? 0.97 : 0.78,
      party: 'network',
      facts: { idleSeconds: prober.keepaliveIdleSeconds, intervalSeconds: interval, probes: prober.keepaliveUnanswered },
      evidence: () => [
        observed(context, 'keepalive-unanswered', [prober.keepaliveFirstRow, prober.keepaliveLastRow], {
          probes: prober.keepaliveUnanswered,
          intervalSeconds: interval,
          idleSeconds: prober.keepaliveIdleSeconds,
        }),
        ...(gaveUp === undefined ? [] : [observed(context, 'keepalive-gave-up', [gaveUp.row], {})]),
      ],
      alternatives: [{ cause: 'middlebox-idle-timeout', because: 'device-looks-alike' }],
      ruledOut: [ruledOut(context, 'peer-lost-state', 'no-answer-came', [prober.keepaliveFirstRow, prober.keepaliveLastRow])],
    };
  },
});

/** The RST of a prober follows its last probe by one interval, within this share of it. */
const INTERVAL_TOLERANCE = 0.15;

/** This tap saw the answers, the prober did not: it resets one interval after its last probe, as an unanswered one would. */
function answeredHere(context: RuleContext): Match | null {
  const { facts } = context;
  const reset = facts.resets[0];
  if (reset === undefined || reset.kind !== ResetKind.Active) return null;
  const prober = facts.side(reset.side);
  if (prober.keepaliveProbes < PROBES_MIN + 1) return null;
  const interval = reset.seconds - prober.keepaliveLastSeconds;
  if (Math.abs(interval - prober.keepaliveGapSeconds) > INTERVAL_TOLERANCE * prober.keepaliveGapSeconds) return null;
  return {
    confidence: 0.72,
    party: 'network',
    facts: { idleSeconds: prober.keepaliveIdleSeconds, intervalSeconds: prober.keepaliveGapSeconds, probes: prober.keepaliveProbes },
    evidence: () => [
      observed(context, 'keepalive-unanswered', [prober.keepaliveFirstRow, prober.keepaliveLastRow], {
        probes: prober.keepaliveProbes,
        intervalSeconds: prober.keepaliveGapSeconds,
        idleSeconds: prober.keepaliveIdleSeconds,
      }),
      observed(context, 'keepalive-gave-up', [reset.row], {}),
    ],
    alternatives: [{ cause: 'linger-abort', because: 'needs-other-end' }],
  };
}
