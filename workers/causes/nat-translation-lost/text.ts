// Words of nat-translation-lost in both languages; when it holds is decided in rule.ts.

import { capture, serverOf } from '../words/commands';
import { connections, en, headlineForm, zh } from '../words/phrases';
import type { CauseText } from '../words/words';

export const text: CauseText = {
  en: {
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
  },
  zh: {
    short: '地址转换丢失',
    headline: (c) =>
      headlineForm(c.certainty, {
        certain: zh`${c.client} 与 ${c.server} 之间 ${c.n} 个连接的报文未经地址转换：RST 所属的地址对从未握手。`,
        likely: zh`${c.client} 与 ${c.server} 之间的 RST 所属的地址对从未握手（${c.n} 个连接），很可能是因为报文在途中未经地址转换。`,
        observed: zh`${c.client} 与 ${c.server} 之间的 ${c.n} 个连接出现 RST，所属的地址对从未握手。`,
      }),
    explanation: zh`NAT、负载均衡或 Kubernetes 节点放行了未经地址转换的报文。接收方找不到对应的连接，回应 RST，真正的连接也随之中断。`,
    move: zh`NAT 或 Kubernetes 节点的负责人`,
    next: (c) => [
      {
        where: 'network',
        text: zh`invalid 计数是否在增长？这类报文会未经转换就被放行。`,
        command: 'conntrack -S; sysctl net.netfilter.nf_conntrack_tcp_be_liberal',
      },
      {
        where: 'network',
        text: zh`丢弃状态为 INVALID 的报文而不是放行，或将 nf_conntrack_tcp_be_liberal 设为 1。`,
        command: 'iptables -I FORWARD -m conntrack --ctstate INVALID -j DROP',
      },
      { where: 'network', text: '在转换前后同时抓包。', command: capture(serverOf(c), 'both-sides-of-nat.pcap') },
    ],
    cannotTell: () => ['是哪台设备没有转换地址，该报文属于哪个真正的连接：需要在转换前后同时抓包。'],
  },
};
