// Words of half-open-probe in English; when it holds is decided in rule.ts.

import { clientOf, establishedFrom, serverOf } from '../words/commands';
import { clause, en, headlineForm, plural, timerFact, times } from '../words/phrases';
import type { CauseWords } from '../words/words';

export const text: CauseWords = {
  short: 'Port probe',
  headline: (c) => {
    const period = c.n === 1 ? '' : clause(timerFact(c.facts, 'periodSeconds', 'en'), (t) => `, every ${t}`);
    return headlineForm(c.certainty, {
      certain: en`${c.client} only probed ${c.server} ${times(c.n)} (SYN, SYN-ACK, then RST by the client)${period}: a scan or health check, nothing was lost.`,
      likely: en`${c.client} answered ${plural(c.n, 'SYN-ACK', 'SYN-ACKs')} of ${c.server} with RST${period}, likely because only the port is tested (scan or health check).`,
      observed: en`${c.client} answered ${plural(c.n, 'SYN-ACK', 'SYN-ACKs')} of ${c.server} with RST${period}; no handshake was completed.`,
    });
  },
  explanation:
    'The client wants to know only whether the port answers: it resets as soon as the SYN-ACK is there. The server program never sees such a connection and logs nothing.',
  move: 'nobody, once the prober is known',
  settles: () => ({ text: "It was this if the client's program is a scanner or a health check." }),
  next: (c) => [
    {
      where: 'network',
      text: 'Who owns the probing address (monitor, load balancer, scanner)?',
      command: `getent hosts ${clientOf(c).host}`,
    },
    {
      where: 'server',
      text: 'Does it probe other ports as well?',
      command: `tcpdump -ni any 'src host ${clientOf(c).host} and tcp[tcpflags] & (tcp-syn|tcp-rst) != 0'`,
    },
    {
      where: 'server',
      text: 'How many of its connections get past the handshake?',
      command: establishedFrom(serverOf(c), clientOf(c)),
    },
  ],
  cannotTell: () => ['Whether the prober is a monitor that belongs there or somebody who looks for open ports: the packets are the same.'],
};
