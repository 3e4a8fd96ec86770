// Words of idle-close in both languages; when it holds is decided in rule.ts.

import { afterIdle, clause, en, ender, idleTime, otherEnd, plural, zh } from '../words/phrases';
import type { CauseText } from '../words/words';

export const text: CauseText = {
  en: {
    short: 'Idle, then closed',
    headline: (c) =>
      en`${ender(c, 'en')} closed ${plural(c.n, 'idle connection', 'idle connections')}${clause(idleTime(c, 'en'), (t) => (t.isExample ? ` (e.g. after ${t.text})` : ` after ${t.text}`))}; ${otherEnd(c, 'en')} closed too, nothing was lost.`,
    explanation:
      'A connection without traffic was closed by the keep-alive or idle timer of one side, and the other side closed as well. No program logs an error.',
    move: 'nobody',
    next: (c) => [
      {
        where: 'client',
        text: `Keep the idle time of the client pool below that of the server${clause(idleTime(c, 'en'), (t) => ` (${t.text})`)}, so that no request meets such a close.`,
      },
    ],
    cannotTell: () => ['Which timer closed it: the idle time is measured, the setting is in the configuration.'],
  },
  zh: {
    short: '空闲后关闭',
    headline: (c) => zh`${ender(c, 'zh')} ${afterIdle(c, 'zh')}关闭了 ${c.n} 个连接，${otherEnd(c, 'zh')} 随后也关闭，没有数据丢失。`,
    explanation: zh`连接长时间没有流量，一端的 keep-alive 或空闲定时器将其关闭，另一端随后也关闭。程序不会报错。`,
    move: '无需处理',
    next: (c) => [
      {
        where: 'client',
        text: zh`客户端连接池的空闲时间应小于服务端${clause(idleTime(c, 'zh'), (t) => `（${t.text}）`)}，以免请求遇上关闭。`,
      },
    ],
    cannotTell: () => ['是哪个定时器关闭的：空闲时间是测得的，设置在配置里。'],
  },
};
