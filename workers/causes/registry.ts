// All cause rules, one line each. The order decides nothing: decide.ts ranks by confidence and by what a rule beats.

import { rule as acceptStarvation } from './accept-starvation/rule';
import { rule as acceptThenClose } from './accept-then-close/rule';
import { rule as clientAbandoned } from './client-abandoned/rule';
import { rule as closeWaitLeak } from './close-wait-leak/rule';
import { rules as limitPerClient } from './connection-limit-per-client/rule';
import { rule as limitTotal } from './connection-limit-total/rule';
import { rule as finWait2Expired } from './fin-wait2-expired/rule';
import { rule as firewallDrop } from './firewall-drop/rule';
import { rules as firewallReject } from './firewall-reject/rule';
import { rule as halfOpenProbe } from './half-open-probe/rule';
import { rule as healthCheck } from './health-check/rule';
import { rule as hostUnreachable } from './host-unreachable/rule';
import { rule as idleClose } from './idle-close/rule';
import { rule as ignoredConnectionClose } from './ignored-connection-close/rule';
import { rule as injectedReset } from './injected-reset/rule';
import { rule as keepaliveTimeout } from './keepalive-timeout/rule';
import { rule as lingerAbort } from './linger-abort/rule';
import { rules as listenQueueOverflow } from './listen-queue-overflow/rule';
import { rule as listenQueueOverflowReset } from './listen-queue-overflow-reset/rule';
import { rule as middleboxIdleTimeout } from './middlebox-idle-timeout/rule';
import { rule as mtuBlackHole } from './mtu-black-hole/rule';
import { rule as natTranslationLost } from './nat-translation-lost/rule';
import { rule as normalClose } from './normal-close/rule';
import { rule as openAtEnd } from './open-at-end/rule';
import { rule as peerLostState } from './peer-lost-state/rule';
import { rule as portClosed } from './port-closed/rule';
import { rules as portReuseCollision } from './port-reuse-collision/rule';
import { rule as protocolMismatch } from './protocol-mismatch/rule';
import { rule as receiverStalled } from './receiver-stalled/rule';
import { rule as resetAfterClose } from './reset-after-close/rule';
import { rule as retransmissionTimeout } from './retransmission-timeout/rule';
import type { CauseRule } from './rule';
import { rule as serverProcessDied } from './server-process-died/rule';
import { rule as staleKeepaliveReuse } from './stale-keepalive-reuse/rule';
import { rule as tlsFailure } from './tls-failure/rule';
import { rule as unreadDataAbort } from './unread-data-abort/rule';
import { rule as writeAfterClose } from './write-after-close/rule';

export const CAUSE_RULES: readonly CauseRule[] = [
  acceptStarvation,
  acceptThenClose,
  clientAbandoned,
  closeWaitLeak,
  ...limitPerClient,
  limitTotal,
  finWait2Expired,
  firewallDrop,
  ...firewallReject,
  halfOpenProbe,
  healthCheck,
  hostUnreachable,
  idleClose,
  ignoredConnectionClose,
  injectedReset,
  keepaliveTimeout,
  lingerAbort,
  ...listenQueueOverflow,
  listenQueueOverflowReset,
  middleboxIdleTimeout,
  mtuBlackHole,
  natTranslationLost,
  normalClose,
  openAtEnd,
  peerLostState,
  portClosed,
  ...portReuseCollision,
  protocolMismatch,
  receiverStalled,
  resetAfterClose,
  retransmissionTimeout,
  serverProcessDied,
  staleKeepaliveReuse,
  tlsFailure,
  unreadDataAbort,
  writeAfterClose,
];
