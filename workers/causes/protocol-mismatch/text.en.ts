// Words of protocol-mismatch in English; when it holds is decided in rule.ts.

import { listening, serverOf, tlsConnect } from '../words/commands';
import { connections, en, headlineForm, textFact } from '../words/phrases';
import type { CauseWords } from '../words/words';

export const text: CauseWords = {
  short: 'Wrong protocol',
  headline: (c) => {
    const a = textFact(c.facts, 'clientProtocol');
    const b = textFact(c.facts, 'serverProtocol');
    const spoke = a === undefined ? `${c.client} spoke another protocol than ${c.server}` : `${c.client} spoke ${a} to ${c.server}`;
    const expects = a === undefined || b === undefined ? '' : `, where ${b} is spoken`;
    const first = a === undefined ? `the first bytes of ${c.client}` : `the ${a} of ${c.client}`;
    return headlineForm(c.certainty, {
      certain: en`${spoke}${expects} (${connections(c.n)}).`,
      likely: en`${c.server} ended ${connections(c.n)} after ${first}, likely because ${b === undefined ? 'another protocol' : b} is spoken there.`,
      observed: en`${c.server} ended ${connections(c.n)} right after ${first}${b === undefined ? '' : `; its own bytes are ${b}`}.`,
    });
  },
  explanation:
    'The first bytes of the client are in another protocol than the port serves: plain HTTP to a TLS port, TLS to a plain one, or the wrong port altogether.',
  move: "the client's owner (address, port or scheme)",
  settles: (c) => ({
    text: 'It was this if the program on that port speaks another protocol than the client.',
    command: listening(serverOf(c)),
  }),
  next: (c) => [
    {
      where: 'client',
      text: 'Scheme, port and TLS setting in the client configuration (http or https, sslmode, useSSL, PROXY protocol).',
    },
    { where: 'client', text: 'Does the port speak TLS?', command: tlsConnect(serverOf(c)) },
    { where: 'server', text: 'Which program listens on that port, and with which protocol?', command: listening(serverOf(c)) },
  ],
  cannotTell: () => ['The protocol is told by the first bytes of each side; one that is not known here is named by what it is not.'],
};
