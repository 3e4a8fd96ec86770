// Everything that is said about causes and observations in 中文: one line for each cause. A cause without words does not compile.

import { text as acceptStarvation } from '../accept-starvation/text.zh';
import { text as acceptThenClose } from '../accept-then-close/text.zh';
import { text as clientAbandoned } from '../client-abandoned/text.zh';
import { text as closeWaitLeak } from '../close-wait-leak/text.zh';
import { text as connectionLimitPerClient } from '../connection-limit-per-client/text.zh';
import { text as connectionLimitTotal } from '../connection-limit-total/text.zh';
import { text as finWait2Expired } from '../fin-wait2-expired/text.zh';
import { text as firewallDrop } from '../firewall-drop/text.zh';
import { text as firewallReject } from '../firewall-reject/text.zh';
import { text as halfOpenProbe } from '../half-open-probe/text.zh';
import { text as healthCheck } from '../health-check/text.zh';
import { text as hostUnreachable } from '../host-unreachable/text.zh';
import { text as idleClose } from '../idle-close/text.zh';
import { text as ignoredConnectionClose } from '../ignored-connection-close/text.zh';
import { text as injectedReset } from '../injected-reset/text.zh';
import { text as insufficientEvidence } from '../insufficient-evidence/text.zh';
import { text as keepaliveTimeout } from '../keepalive-timeout/text.zh';
import { text as lingerAbort } from '../linger-abort/text.zh';
import { text as listenQueueOverflow } from '../listen-queue-overflow/text.zh';
import { text as listenQueueOverflowReset } from '../listen-queue-overflow-reset/text.zh';
import { text as middleboxIdleTimeout } from '../middlebox-idle-timeout/text.zh';
import { text as mtuBlackHole } from '../mtu-black-hole/text.zh';
import { text as natTranslationLost } from '../nat-translation-lost/text.zh';
import { text as normalClose } from '../normal-close/text.zh';
import { text as openAtEnd } from '../open-at-end/text.zh';
import { text as peerLostState } from '../peer-lost-state/text.zh';
import { text as portClosed } from '../port-closed/text.zh';
import { text as portReuseCollision } from '../port-reuse-collision/text.zh';
import { text as protocolMismatch } from '../protocol-mismatch/text.zh';
import { text as receiverStalled } from '../receiver-stalled/text.zh';
import { text as resetAfterClose } from '../reset-after-close/text.zh';
import { text as retransmissionTimeout } from '../retransmission-timeout/text.zh';
import { text as serverProcessDied } from '../server-process-died/text.zh';
import { text as staleKeepaliveReuse } from '../stale-keepalive-reuse/text.zh';
import { text as tlsFailure } from '../tls-failure/text.zh';
import { text as unreadDataAbort } from '../unread-data-abort/text.zh';
import { text as writeAfterClose } from '../write-after-close/text.zh';
import { caveatWordsZh } from './caveat-words-zh';
import { crossFindingTextsZh } from './cross-finding-words-zh';
import { evidenceWordsZh } from './evidence-words-zh';
import type { LanguageWords } from './language-words';
import { reasonWordsZh } from './reason-words-zh';

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
    ...crossFindingTextsZh,
  },
  evidence: evidenceWordsZh,
  reasons: reasonWordsZh,
  caveats: caveatWordsZh,
};
