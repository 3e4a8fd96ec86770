// Words of idle-close in English; when it holds is decided in rule.ts.

import { clause, en, ender, idleTime, otherEnd, plural } from '../words/phrases';
import type { CauseWords } from '../words/words';

export const text: CauseWords = {
  short: 'Idle, then closed',
  headline: (c) =>
    en`${ender(c, 'en')} closed ${plural(c.n, 'idle connection', 'idle connections')}${clause(idleTime(c, 'en'), (t) => (t.isExample ? ` (e.g. after ${t.text})` : ` after ${t.text}`))}; ${otherEnd(c, 'en')} closed too, nothing was lost.`,
  explanation:
    'A connection without traffic was closed by the keep-alive or idle timer of one side, and the other side closed as well. No program logs an error.',
  move: 'nobody',
  settles: () => ({ text: 'It was this if the server is set to close idle connections after that time.' }),
  next: (c) => [
    {
      where: 'client',
      text: `Keep the idle time of the client pool below that of the server${clause(idleTime(c, 'en'), (t) => ` (${t.text})`)}, so that no request meets such a close.`,
    },
  ],
  cannotTell: () => ['Which timer closed it: the idle time is measured, the setting is in the configuration.'],
};
