// Words of idle-close in 中文; when it holds is decided in rule.ts.

import { afterIdle, clause, ender, idleTime, otherEnd, zh } from '../words/phrases';
import type { CauseWords } from '../words/words';

export const text: CauseWords = {
  short: '空闲后关闭',
  headline: (c) => zh`${ender(c, 'zh')} ${afterIdle(c, 'zh')}关闭了 ${c.n} 个连接，${otherEnd(c, 'zh')} 随后也关闭，没有数据丢失。`,
  explanation: zh`连接长时间没有流量，一端的 keep-alive 或空闲定时器将其关闭，另一端随后也关闭。程序不会报错。`,
  move: '无需处理',
  settles: () => ({ text: zh`若服务器配置为在该空闲时间后关闭连接，则是此原因。` }),
  next: (c) => [
    {
      where: 'client',
      text: zh`客户端连接池的空闲时间应小于服务端${clause(idleTime(c, 'zh'), (t) => `（${t.text}）`)}，以免请求遇上关闭。`,
    },
  ],
  cannotTell: () => ['是哪个定时器关闭的：空闲时间是测得的，设置在配置里。'],
};
