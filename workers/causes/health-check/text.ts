// Words of health-check in both languages; when it holds is decided in rule.ts.

import { clientOf } from '../words/commands';
import { clause, en, headlineForm, timerFact, times, zh } from '../words/phrases';
import type { CauseText } from '../words/words';

export const text: CauseText = {
  en: {
    short: 'Health check',
    headline: (c) => {
      const period = c.n === 1 ? '' : clause(timerFact(c.facts, 'periodSeconds', 'en'), (t) => ` (every ${t})`);
      return headlineForm(c.certainty, {
        certain: en`${c.client} connected to ${c.server} ${times(c.n)}${period}, sent nothing and left: a health check, not a failure.`,
        likely: en`${c.client} connected to ${c.server} ${times(c.n)}${period}, sent nothing and left, likely because only the port is being checked.`,
        observed: en`${c.client} connected to ${c.server} ${times(c.n)}${period}, sent nothing and left.`,
      });
    },
    explanation:
      'A monitor or load balancer opens a connection to see that the port answers and closes it without a request. Where it closes by RST, the server logs "Connection reset by peer": noise, nothing was lost.',
    move: 'nobody',
    next: (c) => [
      { where: 'network', text: 'Who owns the checking address (monitor, load balancer)?', command: `getent hosts ${clientOf(c).host}` },
      { where: 'server', text: 'If its log lines disturb: use an HTTP check, or filter this address in the log.' },
    ],
    cannotTell: () => ['What the checker concluded from it: its own log tells whether it counts the server as up.'],
  },
  zh: {
    short: '健康检查',
    headline: (c) => {
      const period = c.n === 1 ? '' : clause(timerFact(c.facts, 'periodSeconds', 'zh'), (t) => `（每 ${t} 一次）`);
      return headlineForm(c.certainty, {
        certain: zh`${c.client} 对 ${c.server} 建连 ${c.n} 次${period}，不发数据就离开：健康检查，并非故障。`,
        likely: zh`${c.client} 对 ${c.server} 建连 ${c.n} 次${period}，不发数据就离开，很可能是因为只检查端口是否有应答。`,
        observed: zh`${c.client} 对 ${c.server} 建连 ${c.n} 次${period}，不发数据就离开。`,
      });
    },
    explanation: zh`监控或负载均衡打开连接只为确认端口有应答，不发请求就关闭。若以 RST 关闭，服务端日志会出现 Connection reset by peer：属于噪声，没有数据丢失。`,
    move: '无需处理',
    next: (c) => [
      { where: 'network', text: '检查地址属于谁（监控、负载均衡）？', command: `getent hosts ${clientOf(c).host}` },
      { where: 'server', text: zh`如果日志噪声太多：改用 HTTP 检查，或在日志中过滤该地址。` },
    ],
    cannotTell: () => ['检查方得出了什么结论：它是否认为服务器正常，只有它自己的日志知道。'],
  },
};
