// Words of connection-limit-total in English; when it holds is decided in rule.ts.

import { connectionsPerClient, serverOf } from '../words/commands';
import { limitChecksEn, limitSettings, turnedAwayEn } from '../words/limit-words';
import { clause, connections, en, headlineForm, numberFact } from '../words/phrases';
import { logTellsEn, oneClientOnly } from '../words/standard-limits';
import { formatCount } from '../../base/format';
import type { CauseWords } from '../words/words';

export const text: CauseWords = {
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
  settles: (c) => ({ text: 'It was this if every client is turned away at the same total.', command: connectionsPerClient(serverOf(c)) }),
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
};
