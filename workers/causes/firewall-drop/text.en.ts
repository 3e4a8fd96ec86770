// Words of firewall-drop in English; when it holds is decided in rule.ts.

import { capture, filterRules, serverOf, tcpTraceroute } from '../words/commands';
import { attempts, clause, en, headlineForm } from '../words/phrases';
import { formatCount, formatDuration } from '../../base/format';
import { isAtServer, whoDroppedEn } from '../words/standard-limits';
import type { CauseWords } from '../words/words';
import { retries } from './text-shared';

export const text: CauseWords = {
  short: 'Silently dropped',
  headline: (c) => {
    const repeated = clause(
      retries(c),
      (r) => ` (SYN repeated ${r.count === 1 ? 'once' : `${formatCount(r.count)} times`} over ${formatDuration(r.seconds, 'en')})`,
    );
    return headlineForm(c.certainty, {
      certain: en`${attempts(c.n)} to ${c.server} got no answer${repeated}, although the host answers otherwise: a packet filter drops the SYNs.`,
      likely: en`${attempts(c.n)} to ${c.server} got no answer${repeated} although the host answers otherwise, likely because a packet filter drops the SYNs.`,
      observed: en`${attempts(c.n)} to ${c.server} got no answer${repeated}, although the host answers otherwise.`,
    });
  },
  explanation:
    'A packet filter on the way or on the host discards the SYNs without telling anyone, so the client repeats them until it gives up.',
  move: 'the owner of the firewall',
  settles: (c) =>
    isAtServer(c)
      ? { text: 'It was this if a local rule of the server counts these SYNs.', command: filterRules() }
      : {
          text: 'It was this if the SYNs do not arrive at the server, or a local rule there counts them.',
          command: capture(serverOf(c), 'server-side.pcap'),
        },
  next: (c) => [
    { where: 'network', text: 'Where does the path end for this port?', command: tcpTraceroute(serverOf(c)) },
    {
      where: 'server',
      text: 'Do the SYNs arrive? tcpdump sees them before the local firewall does.',
      command: capture(serverOf(c), 'server-side.pcap'),
    },
    { where: 'server', text: 'If they arrive: which local rule or limit drops them?', command: filterRules() },
    {
      where: 'server',
      text: 'Is the connection tracking table full?',
      command: "dmesg | grep -i conntrack; nstat -az | grep -E 'ListenDrops|ReqQFullDrop|IpInDiscards'",
    },
    { where: 'network', text: 'Security groups and network ACLs: is this port allowed from this client, and the answer back?' },
  ],
  cannotTell: (c) => [
    whoDroppedEn(c),
    ...(c.caveats?.includes('vantage-server') === true
      ? []
      : ['Whether the SYN was lost on the way there or the SYN-ACK on the way back.']),
  ],
};
