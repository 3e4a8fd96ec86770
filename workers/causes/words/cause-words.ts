// The one door to everything that is said about causes, for page, command line and report.
// A cause without words does not compile.

import type { FindingCause } from '../../model/vocabulary';
import { crossFindingTexts } from './cross-finding-words';
import type { CauseText, CauseWords, HeadlineContext, Language } from './words';
import { text as acceptStarvation } from '../accept-starvation/text';
import { text as acceptThenClose } from '../accept-then-close/text';
import { text as clientAbandoned } from '../client-abandoned/text';
import { text as closeWaitLeak } from '../close-wait-leak/text';
import { text as connectionLimitPerClient } from '../connection-limit-per-client/text';
import { text as connectionLimitTotal } from '../connection-limit-total/text';
import { text as finWait2Expired } from '../fin-wait2-expired/text';
import { text as firewallDrop } from '../firewall-drop/text';
import { text as firewallReject } from '../firewall-reject/text';
import { text as halfOpenProbe } from '../half-open-probe/text';
import { text as healthCheck } from '../health-check/text';
import { text as hostUnreachable } from '../host-unreachable/text';
import { text as idleClose } from '../idle-close/text';
import { text as ignoredConnectionClose } from '../ignored-connection-close/text';
import { text as injectedReset } from '../injected-reset/text';
import { text as insufficientEvidence } from '../insufficient-evidence/text';
import { text as keepaliveTimeout } from '../keepalive-timeout/text';
import { text as lingerAbort } from '../linger-abort/text';
import { text as listenQueueOverflow } from '../listen-queue-overflow/text';
import { text as listenQueueOverflowReset } from '../listen-queue-overflow-reset/text';
import { text as middleboxIdleTimeout } from '../middlebox-idle-timeout/text';
import { text as mtuBlackHole } from '../mtu-black-hole/text';
import { text as natTranslationLost } from '../nat-translation-lost/text';
import { text as normalClose } from '../normal-close/text';
import { text as openAtEnd } from '../open-at-end/text';
import { text as peerLostState } from '../peer-lost-state/text';
import { text as portClosed } from '../port-closed/text';
import { text as portReuseCollision } from '../port-reuse-collision/text';
import { text as protocolMismatch } from '../protocol-mismatch/text';
import { text as receiverStalled } from '../receiver-stalled/text';
import { text as resetAfterClose } from '../reset-after-close/text';
import { text as retransmissionTimeout } from '../retransmission-timeout/text';
import { text as serverProcessDied } from '../server-process-died/text';
import { text as staleKeepaliveReuse } from '../stale-keepalive-reuse/text';
import { text as tlsFailure } from '../tls-failure/text';
import { text as unreadDataAbort } from '../unread-data-abort/text';
import { text as writeAfterClose } from '../write-after-close/text';

const texts = {
  'port-closed': portClosed,
  'firewall-reject': firewallReject,
  'firewall-drop': firewallDrop,
  'host-unreachable': hostUnreachable,
  'listen-queue-overflow': listenQueueOverflow,
  'listen-queue-overflow-reset': listenQueueOverflowReset,
  'half-open-probe': halfOpenProbe,
  'port-reuse-collision': portReuseCollision,
  'connection-limit-per-client': connectionLimitPerClient,
  'connection-limit-total': connectionLimitTotal,
  'accept-then-close': acceptThenClose,
  'accept-starvation': acceptStarvation,
  'unread-data-abort': unreadDataAbort,
  'linger-abort': lingerAbort,
  'health-check': healthCheck,
  'stale-keepalive-reuse': staleKeepaliveReuse,
  'ignored-connection-close': ignoredConnectionClose,
  'write-after-close': writeAfterClose,
  'client-abandoned': clientAbandoned,
  'server-process-died': serverProcessDied,
  'peer-lost-state': peerLostState,
  'middlebox-idle-timeout': middleboxIdleTimeout,
  'injected-reset': injectedReset,
  'retransmission-timeout': retransmissionTimeout,
  'mtu-black-hole': mtuBlackHole,
  'keepalive-timeout': keepaliveTimeout,
  'receiver-stalled': receiverStalled,
  'close-wait-leak': closeWaitLeak,
  'fin-wait2-expired': finWait2Expired,
  'tls-failure': tlsFailure,
  'protocol-mismatch': protocolMismatch,
  'nat-translation-lost': natTranslationLost,
  'normal-close': normalClose,
  'idle-close': idleClose,
  'reset-after-close': resetAfterClose,
  'open-at-end': openAtEnd,
  'insufficient-evidence': insufficientEvidence,
  ...crossFindingTexts,
} satisfies Record<FindingCause, CauseText>;

/** Longer headlines are not read; two long IPv6 addresses alone take eighty of it. */
export const HEADLINE_MAX_CHARS = 200;

const fitted = new Map<CauseWords, CauseWords>();

/** Words of a cause, or of a finding without one, in the reader's language. */
export function causeWords(id: FindingCause, language: Language): CauseWords {
  const words: CauseWords = texts[id][language];
  let result = fitted.get(words);
  if (result === undefined) {
    result = { ...words, headline: (context) => headlineThatFits(words, context) };
    fitted.set(words, result);
  }
  return result;
}

/** Where the addresses leave too little room the numbers go first: they stand in the evidence as well. */
function headlineThatFits(words: CauseWords, context: HeadlineContext): string {
  const full = words.headline(context);
  return full.length <= HEADLINE_MAX_CHARS ? full : words.headline({ ...context, facts: {} });
}
