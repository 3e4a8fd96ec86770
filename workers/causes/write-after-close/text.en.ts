// Words of write-after-close in English; when it holds is decided in rule.ts.

import { serverLog, tracedCalls } from '../words/commands';
import { connections, en, ender, enderRole, headlineForm, otherEnd, otherRole } from '../words/phrases';
import { logTellsEn } from '../words/standard-limits';
import type { CauseWords } from '../words/words';

export const text: CauseWords = {
  short: 'Sent after close',
  headline: (c) =>
    headlineForm(c.certainty, {
      certain: en`${otherEnd(c, 'en')} kept sending on ${connections(c.n)} after ${ender(c, 'en')} had closed; the answer was RST.`,
      likely: en`${ender(c, 'en')} answered data of ${otherEnd(c, 'en')} with RST on ${connections(c.n)}, likely because that side had closed before.`,
      observed: en`${ender(c, 'en')} sent FIN and then answered later data of ${otherEnd(c, 'en')} with RST (${connections(c.n)}).`,
    }),
  explanation:
    'One side closed the connection completely, the other still had something to send. The closed socket takes no data any more, so its kernel answers with RST. ' +
    'On Linux the sender reads EOF and logs "Broken pipe" at the next write, not "Connection reset by peer".',
  move: 'the owner of the program that kept sending, or of the one that closed too early',
  settles: () => ({ text: 'It was this if the receiving program had closed before the data was sent.', command: tracedCalls() }),
  next: (c) => [
    {
      where: otherRole(enderRole(c)) ?? 'client',
      text: 'The program that sends has to read as well: a read that returns 0 bytes says that the peer has closed.',
    },
    { where: enderRole(c) ?? 'server', text: 'Why did this side close first (timeout, limit, end of session)?', command: serverLog() },
    {
      where: otherRole(enderRole(c)) ?? 'client',
      text: 'Connections whose peer has closed and that are still held:',
      command: 'ss -tnp state close-wait',
    },
  ],
  cannotTell: (c) => ['How much of the data sent after the close mattered: none of it was read.', logTellsEn(c, 'ender')],
};
