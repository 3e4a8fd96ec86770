// The client closed or reset although the server still owed it an answer, or the rest of one.

import { ResetKind } from '../../handlers/connection-facts';
import { seqDiff } from '../../decode/tcp/sequence';
import { isPlausibleSender, observed } from '../observe';
import { pathWorks } from '../rivals';
import { defineCause } from '../rule';

/** A client that waited this long without saying anything had given up on an answer. */
const GAVE_UP_AFTER_SECONDS = 1;
/** So many connections waiting unserved are a crowd. */
const CROWD_MIN = 3;
/** Closing sooner than this after the last request is no waiting at all. */
const AT_ONCE_SECONDS = 0.1;

export const rule = defineCause({
  id: 'client-abandoned',
  phase: 'established',
  references: ['causes.md 1.2 client-abandoned', 'causes.md G E-cto'],
  beats: ['write-after-close', 'reset-after-close', 'normal-close', 'linger-abort', 'open-at-end'],
  match(context) {
    const { facts } = context;
    const { orig, resp } = facts;
    if (!facts.bothDirections || facts.endSide !== 0 || !orig.spoke) return null;
    const reset = facts.resets[0];
    if (facts.endIsReset && (reset === undefined || reset.kind !== ResetKind.Active || !isPlausibleSender(context, reset))) return null;
    if (orig.keepaliveUnanswered > 1) return null;
    // Data that the server never acknowledged belongs to the path or the queue.
    if (resp.ackSentKnown && seqDiff(resp.ackSent, (orig.iss + 1 + orig.payloadBytes) >>> 0) < 0 && orig.retransmissions > 1) return null;
    // The answer to every request has come: what followed was the rest of an upload.
    const answeredLate = facts.owedAtFin && resp.afterPeerFinBytes > 0;
    const answered = facts.httpRequests > 0 && facts.httpResponses >= facts.httpRequests && !answeredLate;
    const owed = (!answered && facts.owedAtFin) || (!answered && facts.endIsReset && orig.unansweredBytes > 0);
    // Half-close: the client only said that it has nothing more to send, and took the answer.
    const rejectedAnswer = facts.resets.some((candidate) => candidate.side === 0);
    const tail =
      rejectedAnswer &&
      facts.responseEnd > 0 &&
      resp.afterPeerFinBytes > 0 &&
      resp.payloadBytes - resp.afterPeerFinBytes < facts.responseEnd;
    const incomplete = facts.responseBytesMissing > 0 || tail;
    if (!owed && !incomplete) return null;
    // Bytes of either side are missing: who spoke last is not known.
    if (!incomplete && !rejectedAnswer && (orig.unseenBytes > 0 || resp.unseenBytes > 0)) return null;
    if (owed && !incomplete && resp.afterPeerFinBytes > 0 && !rejectedAnswer) return null;
    const asked = facts.requestBeforeEndSeconds >= 0 ? facts.requestBeforeEndSeconds : orig.firstPayloadSeconds;
    const waited = facts.endSeconds - (asked >= 0 ? asked : facts.handshakeAckSeconds);
    // Both closed: a RST after that answers a repetition, and nothing came of it.
    const closedByBoth = resp.finRow >= 0 || resp.finUnseen;
    const bothClosed = closedByBoth && facts.resets.every((each) => each.afterOwnFin && each.seconds > orig.finSeconds) && !rejectedAnswer;
    // One-way traffic: the client sends, both close, nobody expected an answer.
    const expectsAnswer = facts.httpRequests > 0 || facts.clientHelloBytes > 0;
    const oneWay = context.listener.medianAnswerSeconds < 0 || orig.payloadSegments > 1;
    if (!incomplete && !resp.spoke && bothClosed && !expectsAnswer && (oneWay || waited < GAVE_UP_AFTER_SECONDS)) return null;
    if (!incomplete && waited < AT_ONCE_SECONDS) return null;
    const crowded = !incomplete && resp.payloadBytes === resp.afterPeerFinBytes && context.listener.typicalWaiting >= CROWD_MIN;
    const serverAnsweredLater = resp.afterPeerFinBytes > 0;
    return {
      // Many clients waiting at once without a byte: the listener is the story as much as their patience; an answer that found nobody
      // shows at least who left first.
      confidence: crowded
        ? rejectedAnswer && serverAnsweredLater
          ? 0.78
          : 0.74
        : rejectedAnswer && serverAnsweredLater
          ? 0.93
          : incomplete
            ? 0.9
            : waited >= 0.5
              ? 0.8
              : 0.6,
      party: 'client',
      facts: { timeoutSeconds: waited },
      evidence: () => [
        incomplete && facts.responseBytesMissing > 0
          ? observed(context, 'response-incomplete', [resp.lastPayloadRow], { bytes: facts.responseBytesMissing })
          : observed(context, 'request-owed', [orig.lastPayloadRow, facts.endRow], { waitedSeconds: waited }),
        observed(context, 'client-closed-first', [facts.endRow], { afterSeconds: facts.endSeconds - facts.firstSeconds }),
        ...(serverAnsweredLater
          ? [
              observed(context, 'sent-after-fin', [resp.afterPeerFinRow], {
                bytes: resp.afterPeerFinBytes,
                afterSeconds: resp.afterPeerFinSeconds - facts.endSeconds,
              }),
            ]
          : []),
      ],
      alternatives: [{ cause: 'accept-starvation', because: 'slow-request-looks-alike' }],
      ruledOut: pathWorks(context, 0),
    };
  },
});
