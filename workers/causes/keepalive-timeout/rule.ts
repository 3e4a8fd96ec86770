// TCP keepalive probes went unanswered until their sender gave up (RST,ACK on Linux) or the capture ended.

import { ResetKind } from '../../handlers/connection-facts';
import { observed } from '../observe';
import { defineCause } from '../rule';

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
    if (prober.keepaliveUnanswered < PROBES_MIN) return null;
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
    };
  },
});
