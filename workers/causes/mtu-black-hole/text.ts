// Words of mtu-black-hole in both languages; when it holds is decided in rule.ts.

import { fullSizePing, serverOf } from '../words/commands';
import { connections, en, headlineForm, numberFact, zh } from '../words/phrases';
import { formatExactBytes } from '../../base/format';
import type { CauseText, HeadlineContext } from '../words/words';

const ETHERNET_MTU_BYTES = 1500;
const ETHERNET_PAYLOAD_BYTES = 1460;
const JUMBO_PAYLOAD_MAX_BYTES = 8960;
/** IP and TCP headers with timestamps. */
const HEADER_BYTES = 52;

/** Size of the IP packet to try: what the path should carry. Payload beyond jumbo frames was not yet cut into packets where it was captured. */
function fullSize(context: HeadlineContext): number {
  const lost = numberFact(context.facts, 'smallestLost') ?? 0;
  return lost <= ETHERNET_PAYLOAD_BYTES || lost > JUMBO_PAYLOAD_MAX_BYTES ? ETHERNET_MTU_BYTES : lost + HEADER_BYTES;
}

export const text: CauseText = {
  en: {
    short: 'Large packets vanish',
    headline: (c) => {
      const passed = numberFact(c.facts, 'largestPassed');
      const lost = numberFact(c.facts, 'smallestLost');
      const upTo = passed === undefined ? 'small packets' : `packets with up to ${formatExactBytes(passed, 'en')} of data`;
      const those = lost === undefined ? 'full-size ones' : `those with ${formatExactBytes(lost, 'en')}`;
      return headlineForm(c.certainty, {
        certain: en`Between ${c.client} and ${c.server} ${upTo} arrive, ${those} never do (${connections(c.n)}): the path drops large packets silently.`,
        likely: en`Between ${c.client} and ${c.server} ${upTo} arrived, ${those} never did (${connections(c.n)}), likely because the path drops large packets.`,
        observed: en`Between ${c.client} and ${c.server} ${upTo} were acknowledged, ${those} were not (${connections(c.n)}).`,
      });
    },
    explanation:
      'A link on the path carries only smaller packets (tunnel, VPN, PPPoE), and the ICMP message that should say so does not come back, so full-size packets are sent again for ever. ' +
      'Connections open, then hang: programs log "Connection timed out" or a read timeout, TLS hangs after ClientHello.',
    move: "the network's owner",
    next: (c) => {
      const target = serverOf(c);
      return [
        { where: 'client', text: 'Does a full-size packet get through without fragmentation?', command: fullSizePing(target, fullSize(c)) },
        { where: 'client', text: 'At which hop does the size shrink?', command: `tracepath -n ${target.host}` },
        {
          where: 'network',
          text: 'Clamp the MSS where the smaller link begins.',
          command: 'iptables -t mangle -A FORWARD -p tcp --tcp-flags SYN,RST SYN -j TCPMSS --clamp-mss-to-pmtu',
        },
        { where: 'network', text: 'Let ICMP "fragmentation needed" (type 3, code 4; ICMPv6 packet too big) pass through every firewall.' },
        {
          where: 'server',
          text: 'As a help until then: let the sender probe for a smaller size.',
          command: 'sysctl -w net.ipv4.tcp_mtu_probing=1',
        },
      ];
    },
    cannotTell: () => ['Which link is the narrow one: nothing on the path says so, that is the fault itself.'],
  },
  zh: {
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
  },
};
