// Words of accept-starvation in English; when it holds is decided in rule.ts.

import { listenDrops, listenQueue, openFiles, serverOf } from '../words/commands';
import { clause, connections, en, headlineForm, numberFact } from '../words/phrases';
import { logTellsEn } from '../words/standard-limits';
import { formatDuration } from '../../base/format';
import type { CauseWords } from '../words/words';

export const text: CauseWords = {
  short: 'Accepted by kernel only',
  headline: (c) => {
    const waited = clause(numberFact(c.facts, 'waitedSeconds'), (w) =>
      c.n === 1 ? ` in ${formatDuration(w, 'en')}` : ` (e.g. for ${formatDuration(w, 'en')})`,
    );
    const were = c.n === 1 ? 'was' : 'were';
    return headlineForm(c.certainty, {
      certain: en`${connections(c.n)} to ${c.server} ${were} completed by the kernel but never served: data acknowledged, no answer${waited}.`,
      likely: en`${connections(c.n)} to ${c.server} got ${c.n === 1 ? 'its' : 'their'} data acknowledged but no answer${waited}, likely because the program never accepted ${c.n === 1 ? 'it' : 'them'}.`,
      observed: en`${connections(c.n)} to ${c.server} got ${c.n === 1 ? 'its' : 'their'} data acknowledged but no answer${waited}.`,
    });
  },
  explanation:
    'The kernel completes handshakes and acknowledges data without the program. When the program does not accept, because all workers are busy, it hangs, or it is out of descriptors ("Too many open files"), the client waits in vain. ' +
    'The client logs a read timeout; "Connection reset by peer" comes only when the server process ends.',
  move: "the server's owner",
  settles: (c) => ({
    text: 'It was this if connections wait in the accept queue of the server (Recv-Q above 0).',
    command: listenQueue(serverOf(c)),
  }),
  next: (c) => [
    { where: 'server', text: 'Recv-Q above 0 means that connections wait to be accepted.', command: listenQueue(serverOf(c)) },
    {
      where: 'server',
      text: 'Is the process at its descriptor limit (ulimit -n)? Then its log says "Too many open files".',
      command: openFiles(),
    },
    { where: 'server', text: 'Does the queue overflow as well?', command: listenDrops() },
    {
      where: 'server',
      text: 'Thread dump, garbage collection, blocked event loop; worker and connection maximum (Tomcat maxConnections, gunicorn workers).',
    },
  ],
  cannotTell: (c) => [
    'A program that has accepted and works on a slow request looks the same until it answers or ends.',
    logTellsEn(c, 'server'),
  ],
};
