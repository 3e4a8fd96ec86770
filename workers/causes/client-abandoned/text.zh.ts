// Words of client-abandoned in 中文; when it holds is decided in rule.ts.

import { serverLog, serverOf } from '../words/commands';
import { clause, headlineForm, timerFact, zh } from '../words/phrases';
import type { CauseWords } from '../words/words';

export const text: CauseWords = {
  short: '客户端放弃等待',
  headline: (c) => {
    const timer = timerFact(c.facts, 'timeoutSeconds', 'zh');
    const verb = c.outcome === 'reset' ? '重置' : '关闭';
    return headlineForm(c.certainty, {
      certain: zh`${c.client} ${clause(timer, (t) => (c.n === 1 ? `等待 ${t} 后` : `等待一段时间（例如 ${t}）后`))}放弃等待，在 ${c.server} 答复完成前${verb}了 ${c.n} 个连接。`,
      likely: zh`${c.client} 在 ${c.server} 答复完成前${verb}了 ${c.n} 个连接，很可能是因为${timer === undefined ? '客户端放弃了等待' : c.n === 1 ? `客户端 ${timer} 的超时已到` : `客户端的超时已到（例如 ${timer}）`}。`,
      observed: zh`${c.client} 在 ${c.server} 答复完成前${verb}了 ${c.n} 个连接${clause(timer, (t) => `，${c.n === 1 ? '' : '例如 '}请求发出 ${t} 后`)}。`,
    });
  },
  explanation: zh`客户端没有等到完整的应答：自身超时已到，或用户取消。服务器之后再答复时，其报文会引来 RST。客户端日志为自身的超时，服务端为 Broken pipe、Connection reset by peer 或 nginx 状态码 499。`,
  move: '服务端负责人（应答慢）或客户端负责人（超时过短）',
  settles: () => ({ text: zh`若服务端日志表明客户端离开时它仍在处理该请求，则是此原因。` }),
  next: (c) => [
    {
      where: 'client',
      text: zh`客户端设置的超时是多少${clause(timerFact(c.facts, 'timeoutSeconds', 'zh'), (t) => `（此处为 ${t}）`)}，是否短于服务器所需的时间？`,
    },
    {
      where: 'server',
      text: zh`这些请求耗时多久，是否处理完成（nginx 状态码 499、HAProxy 的 CD 或 cD、Envoy 的 DC）？`,
      command: serverLog(),
    },
    {
      where: 'client',
      text: '一次应答需要多久？',
      command: `curl -s -o /dev/null -w '%{time_starttransfer} %{time_total}\\n' http://${serverOf(c).host.includes(':') ? `[${serverOf(c).host}]` : serverOf(c).host}:${serverOf(c).port}/`,
    },
    { where: 'network', text: '客户端是否是代理或负载均衡？如果是，超时就是那里的设置。' },
  ],
  cannotTell: () => ['是定时器到期、用户取消还是客户端程序退出：报文完全相同。', '服务器当时在忙什么：请查看它的日志和监控。'],
};
