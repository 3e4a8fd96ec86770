// Words of listen-queue-overflow in English; when it holds is decided in rule.ts.

import { listenDrops, listenQueue, listenSettings, serverOf } from '../words/commands';
import { attempts, clause, en, headlineForm, numberFact } from '../words/phrases';
import { formatCount } from '../../base/format';
import { whoDroppedEn } from '../words/standard-limits';
import type { CauseWords } from '../words/words';

export const text: CauseWords = {
  short: 'Accept queue full, dropping',
  headline: (c) => {
    const waiting = clause(numberFact(c.facts, 'waiting'), (w) => ` (${formatCount(w)} waiting)`);
    const were = c.n === 1 ? 'was' : 'were';
    return headlineForm(c.certainty, {
      certain: en`${c.server} accepted more slowly than clients arrived: the accept queue was full${waiting} and ${attempts(c.n)} ${were} ignored.`,
      likely: en`${c.server} ignored ${attempts(c.n)} while others got through, likely because the accept queue was full${waiting}.`,
      observed: en`${c.server} ignored ${attempts(c.n)} while others got through${clause(numberFact(c.facts, 'waiting'), (w) => `; ${formatCount(w)} were waiting`)}.`,
    });
  },
  explanation:
    'Completed connections wait in the accept queue until the program takes them. While that queue is full, Linux ignores new SYNs, or the last packet of the handshake, and the client repeats. ' +
    'The client sees connects that take 1, 3 or 7 s longer, "Connection timed out" or a read timeout; never "Connection refused".',
  move: "the server's owner",
  settles: () => ({ text: 'It was this if these counters of the server rise while it happens.', command: listenDrops() }),
  next: (c) => [
    { where: 'server', text: 'Is the queue full right now? Recv-Q is what waits, Send-Q the limit.', command: listenQueue(serverOf(c)) },
    { where: 'server', text: 'Are these counters rising?', command: listenDrops() },
    {
      where: 'server',
      text: "The limit is the smaller of the program's backlog (Java 50, Tomcat acceptCount 100, nginx 511) and somaxconn.",
      command: listenSettings(),
    },
    { where: 'server', text: 'Why does the program accept so slowly? Stack of the accepting thread, worker limit, garbage collection.' },
  ],
  cannotTell: (c) => [
    whoDroppedEn(c),
    'The length of the queue itself is inside the kernel: what is counted here is connections completed and not yet served.',
  ],
};
