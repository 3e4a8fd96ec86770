// Words of ignored-connection-close in 中文; when it holds is decided in rule.ts.

import { serverOf } from '../words/commands';
import { clause, headlineForm, numberFact, zh } from '../words/phrases';
import { formatCount } from '../../base/format';
import type { CauseWords } from '../words/words';

export const text: CauseWords = {
  short: zh`忽略 Connection: close`,
  headline: (c) => {
    const after = c.n === 1 ? clause(numberFact(c.facts, 'requests'), (r) => `在第 ${formatCount(r)} 个应答中`) : '';
    return headlineForm(c.certainty, {
      certain: zh`${c.server} 已${after}声明 Connection: close，${c.client} 仍在同一连接上发送下一个请求${c.n === 1 ? '' : `（${formatCount(c.n)} 次）`}，收到 RST。`,
      likely: zh`${c.server} 用 RST 回应了 ${c.client} 在同一连接上的 ${c.n} 个后续请求，很可能是因为它已${after}声明 Connection: close。`,
      observed: zh`${c.server} 关闭连接后，用 RST 回应了 ${c.client} 在同一连接上的 ${c.n} 个后续请求。`,
    });
  },
  explanation: zh`带有 Connection: close 的 HTTP 响应（或服务器允许的最后一个响应）表示不再接受后续请求，但客户端仍然发送了。`,
  move: '客户端负责人',
  settles: () => ({ text: zh`若前一个应答已声明 Connection: close，则是此原因。` }),
  next: (c) => [
    { where: 'client', text: zh`响应带有 Connection: close 时，连接池必须丢弃该连接。客户端库是否为最新版本？` },
    {
      where: 'client',
      text: '哪些响应带有这个头？',
      command: `tcpdump -i any -s 512 -A 'tcp src port ${serverOf(c).port}' | grep -i '^connection:'`,
    },
    { where: 'server', text: zh`每个连接允许多少个请求（maxKeepAliveRequests、keepalive_requests）？调大可降低失败频率。` },
  ],
  cannotTell: () => [zh`TLS 加密后看不到这个头：只能以每个连接的响应数恒定作为依据。`, zh`被 RST 回应的请求是否已被服务器处理。`],
};
