// Small segments arrive, full-size ones never do: the same large segment again and again while its receiver goes on
// acknowledging what is small (SACK of the tail behind the hole). Connections of the same two hosts share the path.

import { seqDiff } from '../../decode/tcp/sequence';
import type { Alternative } from '../../model/verdict';
import { observed, watchedAfter } from '../observe';
import { ruledOut } from '../rivals';
import { defineCause, type Match, type RuleContext } from '../rule';

const RETRIES_MIN = 3;
/** As in handlers/size-hole: nothing smaller was ever too large for a path. */
const LARGE_PAYLOAD_BYTES = 1200;
/** An answer that has not come after this time did not come at all: it was repeated several times. */
const SWALLOWED_SECONDS = 2;
/** Connections of one direction that show the same hole prove more than one (catalogue: several, same direction). */
const SEVERAL = 3;

export const rule = defineCause({
  id: 'mtu-black-hole',
  phase: 'established',
  references: ['RFC 2923 2.1', 'RFC 4821', 'causes.md 1.2 mtu-black-hole'],
  beats: ['retransmission-timeout', 'client-abandoned', 'accept-starvation', 'open-at-end'],
  match(context) {
    // Without a hole anywhere there is none here: nearly every capture.
    if (!context.hosts.hasHoles) return null;
    return ownHole(context, 0) ?? ownHole(context, 1) ?? likeItsSiblings(context, 0) ?? likeItsSiblings(context, 1);
  },
});

/** Of what `side` sends: this connection shows the hole itself. */
function ownHole(context: RuleContext, side: number): Match | null {
  const { facts } = context;
  const hole = context.hole(side);
  if (hole === null) return null;
  const sender = facts.side(side);
  const receiver = facts.side(1 - side);
  const path = pathOf(context, side);
  const largestPassed = Math.max(hole.largestPassed, hole.smallestLost > path.largestPassed ? path.largestPassed : 0);
  const sizes = { largestPassed, smallestLost: hole.smallestLost };
  // Another connection of the two hosts brought segments of that size: the path carries them, unless it changed.
  const fits = hole.smallestLost > 0 && path.largestPassed >= hole.smallestLost;
  if (hole.isSeenAtSender) {
    const retries = { retries: sender.tailRetries, retriedSeconds: sender.tailLastSeconds - sender.tailFirstSeconds };
    return {
      confidence: fits ? 0.6 : 0.88,
      party: 'network',
      facts: { ...sizes, ...retries },
      evidence: () => [
        observed(context, 'full-size-lost', [sender.tailFirstRow, sender.tailLastRow, receiver.sackRow], sizes),
        observed(context, 'retransmitted', [sender.tailFirstRow, sender.tailLastRow], { ...retries, bytes: sender.tailBytes }),
      ],
      alternatives: [{ cause: 'retransmission-timeout', because: 'needs-other-end' }],
      ruledOut: alive(context, receiver.sackRow),
    };
  }
  if (fits) return null;
  // Nothing of that size ever arrived, and the gap is a whole number of such segments: loss does not choose so.
  const isBySize = hole.smallestLost > 0;
  return {
    confidence: isBySize ? (path.holes >= SEVERAL ? 0.8 : 0.7) : 0.6,
    party: 'network',
    facts: isBySize ? sizes : {},
    evidence: () => [
      observed(context, 'full-size-lost', [sender.lastPayloadRow, receiver.sackRow], isBySize ? sizes : { largestPassed, smallestLost: 0 }),
    ],
    alternatives: [
      { cause: 'retransmission-timeout', because: 'needs-other-end' },
      { cause: 'client-abandoned', because: 'needs-other-end' },
    ],
    ruledOut: alive(context, receiver.sackRow),
  };
}

/** What is small arrives, and is acknowledged. */
function alive(context: RuleContext, row: number): Alternative[] {
  return [ruledOut(context, 'host-unreachable', 'host-is-alive', [row])];
}

/** Others of the same two hosts show a hole in this direction, and here as well nothing large arrives. */
function likeItsSiblings(context: RuleContext, side: number): Match | null {
  const { facts } = context;
  const path = pathOf(context, side);
  if (path.holes === 0 || path.exampleRow < 0 || (path.smallestLost > 0 && path.largestPassed >= path.smallestLost)) return null;
  const sender = facts.side(side);
  const receiver = facts.side(1 - side);
  const sizes = { largestPassed: path.largestPassed, smallestLost: path.smallestLost };
  const isRepeating =
    sender.tailRetries >= RETRIES_MIN && sender.tailBytes >= LARGE_PAYLOAD_BYTES && receiver.largestAcked < sender.tailBytes;
  if (!isRepeating && !isSwallowed(context, side)) return null;
  return {
    confidence: isRepeating ? 0.75 : 0.6,
    party: 'network',
    facts: {
      ...sizes,
      ...(isRepeating ? { retries: sender.tailRetries, retriedSeconds: sender.tailLastSeconds - sender.tailFirstSeconds } : {}),
    },
    evidence: () => [
      isRepeating
        ? observed(context, 'retransmitted', [sender.tailFirstRow, sender.tailLastRow], {
            retries: sender.tailRetries,
            retriedSeconds: sender.tailLastSeconds - sender.tailFirstSeconds,
            bytes: sender.tailBytes,
          })
        : observed(context, 'peer-silent', [facts.lastRow], { sinceSeconds: watchedAfter(context, sender.lastSeconds) }),
      observed(context, 'full-size-lost', [path.exampleRow], sizes),
    ],
    alternatives: [
      { cause: 'retransmission-timeout', because: 'needs-other-end' },
      ...(isRepeating ? [] : [{ cause: 'accept-starvation', because: 'needs-other-end' } as const]),
    ],
    ruledOut: alive(context, path.exampleRow),
  };
}

/** Seen from the receiver: it asked, was acknowledged, and nothing more came, neither payload nor an end. */
function isSwallowed(context: RuleContext, side: number): boolean {
  const { facts } = context;
  const sender = facts.side(side);
  const receiver = facts.side(1 - side);
  // Its last word reports a hole, of which nothing else is in the capture.
  const stillReports = receiver.sackRow >= 0 && receiver.sackSeconds === receiver.lastSeconds && facts.endRow < 0;
  if (stillReports && sender.outstandingSeconds < 0) return watchedAfter(context, receiver.sackSeconds) >= SWALLOWED_SECONDS;
  return (
    side === 1 &&
    receiver.unansweredBytes > 0 &&
    receiver.outstandingSeconds < 0 &&
    seqDiff(sender.ackSent, receiver.sndNxt) >= -1 &&
    sender.finRow < 0 &&
    !facts.resets.some((reset) => reset.side === side) &&
    watchedAfter(context, receiver.lastPayloadSeconds) >= SWALLOWED_SECONDS
  );
}

function pathOf(context: RuleContext, side: number): { holes: number; exampleRow: number; largestPassed: number; smallestLost: number } {
  const [from, to] = side === 0 ? [context.client, context.server] : [context.server, context.client];
  return context.hosts.path(from, to) ?? { holes: 0, exampleRow: -1, largestPassed: 0, smallestLost: 0 };
}
