// The accept queue is full and the kernel ignores what arrives: the SYN itself (queue full already), or the final ACK and
// the data behind it (queue filled in between, or a SYN cookie that found no place).

import { observed } from '../observe';
import { LIKELY_FROM } from '../../model/verdict';
import { listenerLived } from '../rivals';
import { defineCause, type Match, type RuleContext } from '../rule';
import { LISTENER_ALIVE_MARGIN_SECONDS, synEvidence, unansweredSyn } from '../unanswered-syn';
import { Admission } from '../../handlers/connection-columns';
import { waitingAt } from '../waiting';
import type { ConnectionFacts } from '../../handlers/connection-facts';

/** Linux waits a second before it repeats a SYN-ACK; a client's data is repeated after 0.2 s. */
const DATA_REPEATS_MIN = 2;
/** A group of ignored attempts proves a full queue better than one, which may be plain loss. */
const GROUP_MIN = 3;

const synIgnored = defineCause({
  id: 'listen-queue-overflow',
  phase: 'attempt',
  references: ['Linux tcp_conn_request(), sk_acceptq_is_full()', 'causes.md 1.1 listen-queue-overflow form 1'],
  match(context) {
    const silence = unansweredSyn(context);
    if (silence === null || !silence.listenerAlive || silence.clientBlocked) return null;
    const group = context.listener.unansweredSeconds.length;
    return overflow(context, 'syn-ignored', silence.mayLackAnswer ? 0.5 : group >= GROUP_MIN ? 0.93 : 0.72, () => [
      synEvidence(context, silence),
    ]);
  },
});

/** Established connections that lose packets, against those ignored at the start: from half as many on it is the path. */
const LOSS_RATIO = 2;
/** So many must typically wait for the program when somebody is ignored: a queue of one cannot be told from loss. */
const WAITING_MIN = 2;
/** A SYN that is answered only so late was ignored before: no path is that slow, and no stack repeats a SYN sooner. */
const IGNORED_SYN_SECONDS = 0.9;
/** The first data was repeated at least so often before the server's kernel took it. */
const IGNORED_DATA_REPEATS = 1;
const IGNORED_DATA_SECONDS = 0.15;

/** A handshake of which the server's kernel at first took no notice, whether or not it succeeded later. */
export function wasIgnored(facts: ConnectionFacts): boolean {
  return lateSynAck(facts) || ignoredAck(facts) || ignoredData(facts);
}

function lateSynAck(facts: ConnectionFacts): boolean {
  // Without the SYN-ACK in the capture the last SYN tells: nobody asks again who was answered.
  const answered = facts.synAckRow >= 0 ? facts.synAckSeconds : facts.orig.lastSynSeconds;
  return facts.handshakeDone && facts.orig.synCount >= 2 && answered - facts.orig.synSeconds >= IGNORED_SYN_SECONDS;
}

/** SYN-ACK repeated although the client had acknowledged it and sent data: without data it may be a deferred accept. */
function ignoredAck(facts: ConnectionFacts): boolean {
  return (
    facts.handshakeDone &&
    facts.synAckRepeats > 0 &&
    facts.orig.payloadBytes > 0 &&
    facts.orig.firstPayloadSeconds < facts.synAckRepeatSeconds
  );
}

/** Handshake complete for the client, its data repeated and not acknowledged. */
function ignoredData(facts: ConnectionFacts): boolean {
  const { orig, resp } = facts;
  if (!facts.handshakeDone || orig.payloadBytes === 0 || orig.firstPayloadSeconds - facts.handshakeAckSeconds > 1) return false;
  if (facts.firstDataAckSeconds >= 0) {
    return (
      facts.firstDataRetries >= IGNORED_DATA_REPEATS &&
      facts.firstDataAckSeconds - orig.firstPayloadSeconds >= IGNORED_DATA_SECONDS + facts.rttSeconds
    );
  }
  return orig.tailRetries >= DATA_REPEATS_MIN && resp.payloadBytes === 0 && resp.finRow < 0;
}

const established = defineCause({
  id: 'listen-queue-overflow',
  phase: 'established',
  references: ['Linux tcp_v4_syn_recv_sock(), tcp_check_req()', 'causes.md 1.1 listen-queue-overflow forms 1 to 3'],
  beats: [
    'normal-close',
    'idle-close',
    'open-at-end',
    'client-abandoned',
    'accept-starvation',
    'retransmission-timeout',
    'reset-after-close',
    'peer-lost-state',
    'write-after-close',
    'close-wait-leak',
  ],
  match(context) {
    const { facts, listener } = context;
    const { orig } = facts;
    if (!wasIgnored(facts) || listener.handshakes < 2 || !aliveAround(context)) return null;
    // Handshakes that the kernel was told to reset vouch for the full queue as well as those that it ignored.
    const group = listener.unansweredSeconds.length + listener.overflowResets;
    // Loss hits established connections as well; a full queue only those that begin.
    if (listener.lossyConnections * LOSS_RATIO >= group) return null;
    const crowded = listener.typicalWaiting >= WAITING_MIN;
    if (ignoredAck(facts)) {
      return overflow(context, 'ack-ignored', crowded || facts.firstDataAckSeconds < 0 ? 0.96 : 0.7, () => [
        observed(context, 'syn-ack-repeated', [facts.synAckRow, facts.handshakeAckRow, facts.synAckRepeatRow], {
          times: facts.synAckRepeats,
        }),
        observed(context, 'data-ignored', [orig.firstPayloadRow], {
          times: facts.firstDataAckSeconds < 0 ? orig.retransmissions : facts.firstDataRetries,
          bytes: orig.payloadBytes,
        }),
      ]);
    }
    if (lateSynAck(facts)) {
      if (group < GROUP_MIN || !crowded) return null;
      return overflow(context, 'syn-ignored', 0.88, () => [
        observed(context, 'syn-unanswered', [orig.synRow, orig.lastSynRow], {
          syns: orig.synCount - 1,
          waitedSeconds: orig.lastSynSeconds - orig.synSeconds,
        }),
        observed(context, 'served-on-retry', [orig.lastSynRow, facts.synAckRow], { afterSeconds: facts.synAckSeconds - orig.synSeconds }),
      ]);
    }
    if (group < GROUP_MIN || !crowded) return null;
    return overflow(context, 'cookie', context.isLossyCapture ? 0.6 : 0.8, () => [
      observed(context, 'data-ignored', [orig.firstPayloadRow], {
        times: facts.firstDataAckSeconds < 0 ? orig.tailRetries : facts.firstDataRetries,
        bytes: orig.payloadBytes,
      }),
    ]);
  },
});

function aliveAround(context: RuleContext): boolean {
  const { facts, listener, columns } = context;
  for (const c of listener.connections) {
    if (c === facts.connection) continue;
    const accepted = columns.accepted[c] as number;
    if (accepted < 0) continue;
    if (
      accepted <= facts.lastSeconds + LISTENER_ALIVE_MARGIN_SECONDS &&
      (columns.end[c] as number) >= facts.firstSeconds - LISTENER_ALIVE_MARGIN_SECONDS
    )
      return true;
  }
  return false;
}

function overflow(context: RuleContext, variant: string, confidence: number, evidence: Match['evidence']): Match {
  const { listener, facts, columns } = context;
  const waiting = listener.backlogWaiting;
  const others = listener.connections.filter((c) => c !== facts.connection && columns.admission[c] === Admission.Served);
  const ignoredRow = facts.orig.lastSynRow >= 0 && facts.synAckRow < 0 ? facts.orig.lastSynRow : facts.handshakeAckRow;
  const ignoredSeconds = facts.synAckRow < 0 ? facts.orig.lastSynSeconds : Math.max(facts.handshakeAckSeconds, facts.orig.lastSynSeconds);
  const waitingThen = waitingAt(context, ignoredSeconds);
  // No filter stands between this client and the port.
  const letIn = confidence >= LIKELY_FROM ? listenerLived(context, 'firewall-drop', context.client) : [];
  return {
    confidence,
    variant,
    party: 'server',
    facts: {
      overflowed: listener.unansweredSeconds.length,
      // Linux keeps backlog + 1 connections in the accept queue.
      ...(waiting >= 2 ? { waiting, backlog: waiting - 1 } : {}),
    },
    evidence: () => [
      ...evidence(),
      ...(others.length > 0
        ? [
            observed(
              context,
              'listener-served-others',
              Array.from(
                others.slice(0, 2),
                (c) => context.tables.connections.segments[context.tables.connections.segmentStart[c] as number] as number,
              ),
              { served: others.length },
            ),
          ]
        : []),
      ...(waitingThen >= 2 ? [observed(context, 'listener-waiting', [ignoredRow], { waiting: waitingThen })] : []),
    ],
    alternatives: [
      ...(letIn.length > 0 ? [] : [{ cause: 'firewall-drop', because: 'overflow-looks-alike-from-client' } as const]),
      { cause: 'retransmission-timeout', because: 'needs-other-end' },
    ],
    ruledOut: letIn,
  };
}

export const rules = [synIgnored, established] as const;
