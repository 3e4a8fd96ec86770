// A device between forgot the connection while it was idle: what comes next is swallowed, or answered by a RST from
// another distance than the server's. The idle time that killed it must exceed every one that was survived.

import { ResetKind } from '../../handlers/connection-facts';
import { compareTtl, effectiveReset, observed } from '../observe';
import { IDLE_MIN_SECONDS, idleBracket, survivedSeconds } from '../survived';
import { listenerLived, ruledOut } from '../rivals';
import { defineCause, type Match, type RuleContext } from '../rule';

/** So many connections must have died after such a silence before silence alone accuses a device. */
const SILENT_SAMPLES_MIN = 2;
/** So many must have survived a shorter one before the bracket is closed. */
const SURVIVORS_MIN = 2;
const RETRIES_MIN = 3;

export const rule = defineCause({
  id: 'middlebox-idle-timeout',
  phase: 'established',
  references: ['causes.md 1.2 middlebox-idle-timeout', 'causes.md E.4 bracket test'],
  beats: ['retransmission-timeout', 'peer-lost-state', 'open-at-end', 'linger-abort'],
  match(context) {
    return resetOnUse(context) ?? resetAtExpiry(context) ?? silence(context);
  },
});

function resetOnUse(context: RuleContext): Match | null {
  const { facts } = context;
  const reset = effectiveReset(context);
  if (reset === null || reset.side !== 1 || reset.kind !== ResetKind.Reply || reset.elicitor < 0 || facts.resp.finRow >= 0) return null;
  const ttl = compareTtl(context, reset);
  const idle = facts.idleBeforeLastRequest;
  if (ttl.verdict !== 'differs' || idle < IDLE_MIN_SECONDS || idle <= facts.longestIdleSurvived) return null;
  return {
    confidence: 0.86,
    variant: 'rst-on-use',
    party: 'middlebox',
    facts: { idleSeconds: idle, ...survivedSeconds(context, idle) },
    evidence: () => [
      observed(context, 'idle-before-silence', [facts.lastRequestRow], { idleSeconds: idle }),
      observed(context, 'bare-rst-to-live', [reset.elicitor, reset.row], { bytes: context.tables.segments.len(reset.elicitor) }),
      observed(context, 'rst-from-elsewhere', [facts.resp.lastPayloadRow, reset.row], { rstTtl: ttl.rstTtl, hostTtl: ttl.hostTtl }),
    ],
    alternatives: [{ cause: 'peer-lost-state', because: 'needs-other-end' }],
    ruledOut: [ruledOut(context, 'stale-keepalive-reuse', 'no-fin-seen', [reset.row])],
  };
}

/** A RST that nothing asked for, after a silence, from another distance than the host it speaks for. */
function resetAtExpiry(context: RuleContext): Match | null {
  const { facts } = context;
  const reset = facts.resets[0];
  if (reset === undefined || reset.afterOwnFin || facts.orig.finRow >= 0 || facts.resp.finRow >= 0 || facts.goesOnAfterResetRow >= 0)
    return null;
  const idle = reset.seconds - facts.lastActivityBeforeResetSeconds;
  if (facts.lastActivityBeforeResetSeconds < 0 || idle < IDLE_MIN_SECONDS || idle <= facts.longestIdleSurvived) return null;
  const ttl = compareTtl(context, reset);
  if (ttl.verdict !== 'differs') return null;
  return {
    confidence: 0.85,
    variant: 'rst-at-expiry',
    party: 'middlebox',
    // Nothing asked for the RST: the timer itself sent it.
    facts: { idleSeconds: idle, timeoutSeconds: idle, ...survivedSeconds(context, idle) },
    evidence: () => [
      observed(context, 'idle-before-silence', [reset.row], { idleSeconds: idle }),
      observed(context, 'rst-from-elsewhere', [facts.resp.lastPayloadRow, reset.row], { rstTtl: ttl.rstTtl, hostTtl: ttl.hostTtl }),
    ],
    alternatives: [{ cause: 'injected-reset', because: 'device-looks-alike' }],
    ruledOut: [ruledOut(context, 'stale-keepalive-reuse', 'no-fin-seen', [reset.row])],
  };
}

function silence(context: RuleContext): Match | null {
  const { facts, listener, hosts } = context;
  const { orig, resp } = facts;
  const idle = facts.idleBeforeLastRequest;
  if (orig.tailRetries < RETRIES_MIN || idle < IDLE_MIN_SECONDS || idle <= facts.longestIdleSurvived || resp.zeroWindowSeconds >= 0)
    return null;
  // Nothing came back since the first packet after the silence.
  if (resp.lastSeconds > facts.lastRequestSeconds + 0.05 || facts.lastRequestSeconds > orig.tailFirstSeconds + 0.05) return null;
  const bracket = idleBracket(context);
  // Whatever swallows these, a longer silence was survived on the same path: no timer explains both.
  if (bracket.longestSurvived >= bracket.shortestFailed) return null;
  if (bracket.failures < SILENT_SAMPLES_MIN || (hosts.lastHeardSeconds[context.server] as number) <= facts.lastRequestSeconds) return null;
  return {
    confidence: bracket.survivors >= SURVIVORS_MIN ? 0.85 : 0.8,
    variant: 'silent',
    party: 'middlebox',
    facts: { idleSeconds: idle, ...survivedSeconds(context, idle) },
    evidence: () => [
      observed(context, 'idle-before-silence', [facts.lastRequestRow], { idleSeconds: idle }),
      observed(context, 'retransmitted', [orig.tailFirstRow, orig.tailLastRow], {
        retries: orig.tailRetries,
        retriedSeconds: orig.tailLastSeconds - orig.tailFirstSeconds,
        bytes: orig.tailBytes,
      }),
      ...(bracket.survivors > 0
        ? [observed(context, 'idle-survived', [lastRow(context, bracket.survivor)], { survivedSeconds: bracket.longestSurvived })]
        : []),
      observed(context, 'listener-served-others', [facts.firstRow], { served: listener.served }),
    ],
    alternatives: [{ cause: 'retransmission-timeout', because: 'needs-other-end' }],
    ruledOut: [
      ruledOut(context, 'peer-lost-state', 'no-answer-came', [orig.tailFirstRow, orig.tailLastRow]),
      ...listenerLived(context, 'server-process-died'),
    ],
  };
}

function lastRow({ tables }: RuleContext, connection: number): number {
  const { segments, segmentStart } = tables.connections;
  return segments[(segmentStart[connection + 1] as number) - 1] as number;
}
