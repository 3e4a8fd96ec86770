// Words of connection-limit-per-client in both languages; when it holds is decided in rule.ts.

import { limitChecksEn, limitChecksZh, limitSettings, turnedAwayEn, turnedAwayZh } from '../words/limit-words';
import { filterRules } from '../words/commands';
import { clause, connections, en, headlineForm, numberFact, zh } from '../words/phrases';
import { logTellsEn, logTellsZh, oneClientOnly } from '../words/standard-limits';
import { formatCount } from '../../base/format';
import type { CauseText } from '../words/words';

export const text: CauseText = {
  en: {
    short: 'Limit per client',
    headline: (c) => {
      const limit = numberFact(c.facts, 'limit');
      const were = c.n === 1 ? 'was' : 'were';
      const held = limit === undefined ? 'too many connections' : connections(limit);
      return headlineForm(c.certainty, {
        certain: en`${c.server} turned ${c.client} away once it held ${held} at the same time: ${c.n} more ${were} ${turnedAwayEn(c)}.`,
        likely: en`${connections(c.n)} of ${c.client} to ${c.server} ${were} ${turnedAwayEn(c)}, likely because one client is allowed ${limit === undefined ? 'only so many' : formatCount(limit)} at a time.`,
        observed: en`${connections(c.n)} of ${c.client} to ${c.server} ${were} ${turnedAwayEn(c)}${clause(limit, (l) => `, while it already held ${formatCount(l)} or more`)}.`,
      });
    },
    explanation: 'The server allows each client address a number of simultaneous connections and turns further ones away at once.',
    move: "the client's owner (too many connections), or the server's owner (raise the limit)",
    next: (c) => [
      ...limitChecksEn(c),
      c.facts['layer'] === 'filter'
        ? { where: 'server', text: 'Which firewall rule counts connections (connlimit, ct count)?', command: filterRules() }
        : {
            where: 'server',
            text: `Settings that work like this: ${limitSettings('client', c).join(', ')}.`,
          },
    ],
    cannotTell: (c) => [
      logTellsEn(c, 'server'),
      clause(
        numberFact(c.facts, 'limit'),
        (l) => `Which setting is behind ${formatCount(l)}: it equals the connections held when one more was turned away.`,
      ) || 'Which setting is behind the limit.',
      oneClientOnly(c)
        ? 'Per client or in total: only one client address is in this capture.'
        : 'Behind NAT several machines share one address and count as one client.',
    ],
  },
  zh: {
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
  },
};
