// Words of half-open-probe in 中文; when it holds is decided in rule.ts.

import { clientOf, establishedFrom, serverOf } from '../words/commands';
import { clause, headlineForm, timerFact, zh } from '../words/phrases';
import type { CauseWords } from '../words/words';

export const text: CauseWords = {
  short: '端口探测',
  headline: (c) => {
    const period = c.n === 1 ? '' : clause(timerFact(c.facts, 'periodSeconds', 'zh'), (t) => `，每 ${t} 一次`);
    return headlineForm(c.certainty, {
      certain: zh`${c.client} 只是对 ${c.server} 做了 ${c.n} 次探测（收到 SYN-ACK 后自行 RST${period}）：扫描或健康检查，没有数据丢失。`,
      likely: zh`${c.client} 收到 ${c.server} 的 SYN-ACK 后自行 RST（${c.n} 次${period}），很可能是因为只是测试端口（扫描或健康检查）。`,
      observed: zh`${c.client} 收到 ${c.server} 的 SYN-ACK 后自行 RST（${c.n} 次${period}），没有完成握手。`,
    });
  },
  explanation: zh`客户端只想知道端口是否有应答：一收到 SYN-ACK 就发送 RST。服务程序看不到这种连接，也不会留下日志。`,
  move: '确认探测来源后无需处理',
  settles: () => ({ text: zh`若客户端程序是扫描器或健康检查，则是此原因。` }),
  next: (c) => [
    { where: 'network', text: '探测地址属于谁（监控、负载均衡、扫描器）？', command: `getent hosts ${clientOf(c).host}` },
    {
      where: 'server',
      text: '它是否也在探测其他端口？',
      command: `tcpdump -ni any 'src host ${clientOf(c).host} and tcp[tcpflags] & (tcp-syn|tcp-rst) != 0'`,
    },
    {
      where: 'server',
      text: '它有多少连接完成了握手？',
      command: establishedFrom(serverOf(c), clientOf(c)),
    },
  ],
  cannotTell: () => ['探测者是自己的监控还是在寻找开放端口的外人：两者的报文相同。'],
};
