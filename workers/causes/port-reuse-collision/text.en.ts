// Words of port-reuse-collision in English; when it holds is decided in rule.ts.

import { clientOf, serverOf } from '../words/commands';
import { en, headlineForm, plural, times } from '../words/phrases';
import type { CauseWords } from '../words/words';

export const text: CauseWords = {
  short: 'Port reused too early',
  headline: (c) =>
    headlineForm(c.certainty, {
      certain: en`${c.client} reused the port of an earlier connection ${times(c.n)} while ${c.server} still remembered it, so the SYN was not answered with SYN-ACK.`,
      likely: en`${c.server} gave ${plural(c.n, 'SYN', 'SYNs')} of ${c.client} no SYN-ACK, likely because the port was reused while the connection before was still remembered.`,
      observed: en`${c.server} gave ${plural(c.n, 'SYN', 'SYNs')} of ${c.client} no SYN-ACK at first; the port had been used before.`,
    }),
  explanation:
    'The four numbers of the new connection (both addresses, both ports) equal those of one that the server has not forgotten yet, so it answers for the old one. ' +
    'Linux clients clear this up by a RST of their own and a new SYN within milliseconds; where that RST is filtered the client logs "Connection timed out".',
  move: "the client's owner",
  settles: (c) => ({
    text: 'It was this if the server still held the earlier connection from that client port.',
    command: `ss -tno 'sport = :${serverOf(c).port}'`,
  }),
  next: (c) => [
    {
      where: 'client',
      text: 'How many ports does the client use up? The default range holds 28,232 per destination.',
      command: `ss -Htan state time-wait '( dport = :${serverOf(c).port} )' | wc -l; sysctl net.ipv4.ip_local_port_range net.ipv4.tcp_tw_reuse`,
    },
    { where: 'client', text: 'Keep connections open and pool them, or widen the port range; do not bind a fixed source port.' },
    {
      where: 'server',
      text: 'Does the server still hold an old connection of this client?',
      command: `ss -tano dst '${clientOf(c).host}' '( sport = :${serverOf(c).port} )'`,
    },
    { where: 'network', text: 'Behind NAT: are there enough addresses and ports in the pool for all clients?' },
  ],
  cannotTell: () => [
    'Why the old connection survived on the server: its end was lost, or it ended less than a minute before.',
    'Behind NAT, whether one client reused its port or two clients were given the same one.',
  ],
};
