// Small segments arrive, full-size ones never do: the same large segment again and again while its receiver goes on
// acknowledging what is small (SACK of the tail behind the hole).

import { observed, watchedAfter } from '../observe';
import { defineCause, type Match, type RuleContext } from '../rule';

const RETRIES_MIN = 3;
/** Nothing smaller than this was ever too large for an IPv6-capable path (RFC 8200: 1280) minus headers. */
const LARGE_PAYLOAD_BYTES = 1200;

export const rule = defineCause({
  id: 'mtu-black-hole',
  phase: 'established',
  references: ['RFC 2923 2.1', 'RFC 4821', 'causes.md 1.2 mtu-black-hole'],
  beats: ['retransmission-timeout', 'client-abandoned', 'accept-starvation', 'open-at-end'],
  match(context) {
    const { facts } = context;
    const sender = facts.orig.tailRetries >= facts.resp.tailRetries ? facts.orig : facts.resp;
    const receiver = sender === facts.orig ? facts.resp : facts.orig;
    const hole = holeAtReceiver(context);
    if (hole !== null) return hole;
    if (sender.tailRetries < RETRIES_MIN || sender.tailBytes < LARGE_PAYLOAD_BYTES || receiver.zeroWindowSeconds >= 0) return null;
    // The receiver is alive: it reported small segments beyond the hole after the large one was first sent.
    if (receiver.sackSeconds < sender.tailFirstSeconds || receiver.largestAcked >= sender.tailBytes) return null;
    return {
      confidence: 0.88,
      party: 'network',
      facts: {
        smallestLost: sender.tailBytes,
        largestPassed: receiver.largestAcked,
        retries: sender.tailRetries,
        retriedSeconds: sender.tailLastSeconds - sender.tailFirstSeconds,
      },
      evidence: () => [
        observed(context, 'full-size-lost', [sender.tailFirstRow, sender.tailLastRow, receiver.sackRow], {
          largestPassed: receiver.largestAcked,
          smallestLost: sender.tailBytes,
        }),
        observed(context, 'retransmitted', [sender.tailFirstRow, sender.tailLastRow], {
          retries: sender.tailRetries,
          retriedSeconds: sender.tailLastSeconds - sender.tailFirstSeconds,
          bytes: sender.tailBytes,
        }),
      ],
      alternatives: [{ cause: 'retransmission-timeout', because: 'needs-other-end' }],
    };
  },
});

/** Time in which every stack repeats what is missing, several times. */
const HOLE_SECONDS = 2;

/** Seen from the receiver: it reports a hole (SACK) that nothing ever fills, and no repetition of it arrives. */
function holeAtReceiver(context: RuleContext): Match | null {
  const { facts } = context;
  for (const receiver of [facts.orig, facts.resp]) {
    const sender = receiver === facts.orig ? facts.resp : facts.orig;
    if (receiver.sackRow < 0 || sender.outstandingSeconds < 0 || sender.tailRetries > 0 || sender.payloadSegments === 0) continue;
    if (watchedAfter(context, sender.outstandingSeconds) < HOLE_SECONDS || receiver.ackedUnseen > 0) continue;
    return {
      confidence: 0.6,
      party: 'network',
      evidence: () => [
        observed(context, 'full-size-lost', [sender.lastPayloadRow, receiver.sackRow], {
          largestPassed: receiver.largestAcked,
          smallestLost: 0,
        }),
      ],
      alternatives: [
        { cause: 'retransmission-timeout', because: 'needs-other-end' },
        { cause: 'client-abandoned', because: 'needs-other-end' },
      ],
    };
  }
  return null;
}
