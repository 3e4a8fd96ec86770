// One verdict per connection: lets every rule speak, takes the strongest, and lowers confidence centrally for what the
// capture lacks. Rules never look at each other.

import type { Alternative, Evidence, Verdict } from '../model/verdict';
import { LIKELY_FROM, POSSIBLE_FROM } from '../model/verdict';
import type { CauseId, CaveatId } from '../model/vocabulary';
import { ResetKind } from '../handlers/connection-facts';
import { missingEvidence } from './insufficient-evidence/rule';
import { PLAIN_CONFIDENCE, rule as normalClose } from './normal-close/rule';
import { mostOf, qualityOf } from './quality';
import { observed } from './observe';
import { CAUSE_RULES } from './registry';
import type { CauseRule, Match, RuleContext } from './rule';

/** Confidence of "cannot tell": below every verdict. */
const UNDETERMINED = 0.2;
const CANNOT_TELL: Ruling = { cause: 'insufficient-evidence', confidence: UNDETERMINED, party: 'unknown' };
/** Two rules this close that do not know each other are reported as alternatives of each other. */
const RUNNER_UP_MARGIN = 0.3;

const ATTEMPT_RULES = CAUSE_RULES.filter((rule) => rule.phase === 'attempt');
const ESTABLISHED_RULES = CAUSE_RULES.filter((rule) => rule.phase === 'established');

interface Candidate {
  readonly rule: CauseRule;
  readonly match: Match;
}

/** What the table needs of a verdict: nothing that has to be written down. */
export type Ruling = Pick<Verdict, 'cause' | 'confidence' | 'party'>;

interface Ranking {
  readonly candidates: readonly Candidate[];
  /** Null where nothing is told; the strongest all the same may be `leader`. */
  readonly best: Candidate | null;
  readonly leader: Candidate | null;
  readonly confidence: number;
}

/** The verdict without its reasons, for whoever judges all connections. */
export function rulingOf(context: RuleContext, failed: (rule: CauseRule, error: unknown) => void): Ruling {
  const { best, confidence } = rank(context, failed);
  return best === null ? CANNOT_TELL : { cause: best.rule.id, confidence, party: best.match.party };
}

/** rulingOf() for a connection of which isPlainClose() holds, without asking anybody. */
export function plainRuling(isLossyCapture: boolean): Ruling {
  const quality = isLossyCapture ? 'lossy-capture' : 'whole';
  return { cause: normalClose.id, confidence: Math.min(PLAIN_CONFIDENCE, mostOf(quality, normalClose.id)), party: 'none' };
}

/** `failed` names rules that threw: the others still speak. */
export function decide(context: RuleContext, failed: (rule: CauseRule, error: unknown) => void): Verdict {
  const { candidates, best, leader, confidence } = rank(context, failed);
  const caveats = caveatsOf(context, leader);
  if (best === null) return cannotTell(context, candidates, caveats);
  const { match } = best;
  const rivals: Alternative[] = [...match.alternatives];
  for (const candidate of candidates) {
    if (candidate.rule.id === best.rule.id || rivals.some((rival) => rival.cause === candidate.rule.id)) continue;
    if (
      confidence < LIKELY_FROM &&
      candidate.match.confidence >= confidence - RUNNER_UP_MARGIN &&
      best.rule.beats?.includes(candidate.rule.id) !== true
    ) {
      rivals.push({ cause: candidate.rule.id, because: 'close-rival' });
    }
  }
  return {
    cause: best.rule.id,
    ...(match.variant === undefined ? {} : { variant: match.variant }),
    confidence,
    party: match.party,
    facts: match.facts ?? {},
    evidence: [...match.evidence(), ...testimony(context)],
    alternatives: rivals,
    ruledOut: match.ruledOut ?? [],
    caveats,
  };
}

function rank(context: RuleContext, failed: (rule: CauseRule, error: unknown) => void): Ranking {
  const { facts } = context;
  const rules = facts.handshakeDone || facts.isMidStream ? ESTABLISHED_RULES : ATTEMPT_RULES;
  const candidates: Candidate[] = [];
  for (const rule of rules) {
    try {
      const match = rule.match(context);
      if (match !== null) candidates.push({ rule, match });
    } catch (error) {
      failed(rule, error);
    }
  }
  const leader = strongest(candidates);
  if (leader === null) return { candidates, best: null, leader, confidence: UNDETERMINED };
  const quality = qualityOf(context, leader.rule.phase === 'attempt');
  const confidence = Math.min(leader.match.confidence, mostOf(quality, leader.rule.id));
  const best = confidence < POSSIBLE_FROM ? null : leader;
  return { candidates, best, leader, confidence: best === null ? UNDETERMINED : confidence };
}

/** What the two sides, or a device, said themselves: beside every verdict, deciding none. */
function testimony(context: RuleContext): readonly Evidence[] {
  const { facts, tables } = context;
  const { texts } = tables.marks;
  const list: Evidence[] = [];
  const words = texts[facts.serverWords];
  // Only what was said last, by a server that then ended it, can be about the end.
  if (words !== undefined && facts.serverWordsRow === facts.resp.lastPayloadRow && facts.endSide === 1) {
    list.push(observed(context, 'server-words', [facts.serverWordsRow], { text: words }));
  }
  const written = texts[facts.resetText];
  if (written !== undefined) list.push(observed(context, 'reset-text', [facts.resetTextRow], { text: written }));
  return list;
}

function strongest(candidates: readonly Candidate[]): Candidate | null {
  let best: Candidate | null = null;
  for (const candidate of candidates) {
    const beaten = candidates.some(
      (other) =>
        other.match.confidence >= POSSIBLE_FROM &&
        other.rule.id !== candidate.rule.id &&
        other.rule.beats?.includes(candidate.rule.id) === true,
    );
    if (beaten) continue;
    if (best === null || candidate.match.confidence > best.match.confidence) best = candidate;
  }
  return best;
}

function cannotTell(context: RuleContext, candidates: readonly Candidate[], caveats: readonly CaveatId[]): Verdict {
  const evidence: readonly Evidence[] = missingEvidence(context);
  const alternatives = [...candidates]
    .sort((a, b) => b.match.confidence - a.match.confidence)
    .slice(0, 3)
    .map((candidate): Alternative => ({ cause: candidate.rule.id, because: 'capture-incomplete' }));
  // The stateless answer to a SYN is readable by itself: who gave it is not.
  if (!context.facts.bothDirections && context.facts.resets[0]?.kind === ResetKind.Reply0) {
    alternatives.push({ cause: 'port-closed', because: 'capture-incomplete' }, { cause: 'firewall-reject', because: 'capture-incomplete' });
  }
  return {
    ...CANNOT_TELL,
    facts: {},
    evidence: [...evidence, ...testimony(context)],
    alternatives,
    ruledOut: [],
    caveats,
  };
}

/** Causes of which one client address alone leaves a second reading. */
const COUNTS_CLIENTS: ReadonlySet<CauseId> = new Set(['connection-limit-per-client', 'connection-limit-total', 'accept-then-close']);

function caveatsOf(context: RuleContext, best: Candidate | null): readonly CaveatId[] {
  const { facts, vantage } = context;
  const caveats: CaveatId[] = [`vantage-${vantage}`];
  if (!facts.bothDirections && (facts.orig.segments === 0 || facts.orig.segments !== facts.orig.synCount)) caveats.push('one-direction');
  if (context.tables.isText) caveats.push('from-text');
  if (facts.isMidStream && facts.bothDirections) caveats.push('mid-stream');
  if (facts.lossy) caveats.push('lossy-capture');
  if (best !== null && COUNTS_CLIENTS.has(best.rule.id) && context.listener.clients.size < 2) caveats.push('single-client');
  if (facts.sawTls) caveats.push('payload-not-readable');
  return caveats;
}
