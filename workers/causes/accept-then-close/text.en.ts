// Words of accept-then-close in English; when it holds is decided in rule.ts.

import { connectionsPerClient, openFiles, serverLog, serverOf, tracedCalls } from '../words/commands';
import { connections, durationFact, en, headlineForm } from '../words/phrases';
import { logTellsEn } from '../words/standard-limits';
import type { CauseWords } from '../words/words';

export const text: CauseWords = {
  short: 'Accepted, then closed',
  headline: (c) => {
    // FIN or RST: a connection that ended by RST has often been closed by FIN before.
    const verb = 'closed';
    const delay = durationFact(c, 'delaySeconds', 'en');
    const them = c.n === 1 ? 'it' : 'them';
    const when =
      delay === undefined
        ? `right after accepting ${them}`
        : c.n === 1
          ? `${delay} after accepting it`
          : `right after accepting them (${delay})`;
    return headlineForm(c.certainty, {
      certain: en`${c.server} ${verb} ${connections(c.n)} ${when}, before answering; the capture shows no limit behind it.`,
      likely: en`${c.server} ${verb} ${connections(c.n)} ${when}, likely because the program turned ${them} away; the capture shows no limit behind it.`,
      observed: en`${c.server} ${verb} ${connections(c.n)} ${when}, before answering.`,
    });
  },
  explanation:
    'The program took the connection and hung up at once: an access list, a proxy without a working back end, a limit that this capture does not show, or a crash while accepting.',
  move: "the server's owner",
  settles: () => ({ text: 'It was this if the log of the server says that its program closed the connection.', command: serverLog() }),
  next: (c) => [
    {
      where: 'server',
      text: 'What does the server log say at that time (limit, access list, back end down, "Too many open files")?',
      command: serverLog(),
    },
    { where: 'server', text: 'What does the program do between accept and close?', command: tracedCalls() },
    {
      where: 'server',
      text: 'Is it near a limit of connections or descriptors (ulimit -n)?',
      command: `${connectionsPerClient(serverOf(c))}; ${openFiles()}`,
    },
    { where: 'server', text: 'Is it a proxy (load balancer, docker-proxy, service mesh)? Then look at the state of its back ends.' },
  ],
  cannotTell: (c) => [
    logTellsEn(c, 'server'),
    'Whether a limit is behind it: the number of open connections does not separate those served from those turned away.',
    'If the server is a proxy: what its back end did is in the capture of that leg only.',
  ],
};
