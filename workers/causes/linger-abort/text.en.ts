// Words of linger-abort in English; when it holds is decided in rule.ts.

import { resetReasons } from '../words/commands';
import { connections, en, ender, enderRole, headlineForm } from '../words/phrases';
import { logTellsEn } from '../words/standard-limits';
import type { CauseWords } from '../words/words';

export const text: CauseWords = {
  short: 'Deliberate abort',
  headline: (c) =>
    headlineForm(c.certainty, {
      certain: en`${ender(c, 'en')} ended ${connections(c.n)} with RST although nothing was unread: the program closes abortively (SO_LINGER 0).`,
      likely: en`${ender(c, 'en')} ended ${connections(c.n)} with RST although nothing was unread, likely because the program closes abortively (SO_LINGER 0).`,
      observed: en`${ender(c, 'en')} ended ${connections(c.n)} with RST, without a FIN, and nothing was left unanswered.`,
    }),
  explanation:
    'The program, or an administrator with "ss -K", ends the connection by RST on purpose: SO_LINGER with time 0, as load balancers, health checks and load generators do to avoid TIME-WAIT. ' +
    'The peer logs "Connection reset by peer" if it still reads or writes.',
  move: 'the owner of the program that closed, if the reset hurts at all',
  settles: () => ({
    text: 'It was this if the program sets SO_LINGER to 0 seconds before it closes.',
    command: 'strace -f -tt -e trace=setsockopt,close -p PID',
  }),
  next: (c) => [
    {
      where: enderRole(c) ?? 'server',
      text: 'Does the program set SO_LINGER with time 0 (setSoLinger(true, 0), option nolinger, reset_timedout_connection)?',
      command: 'grep -rniE "so_?linger|nolinger|reset_timedout" .',
    },
    {
      where: enderRole(c) ?? 'server',
      text: 'Does this counter rise with the resets?',
      command: 'nstat -az TcpOutRsts TcpExtTCPAbortOnLinger TcpExtTCPAbortOnClose',
    },
    { where: enderRole(c) ?? 'server', text: 'Linux 6.10 and later name the reason of each RST.', command: resetReasons() },
  ],
  cannotTell: (c) => [
    'Closing with unread data sends the same RST: where the message framing is not readable, both remain.',
    'An administrator who kills the connection ("ss -K") and a kernel short of memory for sockets send it as well.',
    logTellsEn(c, 'ender'),
  ],
};
