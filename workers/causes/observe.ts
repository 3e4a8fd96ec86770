// Small observations that several rules share: frame numbers, evidence, whether a RST's TTL fits its sender.

import type { Evidence } from '../model/verdict';
import { FROM_RESP } from '../model/tcp-flags';
import type { EvidenceFact, EvidenceValues } from '../model/vocabulary';
import { ResetKind, type ResetFacts, type SideFacts } from '../handlers/connection-facts';
import type { RuleContext } from './rule';

/** Frame number (from 1) of a segment row. */
export function frameOf(context: RuleContext, row: number): number {
  return (context.tables.segments.frameIndex.values[row] as number) + 1;
}

/** One observation; rows of -1 are left out, frames ascend. */
export function observed<F extends EvidenceFact>(
  context: RuleContext,
  fact: F,
  rows: readonly number[],
  values: EvidenceValues[F],
): Evidence {
  const frames = [...new Set(rows.filter((row) => row >= 0).map((row) => frameOf(context, row)))].sort((a, b) => a - b);
  return { fact, frames, values: { ...values } };
}

export interface TtlComparison {
  readonly verdict: 'fits' | 'differs' | 'unknown';
  readonly rstTtl: number;
  readonly hostTtl: number;
}

/**
 * Does the RST come from as far away as the other packets of its sender? Those of the same connection decide; else
 * those of the host. A host whose packets arrive with several TTLs proves nothing.
 */
export function compareTtl(context: RuleContext, reset: ResetFacts): TtlComparison {
  const rstTtl = context.tables.segments.ttl.values[reset.row] as number;
  const side = context.facts.side(reset.side);
  const address = reset.side === 0 ? context.client : context.server;
  const own = side.ttl >= 0 ? side.ttl : (context.hosts.ttl[address] as number);
  const varies = side.ttl >= 0 ? side.ttlVaries : context.hosts.ttlVaries[address] === 1;
  if (own <= 0 || varies) return { verdict: 'unknown', rstTtl, hostTtl: own };
  return { verdict: rstTtl === own ? 'fits' : 'differs', rstTtl, hostTtl: own };
}

/** First RST that took effect: not stale, not out of window. */
export function effectiveReset(context: RuleContext): ResetFacts | null {
  for (const reset of context.facts.resets) if (!reset.outOfWindow) return reset;
  return null;
}

/** A RST that a real socket or the real stack of that side can have sent: TTL fits, or nothing is known against it. */
export function isPlausibleSender(context: RuleContext, reset: ResetFacts): boolean {
  return compareTtl(context, reset).verdict !== 'differs';
}

/** Bare RST by `side` that answers payload which the other side sent after this side's FIN. */
export function replyToLateData(context: RuleContext, side: number): ResetFacts | null {
  const writer = context.facts.side(1 - side);
  if (writer.afterPeerFinRow < 0) return null;
  return (
    context.facts.resets.find(
      (reset) => reset.side === side && reset.kind === ResetKind.Reply && reset.seconds >= writer.afterPeerFinSeconds,
    ) ?? null
  );
}

/** The late data had been sent before the FIN could have been seen: its ACK does not cover the FIN. */
export function crossedFin(context: RuleContext, closer: SideFacts, dataRow: number): boolean {
  if (closer.finRow < 0) return false;
  const ack = context.tables.segments.ack.values[dataRow] as number;
  return ((ack - closer.finSeq) | 0) <= 0;
}

/** Last payload of the other side that a RST,ACK covers, and how much of its payload it covers in all. */
export function coveredBy(context: RuleContext, reset: ResetFacts): { readonly row: number; readonly bytes: number } {
  const { connections, segments } = context.tables;
  const { facts } = context;
  const writer = facts.side(1 - reset.side);
  const ack = segments.ack.values[reset.row] as number;
  let row = -1;
  for (
    let at = connections.segmentStart[facts.connection] as number;
    at < (connections.segmentStart[facts.connection + 1] as number);
    at++
  ) {
    const candidate = connections.segments[at] as number;
    const len = segments.len(candidate);
    const fromSide = ((segments.flags.values[candidate] as number) & FROM_RESP) !== 0 ? 1 : 0;
    if (fromSide === reset.side || len === 0) continue;
    if ((((segments.seq.values[candidate] as number) + len - ack) | 0) <= 0) row = candidate;
  }
  return { row, bytes: Math.min(writer.payloadBytes, Math.max(0, (ack - writer.iss - 1) | 0)) };
}

/** What is left of a capture after a moment: how long silence was watched. */
export function watchedAfter(context: RuleContext, seconds: number): number {
  return Math.max(0, context.captureEndSeconds - seconds);
}

/** Seconds that a measured time may differ from the nominal one: timers fire late, never early. */
export function nearTimer(observedSeconds: number, timerSeconds: number): boolean {
  return observedSeconds >= timerSeconds * 0.97 - 0.05 && observedSeconds <= timerSeconds + Math.max(1.1, timerSeconds * 0.02);
}
