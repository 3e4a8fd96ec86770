// Words of stale-keepalive-reuse in 中文; when it holds is decided in rule.ts.

import { capture, serverOf } from '../words/commands';
import { afterIdle, clause, headlineForm, idleTime, timerFact, zh } from '../words/phrases';
import type { CauseWords } from '../words/words';

export const text: CauseWords = {
  short: '连接池使用了失效连接',
  headline: (c) => {
    const idle = afterIdle(c, 'zh');
    return headlineForm(c.certainty, {
      certain: zh`${c.client} 在连接池中的连接上发送了 ${c.n} 个请求，而 ${c.server} 已${idle}关闭${c.n === 1 ? '该连接' : '这些连接'}，于是回应 RST。`,
      likely: zh`${c.server} 用 RST 回应了 ${c.client} 在复用连接上的 ${c.n} 个请求，很可能是因为它已${idle}关闭${c.n === 1 ? '该连接' : '这些连接'}。`,
      observed: zh`${c.server} 用 RST 回应了 ${c.client} 的 ${c.n} 个请求，所在连接此前使用过${clause(idleTime(c, 'zh'), (t) => `，随后空闲${t.isExample ? '一段时间（例如 ' : ' '}${t.text}${t.isExample ? '）' : ''}`)}。`,
    });
  },
  explanation: zh`服务器在 keep-alive 超时后关闭空闲连接，而客户端连接池不检查就取出这样的连接使用。在 Linux 上，只有请求与关闭在服务器内部相遇时，日志才是 Connection reset by peer。`,
  move: '客户端负责人（连接池空闲时间应小于服务端 keep-alive 时间）',
  settles: () => ({ text: zh`若客户端从连接池取出了服务器已因空闲而丢弃的连接，则是此原因。` }),
  next: (c) => {
    const timer = timerFact(c.facts, 'timeoutSeconds', 'zh');
    return [
      {
        where: 'client',
        text: zh`让连接池早于服务器丢弃空闲连接${clause(timer, (t) => `（此处应明显小于 ${t}）`)}，或在取用前检查连接是否有效。`,
      },
      {
        where: 'client',
        text: '连接池里是否留着服务器已关闭的连接？',
        command: `ss -tnp state close-wait '( dport = :${serverOf(c).port} )'`,
      },
      { where: 'client', text: '对幂等请求，在新连接上重试一次。' },
      {
        where: 'server',
        text: zh`服务端的 keep-alive 时间是多少（keepalive_timeout、keepAliveTimeout、idleTimeout）？应大于前面所有客户端和负载均衡的空闲时间。`,
      },
      { where: 'server', text: '是服务器自己关闭的，还是前面的设备关闭的？', command: capture(serverOf(c), 'server-side.pcap') },
    ];
  },
  cannotTell: () => [
    zh`被 RST 回应的请求是否已被服务器处理：只有服务端日志知道，非幂等请求能否重试取决于此。`,
    '是客户端的哪个连接池：同一机器上多个程序的连接看起来一样。',
  ],
};
