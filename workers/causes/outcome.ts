// What the packets show, whatever the cause: outcome, and who ended it. Independent of the rules.

import type { EndedBy, Outcome } from '../model/verdict';
import { ResetKind } from '../handlers/connection-facts';
import { LIKELY_FROM } from '../model/verdict';
import { forgedMarks } from './forged';
import { compareTtl, effectiveReset } from './observe';
import type { RuleContext } from './rule';

/** ICMP(v6) codes that refuse an attempt; other unreachables mean "unreachable" (contracts, section 2). */
const REFUSING_V4 = new Set([3, 9, 10, 13]);
const REFUSING_V6 = new Set([1, 4, 5, 6]);
/** Unanswered repetitions after which silence is an outcome and not a delay. */
const RETRIES_MIN = 3;
const PROBES_MIN = 2;

export function outcomeOf(context: RuleContext): Outcome {
  const { facts } = context;
  const { orig, resp } = facts;
  const reset = effectiveReset(context);
  const synSeen = orig.synRow >= 0;
  if (synSeen && !facts.handshakeDone) {
    if (facts.synAckRow < 0) {
      const icmp = icmpOutcome(context);
      if (reset !== null && reset.side === 1) return 'refused';
      if (icmp !== null) return icmp;
      if (orig.payloadBytes > 0 || orig.finRow >= 0) return 'unclear';
      return 'no-answer';
    }
    if (reset !== null) return reset.side === 0 ? 'probe' : 'refused';
    return 'no-answer';
  }
  if (!facts.bothDirections) {
    if (reset === null) return 'unclear';
    return reset.kind === ResetKind.Reply0 ? 'refused' : 'reset';
  }
  if (orig.finRow >= 0 && resp.finRow >= 0) return 'closed';
  if (reset !== null) return 'reset';
  const silent = [orig, resp].some((side) => side.tailRetries >= RETRIES_MIN || side.keepaliveUnanswered >= PROBES_MIN);
  const closer = orig.finRow >= 0 ? orig : resp.finRow >= 0 ? resp : null;
  if (closer !== null && closer.finAckedRow >= 0) return 'half-closed';
  if (silent || closer !== null) return 'no-answer';
  return 'open';
}

function icmpOutcome(context: RuleContext): Outcome | null {
  const { icmp } = context.tables;
  for (const row of context.icmp) {
    const isV4 = icmp.family.values[row] === 4;
    if (icmp.type.values[row] !== (isV4 ? 3 : 1)) continue;
    const code = icmp.code.values[row] as number;
    if (isV4 && code === 4) continue;
    return (isV4 ? REFUSING_V4 : REFUSING_V6).has(code) ? 'refused' : 'unreachable';
  }
  return null;
}

export function endedByOf(context: RuleContext, outcome: Outcome): EndedBy {
  const { facts } = context;
  if ((outcome === 'refused' || outcome === 'unreachable') && context.icmp.length > 0 && facts.resetCount === 0) return 'middlebox';
  if (facts.endRow < 0) return 'none';
  if (facts.endIsReset && outcome !== 'probe') {
    const reset = effectiveReset(context);
    if (reset !== null && compareTtl(context, reset).verdict === 'differs') return 'middlebox';
    if ((forgedMarks(context)?.confidence ?? 0) >= LIKELY_FROM) return 'middlebox';
  }
  return facts.endSide === 0 ? 'client' : 'server';
}
