// Words of unread-data-abort in English; when it holds is decided in rule.ts.

import { resetReasons, serverLog, tracedCalls } from '../words/commands';
import { bytesFact, clause, connections, en, ender, enderRole, headlineForm, numberFact } from '../words/phrases';
import { logTellsEn } from '../words/standard-limits';
import type { CauseWords } from '../words/words';

export const text: CauseWords = {
  short: 'Closed with unread data',
  headline: (c) => {
    const unread = clause(bytesFact(c, 'unreadBytes', 'en'), (b) => ` (${b})`);
    const status = c.n === 1 ? clause(numberFact(c.facts, 'status'), (s) => ` after answering ${String(s)}`) : '';
    return headlineForm(c.certainty, {
      certain: en`${ender(c, 'en')} closed ${connections(c.n)} with received data unread${unread}${status}, so the kernel sent RST.`,
      likely: en`${ender(c, 'en')} reset ${connections(c.n)}${status}, likely because the program closed with received data unread${unread}.`,
      observed: en`${ender(c, 'en')} reset ${connections(c.n)}${status}, with data received and not answered${unread}.`,
    });
  },
  explanation:
    'A program that closes a socket while received bytes are still unread makes its kernel send RST instead of FIN. Typical: a request is refused early (too large, unauthorised), or a program closes without reading. ' +
    'The peer logs "Connection reset by peer"; an answer sent before the RST is readable first, and lost when its packet is lost.',
  move: 'the owner of the program that closed (usually the server)',
  settles: () => ({ text: 'It was this if the program closed before it had read all it received.', command: tracedCalls() }),
  next: (c) => [
    {
      where: enderRole(c) ?? 'server',
      text: 'Which code path closes early? Look for early returns and body limits (client_max_body_size, max request size).',
      command: serverLog(),
    },
    { where: enderRole(c) ?? 'server', text: 'Does this counter rise with the resets?', command: 'nstat -az TcpExtTCPAbortOnClose' },
    { where: enderRole(c) ?? 'server', text: 'Linux 6.10 and later name the reason of each RST.', command: resetReasons() },
    {
      where: enderRole(c) ?? 'server',
      text: 'Read the rest before closing (lingering close, drain the body), or shut down the sending side and wait for the peer.',
    },
  ],
  cannotTell: (c) => [
    'An abortive close on purpose (SO_LINGER 0) sends the same RST: the difference is only whether received data was still unread.',
    logTellsEn(c, 'ender'),
  ],
};
