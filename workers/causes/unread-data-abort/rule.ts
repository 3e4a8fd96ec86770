// close() with received bytes unread: the kernel aborts with RST,ACK. Also the early refusal of an upload (413 and the
// like) whose rest keeps arriving after the server is done with it.

import { ResetKind } from '../../handlers/connection-facts';
import { coveredBy, effectiveReset, isPlausibleSender, observed, replyToLateData } from '../observe';
import { notForged, ruledOut } from '../rivals';
import { defineCause, type Match, type RuleContext } from '../rule';

/** Responses that servers give before the request body is read. */
const EARLY_STATUSES = new Set([400, 401, 403, 408, 411, 413, 414, 417, 431, 500, 502, 503]);

export const rule = defineCause({
  id: 'unread-data-abort',
  phase: 'established',
  references: [
    'RFC 1122 4.2.2.13',
    'RFC 2525 2.17',
    'Linux tcp_close(): TCP_ABORT_ON_CLOSE',
    'causes.md 1.2 unread-data-abort',
    'causes.md A.4',
  ],
  beats: ['linger-abort', 'write-after-close', 'ignored-connection-close'],
  match(context) {
    return earlyRefusal(context) ?? abortWithUnread(context);
  },
});

function abortWithUnread(context: RuleContext): Match | null {
  const { facts } = context;
  const reset = effectiveReset(context);
  if (reset === null || reset.kind !== ResetKind.Active || !isPlausibleSender(context, reset)) return null;
  const closer = facts.side(reset.side);
  const peer = facts.side(1 - reset.side);
  // The client's abort with the server's bytes unread belongs to client-abandoned or reset-after-close.
  const statusIsEarly = facts.lastHttpStatus > 0 && EARLY_STATUSES.has(facts.lastHttpStatus);
  const bodyIncomplete = statusIsEarly && facts.requestEnd > peer.payloadBytes;
  if (reset.side !== 1 || (reset.unreadBytes === 0 && !bodyIncomplete) || (peer.finRow >= 0 && peer.finSeconds < peer.lastPayloadSeconds))
    return null;
  if (closer.keepaliveProbes > 1) return null;
  const prior = facts.exchanges > 0;
  const covered = coveredBy(context, reset);
  return {
    // Without an earlier exchange a limit that this capture does not show looks the same.
    confidence: facts.isMidStream ? 0.6 : statusIsEarly ? 0.9 : prior ? 0.82 : 0.78,
    party: 'server',
    facts: {
      ...(reset.unreadBytes > 0 ? { unreadBytes: reset.unreadBytes } : {}),
      ...(statusIsEarly ? { status: facts.lastHttpStatus } : {}),
    },
    evidence: () => [
      ...(reset.unreadBytes > 0 ? [observed(context, 'unread-bytes', [covered.row, reset.row], { unreadBytes: reset.unreadBytes })] : []),
      observed(context, 'active-rst', [covered.row, reset.row], { ackedBytes: covered.bytes }),
      ...(closer.finRow < 0 ? [observed(context, 'no-fin-before-rst', [reset.row], {})] : []),
      ...(facts.lastHttpStatus > 0
        ? [observed(context, 'response-before-abort', [facts.lastResponseRow], { status: facts.lastHttpStatus })]
        : []),
    ],
    alternatives: [
      { cause: 'linger-abort', because: facts.httpRequests > 0 ? 'same-wire' : 'framing-unknown' },
      ...(prior
        ? [{ cause: 'stale-keepalive-reuse' as const, because: 'no-idle-time' as const }]
        : [{ cause: 'connection-limit-total' as const, because: 'threshold-not-shown' as const }]),
    ],
    ruledOut: [ruledOut(context, 'write-after-close', 'socket-existed', [reset.row]), ...notForged(context, reset)],
  };
}

/** Server answers, closes its side, and the upload that is still running draws RSTs. */
function earlyRefusal(context: RuleContext): Match | null {
  const { facts } = context;
  const { orig, resp } = facts;
  if (resp.finRow < 0 || facts.endSide !== 1 || !EARLY_STATUSES.has(facts.lastHttpStatus)) return null;
  const reset = facts.resets.find((candidate) => candidate.side === 1);
  if (reset === undefined || !isPlausibleSender(context, reset) || (reset.kind === ResetKind.Reply && replyToLateData(context, 1) === null))
    return null;
  // The request body was under way before and after the response: not a new request.
  const bodyOpen =
    facts.requestEnd > 0 ? facts.requestEnd > orig.payloadBytes - orig.afterPeerFinBytes : facts.httpRequests <= facts.httpResponses;
  if (orig.afterPeerFinRow < 0 || !bodyOpen || facts.httpRequests > facts.httpResponses) return null;
  return {
    confidence: 0.9,
    party: 'server',
    facts: { unreadBytes: orig.unansweredBytes, status: facts.lastHttpStatus },
    evidence: () => [
      observed(context, 'response-before-abort', [facts.lastResponseRow], { status: facts.lastHttpStatus }),
      observed(context, 'server-closed-first', [resp.finRow], { afterSeconds: resp.finSeconds - facts.firstSeconds }),
      observed(context, 'sent-after-fin', [resp.finRow, orig.afterPeerFinRow], {
        bytes: orig.afterPeerFinBytes,
        afterSeconds: orig.afterPeerFinSeconds - resp.finSeconds,
      }),
      reset.kind === ResetKind.Reply
        ? observed(context, 'reply-rst', [reset.elicitor, reset.row], { bytes: orig.afterPeerFinBytes })
        : observed(context, 'active-rst', [reset.elicitor, reset.row], { ackedBytes: orig.unansweredBytes }),
    ],
    alternatives: [{ cause: 'write-after-close', because: 'framing-unknown' }],
    ruledOut: [ruledOut(context, 'linger-abort', 'data-was-unread', [orig.afterPeerFinRow, reset.row]), ...notForged(context, reset)],
  };
}
