// Words of injected-reset in 中文; when it holds is decided in rule.ts.

import { capture, captureOtherEnd, serverOf, tcpTraceroute } from '../words/commands';
import { headlineForm, zh } from '../words/phrases';
import type { CauseWords } from '../words/words';
import { ttl } from './text-shared';

export const text: CauseWords = {
  short: zh`伪造的 RST`,
  headline: (c) =>
    headlineForm(c.certainty, {
      certain: zh`${c.client} 与 ${c.server} 之间的 ${c.n} 个连接收到了并非任何一端发出的 RST${ttl(c, 'zh')}：由路径上的设备伪造。`,
      likely: zh`${c.client} 与 ${c.server} 之间的 ${c.n} 个连接被重置，RST 与其发送方的其他报文不符${ttl(c, 'zh')}，很可能是因为路径上的设备伪造了它。`,
      observed: zh`${c.client} 与 ${c.server} 之间的 ${c.n} 个连接被重置，RST 与其发送方的其他报文不符${ttl(c, 'zh')}。`,
    }),
  explanation: zh`路径上的设备（防火墙、内容过滤、入侵防御）以一端或两端的名义发送了 RST。被冒名的一端并不知情，仍在继续通信。程序日志为 Connection reset by peer，但对端并没有重置。`,
  move: '网络负责人',
  settles: (c) => ({ text: zh`若名义发送方没有发送过该 RST，且未曾空闲的连接也会遇到，则是此原因。`, command: captureOtherEnd(c) }),
  next: (c) => [
    {
      where: 'server',
      text: zh`两端同时抓包：客户端看到而服务器从未发出的 RST 就是证明。`,
      command: capture(serverOf(c), 'server-side.pcap'),
    },
    { where: 'network', text: zh`各设备距离几跳？RST 的 TTL 反映其发送者的距离。`, command: tcpTraceroute(serverOf(c)) },
    { where: 'network', text: '查看防火墙、入侵防御和内容过滤设备当时对这些地址的日志。' },
    { where: 'client', text: zh`换一条路径（VPN、其他运营商）是否正常？` },
  ],
  cannotTell: () => [
    zh`是哪台设备发出的：报文中没有它的地址，只能由 TTL 推知距离。`,
    '仅凭一端的抓包，证据是间接的；在另一端再抓一份即可确认。',
  ],
};
