// Words of client-abandoned in English; when it holds is decided in rule.ts.

import { serverLog, serverOf } from '../words/commands';
import { clause, connections, en, headlineForm, timerFact } from '../words/phrases';
import type { CauseWords } from '../words/words';

export const text: CauseWords = {
  short: 'Client gave up',
  headline: (c) => {
    const timer = timerFact(c.facts, 'timeoutSeconds', 'en');
    const verb = c.outcome === 'reset' ? 'reset' : 'closed';
    return headlineForm(c.certainty, {
      certain: en`${c.client} gave up${clause(timer, (t) => (c.n === 1 ? ` after ${t}` : ` (e.g. after ${t})`))} and ${verb} ${connections(c.n)} before ${c.server} had finished answering.`,
      likely: en`${c.client} ${verb} ${connections(c.n)} before ${c.server} had finished answering, likely because ${timer === undefined ? 'the client gave up waiting' : c.n === 1 ? `the client's timeout of ${timer} ran out` : `the client's timeout ran out (e.g. ${timer})`}.`,
      observed: en`${c.client} ${verb} ${connections(c.n)} before ${c.server} had finished answering${clause(timer, (t) => `, ${c.n === 1 ? t : `e.g. ${t}`} after the request`)}.`,
    });
  },
  explanation:
    'The client did not wait for the whole answer: its own timeout ran out, or a user cancelled. When the server answers after all, its packets draw RST. ' +
    'The client logs a timeout of its own, the server "Broken pipe", "Connection reset by peer" or nginx status 499.',
  move: "the server's owner (slow answers) or the client's owner (short timeout)",
  settles: () => ({ text: "It was this if the server's log shows it at work on the request when the client left." }),
  next: (c) => [
    {
      where: 'client',
      text: `Which timeout does the client set${clause(timerFact(c.facts, 'timeoutSeconds', 'en'), (t) => ` (here ${t})`)}, and is it shorter than the server needs?`,
    },
    {
      where: 'server',
      text: 'How long did these requests take, and did they finish (status 499 in nginx, CD or cD in HAProxy, DC in Envoy)?',
      command: serverLog(),
    },
    {
      where: 'client',
      text: 'How long does one answer take?',
      command: `curl -s -o /dev/null -w '%{time_starttransfer} %{time_total}\\n' http://${serverOf(c).host.includes(':') ? `[${serverOf(c).host}]` : serverOf(c).host}:${serverOf(c).port}/`,
    },
    { where: 'network', text: 'Is the client a proxy or load balancer? Then the timeout is the one set there.' },
  ],
  cannotTell: () => [
    'Whether a timer, a user or the end of the client program stopped the waiting: the packets are the same.',
    'What the server was busy with: its log and its own measurements tell.',
  ],
};
