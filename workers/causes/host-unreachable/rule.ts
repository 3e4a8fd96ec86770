// The host or the route to it is not there: a router says so by ICMP, or nothing was ever heard from the address.
// (Unanswered ARP without any SYN is a finding without connections: pipeline/findings.)

import { defineCause } from '../rule';
import { icmpEvidence, icmpFacts, isUnreachableCode } from '../icmp-error';
import { synEvidence, unansweredSyn } from '../unanswered-syn';
import { observed } from '../observe';

/** A router that asks for the neighbour first answers about three seconds after the SYN (Linux: three requests, a second apart). */
const NEIGHBOUR_SECONDS = 2.5;

export const rule = defineCause({
  id: 'host-unreachable',
  phase: 'attempt',
  references: ['RFC 792', 'RFC 1122 3.2.2.1', 'RFC 4443 3.1', 'causes.md 1.1 host-unreachable'],
  match(context) {
    const { facts } = context;
    if (facts.orig.synRow < 0 || facts.synAckRow >= 0) return null;
    const icmp = icmpFacts(context, isUnreachableCode);
    if (icmp !== null) {
      return {
        confidence: 0.97,
        party: 'network',
        facts: icmp.facts,
        evidence: () => icmpEvidence(context, icmp),
        // A filter may answer with these codes as well, and at once.
        alternatives: icmp.afterSeconds < NEIGHBOUR_SECONDS ? [{ cause: 'firewall-reject', because: 'device-looks-alike' }] : [],
        ruledOut: [
          { cause: 'port-closed', because: 'icmp-instead-of-rst', frames: [icmp.frame] },
          { cause: 'firewall-drop', because: 'was-answered', frames: [icmp.frame] },
        ],
      };
    }
    const silence = unansweredSyn(context);
    if (silence === null || silence.hostPackets > 0 || silence.syns < 2) return null;
    return {
      confidence: 0.6,
      party: 'network',
      evidence: () => [
        synEvidence(context, silence),
        observed(context, 'host-never-heard', [facts.orig.synRow], { address: context.tables.addresses.text(context.server) }),
      ],
      alternatives: [{ cause: 'firewall-drop', because: 'filter-looks-alike-from-client' }],
    };
  },
});
