// Marks of a RST that its supposed sender did not send: it goes on as if nothing had happened, the RST came from another
// distance, sooner than the sender could answer, or without what every segment of its socket carries.

import { FROM_RESP, OPT_CUT, OPT_TIMESTAMPS } from '../model/tcp-flags';
import { seqDiff } from '../decode/tcp/sequence';
import { ResetKind, type ResetFacts } from '../handlers/connection-facts';
import { compareTtl, coveredBy, frameOf, type TtlComparison } from './observe';
import type { RuleContext } from './rule';

/** RSTs of one forger follow each other at once. */
const BURST_SECONDS = 0.01;
/** Distances that no routing change within a connection explains. */
const TTL_FOREIGN = 3;
/** Sooner after its RST a side's segment may have overtaken it on the way or in the capturing machine. */
const GOES_ON_AFTER_SECONDS = 0.001;
/** Below this round trip the time of an answer tells nothing: scheduling takes as long. */
const RTT_MIN_SECONDS = 0.002;

interface ForgedMarks {
  readonly reset: ResetFacts;
  readonly ttl: TtlComparison;
  /** Its supposed sender went on with new bytes. */
  readonly goesOn: boolean;
  /** From 3 hops on the distance is proof of its own; a hop or two count beside other marks. */
  readonly isFarOff: boolean;
  readonly burst: readonly ResetFacts[];
  /** How soon it came after what it answers, where no answer of that host can have come so soon; -1 otherwise. */
  readonly tooEarlySeconds: number;
  readonly lacksTimestamps: boolean;
  /** 0 where nothing speaks for a forgery. */
  readonly confidence: number;
}

export function forgedMarks(context: RuleContext): ForgedMarks | null {
  const { facts } = context;
  const [reset] = facts.resets;
  if (reset === undefined || reset.afterOwnFin || reset.kind === ResetKind.Reply0) return null;
  // Both closed in order later: nobody took it (RFC 5961 3.2), so it ended nothing.
  if (facts.orig.finSeconds > reset.seconds && facts.resp.finSeconds > reset.seconds) return null;
  const ttl = compareTtl(context, reset);
  const differs = ttl.verdict === 'differs';
  const isFarOff = differs && Math.abs(ttl.rstTtl - ttl.hostTtl) >= TTL_FOREIGN;
  const burst = burstOf(context, reset, ttl);
  const tooEarlySeconds = answeredTooEarly(context, reset);
  const lacksTimestamps = isWithoutTimestamps(context, reset);
  const goesOn = facts.goesOnAfterResetRow >= 0 && (differs || goesOnBeyond(context, reset));
  const marks = [differs, tooEarlySeconds >= 0, lacksTimestamps, burst.length > 1].filter(Boolean).length;
  return {
    reset,
    ttl,
    goesOn,
    isFarOff,
    burst,
    tooEarlySeconds,
    lacksTimestamps,
    confidence: confidenceOf(reset, goesOn, isFarOff, marks),
  };
}

function confidenceOf(reset: ResetFacts, goesOn: boolean, isFarOff: boolean, marks: number): number {
  if (goesOn) return marks > 0 ? 0.96 : 0.8;
  if (marks >= 2) return 0.86;
  // A socket with a TTL of its own (IP_TTL) leaves the stack's stateless answers with the usual one.
  if (isFarOff) return reset.kind === ResetKind.Active ? 0.82 : 0.6;
  return 0;
}

/** Of the same side and from the same distance, at different places: the victim's own kernel may answer with a RST of its own. */
function burstOf(context: RuleContext, reset: ResetFacts, ttl: TtlComparison): readonly ResetFacts[] {
  const { segments } = context.tables;
  const alike = context.facts.resets.filter(
    (each) => each.side === reset.side && each.seconds - reset.seconds <= BURST_SECONDS && compareTtl(context, each).rstTtl === ttl.rstTtl,
  );
  if (ttl.verdict === 'differs') return alike;
  // From the host's own distance only guesses at several places betray themselves: a stack answers each segment at one.
  const active = alike.filter((each) => each.kind === ResetKind.Active);
  return new Set(active.map((each) => segments.seq.values[each.row])).size > 1 ? active : [];
}

/** New bytes at or behind the RST's place, too late to have been under way with it. */
function goesOnBeyond(context: RuleContext, reset: ResetFacts): boolean {
  const { segments, frames } = context.tables;
  const row = context.facts.goesOnAfterResetRow;
  const seconds = (frames.tsNs.values[frameOf(context, row) - 1] as number) / 1e9;
  if (reset.outOfWindow || seconds - reset.seconds < GOES_ON_AFTER_SECONDS) return false;
  return seqDiff(segments.seq.values[row] as number, segments.seq.values[reset.row] as number) >= 0;
}

/** It takes half a round trip at least until the sender has what the RST acknowledges or answers. -1: nothing against it. */
function answeredTooEarly(context: RuleContext, reset: ResetFacts): number {
  const { facts } = context;
  const rtt = reset.side === 1 ? facts.rttServerSeconds : facts.rttClientSeconds;
  if (rtt < RTT_MIN_SECONDS || context.isLossyCapture) return -1;
  // A device that ends connections itself answers sooner than the far end did: its other answers do as well.
  const usual = facts.firstDataAckSeconds - facts.orig.firstPayloadSeconds;
  if (reset.side === 1 && facts.firstDataAckSeconds >= 0 && facts.firstDataAckSeconds < reset.seconds && usual < rtt / 2) return -1;
  const row = reset.kind === ResetKind.Active ? coveredBy(context, reset).row : earliestElicitor(context, reset);
  if (row < 0) return -1;
  const after = reset.seconds - (context.tables.frames.tsNs.values[frameOf(context, row) - 1] as number) / 1e9;
  return after >= 0 && after < rtt / 2 ? after : -1;
}

/** First segment of the other side that a bare RST can answer: the ACK that it copies may stand in several. */
function earliestElicitor(context: RuleContext, reset: ResetFacts): number {
  if (reset.elicitor < 0) return -1;
  const { connections, segments } = context.tables;
  const { connection } = context.facts;
  const wanted = segments.ack.values[reset.elicitor];
  const begin = connections.segmentStart[connection] as number;
  const end = connections.segmentStart[connection + 1] as number;
  const direction = directionOf(context, reset.elicitor);
  for (let at = begin; at < end; at++) {
    const row = connections.segments[at] as number;
    if (segments.ack.values[row] === wanted && directionOf(context, row) === direction) return row;
  }
  return -1;
}

function directionOf(context: RuleContext, row: number): number {
  return (context.tables.segments.flags.values[row] as number) & FROM_RESP;
}

/** A socket that uses timestamps puts them on its RST,ACK (RFC 7323 3.2: SHOULD; Linux and BSD do). */
function isWithoutTimestamps(context: RuleContext, reset: ResetFacts): boolean {
  if (reset.kind !== ResetKind.Active || !context.facts.side(reset.side).usesTimestamps) return false;
  return ((context.tables.segments.optionBits.values[reset.row] as number) & (OPT_TIMESTAMPS | OPT_CUT)) === 0;
}
