// Whether nothing but a normal close can be told of a connection: most of a large capture, which then need not be looked at twice.
// What rules ask for
// stands in their own files; pipeline/recordings.test.ts holds both against each other on every recording.

import { PayloadKind, type ConnectionFacts, type SideFacts } from '../../handlers/connection-facts';
import { IDLE_MIN_SECONDS } from '../../handlers/listener-facts';
import { idleBeforeServerFin } from '../idle-close/rule';
import { BAD_REQUEST } from '../protocol-mismatch/rule';

/**
 * Seen from the first SYN to both FINs, both sides spoke, and nothing was lost, late, refused, forged or left over. What ICMP errors, the
 * end of the server's process and other connections of the two hosts say against it is the caller's to ask.
 */
export function isPlainClose(facts: ConnectionFacts, wasIgnored: boolean): boolean {
  const { orig, resp } = facts;
  return (
    facts.handshakeDone &&
    !wasIgnored &&
    !facts.isMidStream &&
    facts.bothDirections &&
    !facts.lossy &&
    facts.resetCount === 0 &&
    facts.challengeAckRow < 0 &&
    isPlainSide(orig) &&
    isPlainSide(resp) &&
    // Somebody said more than its protocol: that it is full, that the other speaks something else, that a certificate is bad.
    facts.limitText < 0 &&
    !facts.sawTls &&
    orig.firstKind === resp.firstKind &&
    !(resp.firstKind === PayloadKind.Http && facts.lastHttpStatus === BAD_REQUEST) &&
    (facts.endSide === 0 ? !facts.owedAtFin && facts.responseBytesMissing <= 0 : idleBeforeServerFin(facts) < IDLE_MIN_SECONDS)
  );
}

function isPlainSide(side: SideFacts): boolean {
  return (
    side.payloadBytes > 0 &&
    side.finRow >= 0 &&
    side.unseenBytes === 0 &&
    side.afterPeerFinRow < 0 &&
    side.tailRetries === 0 &&
    side.outstandingSeconds < 0 &&
    side.zeroWindowSeconds < 0 &&
    side.keepaliveUnanswered === 0
  );
}
