// Words of receiver-stalled in English; when it holds is decided in rule.ts.

import { serverOf } from '../words/commands';
import { clause, connections, durationFact, en, headlineForm } from '../words/phrases';
import { logTellsEn } from '../words/standard-limits';
import type { CauseWords } from '../words/words';
import { reader, readerRole } from './text-shared';

export const text: CauseWords = {
  short: 'Receiver stopped reading',
  headline: (c) => {
    const stall = clause(durationFact(c, 'stalledSeconds', 'en'), (t) => (c.n === 1 ? ` for ${t}` : ` (${t})`));
    return headlineForm(c.certainty, {
      certain: en`${reader(c, 'en')} stopped reading${stall}, its window stayed at 0 until the connection was given up (${connections(c.n)}).`,
      likely: en`The window of ${reader(c, 'en')} stayed at 0${stall} on ${connections(c.n)}, likely because the program there stopped reading.`,
      observed: en`${reader(c, 'en')} announced window 0${stall}; the sender had to stop on ${connections(c.n)}.`,
    });
  },
  explanation:
    'The receiving program no longer takes data from its socket, so its kernel tells the sender to stop (window 0). It is busy, blocked or stuck. ' +
    'The sender logs a write timeout or "Connection timed out"; if the receiver closes with data unread, "Connection reset by peer".',
  move: 'the owner of the program that stopped reading',
  settles: (c) => ({
    text: 'It was this if received data piles up before the program (Recv-Q stays above 0).',
    command: `ss -tn 'sport = :${serverOf(c).port}'`,
  }),
  next: (c) => [
    {
      where: readerRole(c),
      text: 'Does Recv-Q stay full? Then the program does not read.',
      command: `ss -tmin '( ${readerRole(c) === 'server' ? 'sport' : 'dport'} = :${serverOf(c).port} )'`,
    },
    {
      where: readerRole(c),
      text: 'What is the program doing instead of reading (thread dump, garbage collection, slow disk, blocked queue)?',
      command: 'timeout 5 strace -f -tt -p PID',
    },
    {
      where: readerRole(c) === 'server' ? 'client' : 'server',
      text: 'Timeouts and output buffer limits of the sender (client-output-buffer-limit, write timeout, TCP_USER_TIMEOUT).',
    },
  ],
  cannotTell: (c) => [logTellsEn(c, readerRole(c)), 'How much data was still waiting in the sender: only what was sent is in the capture.'],
};
