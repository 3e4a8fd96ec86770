// Words of half-open-probe in both languages; when it holds is decided in rule.ts.

import { clientOf, serverOf } from '../words/commands';
import { clause, en, headlineForm, plural, timerFact, times, zh } from '../words/phrases';
import type { CauseText } from '../words/words';

export const text: CauseText = {
  en: {
    short: 'Port probe',
    headline: (c) => {
      const period = c.n === 1 ? '' : clause(timerFact(c.facts, 'periodSeconds', 'en'), (t) => `, every ${t}`);
      return headlineForm(c.certainty, {
        certain: en`${c.client} only probed ${c.server} ${times(c.n)} (SYN, SYN-ACK, then RST by the client)${period}: a scan or health check, nothing was lost.`,
        likely: en`${c.client} answered ${plural(c.n, 'SYN-ACK', 'SYN-ACKs')} of ${c.server} with RST${period}, likely because only the port is tested (scan or health check).`,
        observed: en`${c.client} answered ${plural(c.n, 'SYN-ACK', 'SYN-ACKs')} of ${c.server} with RST${period}; no handshake was completed.`,
      });
    },
    explanation:
      'The client wants to know only whether the port answers: it resets as soon as the SYN-ACK is there. The server program never sees such a connection and logs nothing.',
    move: 'nobody, once the prober is known',
    next: (c) => [
      {
        where: 'network',
        text: 'Who owns the probing address (monitor, load balancer, scanner)?',
        command: `getent hosts ${clientOf(c).host}`,
      },
      {
        where: 'server',
        text: 'Does it probe other ports as well?',
        command: `tcpdump -ni any 'src host ${clientOf(c).host} and tcp[tcpflags] & (tcp-syn|tcp-rst) != 0'`,
      },
      {
        where: 'server',
        text: 'How many of its connections get past the handshake?',
        command: `ss -tn state established '( sport = :${serverOf(c).port} )' dst '${clientOf(c).host}'`,
      },
    ],
    cannotTell: () => [
      'Whether the prober is a monitor that belongs there or somebody who looks for open ports: the packets are the same.',
    ],
  },
  zh: {
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
        command: `ss -tn state established '( sport = :${serverOf(c).port} )' dst '${clientOf(c).host}'`,
      },
    ],
    cannotTell: () => ['探测者是自己的监控还是在寻找开放端口的外人：两者的报文相同。'],
  },
};
