// Words of connection-limit-per-client in 中文; when it holds is decided in rule.ts.

import { limitChecksZh, limitSettings, turnedAwayZh } from '../words/limit-words';
import { connectionsPerClient, filterRules, serverOf } from '../words/commands';
import { clause, headlineForm, numberFact, zh } from '../words/phrases';
import { logTellsZh, oneClientOnly } from '../words/standard-limits';
import { formatCount } from '../../base/format';
import type { CauseWords } from '../words/words';

export const text: CauseWords = {
  short: '单客户端连接数上限',
  headline: (c) => {
    const limit = numberFact(c.facts, 'limit');
    return headlineForm(c.certainty, {
      certain:
        limit === undefined
          ? zh`${c.server} 限制了 ${c.client} 的并发连接数：超出的 ${c.n} 个连接${turnedAwayZh(c)}。`
          : zh`${c.server} 对 ${c.client} 的并发连接上限为 ${limit}：超出的 ${c.n} 个连接${turnedAwayZh(c)}。`,
      likely: zh`${c.client} 到 ${c.server} 的 ${c.n} 个连接${turnedAwayZh(c)}，很可能是因为单个客户端的并发连接数${limit === undefined ? '有上限' : `上限为 ${formatCount(limit)}`}。`,
      observed: zh`${c.client} 到 ${c.server} 的 ${c.n} 个连接${turnedAwayZh(c)}${clause(limit, (l) => `，当时它已持有至少 ${formatCount(l)} 个连接`)}。`,
    });
  },
  explanation: zh`服务器限制每个客户端地址的并发连接数，超出的连接会立即被关闭。`,
  move: '客户端负责人（连接过多），或服务端负责人（调高上限）',
  settles: (c) => ({ text: zh`若这个客户端被拒时，其他客户端仍能连接，则是此原因。`, command: connectionsPerClient(serverOf(c)) }),
  next: (c) => [
    ...limitChecksZh(c),
    c.facts['layer'] === 'filter'
      ? { where: 'server', text: zh`哪条防火墙规则在统计连接数（connlimit、ct count）？`, command: filterRules() }
      : {
          where: 'server',
          text: zh`有此行为的配置项：${limitSettings('client', c).join('、')}。`,
        },
  ],
  cannotTell: (c) => [
    logTellsZh(c, 'server'),
    clause(numberFact(c.facts, 'limit'), (l) => zh`上限 ${l} 来自哪项配置：它等于新连接被拒时已持有的连接数。`) || '上限来自哪项配置。',
    oneClientOnly(c)
      ? '是单客户端上限还是总数上限：此抓包中只有一个客户端地址。'
      : zh`经过 NAT 时，多台机器共用一个地址，会被算作同一个客户端。`,
  ],
};
