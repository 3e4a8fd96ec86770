// A filter refused the attempt: ICMP "prohibited" or "port unreachable" about a SYN, or a RST from another distance than the host's.

import { compareTtl, effectiveReset, observed } from '../observe';
import { defineCause } from '../rule';
import { icmpEvidence, icmpFacts } from '../icmp-error';
import { ResetKind } from '../../handlers/connection-facts';

/** ICMP destination-unreachable codes by which a filter refuses; Linux stacks never send code 3 for TCP themselves. */
const FILTER_CODES_V4 = new Set([3, 9, 10, 13]);
const FILTER_CODES_V6 = new Set([1, 4, 5, 6]);

export const rule = defineCause({
  id: 'firewall-reject',
  phase: 'attempt',
  references: ['RFC 792', 'RFC 1122 3.2.2.1', 'RFC 4443 3.1', 'causes.md 1.1 firewall-reject'],
  match(context) {
    const { facts } = context;
    if (facts.orig.synRow < 0 || facts.synAckRow >= 0) return null;
    const icmp = icmpFacts(context, (family, type, code) =>
      family === 4 ? type === 3 && FILTER_CODES_V4.has(code) : type === 1 && FILTER_CODES_V6.has(code),
    );
    if (icmp !== null) {
      return {
        confidence: 0.97,
        party: 'middlebox',
        facts: icmp.facts,
        evidence: () => icmpEvidence(context, icmp),
        alternatives: [],
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
      alternatives: [{ cause: 'port-closed', because: 'ttl-differs' }],
    };
  },
});
