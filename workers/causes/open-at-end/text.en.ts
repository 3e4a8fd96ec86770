// Words of open-at-end in English; when it holds is decided in rule.ts.

import { capture, serverOf } from '../words/commands';
import { connections, en } from '../words/phrases';
import type { CauseWords } from '../words/words';

export const text: CauseWords = {
  short: 'Still open',
  headline: (c) => en`${connections(c.n)} of ${c.client} and ${c.server} ${c.n === 1 ? 'was' : 'were'} still open when the capture ended.`,
  explanation: 'No FIN and no RST was seen, and nothing pointed to trouble until the capture ended.',
  move: 'nobody',
  settles: (c) => ({
    text: 'It was this if a longer capture shows the connection in use again.',
    command: capture(serverOf(c), 'longer.pcap'),
  }),
  next: (c) => [{ where: 'client', text: 'To see how they end, capture longer.', command: capture(serverOf(c), 'longer.pcap') }],
  cannotTell: () => ['How these connections ended: the capture stops before.'],
};
