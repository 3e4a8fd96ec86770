// Everything that is said about causes and observations in English: one line for each cause. A cause without words does not compile.

import { text as acceptStarvation } from '../accept-starvation/text.en';
import { text as acceptThenClose } from '../accept-then-close/text.en';
import { text as clientAbandoned } from '../client-abandoned/text.en';
import { text as closeWaitLeak } from '../close-wait-leak/text.en';
import { text as connectionLimitPerClient } from '../connection-limit-per-client/text.en';
import { text as connectionLimitTotal } from '../connection-limit-total/text.en';
import { text as finWait2Expired } from '../fin-wait2-expired/text.en';
import { text as firewallDrop } from '../firewall-drop/text.en';
import { text as firewallReject } from '../firewall-reject/text.en';
import { text as halfOpenProbe } from '../half-open-probe/text.en';
import { text as healthCheck } from '../health-check/text.en';
import { text as hostUnreachable } from '../host-unreachable/text.en';
import { text as idleClose } from '../idle-close/text.en';
import { text as ignoredConnectionClose } from '../ignored-connection-close/text.en';
import { text as injectedReset } from '../injected-reset/text.en';
import { text as insufficientEvidence } from '../insufficient-evidence/text.en';
import { text as keepaliveTimeout } from '../keepalive-timeout/text.en';
import { text as lingerAbort } from '../linger-abort/text.en';
import { text as listenQueueOverflow } from '../listen-queue-overflow/text.en';
import { text as listenQueueOverflowReset } from '../listen-queue-overflow-reset/text.en';
import { text as middleboxIdleTimeout } from '../middlebox-idle-timeout/text.en';
import { text as mtuBlackHole } from '../mtu-black-hole/text.en';
import { text as natTranslationLost } from '../nat-translation-lost/text.en';
import { text as normalClose } from '../normal-close/text.en';
import { text as openAtEnd } from '../open-at-end/text.en';
import { text as peerLostState } from '../peer-lost-state/text.en';
import { text as portClosed } from '../port-closed/text.en';
import { text as portReuseCollision } from '../port-reuse-collision/text.en';
import { text as protocolMismatch } from '../protocol-mismatch/text.en';
import { text as receiverStalled } from '../receiver-stalled/text.en';
import { text as resetAfterClose } from '../reset-after-close/text.en';
import { text as retransmissionTimeout } from '../retransmission-timeout/text.en';
import { text as serverProcessDied } from '../server-process-died/text.en';
import { text as staleKeepaliveReuse } from '../stale-keepalive-reuse/text.en';
import { text as tlsFailure } from '../tls-failure/text.en';
import { text as unreadDataAbort } from '../unread-data-abort/text.en';
import { text as writeAfterClose } from '../write-after-close/text.en';
import { caveatWordsEn } from './caveat-words-en';
import { crossFindingTextsEn } from './cross-finding-words-en';
import { evidenceWordsEn } from './evidence-words-en';
import type { LanguageWords } from './language-words';
import { reasonWordsEn } from './reason-words-en';

export const words: LanguageWords = {
  causes: {
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
    ...crossFindingTextsEn,
  },
  evidence: evidenceWordsEn,
  reasons: reasonWordsEn,
  caveats: caveatWordsEn,
};
