// Words of listen-queue-overflow-reset in English; when it holds is decided in rule.ts.

import { listenDrops, listenQueue, listenSettings, serverOf } from '../words/commands';
import { clause, connections, en, headlineForm, numberFact } from '../words/phrases';
import { formatCount } from '../../base/format';
import type { CauseWords } from '../words/words';

export const text: CauseWords = {
  short: 'Accept queue full, resetting',
  headline: (c) => {
    const waiting = clause(numberFact(c.facts, 'waiting'), (w) => ` with ${formatCount(w)} waiting`);
    return headlineForm(c.certainty, {
      certain: en`${c.server} reset ${connections(c.n)} in answer to the last handshake packet: the accept queue was full${waiting} (tcp_abort_on_overflow).`,
      likely: en`${c.server} reset ${connections(c.n)} in answer to the last handshake packet, likely because the accept queue was full${waiting} (tcp_abort_on_overflow).`,
      observed: en`${c.server} reset ${connections(c.n)} in answer to the last handshake packet, with a RST that carries no ACK.`,
    });
  },
  explanation:
    'Completed connections wait in the accept queue until the program takes them. With net.ipv4.tcp_abort_on_overflow = 1 the kernel resets a handshake that finds this queue full instead of ignoring it.',
  move: "the server's owner",
  settles: () => ({
    text: 'It was this if tcp_abort_on_overflow is 1 and these counters of the server rise.',
    command: `${listenSettings()}; ${listenDrops()}`,
  }),
  next: (c) => [
    {
      where: 'server',
      text: 'Is tcp_abort_on_overflow 1? It should be 0, so that clients retry instead of failing.',
      command: listenSettings(),
    },
    { where: 'server', text: 'Is the queue full right now? Recv-Q is what waits, Send-Q the limit.', command: listenQueue(serverOf(c)) },
    { where: 'server', text: 'Are these counters rising?', command: listenDrops() },
    { where: 'server', text: 'Why does the program accept so slowly? Stack of the accepting thread, worker limit, garbage collection.' },
  ],
  cannotTell: () => [
    'A listener that was closed during the handshake sends the same RST; later SYNs to it are then refused.',
    'The length of the queue itself is inside the kernel: what is counted here is connections completed and not yet served.',
  ],
};
