// Words of nat-translation-lost in English; when it holds is decided in rule.ts.

import { capture, captureOtherEnd, serverOf } from '../words/commands';
import { connections, en, headlineForm } from '../words/phrases';
import type { CauseWords } from '../words/words';

export const text: CauseWords = {
  short: 'Translation lost',
  headline: (c) =>
    headlineForm(c.certainty, {
      certain: en`Packets of ${connections(c.n)} between ${c.client} and ${c.server} went without address translation: the RST belongs to addresses that never shook hands.`,
      likely: en`A RST between ${c.client} and ${c.server} belongs to addresses that never shook hands (${connections(c.n)}), likely because NAT missed some packets.`,
      observed: en`A RST on ${connections(c.n)} between ${c.client} and ${c.server} belongs to addresses that never shook hands.`,
    }),
  explanation:
    'A NAT, load balancer or Kubernetes node let a packet through with its untranslated address. The receiver knows no such connection and answers with RST, and the real connection is lost with it.',
  move: 'the owner of the NAT or Kubernetes node',
  settles: (c) => ({
    text: 'It was this if a capture behind the address translation shows other addresses for the same connection.',
    command: captureOtherEnd(c),
  }),
  next: (c) => [
    {
      where: 'network',
      text: 'Does the counter "invalid" rise? Such packets are passed on untranslated.',
      command: 'conntrack -S; sysctl net.netfilter.nf_conntrack_tcp_be_liberal',
    },
    {
      where: 'network',
      text: 'Drop packets in state INVALID instead of passing them on, or set nf_conntrack_tcp_be_liberal to 1.',
      command: 'iptables -I FORWARD -m conntrack --ctstate INVALID -j DROP',
    },
    { where: 'network', text: 'Capture before and after the translation.', command: capture(serverOf(c), 'both-sides-of-nat.pcap') },
  ],
  cannotTell: () => [
    'Which device left the address untranslated, and which real connection the packet belonged to: a capture on both sides of the translation shows it.',
  ],
};
