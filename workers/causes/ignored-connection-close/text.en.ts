// Words of ignored-connection-close in English; when it holds is decided in rule.ts.

import { serverOf } from '../words/commands';
import { clause, en, headlineForm, numberFact, plural, times } from '../words/phrases';
import type { CauseWords } from '../words/words';

export const text: CauseWords = {
  short: '"Connection: close" ignored',
  headline: (c) => {
    const after = c.n === 1 ? clause(numberFact(c.facts, 'requests'), (r) => ` after ${plural(r, 'request', 'requests')}`) : '';
    return headlineForm(c.certainty, {
      certain: en`${c.server} announced "Connection: close"${after}, yet ${c.client} sent another request on the same connection${c.n === 1 ? '' : ` (${times(c.n)})`} and got RST.`,
      likely: en`${c.server} answered ${plural(c.n, 'further request', 'further requests')} of ${c.client} with RST, likely because "Connection: close" had been announced${after}.`,
      observed: en`${c.server} closed${after}, and answered ${plural(c.n, 'further request', 'further requests')} of ${c.client} on the same connection with RST.`,
    });
  },
  explanation:
    'An HTTP response with "Connection: close" (or the last one that the server allows per connection) says that no further request is welcome. The client sent one nevertheless.',
  move: "the client's owner",
  settles: () => ({ text: 'It was this if the response before had announced "Connection: close".' }),
  next: (c) => [
    {
      where: 'client',
      text: 'The pool has to discard a connection whose response says "Connection: close". Is the client library up to date?',
    },
    {
      where: 'client',
      text: 'Which responses carry the header?',
      command: `tcpdump -i any -s 512 -A 'tcp src port ${serverOf(c).port}' | grep -i '^connection:'`,
    },
    {
      where: 'server',
      text: 'After how many requests does it close (maxKeepAliveRequests, keepalive_requests)? A higher number makes the failure rarer.',
    },
  ],
  cannotTell: () => [
    'Inside TLS the header cannot be read: there the constant number of responses per connection stands for it.',
    'Whether the server processed the request that it answered with RST.',
  ],
};
