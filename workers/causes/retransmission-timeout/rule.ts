// The same bytes again and again, nothing from the other side any more: the path or the peer is gone. Linux then gives
// up without a word.

import { icmpEvidence, icmpFacts, isUnreachableCode } from '../icmp-error';
import { observed, watchedAfter } from '../observe';
import type { SideFacts } from '../../handlers/connection-facts';
import { ruledOut } from '../rivals';
import { defineCause, type Match, type RuleContext } from '../rule';

const RETRIES_MIN = 3;
/** As in handlers/size-hole: nothing smaller was ever too large for a path. */
const LARGE_PAYLOAD_BYTES = 1200;
const RETRIED_MIN_SECONDS = 1.2;
/** Silence before the data that was never answered which points at a device that forgot the connection. */
const IDLE_BEFORE_SECONDS = 60;

export const rule = defineCause({
  id: 'retransmission-timeout',
  phase: 'established',
  references: ['RFC 6298', 'RFC 9293 3.8.3', 'Linux tcp_write_timeout()', 'causes.md 1.2 retransmission-timeout'],
  match(context) {
    const { facts } = context;
    const stuck = facts.orig.tailRetries >= facts.resp.tailRetries ? facts.orig : facts.resp;
    const silent = stuck === facts.orig ? facts.resp : facts.orig;
    if (stuck.tailRetries < RETRIES_MIN) return null;
    const retried = stuck.tailLastSeconds - stuck.tailFirstSeconds;
    if (retried < RETRIED_MIN_SECONDS) return null;
    if (stuck.outstandingSeconds < 0) return acknowledgedHere(context, stuck, retried);
    // Nothing at all from the other side since the data that it never acknowledged.
    if (silent.lastSeconds > stuck.tailFirstSeconds + Math.max(0.05, 2 * facts.rttSeconds) || silent.zeroWindowSeconds >= 0) return null;
    if (silent.segments === 0) return null;
    const idle = facts.idleBeforeLastRequest;
    const afterIdle = stuck === facts.orig && idle >= IDLE_BEFORE_SECONDS;
    // A silence longer than any survived before it: a device may have forgotten the connection.
    const suspiciousIdle = stuck === facts.orig && idle >= 2 && idle > facts.longestIdleSurvived * 1.5;
    // A router on the way says that the host is gone: not "too big", nor a filter.
    const icmp = icmpFacts(context, isUnreachableCode);
    const isSmall = stuck.tailBytes < LARGE_PAYLOAD_BYTES;
    const quiet = watchedAfter(context, stuck.tailLastSeconds);
    return {
      confidence: facts.isMidStream || suspiciousIdle ? 0.76 : quiet > 0.5 || stuck.tailRetries >= 5 ? 0.9 : 0.8,
      party: 'network',
      ...(icmp === null ? {} : { variant: 'host-down-icmp' }),
      facts: { retries: stuck.tailRetries, retriedSeconds: retried },
      evidence: () => [
        observed(context, 'retransmitted', [stuck.tailFirstRow, stuck.tailLastRow], {
          retries: stuck.tailRetries,
          retriedSeconds: retried,
          bytes: stuck.tailBytes,
        }),
        ...(icmp === null ? [] : icmpEvidence(context, icmp)),
        observed(context, 'peer-silent', [stuck.tailFirstRow], { sinceSeconds: facts.lastSeconds - silent.lastSeconds }),
        ...(afterIdle ? [observed(context, 'idle-before-silence', [facts.lastRequestRow], { idleSeconds: idle })] : []),
      ],
      alternatives: [
        { cause: 'middlebox-idle-timeout', because: 'device-looks-alike' },
        ...(isSmall ? [] : [{ cause: 'mtu-black-hole', because: 'needs-other-end' } as const]),
      ],
      ruledOut: [
        ...(isSmall ? [ruledOut(context, 'mtu-black-hole', 'small-lost-too', [stuck.tailFirstRow, stuck.tailLastRow])] : []),
        ...(icmp === null ? [ruledOut(context, 'peer-lost-state', 'no-answer-came', [stuck.tailLastRow])] : []),
      ],
    };
  },
});

/** This tap saw the acknowledgements, yet the sender goes on repeating: they are lost on the way back. */
function acknowledgedHere(context: RuleContext, stuck: SideFacts, retriedSeconds: number): Match | null {
  const { facts } = context;
  if (stuck.tailLastSeconds < stuck.lastPayloadSeconds || facts.endRow >= 0 || stuck.tailRetries < RETRIES_MIN) return null;
  return {
    confidence: 0.78,
    party: 'network',
    facts: { retries: stuck.tailRetries, retriedSeconds },
    evidence: () => [
      observed(context, 'retransmitted', [stuck.lastPayloadRow, stuck.tailLastRow], {
        retries: stuck.tailRetries,
        retriedSeconds,
        bytes: stuck.tailBytes,
      }),
    ],
    alternatives: [{ cause: 'open-at-end', because: 'needs-other-end' }],
    ruledOut: [ruledOut(context, 'receiver-stalled', 'data-acknowledged', [stuck.lastPayloadRow])],
  };
}
