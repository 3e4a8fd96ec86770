// The accept queue is full and the kernel ignores what arrives: the SYN itself (queue full already), or the final ACK and
// the data behind it (queue filled in between, or a SYN cookie that found no place).

import { observed } from '../observe';
import { defineCause, type Match, type RuleContext } from '../rule';
import { LISTENER_ALIVE_MARGIN_SECONDS, synEvidence, unansweredSyn } from '../unanswered-syn';
import { seqDiff } from '../../decode/tcp/sequence';

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
    if (silence === null || !silence.listenerAlive) return null;
    const group = context.listener.unansweredSeconds.length;
    return overflow(context, 'syn-ignored', group >= GROUP_MIN ? 0.93 : 0.72, () => [synEvidence(context, silence)]);
  },
});

const ackIgnored = defineCause({
  id: 'listen-queue-overflow',
  phase: 'established',
  references: ['Linux tcp_v4_syn_recv_sock(), tcp_check_req()', 'causes.md 1.1 listen-queue-overflow forms 2 and 3'],
  match(context) {
    const { facts, listener } = context;
    const { orig, resp } = facts;
    if (!facts.handshakeDone || orig.payloadBytes === 0 || resp.payloadBytes > 0 || resp.finRow >= 0) return null;
    // The server's kernel never acknowledged a byte of the client's payload.
    if (!resp.ackSentKnown || seqDiff(resp.ackSent, (orig.iss + 1) >>> 0) > 0) return null;
    const othersServed = listener.handshakes > 1 && aliveAround(context);
    if (facts.synAckRepeats > 0) {
      const late = facts.resets.some((reset) => reset.side === 1);
      return overflow(context, 'ack-ignored', othersServed ? 0.96 : late ? 0.8 : 0.76, () => [
        observed(context, 'syn-ack-repeated', [facts.synAckRow, facts.handshakeAckRow, facts.synAckRepeatRow], { times: facts.synAckRepeats }),
        observed(context, 'data-ignored', [orig.firstPayloadRow, orig.tailLastRow], { times: orig.retransmissions, bytes: orig.payloadBytes }),
      ]);
    }
    if (orig.tailRetries < DATA_REPEATS_MIN || resp.segments > facts.synAckCount || !othersServed) return null;
    const group = listener.unansweredSeconds.length;
    return overflow(context, 'cookie', group >= GROUP_MIN ? 0.85 : 0.6, () => [
      observed(context, 'data-ignored', [orig.firstPayloadRow, orig.tailLastRow], { times: orig.tailRetries, bytes: orig.payloadBytes }),
    ]);
  },
});

function aliveAround(context: RuleContext): boolean {
  const { facts, listener, columns } = context;
  for (const c of listener.connections) {
    if (c === facts.connection) continue;
    const accepted = columns.accepted[c] as number;
    if (accepted < 0) continue;
    if (accepted <= facts.lastSeconds + LISTENER_ALIVE_MARGIN_SECONDS && (columns.end[c] as number) >= facts.firstSeconds - LISTENER_ALIVE_MARGIN_SECONDS) return true;
  }
  return false;
}

function overflow(context: RuleContext, variant: string, confidence: number, evidence: Match['evidence']): Match {
  const { listener, facts, columns } = context;
  const waiting = listener.backlogWaiting;
  const others = listener.connections.filter((c) => c !== facts.connection && (columns.accepted[c] as number) >= 0);
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
              [...others.slice(0, 1)].map((c) => context.tables.connections.segments[context.tables.connections.segmentStart[c] as number] as number),
              { served: others.length },
            ),
          ]
        : []),
      ...(waiting >= 2 ? [observed(context, 'listener-waiting', [facts.firstRow], { waiting })] : []),
    ],
    alternatives: [
      { cause: 'firewall-drop', because: 'overflow-looks-alike-from-client' },
      { cause: 'retransmission-timeout', because: 'needs-other-end' },
    ],
  };
}

export const rules = [synIgnored, ackIgnored] as const;
