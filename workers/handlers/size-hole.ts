// What one direction between two hosts lets pass and swallows: segments of full size that vanish while smaller ones arrive.
// Observes one connection at a time; host-facts.ts keeps what all of a pair of hosts have shown.

import { seqDiff } from '../decode/tcp/sequence';
import type { CaptureTables } from '../model/tables';
import type { ConnectionFacts, SideFacts } from './connection-facts';

/** Every path of IPv6 carries 1280 bytes (RFC 8200), of IPv4 in practice as well: no smaller payload was ever too large. */
const LARGE_PAYLOAD_BYTES = 1200;
const RETRIES_MIN = 3;
/** Time in which every stack repeats what is missing, several times. */
const HOLE_SECONDS = 2;
/** The same where what is missing is a whole number of full segments: Linux has repeated it at least twice by then. */
const HOLE_OF_FULL_SEGMENTS_SECONDS = 0.8;
const TIMESTAMPS_OPTION_BYTES = 12;

export interface SizeHole {
  /** The tap stands at the sender: it sees the repetitions. At the receiver it sees only the gap. */
  readonly isSeenAtSender: boolean;
  readonly largestPassed: number;
  /** 0 unknown. */
  readonly smallestLost: number;
}

/** Payload of a full segment that `side` may send: the MSS of the other side less the timestamps; 0 unknown. */
function fullSegmentBytes(tables: CaptureTables, facts: ConnectionFacts, side: number): number {
  const { origMss, respMss } = tables.connections;
  const mss = (side === 0 ? respMss : origMss).values[facts.connection] as number;
  return mss === 0 ? 0 : mss - (facts.side(side).usesTimestamps ? TIMESTAMPS_OPTION_BYTES : 0);
}

/** Of what `side` sends. */
export function sizeHole(tables: CaptureTables, facts: ConnectionFacts, side: number, captureEndSeconds: number): SizeHole | null {
  const sender = facts.side(side);
  const receiver = facts.side(1 - side);
  if (receiver.sackRow < 0 || sender.outstandingSeconds < 0 || receiver.zeroWindowSeconds >= 0) return null;
  const full = fullSegmentBytes(tables, facts, side);
  const tail = sender.lastPayloadRow < 0 ? 0 : tables.segments.len(sender.lastPayloadRow);
  const largestPassed = Math.max(receiver.largestAcked, full === 0 ? 0 : Math.min(tail, full));
  if (sender.tailRetries >= RETRIES_MIN && sender.tailBytes >= LARGE_PAYLOAD_BYTES) {
    // The receiver is alive: it reported small segments beyond the hole after the large one was first sent.
    const isReported = receiver.sackSeconds >= sender.tailFirstSeconds && receiver.largestAcked < sender.tailBytes;
    return isReported ? { isSeenAtSender: true, largestPassed: receiver.largestAcked, smallestLost: sender.tailBytes } : null;
  }
  const repeatsHole = sender.tailRetries > 0 && seqDiff(sender.tailSeq, receiver.ackSent) <= 0;
  if (repeatsHole || sender.payloadSegments === 0 || receiver.ackedUnseen > 0) return null;
  const gap = seqDiff(tables.segments.seq.values[sender.lastPayloadRow] as number, receiver.ackSent);
  // Without a gap, or reported before it was there, the blocks speak of something received twice (DSACK, RFC 2883).
  if (gap <= 0 || receiver.sackSeconds < sender.outstandingSeconds) return null;
  const isOfFullSegments = full >= LARGE_PAYLOAD_BYTES && gap % full === 0;
  const watchedUntil = facts.endIsReset ? Math.min(facts.endSeconds, captureEndSeconds) : captureEndSeconds;
  if (watchedUntil - sender.outstandingSeconds < (isOfFullSegments ? HOLE_OF_FULL_SEGMENTS_SECONDS : HOLE_SECONDS)) return null;
  return { isSeenAtSender: false, largestPassed, smallestLost: isOfFullSegments && largestPassed < full ? full : 0 };
}

/** What one direction between two hosts has shown so far. */
export class PathFacts {
  /** Connections with a size hole, and the row of one of its reports. */
  holes = 0;
  exampleRow = -1;
  /** Largest payload of one segment that arrived, not counting what offload put together. */
  largestPassed = 0;
  smallestLost = 0;

  add(tables: CaptureTables, facts: ConnectionFacts, side: number, captureEndSeconds: number): void {
    const receiver: SideFacts = facts.side(1 - side);
    const full = fullSegmentBytes(tables, facts, side);
    if (full > 0) this.largestPassed = Math.max(this.largestPassed, Math.min(receiver.largestAcked, full));
    const hole = sizeHole(tables, facts, side, captureEndSeconds);
    if (hole === null) return;
    this.holes++;
    if (this.exampleRow < 0) this.exampleRow = receiver.sackRow;
    if (hole.smallestLost > 0 && (this.smallestLost === 0 || hole.smallestLost < this.smallestLost)) this.smallestLost = hole.smallestLost;
  }
}
