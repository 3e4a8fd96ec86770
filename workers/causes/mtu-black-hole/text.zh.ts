// Words of mtu-black-hole in 中文; when it holds is decided in rule.ts.

import { fullSizePing, serverOf } from '../words/commands';
import { headlineForm, numberFact, zh } from '../words/phrases';
import { formatExactBytes } from '../../base/format';
import type { CauseWords } from '../words/words';
import { fullSize } from './text-shared';

export const text: CauseWords = {
  short: zh`大包丢失（MTU 黑洞）`,
  headline: (c) => {
    const passed = numberFact(c.facts, 'largestPassed');
    const lost = numberFact(c.facts, 'smallestLost');
    const upTo = passed === undefined ? '小报文' : `数据不超过 ${formatExactBytes(passed, 'zh')}的报文`;
    const those = lost === undefined ? '满长报文' : ` ${formatExactBytes(lost, 'zh')}的报文`;
    return headlineForm(c.certainty, {
      certain: zh`${c.client} 与 ${c.server} 之间，${upTo}可达，${those}始终不达（${c.n} 个连接）：路径静默丢弃大包（MTU 黑洞）。`,
      likely: zh`${c.client} 与 ${c.server} 之间，${upTo}可达，${those}始终不达（${c.n} 个连接），很可能是因为路径静默丢弃大包（MTU 黑洞）。`,
      observed: zh`${c.client} 与 ${c.server} 之间，${upTo}得到了确认，${those}没有得到确认（${c.n} 个连接）。`,
    });
  },
  explanation: zh`路径上某段链路只能承载较小的报文（隧道、VPN、PPPoE），而本应告知这一点的 ICMP 报文没有返回，于是满长报文被反复重传。连接能建立，随后卡住：程序日志为 Connection timed out 或读超时，TLS 停在 ClientHello 之后。`,
  move: '网络负责人',
  settles: (c) => ({ text: zh`若大包 ping 不通而小包有应答，则是此原因。`, command: fullSizePing(serverOf(c), 1500) }),
  next: (c) => {
    const target = serverOf(c);
    return [
      { where: 'client', text: '满长报文在不分片时能否通过？', command: fullSizePing(target, fullSize(c)) },
      { where: 'client', text: '在哪一跳开始变小？', command: `tracepath -n ${target.host}` },
      {
        where: 'network',
        text: zh`在窄链路入口处钳制 MSS。`,
        command: 'iptables -t mangle -A FORWARD -p tcp --tcp-flags SYN,RST SYN -j TCPMSS --clamp-mss-to-pmtu',
      },
      { where: 'network', text: zh`所有防火墙都要放行 ICMP「需要分片」（类型 3，代码 4；ICMPv6 为 packet too big）。` },
      { where: 'server', text: '临时措施：让发送方自行探测更小的长度。', command: 'sysctl -w net.ipv4.tcp_mtu_probing=1' },
    ];
  },
  cannotTell: () => ['窄链路在哪里：路径上没有任何设备说明，这正是问题所在。'],
};
