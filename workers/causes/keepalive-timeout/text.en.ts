// Words of keepalive-timeout in English; when it holds is decided in rule.ts.

import { keepaliveSettings, serverOf, tcpTraceroute } from '../words/commands';
import { clause, connections, en, ender, enderRole, headlineForm, numberFact, otherEnd, plural, timerFact } from '../words/phrases';
import type { CauseWords } from '../words/words';
import { otherEndRole } from './text-shared';

export const text: CauseWords = {
  short: 'Keepalive unanswered',
  headline: (c) => {
    const count = c.n === 1 ? numberFact(c.facts, 'probes') : undefined;
    const probes = clause(count, (p) => plural(p, 'keepalive probe', 'keepalive probes')) || 'the keepalive probes';
    const every = clause(timerFact(c.facts, 'intervalSeconds', 'en'), (t) => (count === 1 ? '' : ` (every ${t})`));
    const idle = c.n === 1 ? clause(timerFact(c.facts, 'idleSeconds', 'en'), (t) => ` after ${t} idle`) : '';
    return headlineForm(c.certainty, {
      certain: en`${otherEnd(c, 'en')} answered none of ${probes}${every}${idle}; ${ender(c, 'en')} dropped ${connections(c.n)}.`,
      likely: en`${probes}${every} on ${connections(c.n)} between ${c.client} and ${c.server} got no answer${idle}, likely because the other host or the path is gone.`,
      observed: en`${probes}${every} on ${connections(c.n)} between ${c.client} and ${c.server} got no answer${idle}.`,
    });
  },
  explanation:
    'TCP keepalive asks an idle peer whether it is still there. No probe was answered, so the peer is down, cut off, or a device between has forgotten the connection. ' +
    'The probing side logs "Connection timed out".',
  move: "the network's owner, or the owner of the host that fell silent",
  settles: (c) => ({ text: 'It was this if the silent host answers nothing else either.', command: `ping -c 3 ${serverOf(c).host}` }),
  next: (c) => [
    {
      where: otherEndRole(c.endedBy),
      text: 'Is the silent host up, and did it restart?',
      command: 'uptime -s; last -x reboot | head -3',
    },
    {
      where: 'network',
      text: 'Does a firewall, NAT gateway or load balancer forget idle connections sooner than the keepalive starts?',
      command: tcpTraceroute(serverOf(c)),
    },
    {
      where: enderRole(c) ?? 'client',
      text: 'Keepalive times; they have to begin before any device on the path forgets.',
      command: keepaliveSettings(),
    },
  ],
  cannotTell: () => [
    'Unanswered probes are a symptom: a dead peer, a broken path and a device that forgot the idle connection look the same from here.',
  ],
};
