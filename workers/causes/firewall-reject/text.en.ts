// Words of firewall-reject in English; when it holds is decided in rule.ts.

import { capture, filterRules, serverOf, tcpTraceroute } from '../words/commands';
import { attempts, connections, en, headlineForm, textFact } from '../words/phrases';
import type { CauseWords, HeadlineContext } from '../words/words';
import { sign, device } from './text-shared';

function rejected(context: HeadlineContext): string {
  return context.outcome === 'reset' ? `${connections(context.n)} to` : `${attempts(context.n)} to`;
}

export const text: CauseWords = {
  short: 'Rejected by a filter',
  headline: (c) => {
    const was = c.n === 1 ? 'was' : 'were';
    const seen = sign(c, 'en');
    const inBrackets = seen === undefined ? '' : ` (${seen})`;
    return headlineForm(c.certainty, {
      certain: en`${rejected(c)} ${c.server} ${was} rejected by ${device(c, 'en')}, not by the server program${inBrackets}.`,
      likely: en`${rejected(c)} ${c.server} ${was} refused${inBrackets}, likely because ${device(c, 'en')} rejects such connections.`,
      observed: en`${rejected(c)} ${c.server} ${was} refused${inBrackets}.`,
    });
  },
  explanation:
    'A packet filter (host firewall, security appliance, Kubernetes service without endpoints) answers in the place of the server program.',
  move: 'the owner of the firewall',
  settles: () => ({ text: 'It was this if a reject rule on the server or on the way counts these attempts.', command: filterRules() }),
  next: (c) => [
    { where: 'server', text: 'Which rule rejects, and is its counter rising?', command: filterRules() },
    { where: 'network', text: 'Where does the path end for this port?', command: tcpTraceroute(serverOf(c)) },
    {
      where: 'network',
      text: 'Security groups, network ACLs and firewall policies between client and server: allow this port from this client.',
    },
    { where: 'server', text: 'Does the SYN reach the server at all?', command: capture(serverOf(c), 'server-side.pcap') },
  ],
  cannotTell: (c) => [
    'Which rule of the filter matched is only in its own counters and logs.',
    textFact(c.facts, 'rejectedBy') === undefined
      ? 'A reset names no sender of its own: that it comes from a filter follows from its TTL and timing, not from an address.'
      : 'Whether the server program would have accepted the connection.',
  ],
};
