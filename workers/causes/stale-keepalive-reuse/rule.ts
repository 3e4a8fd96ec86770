// A pool sends the next request on a connection that the server closed after it had been idle.

import { ResetKind } from '../../handlers/connection-facts';
import { IDLE_MIN_SECONDS } from '../../handlers/listener-facts';
import { lateWrite, lateWriteEvidence } from '../late-write';
import { effectiveReset, isPlausibleSender, nearTimer, observed } from '../observe';
import { survivedSeconds } from '../survived';
import { ruledOut } from '../rivals';
import { defineCause, type Match, type RuleContext } from '../rule';

/** The server answered and then nothing was said for this long before it closed: an idle timer, not the end of a request. */
const IDLE_SHORTEST_SECONDS = 0.4;

export const rule = defineCause({
  id: 'stale-keepalive-reuse',
  phase: 'established',
  references: ['RFC 9112 9.5', 'causes.md 1.2 stale-keepalive-reuse', 'causes.md E.4, E.5', 'causes.md G E-dac, E-cross, E-race'],
  beats: ['write-after-close', 'accept-then-close', 'unread-data-abort', 'normal-close', 'idle-close', 'reset-after-close'],
  match(context) {
    return reusedAfterFin(context) ?? racedWithClose(context);
  },
});

function reusedAfterFin(context: RuleContext): Match | null {
  const { facts, listener } = context;
  const late = lateWrite(context, 1);
  if (late === null || facts.announcedClose || facts.endSide !== 1) return null;
  if (late.reset === null ? facts.resetCount > 0 || late.crossed : !isPlausibleSender(context, late.reset)) return null;
  const prior = facts.exchanges > 0 || (facts.isMidStream && facts.resp.payloadBytes > 0);
  if (!prior || facts.resp.afterPeerFinRow >= 0) return null;
  if (late.idleSeconds < IDLE_SHORTEST_SECONDS) return null;
  const timer = listener.idleTimer;
  const header = facts.keepAliveHeaderSeconds;
  const fitsTimer =
    (timer !== null && nearTimer(late.idleSeconds, timer.timeoutSeconds)) || (header > 0 && nearTimer(late.idleSeconds, header));
  // What the server does beats what it announces: Node closes a second later than its header says.
  const timeoutSeconds = timer !== null && nearTimer(late.idleSeconds, timer.timeoutSeconds) ? timer.timeoutSeconds : header;
  return {
    confidence: fitsTimer ? 0.96 : late.idleSeconds >= IDLE_MIN_SECONDS ? 0.9 : 0.76,
    variant: late.crossed ? 'race-fin' : 'unchecked',
    party: 'client',
    facts: { idleSeconds: late.idleSeconds, ...(fitsTimer ? { timeoutSeconds } : {}), ...survivedSeconds(context, late.idleSeconds) },
    evidence: () => [
      observed(context, 'idle-before-close', [facts.resp.lastPayloadRow, facts.resp.finRow], { idleSeconds: late.idleSeconds }),
      ...lateWriteEvidence(context, late),
      ...(header > 0 ? [observed(context, 'keep-alive-header', [facts.lastResponseRow], { timeoutSeconds: header })] : []),
      ...(timer !== null && fitsTimer
        ? [observed(context, 'idle-cluster', [facts.resp.finRow], { timeoutSeconds: timer.timeoutSeconds, samples: timer.samples })]
        : []),
    ],
    alternatives: [{ cause: 'write-after-close', because: 'same-wire' }],
    ruledOut: [
      ruledOut(context, 'middlebox-idle-timeout', 'fin-seen', [facts.resp.finRow]),
      ...(facts.httpResponses > 0
        ? [ruledOut(context, 'ignored-connection-close', 'close-was-not-announced', [facts.lastResponseRow])]
        : []),
    ],
  };
}

/** The request reached the socket just before close(): no FIN, RST,ACK covering it, at the age of the idle timer. */
function racedWithClose(context: RuleContext): Match | null {
  const { facts, listener } = context;
  const reset = effectiveReset(context);
  if (reset === null || reset.side !== 1 || reset.kind !== ResetKind.Active || facts.resp.finRow >= 0 || !isPlausibleSender(context, reset))
    return null;
  if (facts.exchanges === 0 || facts.orig.unansweredBytes === 0 || reset.seconds - facts.lastRequestSeconds > 0.2 + facts.rttSeconds)
    return null;
  const idle = facts.idleBeforeLastRequest;
  const timer = listener.idleTimer;
  const header = facts.keepAliveHeaderSeconds;
  const fits = (timer !== null && nearTimer(idle, timer.timeoutSeconds)) || (header > 0 && nearTimer(idle, header));
  if (!fits) return null;
  return {
    confidence: 0.85,
    variant: 'race-unread',
    party: 'client',
    facts: { idleSeconds: idle, timeoutSeconds: timer?.timeoutSeconds ?? header },
    evidence: () => [
      observed(context, 'idle-before-close', [facts.resp.lastPayloadRow, facts.lastRequestRow], { idleSeconds: idle }),
      observed(context, 'active-rst', [facts.lastRequestRow, reset.row], { ackedBytes: facts.orig.unansweredBytes }),
      ...(timer !== null
        ? [observed(context, 'idle-cluster', [reset.row], { timeoutSeconds: timer.timeoutSeconds, samples: timer.samples })]
        : []),
    ],
    alternatives: [{ cause: 'unread-data-abort', because: 'same-wire' }],
    ruledOut: [ruledOut(context, 'middlebox-idle-timeout', 'socket-existed', [reset.row])],
  };
}
