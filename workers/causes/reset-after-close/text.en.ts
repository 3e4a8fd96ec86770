// Words of reset-after-close in English; when it holds is decided in rule.ts.

import { connections, en } from '../words/phrases';
import type { CauseWords } from '../words/words';

export const text: CauseWords = {
  short: 'Reset after the end',
  headline: (c) => en`A RST came on ${connections(c.n)} of ${c.client} and ${c.server} after both sides had finished: no data was lost.`,
  explanation:
    'Everything had been delivered; the RST only clears up what was left, often the farewell of TLS that arrives after the close. Common with browsers, and no program logs an error.',
  move: 'nobody',
  settles: () => ({ text: 'It was this if nothing was left to be read when the RST was sent.' }),
  next: () => [
    {
      where: 'client',
      text: 'Nothing to do. If such resets are counted in monitoring, count only those that cut off data.',
      command: 'nstat -az TcpEstabResets TcpOutRsts',
    },
  ],
  cannotTell: () => ['What the programs made of it: a late RST changes nothing for a program that has already closed.'],
};
