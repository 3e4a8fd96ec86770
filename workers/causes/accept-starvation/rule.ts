// The kernel completed the handshake and acknowledged the request; the application never accepted it, or never answered.

import { Admission } from '../../handlers/connection-columns';
import { seqDiff } from '../../decode/tcp/sequence';
import { observed, watchedAfter } from '../observe';
import { FROM_RESP } from '../../model/tcp-flags';
import { pathWorks } from '../rivals';
import { defineCause, type RuleContext } from '../rule';
import { waitingAt } from '../waiting';

/** Shorter waits are plain slowness. */
const WAITED_MIN_SECONDS = 2;
/** While the capture ends with everybody waiting, only a long wait says anything. */
const STILL_WAITING_MIN_SECONDS = 5;
/** Waits this many times longer than this listener's usual answer are more than slowness. */
const USUAL_FACTOR = 20;
/** A program that works on the request would notice the client's close and close too, or write into it, within this time. */
const NOTICE_SECONDS = 1;
/** So many at once are a listener that does not accept rather than one slow request. */
const GROUP_MIN = 3;

export const rule = defineCause({
  id: 'accept-starvation',
  phase: 'established',
  references: ['causes.md 1.2 accept-starvation', 'causes.md G E-emfile, E-kill'],
  beats: ['client-abandoned', 'open-at-end'],
  match(context) {
    const { facts, listener } = context;
    const { orig, resp } = facts;
    if (!facts.handshakeDone || orig.payloadBytes === 0 || resp.spoke || resp.finRow >= 0 || resp.finUnseen) return null;
    // The server's kernel has taken all of the request.
    if (!resp.ackSentKnown || seqDiff(resp.ackSent, (orig.iss + 1 + orig.payloadBytes) >>> 0) < 0 || resp.zeroWindowSeconds >= 0)
      return null;
    const clientGaveUp = facts.endSide === 0;
    const serverReset = facts.endSide === 1 && facts.endIsReset;
    const until = facts.endSeconds >= 0 ? facts.endSeconds : context.captureEndSeconds;
    const waited = until - orig.firstPayloadSeconds;
    if (!clientGaveUp && !serverReset && waited < STILL_WAITING_MIN_SECONDS) return null;
    const usual = listener.medianAnswerSeconds;
    if (waited < WAITED_MIN_SECONDS && !(usual >= 0 && waited > Math.max(usual * USUAL_FACTOR, 0.5))) return null;
    if (facts.resets.some((reset) => reset.side === 0 && reset.seconds > facts.endSeconds && facts.endSide === 0 && resp.payloadBytes > 0))
      return null;
    const group = countWaiting(context);
    if (clientGaveUp && group < GROUP_MIN && watchedAfter(context, facts.endSeconds) < NOTICE_SECONDS) return null;
    const othersServed = listener.served > 0 || listener.medianAnswerSeconds >= 0;
    const waitingThen = waitingAt(context, until - 1e-9);
    const resetTogether = serverReset ? group : 0;
    // While everybody still waits, the answer may only be late.
    const isShownByOne = group < GROUP_MIN && !clientGaveUp && !serverReset;
    const confidence =
      // Its answer or its end may be among the packets that the capture lacks.
      isShownByOne && context.isLossyCapture
        ? 0.5
        : !clientGaveUp && !serverReset
          ? 0.7
          : group >= GROUP_MIN
            ? othersServed
              ? 0.9
              : 0.8
            : clientGaveUp || serverReset
              ? 0.7
              : 0.6;
    return {
      confidence,
      party: 'server',
      facts: { ...(clientGaveUp ? { timeoutSeconds: waited } : {}), ...(waitingThen >= 2 ? { waiting: waitingThen } : {}) },
      evidence: () => [
        observed(context, 'data-acked-by-kernel', [orig.firstPayloadRow, firstAckRow(context)], {
          bytes: orig.payloadBytes,
          afterSeconds: Math.max(0, ackSeconds(context) - orig.firstPayloadSeconds),
        }),
        observed(context, 'never-answered', [orig.firstPayloadRow, facts.endRow >= 0 ? facts.endRow : facts.lastRow], {
          waitedSeconds: waited,
        }),
        ...(waitingThen >= 2
          ? [observed(context, 'listener-waiting', [facts.endRow >= 0 ? facts.endRow : facts.lastRow], { waiting: waitingThen })]
          : []),
        ...(listener.served > 0 ? [observed(context, 'listener-served-others', [facts.firstRow], { served: listener.served })] : []),
        ...(resetTogether >= GROUP_MIN && facts.endRow >= 0
          ? [observed(context, 'reset-together', [facts.endRow], { ended: resetTogether, spreadSeconds: 0 })]
          : []),
      ],
      alternatives: [{ cause: 'client-abandoned', because: 'slow-request-looks-alike' }],
      ruledOut: pathWorks(context, 0),
    };
  },
});

/** Connections of the listener that wait unserved while this one does. */
function countWaiting(context: RuleContext): number {
  const { listener, columns, facts } = context;
  let count = 0;
  const from = facts.handshakeAckSeconds;
  const until = facts.endSeconds >= 0 ? facts.endSeconds : context.captureEndSeconds;
  for (const c of listener.connections) {
    if (columns.admission[c] !== Admission.Waiting) continue;
    if ((columns.accepted[c] as number) <= until && (columns.end[c] as number) >= from) count++;
  }
  return count;
}

function firstAckRow(context: RuleContext): number {
  const { tables, facts } = context;
  const { connections, segments } = tables;
  for (
    let at = connections.segmentStart[facts.connection] as number;
    at < (connections.segmentStart[facts.connection + 1] as number);
    at++
  ) {
    const row = connections.segments[at] as number;
    if (row <= facts.orig.firstPayloadRow) continue;
    if (
      ((segments.flags.values[row] as number) & FROM_RESP) !== 0 &&
      seqDiff(segments.ack.values[row] as number, (facts.orig.iss + 1) >>> 0) > 0
    )
      return row;
  }
  return -1;
}

function ackSeconds(context: RuleContext): number {
  const row = firstAckRow(context);
  if (row < 0) return context.facts.orig.firstPayloadSeconds;
  return (context.tables.frames.tsNs.values[context.tables.segments.frameIndex.values[row] as number] as number) / 1e9;
}
