// The closed lists of ids that analysis and words share. A new id does not compile until it has words in every language.

/** Ids of the catalogue: what can end or prevent a connection. */
export const CAUSE_IDS = [
  'port-closed',
  'firewall-reject',
  'firewall-drop',
  'host-unreachable',
  'listen-queue-overflow',
  'listen-queue-overflow-reset',
  'half-open-probe',
  'port-reuse-collision',
  'connection-limit-per-client',
  'connection-limit-total',
  'accept-then-close',
  'accept-starvation',
  'unread-data-abort',
  'linger-abort',
  'health-check',
  'stale-keepalive-reuse',
  'ignored-connection-close',
  'write-after-close',
  'client-abandoned',
  'server-process-died',
  'peer-lost-state',
  'middlebox-idle-timeout',
  'injected-reset',
  'retransmission-timeout',
  'mtu-black-hole',
  'keepalive-timeout',
  'receiver-stalled',
  'close-wait-leak',
  'fin-wait2-expired',
  'tls-failure',
  'protocol-mismatch',
  'nat-translation-lost',
  'normal-close',
  'idle-close',
  'reset-after-close',
  'open-at-end',
  'insufficient-evidence',
] as const;
export type CauseId = (typeof CAUSE_IDS)[number];

/** What only several connections together show: the cause of a finding, never of a connection. */
export const CROSS_FINDING_IDS = ['slow-handshake', 'one-bad-backend', 'client-leak', 'ephemeral-port-exhaustion'] as const;
export type CrossFindingId = (typeof CROSS_FINDING_IDS)[number];
export type FindingCause = CauseId | CrossFindingId;

export function isCrossFinding(cause: FindingCause): cause is CrossFindingId {
  const ids: readonly FindingCause[] = CROSS_FINDING_IDS;
  return ids.includes(cause);
}

/** Nothing went wrong: never a finding. */
export const BENIGN_CAUSES: readonly CauseId[] = ['normal-close', 'idle-close', 'reset-after-close', 'open-at-end'];

export function isBenign(cause: FindingCause): boolean {
  const ids: readonly FindingCause[] = BENIGN_CAUSES;
  return ids.includes(cause);
}

/** Findings that rank behind everything that did harm. */
export const QUIET_CAUSES: readonly FindingCause[] = ['half-open-probe', 'health-check', 'fin-wait2-expired', 'insufficient-evidence'];

/** Values of each observation. Seconds, bytes and counts unless the name says otherwise; strings are addresses or quoted text. */
export interface EvidenceValues {
  // attempt
  'syn-answered-by-rst': { afterSeconds: number };
  'rst-fits-host': { rstTtl: number; hostTtl: number };
  'rst-from-elsewhere': { rstTtl: number; hostTtl: number };
  'syn-unanswered': { syns: number; waitedSeconds: number };
  'host-answers-otherwise': { packets: number };
  'host-never-heard': { address: string };
  'icmp-unreachable': { icmpType: number; icmpCode: number; from: string; afterSeconds: number };
  'arp-unanswered': { requests: number; address: string };
  'client-reset-syn-ack': { afterSeconds: number };
  'challenge-ack': { afterSeconds: number };
  'attempt-retried-ok': { afterSeconds: number };
  // accept queue
  'listener-served-others': { served: number };
  'listener-waiting': { waiting: number };
  'syn-ack-repeated': { times: number };
  'data-ignored': { times: number; bytes: number };
  'handshake-answered-by-bare-rst': { afterSeconds: number };
  'served-on-retry': { afterSeconds: number };
  // after accept
  'handshake-completed': { rttSeconds: number };
  'fin-right-after-handshake': { afterSeconds: number };
  'rst-right-after-handshake': { afterSeconds: number };
  'no-bytes-from-server': Record<never, never>;
  'reply-rst': { bytes: number };
  'active-rst': { ackedBytes: number };
  'data-crossed-fin': { afterSeconds: number; rttSeconds: number };
  'limit-at-rejection': { limit: number; rejected: number };
  'served-below-limit': { served: number; highest: number };
  'other-client-served': { clients: number };
  'other-clients-rejected': { clients: number };
  'accepted-again': { open: number };
  'limit-text': { text: string };
  'no-threshold': { rejected: number };
  'rejections-rise': { open: number; above: number; rejectedAbove: number; below: number; rejectedBelow: number };
  'data-acked-by-kernel': { bytes: number; afterSeconds: number };
  'never-answered': { waitedSeconds: number };
  'reset-together': { ended: number; spreadSeconds: number };
  'refused-afterwards': { refused: number };
  // abort
  'unread-bytes': { unreadBytes: number };
  'response-before-abort': { status: number };
  'nothing-unread': { afterSeconds: number };
  'exchange-complete': { exchanges: number };
  'no-fin-before-rst': Record<never, never>;
  // keep-alive and writing after close
  'idle-before-close': { idleSeconds: number };
  'server-closed-first': { afterSeconds: number };
  'client-closed-first': { afterSeconds: number };
  'fin-acknowledged': { afterSeconds: number };
  'sent-after-fin': { bytes: number; afterSeconds: number };
  'idle-cluster': { timeoutSeconds: number; samples: number };
  'keep-alive-header': { timeoutSeconds: number };
  'connection-close-announced': { requests: number };
  'request-owed': { waitedSeconds: number };
  'response-incomplete': { bytes: number };
  'timeout-cluster': { timeoutSeconds: number; samples: number };
  'late-fin': { lateSeconds: number };
  'closer-left-open': { ageSeconds: number };
  // path
  retransmitted: { retries: number; retriedSeconds: number; bytes: number };
  'peer-silent': { sinceSeconds: number };
  'keepalive-unanswered': { probes: number; intervalSeconds: number; idleSeconds: number };
  'keepalive-gave-up': Record<never, never>;
  'idle-before-silence': { idleSeconds: number };
  'idle-survived': { survivedSeconds: number };
  'bare-rst-to-live': { bytes: number };
  'continues-other-connection': { address: string };
  'peer-goes-on': { afterSeconds: number };
  'rst-burst': { resets: number };
  'rst-too-early': { afterSeconds: number; rttSeconds: number };
  'rst-lacks-timestamps': Record<never, never>;
  'full-size-lost': { largestPassed: number; smallestLost: number };
  'zero-window': { stalledSeconds: number; probes: number };
  // application
  'tls-alert': { alert: string };
  'protocols-differ': { clientProtocol: string; serverProtocol: string };
  'reset-text': { text: string };
  'server-words': { text: string };
  period: { periodSeconds: number; samples: number };
  // end
  'both-sides-closed': { durationSeconds: number };
  'rst-after-fins': Record<never, never>;
  'last-packet': { quietSeconds: number };
  // cannot tell
  'only-one-direction': Record<never, never>;
  'no-handshake': Record<never, never>;
  'rst-without-elicitor': Record<never, never>;
  'packets-missing': { missing: number };
  'capture-ends': { afterSeconds: number };
  'no-known-cause': Record<never, never>;
  'rst-form-unknown': { window: number };
  'ended-by-rst': { afterSeconds: number };
  // several connections together
  'handshakes-late': { connections: number; handshakes: number; lateSeconds: number };
  'path-loses-packets': { connections: number; handshakes: number };
  'first-syn-arrived': { connections: number };
  'failures-share-syn-ack': { failed: number; connections: number; othersFailed: number; others: number };
  'opened-not-closed': { opened: number; closed: number; overSeconds: number };
  'left-unused': { unused: number; idleSeconds: number };
  'closed-first-by-client': { connections: number; withinSeconds: number; ports: number };
  'port-block-used': { lowestPort: number; highestPort: number; unused: number; quietSeconds: number };
  'ports-reused-early': { reused: number; youngestSeconds: number };
}
export type EvidenceFact = keyof EvidenceValues;

/** Why another cause is still possible, or was ruled out: the one separating observation. */
export const REASON_IDS = [
  'same-wire',
  'close-rival',
  'local-reject-looks-alike',
  'filter-looks-alike-from-client',
  'overflow-looks-alike-from-client',
  'only-one-client-address',
  'no-other-connections',
  'threshold-not-shown',
  'too-few-samples',
  'framing-unknown',
  'slow-request-looks-alike',
  'needs-other-end',
  'fin-seen',
  'no-fin-seen',
  'ttl-fits',
  'ttl-differs',
  'data-was-unread',
  'nothing-was-unread',
  'listener-serves-others',
  'host-is-alive',
  'no-idle-time',
  'close-was-announced',
  'close-was-not-announced',
  'prior-exchange',
  'no-prior-exchange',
  'socket-existed',
  'socket-was-gone',
  'capture-incomplete',
  'silent-give-up-looks-alike',
  'device-looks-alike',
  'was-answered',
  'no-answer-came',
  'data-acknowledged',
  'icmp-instead-of-rst',
  'other-clients-too',
  'same-protocol',
  'sender-goes-on',
  'small-lost-too',
  'rate-rises',
] as const;
export type ReasonId = (typeof REASON_IDS)[number];

/** Limits of this capture that touch the verdict. */
export const CAVEAT_IDS = [
  'vantage-client',
  'vantage-server',
  'vantage-router',
  'vantage-unknown',
  'one-direction',
  'mid-stream',
  'lossy-capture',
  'snaplen',
  'single-client',
  'began-before-capture',
  'few-examples',
  'payload-not-readable',
  'capture-ends-early',
  'form-unknown',
  'from-text',
] as const;
export type CaveatId = (typeof CAVEAT_IDS)[number];
