// Words of health-check in 中文; when it holds is decided in rule.ts.

import { clientOf } from '../words/commands';
import { clause, headlineForm, timerFact, zh } from '../words/phrases';
import type { CauseWords } from '../words/words';

export const text: CauseWords = {
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
  settles: () => ({ text: zh`若负载均衡或监控配置了对该端口的检查，则是此原因。` }),
  next: (c) => [
    { where: 'network', text: '检查地址属于谁（监控、负载均衡）？', command: `getent hosts ${clientOf(c).host}` },
    { where: 'server', text: zh`如果日志噪声太多：改用 HTTP 检查，或在日志中过滤该地址。` },
  ],
  cannotTell: () => ['检查方得出了什么结论：它是否认为服务器正常，只有它自己的日志知道。'],
};
