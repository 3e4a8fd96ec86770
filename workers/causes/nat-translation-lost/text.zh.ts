// Words of nat-translation-lost in 中文; when it holds is decided in rule.ts.

import { capture, captureOtherEnd, serverOf } from '../words/commands';
import { headlineForm, zh } from '../words/phrases';
import type { CauseWords } from '../words/words';

export const text: CauseWords = {
  short: '地址转换丢失',
  headline: (c) =>
    headlineForm(c.certainty, {
      certain: zh`${c.client} 与 ${c.server} 之间 ${c.n} 个连接的报文未经地址转换：RST 所属的地址对从未握手。`,
      likely: zh`${c.client} 与 ${c.server} 之间的 RST 所属的地址对从未握手（${c.n} 个连接），很可能是因为报文在途中未经地址转换。`,
      observed: zh`${c.client} 与 ${c.server} 之间的 ${c.n} 个连接出现 RST，所属的地址对从未握手。`,
    }),
  explanation: zh`NAT、负载均衡或 Kubernetes 节点放行了未经地址转换的报文。接收方找不到对应的连接，回应 RST，真正的连接也随之中断。`,
  move: zh`NAT 或 Kubernetes 节点的负责人`,
  settles: (c) => ({ text: zh`若在地址转换之后抓包，同一连接的地址不同，则是此原因。`, command: captureOtherEnd(c) }),
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
};
