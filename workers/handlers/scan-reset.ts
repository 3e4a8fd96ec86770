// One RST of a connection into its facts: of which kind it is, what it answers, whether its receiver takes it, what it shows to be missing.
// Called by scan-connection.ts, whose state is complete up to that segment.

import { seqDiff } from '../decode/tcp/sequence';
import type { SegmentBlock } from '../model/segment-block';
import { ACK, FIN, FROM_RESP, OPT_DUPLICATE, RST, SYN } from '../model/tcp-flags';
import { type ConnectionFacts, MAX_RESETS, ResetKind, type ResetFacts, type SideFacts } from './connection-facts';

/** A RST or ACK up to so far beyond what its sender is known to have sent stands for bytes that are missing; further off it is a guess. */
export const SKIPPED_MAX_BYTES = 65_536;
/** The stack's bare answer to what comes just after an abort may leave before the abort: two processors, one wire. */
const OVERTAKES_WITHIN_SECONDS = 0.001;
/** How far back a RST looks for the segment that it answers: a window of segments may be in flight. */
const ELICITOR_LOOKBACK_SEGMENTS = 64;

export function addReset(
  block: SegmentBlock,
  facts: ConnectionFacts,
  at: number,
  begin: number,
  row: number,
  side: number,
  seconds: number,
  flags: number,
): void {
  const me = facts.side(side);
  const peer = facts.side(1 - side);
  const seq = block.seq(at);
  const ack = block.ack(at);
  const wnd = block.wnd(at);
  const skipped = (flags & ACK) !== 0 && me.segments > 1 ? seqDiff(seq, me.sndNxt) : 0;
  if (skipped > 0 && skipped < SKIPPED_MAX_BYTES && facts.resetCount === 0) noteUnseen(peer, me, skipped, row);
  facts.resetCount++;
  if (side === 0 && me.finRow < 0 && facts.resetCount === 1) noteClientEnd(facts);
  let kind: number = ResetKind.Active;
  if ((flags & ACK) === 0) kind = ResetKind.Reply;
  else if (seq === 0 && wnd === 0 && me.segments - facts.resetCount <= 0) kind = ResetKind.Reply0;
  // In answer to a challenge ACK about an older connection: the attempt itself goes on (RFC 5961 4.2).
  const aboutOlder = side === 0 && facts.challengeAckRow >= 0 && facts.synAckRow < 0;
  // Peers' ACK numbers tell what they expect next; a RST before that is old news that no stack accepts.
  const outOfWindow =
    aboutOlder ||
    (kind !== ResetKind.Reply0 && peer.ackSentKnown && facts.resets.every((reset) => reset.side !== side) && isOutside(seq, peer, me));
  if (facts.endRow < 0 && !outOfWindow) {
    facts.endRow = row;
    facts.endSide = side;
    facts.endSeconds = seconds;
    facts.endIsReset = true;
  }
  if (facts.resets.length >= MAX_RESETS) return;
  const previous = facts.resets.at(-1);
  const overtaken =
    kind === ResetKind.Active &&
    previous?.kind === ResetKind.Reply &&
    previous.side === side &&
    seconds - previous.seconds <= OVERTAKES_WITHIN_SECONDS;
  const reset: ResetFacts = {
    row,
    side,
    kind,
    seconds,
    elicitor: findElicitor(block, at, begin, side, kind, seq, ack),
    afterOwnFin: me.finRow >= 0,
    afterOwnReset: !overtaken && facts.resets.some((other) => other.side === side),
    // What its ack does not cover was still on the way: it cannot have been left unread.
    unreadBytes:
      kind === ResetKind.Active
        ? Math.max(0, peer.unansweredBytes - Math.max(0, seqDiff(peer.sndNxt, ack) - (peer.finRow >= 0 ? 1 : 0)))
        : 0,
    outOfWindow,
  };
  if (overtaken) facts.resets.splice(-1, 0, reset);
  else facts.resets.push(reset);
}

function isOutside(seq: number, peer: SideFacts, me: SideFacts): boolean {
  const beforeAcked = seqDiff(seq, peer.ackSent);
  return beforeAcked < 0 ? beforeAcked < -1 : me.segments > 1 && seqDiff(seq, me.sndNxt) > 0x100000;
}

function findElicitor(block: SegmentBlock, at: number, begin: number, side: number, kind: number, seq: number, ack: number): number {
  const stop = Math.max(begin, at - ELICITOR_LOOKBACK_SEGMENTS);
  for (let back = at - 1; back >= stop; back--) {
    const flags = block.flags(back);
    if (((flags & FROM_RESP) !== 0 ? 1 : 0) === side || (flags & RST) !== 0) continue;
    if ((block.options(back) & OPT_DUPLICATE) !== 0) continue;
    const row = block.row(back);
    if (kind === ResetKind.Reply) {
      if ((flags & ACK) !== 0 && block.ack(back) === seq) return row;
    } else if (kind === ResetKind.Reply0) {
      const next = block.seq(back) + block.len(back) + ((flags & SYN) !== 0 ? 1 : 0) + ((flags & FIN) !== 0 ? 1 : 0);
      if (next >>> 0 === ack) return row;
    } else {
      return row;
    }
  }
  return -1;
}

/** Remembers at the client's first FIN or RST whether an answer was owed to it. */
export function noteClientEnd(facts: ConnectionFacts): void {
  facts.owedAtFin = facts.orig.unansweredBytes > 0;
  facts.requestBeforeEndSeconds = facts.orig.lastPayloadSeconds;
}

/** Bytes that `peer` sent and this capture lacks: they answered what `me` had sent before all the same. */
export function noteUnseen(me: SideFacts, peer: SideFacts, bytes: number, row: number): void {
  peer.unseenBytes += bytes;
  peer.unseenRow = row;
  // Both sides' bytes missing before one segment: that one acknowledges what came last.
  if (me.unseenRow === row) return;
  peer.unansweredBytes += bytes;
  me.unansweredBytes = 0;
}
