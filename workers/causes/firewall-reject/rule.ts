// A filter refused the attempt, or from some moment on the connection: ICMP "prohibited" or "port unreachable", or a RST from
// another distance than the host's.

import { compareTtl, effectiveReset, observed } from '../observe';
import { ruledOut } from '../rivals';
import { defineCause, type Match, type RuleContext } from '../rule';
import { icmpEvidence, icmpFacts, isFilterCode } from '../icmp-error';
import { ResetKind } from '../../handlers/connection-facts';

const references = ['RFC 792', 'RFC 1122 3.2.2.1', 'RFC 4443 3.1', 'causes.md 1.1 firewall-reject'];
/** Repetitions that drew nothing but the error: a single one may come from a route that changes. */
const REFUSED_REPETITIONS_MIN = 2;

const attempt = defineCause({
  id: 'firewall-reject',
  phase: 'attempt',
  references,
  match(context) {
    const { facts } = context;
    if (facts.orig.synRow < 0 || facts.synAckRow >= 0) return null;
    const icmp = icmpFacts(context, isFilterCode);
    if (icmp !== null) {
      return {
        confidence: 0.97,
        party: 'middlebox',
        facts: icmp.facts,
        evidence: () => icmpEvidence(context, icmp),
        alternatives: [],
        ruledOut: [
          { cause: 'port-closed', because: 'icmp-instead-of-rst', frames: [icmp.frame] },
          { cause: 'firewall-drop', because: 'was-answered', frames: [icmp.frame] },
        ],
      };
    }
    const reset = effectiveReset(context);
    if (reset === null || reset.side !== 1 || reset.kind !== ResetKind.Reply0) return null;
    const ttl = compareTtl(context, reset);
    if (ttl.verdict !== 'differs') return null;
    return {
      confidence: 0.9,
      party: 'middlebox',
      facts: { rstTtl: ttl.rstTtl, hostTtl: ttl.hostTtl },
      evidence: () => [
        observed(context, 'syn-answered-by-rst', [reset.elicitor, reset.row], { afterSeconds: reset.seconds - facts.orig.lastSynSeconds }),
        observed(context, 'rst-from-elsewhere', [reset.row, context.hosts.exampleRow[context.server] as number], {
          rstTtl: ttl.rstTtl,
          hostTtl: ttl.hostTtl,
        }),
      ],
      alternatives: [],
      ruledOut: [ruledOut(context, 'port-closed', 'ttl-differs', [reset.row, context.hosts.exampleRow[context.server] as number])],
    };
  },
});

const established = defineCause({
  id: 'firewall-reject',
  phase: 'established',
  references: [...references, 'causes.md A.3 row 6'],
  beats: ['retransmission-timeout'],
  match(context) {
    return prohibited(context) ?? resetByDevice(context);
  },
});

/** Errors are soft once the connection stands (RFC 1122 4.2.3.9): its sender repeats, and each repetition is refused. */
function prohibited(context: RuleContext): Match | null {
  const { facts } = context;
  const icmp = icmpFacts(context, isFilterCode);
  if (icmp === null || facts.resetCount > 0 || Math.max(facts.orig.tailRetries, facts.resp.tailRetries) < REFUSED_REPETITIONS_MIN)
    return null;
  return {
    confidence: 0.85,
    party: 'middlebox',
    facts: icmp.facts,
    evidence: () => icmpEvidence(context, icmp),
    alternatives: [{ cause: 'retransmission-timeout', because: 'same-wire' }],
    ruledOut: [{ cause: 'firewall-drop', because: 'was-answered', frames: [icmp.frame] }],
  };
}

/** A bare RST that fits what it answers in all but its distance: whoever sent it stands between. */
function resetByDevice(context: RuleContext): Match | null {
  const { facts } = context;
  const reset = effectiveReset(context);
  if (reset === null || reset.kind !== ResetKind.Reply || reset.elicitor < 0 || facts.goesOnAfterResetRow >= 0) return null;
  // What would tell a forgery or an idle timer may be missing: the host goes on, a silence came before.
  if (facts.orig.finRow >= 0 || facts.resp.finRow >= 0 || facts.isMidStream || context.isLossyCapture) return null;
  const ttl = compareTtl(context, reset);
  if (ttl.verdict !== 'differs') return null;
  return {
    confidence: 0.65,
    party: 'middlebox',
    facts: { rstTtl: ttl.rstTtl, hostTtl: ttl.hostTtl },
    evidence: () => [
      observed(context, 'bare-rst-to-live', [reset.elicitor, reset.row], { bytes: context.tables.segments.len(reset.elicitor) }),
      observed(
        context,
        'rst-from-elsewhere',
        [reset.row, context.hosts.exampleRow[reset.side === 1 ? context.server : context.client] as number],
        {
          rstTtl: ttl.rstTtl,
          hostTtl: ttl.hostTtl,
        },
      ),
    ],
    alternatives: [
      { cause: 'injected-reset', because: 'needs-other-end' },
      { cause: 'peer-lost-state', because: 'needs-other-end' },
    ],
  };
}

export const rules = [attempt, established] as const;
