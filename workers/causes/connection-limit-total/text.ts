// Words of connection-limit-total in both languages; when it holds is decided in rule.ts.

import { limitChecksEn, limitChecksZh, limitSettings, turnedAwayEn, turnedAwayZh } from '../words/limit-words';
import { clause, connections, en, headlineForm, numberFact, zh } from '../words/phrases';
import { logTellsEn, logTellsZh, oneClientOnly } from '../words/standard-limits';
import { formatCount } from '../../base/format';
import type { CauseText } from '../words/words';

export const text: CauseText = {
  en: {
    short: 'Limit of the server',
    headline: (c) => {
      const limit = numberFact(c.facts, 'limit');
      const were = c.n === 1 ? 'was' : 'were';
      const open = limit === undefined ? 'too many connections were open' : `${connections(limit)} ${limit === 1 ? 'was' : 'were'} open`;
      // With one client address only, "every client" is more than the capture shows (ux 5.3).
      const certain = oneClientOnly(c)
        ? en`${c.server} turned further connections away once ${open}, all of them from ${c.client}: ${c.n} ${were} ${turnedAwayEn(c)}.`
        : en`${c.server} turned every client away once ${open} in total: ${c.n} ${were} ${turnedAwayEn(c)}.`;
      return headlineForm(c.certainty, {
        certain,
        likely: en`${connections(c.n)} to ${c.server} ${were} ${turnedAwayEn(c)}, likely because the server takes ${limit === undefined ? 'only so many' : `no more than ${formatCount(limit)}`} at a time.`,
        observed: en`${connections(c.n)} to ${c.server} ${were} ${turnedAwayEn(c)}${clause(limit, (l) => `, while ${formatCount(l)} or more were open`)}.`,
      });
    },
    explanation:
      'The server was full: a configured maximum, or the descriptors of its process ("Too many open files" in its log). It accepts a further connection only to close it again.',
    move: "the server's owner",
    next: (c) => [
      ...limitChecksEn(c),
      {
        where: 'server',
        text: `Settings that work like this: ${limitSettings('total', c).join(', ')}.`,
      },
    ],
    cannotTell: (c) => [
      logTellsEn(c, 'server'),
      clause(
        numberFact(c.facts, 'limit'),
        (l) =>
          `Which setting is behind ${formatCount(l)}, a maximum or the descriptors: it equals the connections held when one more was turned away.`,
      ) || 'Which setting is behind the limit, a maximum or the descriptors.',
      ...(oneClientOnly(c) ? ['Per client or in total: only one client address is in this capture.'] : []),
    ],
  },
  zh: {
    short: '服务器连接总数上限',
    headline: (c) => {
      const limit = numberFact(c.facts, 'limit');
      const reached = limit === undefined ? '打开的连接数达到上限' : `打开的连接达到 ${formatCount(limit)} 个`;
      const certain = oneClientOnly(c)
        ? zh`${reached}（均来自 ${c.client}）后，${c.server} 拒绝了新连接：${c.n} 个连接${turnedAwayZh(c)}。`
        : zh`${c.server} ${limit === undefined ? '的总连接数达到上限' : `的总连接数达到 ${formatCount(limit)}`} 后拒绝所有新客户端：${c.n} 个连接${turnedAwayZh(c)}。`;
      return headlineForm(c.certainty, {
        certain,
        likely: zh`到 ${c.server} 的 ${c.n} 个连接${turnedAwayZh(c)}，很可能是因为服务器的总连接数${limit === undefined ? '已达上限' : `上限为 ${formatCount(limit)}`}。`,
        observed: zh`到 ${c.server} 的 ${c.n} 个连接${turnedAwayZh(c)}${clause(limit, (l) => `，当时打开的连接至少有 ${formatCount(l)} 个`)}。`,
      });
    },
    explanation: zh`服务器已满：达到了配置的最大连接数，或进程的文件描述符用尽（日志为 Too many open files）。它接受新连接只是为了再关闭它。`,
    move: '服务端负责人',
    next: (c) => [
      ...limitChecksZh(c),
      {
        where: 'server',
        text: zh`有此行为的配置项：${limitSettings('total', c).join('、')}。`,
      },
    ],
    cannotTell: (c) => [
      logTellsZh(c, 'server'),
      clause(numberFact(c.facts, 'limit'), (l) => zh`上限 ${l} 是配置的最大值还是文件描述符数：它等于新连接被拒时已持有的连接数。`) ||
        '上限是配置的最大值还是文件描述符数。',
      ...(oneClientOnly(c) ? ['是单客户端上限还是总数上限：此抓包中只有一个客户端地址。'] : []),
    ],
  },
};
