// Words of retransmission-timeout in 中文; when it holds is decided in rule.ts.

import { capture, captureOtherEnd, serverOf, tcpTraceroute } from '../words/commands';
import { headlineForm, zh } from '../words/phrases';
import type { CauseWords } from '../words/words';
import { retries } from './text-shared';

export const text: CauseWords = {
  short: '重传无应答',
  headline: (c) =>
    headlineForm(c.certainty, {
      certain: zh`${c.client} 与 ${c.server} 之间 ${c.n} 个连接的数据反复重传${retries(c, 'zh')}仍未被确认，发送方最终放弃。`,
      likely: zh`${c.client} 与 ${c.server} 之间 ${c.n} 个连接的数据重传${retries(c, 'zh')}后始终未被确认，很可能是因为路径中断或对端主机已失联。`,
      observed: zh`${c.client} 与 ${c.server} 之间 ${c.n} 个连接的数据重传${retries(c, 'zh')}后始终未被确认。`,
    }),
  explanation: zh`发送方以越来越长的间隔重传数据，却没有任何回应：对端主机失联，或路径的某个方向中断。Linux 约 15 分钟后放弃，且不发送 RST。发送方日志为 Connection timed out，路由器报告不可达时为 No route to host。`,
  move: '网络负责人，或失联主机的负责人',
  settles: (c) => ({ text: zh`若另一端的抓包显示报文在途中丢失，则是此原因。`, command: captureOtherEnd(c) }),
  next: (c) => [
    {
      where: 'server',
      text: '重传的报文是否到达另一端？如果到达，则是其应答在回程丢失。',
      command: capture(serverOf(c), 'other-side.pcap'),
    },
    {
      where: 'client',
      text: zh`现在哪些连接在重传（timer、retrans、backoff）？`,
      command: `ss -tino '( dport = :${serverOf(c).port} )'`,
    },
    { where: 'network', text: '路径在哪里中断？', command: tcpTraceroute(serverOf(c)) },
    {
      where: 'client',
      text: zh`不想等 15 分钟才失败：在程序中设置 TCP_USER_TIMEOUT，或调整该参数。`,
      command: 'sysctl net.ipv4.tcp_retries2',
    },
  ],
  cannotTell: () => ['丢的是数据还是它的确认：在另一端抓包才能知道。', '对端主机是停机了还是网络不通：两者都表现为没有回应。'],
};
