// Words of reset-after-close in both languages; when it holds is decided in rule.ts.

import { connections, en, zh } from '../words/phrases';
import type { CauseText } from '../words/words';

export const text: CauseText = {
  en: {
    short: 'Reset after the end',
    headline: (c) => en`A RST came on ${connections(c.n)} of ${c.client} and ${c.server} after both sides had finished: no data was lost.`,
    explanation:
      'Everything had been delivered; the RST only clears up what was left, often the farewell of TLS that arrives after the close. Common with browsers, and no program logs an error.',
    move: 'nobody',
    next: () => [
      {
        where: 'client',
        text: 'Nothing to do. If such resets are counted in monitoring, count only those that cut off data.',
        command: 'nstat -az TcpEstabResets TcpOutRsts',
      },
    ],
    cannotTell: () => ['What the programs made of it: a late RST changes nothing for a program that has already closed.'],
  },
  zh: {
    short: zh`结束后的 RST`,
    headline: (c) => zh`${c.client} 与 ${c.server} 的 ${c.n} 个连接在双方结束之后才出现 RST：没有数据丢失。`,
    explanation: zh`数据已全部送达，RST 只是清理残留，常见的是关闭之后才到的 TLS 结束通知。浏览器中很常见，程序不会报错。`,
    move: '无需处理',
    next: () => [
      {
        where: 'client',
        text: zh`无需处理。如果监控统计了这类 RST，应只统计打断了数据传输的那些。`,
        command: 'nstat -az TcpEstabResets TcpOutRsts',
      },
    ],
    cannotTell: () => [zh`程序如何看待它：对已关闭连接的程序而言，迟到的 RST 没有影响。`],
  },
};
