// Words of connection-limit-total in 中文; when it holds is decided in rule.ts.

import { connectionsPerClient, serverOf } from '../words/commands';
import { limitChecksZh, limitSettings, turnedAwayZh } from '../words/limit-words';
import { clause, headlineForm, numberFact, zh } from '../words/phrases';
import { logTellsZh, oneClientOnly } from '../words/standard-limits';
import { formatCount } from '../../base/format';
import type { CauseWords } from '../words/words';

export const text: CauseWords = {
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
  settles: (c) => ({ text: zh`若总数达到同一数值时，所有客户端都被拒绝，则是此原因。`, command: connectionsPerClient(serverOf(c)) }),
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
};
