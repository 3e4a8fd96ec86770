// tcp_abort_on_overflow=1: the final ACK (or the first data) finds the accept queue full and draws a bare RST.

import { observed, isPlausibleSender } from '../observe';
import { notForged, ruledOut } from '../rivals';
import { defineCause } from '../rule';
import { waitingAt } from '../waiting';
import { ResetKind } from '../../handlers/connection-facts';
import { seqDiff } from '../../decode/tcp/sequence';

/** The RST follows the segment that it answers at once; SYN-ACK retries running out take seconds. */
const AT_ONCE_SECONDS = 1;

export const rule = defineCause({
  id: 'listen-queue-overflow-reset',
  phase: 'established',
  references: ['Linux tcp_check_req(): sysctl_tcp_abort_on_overflow', 'causes.md 1.1 listen-queue-overflow-reset', 'causes.md A.2'],
  beats: ['accept-then-close', 'peer-lost-state'],
  match(context) {
    const { facts, listener } = context;
    const { orig, resp } = facts;
    const reset = facts.resets[0];
    if (!facts.handshakeDone || reset === undefined || reset.side !== 1 || reset.kind !== ResetKind.Reply) return null;
    if (resp.payloadBytes > 0 || resp.finRow >= 0 || resp.segments > facts.synAckCount + facts.resetCount || facts.synAckRepeats > 0)
      return null;
    // seq = ISN + 1: the sender never got beyond its SYN-ACK.
    const seq = context.tables.segments.seq.values[reset.row] as number;
    if (seqDiff(seq, (resp.iss + 1) >>> 0) !== 0 || reset.elicitor < 0 || !isPlausibleSender(context, reset)) return null;
    if (resp.ackSentKnown && seqDiff(resp.ackSent, (orig.iss + 1) >>> 0) > 0) return null;
    if (reset.seconds - facts.handshakeAckSeconds > AT_ONCE_SECONDS + facts.rttSeconds) return null;
    // Where the program turns others away by itself, this may be one of them whose FIN is missing from the capture.
    const byProgram = listener.rejected - listener.overflowResets;
    if (context.isLossyCapture && byProgram > listener.overflowResets) return null;
    const others = listener.served + listener.waiting;
    const waitingThen = waitingAt(context, facts.handshakeAckSeconds);
    const refusedLater = listener.refusedAfter(reset.seconds) > 0;
    return {
      confidence: refusedLater ? 0.6 : others > 0 || listener.unansweredSeconds.length > 0 ? 0.96 : 0.85,
      party: 'server',
      facts: {
        overflowed: listener.overflowResets,
        ...(listener.backlogWaiting >= 2 ? { waiting: listener.backlogWaiting, backlog: listener.backlogWaiting - 1 } : {}),
      },
      evidence: () => [
        observed(context, 'handshake-answered-by-bare-rst', [facts.synAckRow, reset.elicitor, reset.row], {
          afterSeconds: reset.seconds - facts.handshakeAckSeconds,
        }),
        observed(context, 'no-bytes-from-server', [reset.row], {}),
        ...(waitingThen >= 2 ? [observed(context, 'listener-waiting', [facts.handshakeAckRow], { waiting: waitingThen })] : []),
      ],
      alternatives: [{ cause: 'server-process-died', because: 'same-wire' }],
      ruledOut: [ruledOut(context, 'accept-then-close', 'socket-was-gone', [reset.row]), ...notForged(context, reset)],
    };
  },
});
