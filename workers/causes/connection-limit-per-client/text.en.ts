// Words of connection-limit-per-client in English; when it holds is decided in rule.ts.

import { limitChecksEn, limitSettings, turnedAwayEn } from '../words/limit-words';
import { connectionsPerClient, filterRules, serverOf } from '../words/commands';
import { clause, connections, en, headlineForm, numberFact } from '../words/phrases';
import { logTellsEn, oneClientOnly } from '../words/standard-limits';
import { formatCount } from '../../base/format';
import type { CauseWords } from '../words/words';

export const text: CauseWords = {
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
  settles: (c) => ({
    text: 'It was this if other clients get in while this one is turned away.',
    command: connectionsPerClient(serverOf(c)),
  }),
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
};
