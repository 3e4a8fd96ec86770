// Words of ignored-connection-close in both languages; when it holds is decided in rule.ts.

import { serverOf } from '../words/commands';
import { clause, en, headlineForm, numberFact, plural, times, zh } from '../words/phrases';
import { formatCount } from '../../base/format';
import type { CauseText } from '../words/words';

export const text: CauseText = {
  en: {
    short: '"Connection: close" ignored',
    headline: (c) => {
      const after = c.n === 1 ? clause(numberFact(c.facts, 'requests'), (r) => ` after ${plural(r, 'request', 'requests')}`) : '';
      return headlineForm(c.certainty, {
        certain: en`${c.server} announced "Connection: close"${after}, yet ${c.client} sent another request on the same connection${c.n === 1 ? '' : ` (${times(c.n)})`} and got RST.`,
        likely: en`${c.server} answered ${plural(c.n, 'further request', 'further requests')} of ${c.client} with RST, likely because "Connection: close" had been announced${after}.`,
        observed: en`${c.server} closed${after}, and answered ${plural(c.n, 'further request', 'further requests')} of ${c.client} on the same connection with RST.`,
      });
    },
    explanation:
      'An HTTP response with "Connection: close" (or the last one that the server allows per connection) says that no further request is welcome. The client sent one nevertheless.',
    move: "the client's owner",
    next: (c) => [
      {
        where: 'client',
        text: 'The pool has to discard a connection whose response says "Connection: close". Is the client library up to date?',
      },
      {
        where: 'client',
        text: 'Which responses carry the header?',
        command: `tcpdump -i any -s 512 -A 'tcp src port ${serverOf(c).port}' | grep -i '^connection:'`,
      },
      {
        where: 'server',
        text: 'After how many requests does it close (maxKeepAliveRequests, keepalive_requests)? A higher number makes the failure rarer.',
      },
    ],
    cannotTell: () => [
      'Inside TLS the header cannot be read: there the constant number of responses per connection stands for it.',
      'Whether the server processed the request that it answered with RST.',
    ],
  },
  zh: {
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
  },
};
