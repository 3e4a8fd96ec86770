// Words of peer-lost-state in English; when it holds is decided in rule.ts.

import { capture, serverOf } from '../words/commands';
import { connections, en, ender, enderRole, headlineForm } from '../words/phrases';
import type { CauseWords } from '../words/words';

export const text: CauseWords = {
  short: 'Peer forgot the connection',
  headline: (c) => {
    const live = c.n === 1 ? 'a live connection' : `${connections(c.n)} in use`;
    const they = c.n === 1 ? 'it was' : 'they were';
    return headlineForm(c.certainty, {
      certain: en`${ender(c, 'en')} answered ${live} with a bare RST: ${they} no longer known there (reboot, failover, moved address).`,
      likely: en`${ender(c, 'en')} answered ${live} with a bare RST, likely because ${they} no longer known there (reboot, failover, moved address).`,
      observed: en`${ender(c, 'en')} answered ${live} with a bare RST; it had sent neither FIN nor RST before.`,
    });
  },
  explanation:
    'A host that has no socket for a packet answers with a bare RST. It had one before, so it restarted, another machine took over its address, it gave the connection up silently, or an address translation was lost. ' +
    'The sender logs "Connection reset by peer".',
  move: 'the owner of the side that forgot (usually the server), or of the load balancer before it',
  settles: () => ({
    text: 'It was this if that host was rebooted, failed over or lost its address before.',
    command: 'uptime -s; last -x reboot | head -3',
  }),
  next: (c) => [
    {
      where: enderRole(c) ?? 'server',
      text: 'Did the machine restart, or its address move to another one?',
      command: 'uptime -s; last -x reboot | head -3; ip addr',
    },
    {
      where: 'network',
      text: 'Does the connection tracking of a router, NAT or node lose entries?',
      command: 'conntrack -S; sysctl net.netfilter.nf_conntrack_tcp_be_liberal',
    },
    { where: 'network', text: 'Load balancer: target health, failover log and stickiness at that time.' },
    { where: enderRole(c) ?? 'server', text: 'Does this machine itself send the RST?', command: capture(serverOf(c), 'other-side.pcap') },
  ],
  cannotTell: () => [
    'A peer that gave up silently after its retransmissions answers the next packet in the same way.',
    'A lost address translation or a load balancer that chose another back end looks the same when the TTL is equal; captures at both ends would settle it.',
  ],
};
