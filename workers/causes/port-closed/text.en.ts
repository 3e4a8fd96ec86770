// Words of port-closed in English; when it holds is decided in rule.ts.

import { filterRules, isAnyPort, listening, serverOf } from '../words/commands';
import { attempts, en, headlineForm } from '../words/phrases';
import type { CauseWords, HeadlineContext } from '../words/words';

/** A host of which several ports were tried. */
function there(context: HeadlineContext): string {
  return isAnyPort(serverOf(context)) ? 'those ports' : 'that port';
}

export const text: CauseWords = {
  short: 'Nothing listening',
  headline: (c) =>
    headlineForm(c.certainty, {
      certain: en`${c.server} refused ${attempts(c.n)}: the host itself answered SYN with RST, so nothing listens on ${there(c)}.`,
      likely: en`${c.server} refused ${attempts(c.n)} with RST, likely because nothing listens on ${there(c)}.`,
      observed: en`${c.server} refused ${attempts(c.n)}: the answer to SYN was RST.`,
    }),
  explanation: 'No program has that port open on that address, so the operating system answers every SYN with RST at once.',
  move: "the server's owner",
  settles: (c) => ({ text: 'It was this if no program listens on that port of the server.', command: listening(serverOf(c)) }),
  next: (c) => [
    {
      where: 'server',
      text: 'Is a program listening, and on this address (127.0.0.1 is not reachable from outside)?',
      command: listening(serverOf(c)),
    },
    {
      where: 'server',
      text: 'Is the service running, and did it restart at that time?',
      command: 'systemctl status SERVICE; journalctl -u SERVICE -n 50',
    },
    { where: 'server', text: 'Does a local rule reject with a reset? It looks the same on the wire.', command: filterRules() },
    { where: 'client', text: 'Are address and port in the configuration right, and does the name resolve to this host?' },
  ],
  cannotTell: () => [
    'Over IPv4 a REJECT rule on the server itself sends the very same RST as a port without a listener.',
    'Why nothing listens (never started, crashed, bound to another address) is not in any packet.',
  ],
};
