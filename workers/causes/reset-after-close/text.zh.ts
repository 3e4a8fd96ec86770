// Words of reset-after-close in 中文; when it holds is decided in rule.ts.

import { zh } from '../words/phrases';
import type { CauseWords } from '../words/words';

export const text: CauseWords = {
  short: zh`结束后的 RST`,
  headline: (c) => zh`${c.client} 与 ${c.server} 的 ${c.n} 个连接在双方结束之后才出现 RST：没有数据丢失。`,
  explanation: zh`数据已全部送达，RST 只是清理残留，常见的是关闭之后才到的 TLS 结束通知。浏览器中很常见，程序不会报错。`,
  move: '无需处理',
  settles: () => ({ text: zh`若发送 RST 时双方都没有未读的数据，则是此原因。` }),
  next: () => [
    {
      where: 'client',
      text: zh`无需处理。如果监控统计了这类 RST，应只统计打断了数据传输的那些。`,
      command: 'nstat -az TcpEstabResets TcpOutRsts',
    },
  ],
  cannotTell: () => [zh`程序如何看待它：对已关闭连接的程序而言，迟到的 RST 没有影响。`],
};
