// Words of fin-wait2-expired in English; when it holds is decided in rule.ts.

import { closeWait, serverOf } from '../words/commands';
import { clause, connections, durationFact, en, ender, enderRole, headlineForm, otherEnd, otherRole } from '../words/phrases';
import type { CauseWords } from '../words/words';

export const text: CauseWords = {
  short: 'Late FIN',
  headline: (c) => {
    const late = durationFact(c, 'lateSeconds', 'en');
    return headlineForm(c.certainty, {
      certain: en`${ender(c, 'en')} answered the late FIN of ${otherEnd(c, 'en')} with RST on ${connections(c.n)}: that side had closed${clause(late, (t) => (c.n === 1 ? ` ${t} before` : ` long before (${t})`))} and stopped waiting, nothing was lost.`,
      likely: en`${ender(c, 'en')} answered the FIN of ${otherEnd(c, 'en')} with RST on ${connections(c.n)}, likely because that side had closed${clause(late, (t) => (c.n === 1 ? ` ${t} before` : ` long before (${t})`))} and stopped waiting.`,
      observed: en`${ender(c, 'en')} answered the FIN of ${otherEnd(c, 'en')} with RST on ${connections(c.n)}${clause(late, (t) => (c.n === 1 ? `; its own FIN had come ${t} before` : `; its own FIN had come long before (${t})`))}.`,
    });
  },
  explanation:
    'A side that has closed waits a limited time for the FIN of its peer (60 s on Linux) and then forgets the connection. The FIN that comes later meets no socket and draws a RST. Both sides had finished, so no program notices.',
  move: 'nobody; at most the owner of the program that closes so late',
  settles: () => ({
    text: 'It was this if the side that closed first gives up waiting sooner than the other closes.',
    command: 'sysctl net.ipv4.tcp_fin_timeout',
  }),
  next: (c) => [
    {
      where: otherRole(enderRole(c)) ?? 'client',
      text: 'Does the late side hold many connections that its peer has closed?',
      command: closeWait(otherRole(enderRole(c)), serverOf(c)),
    },
    { where: enderRole(c) ?? 'server', text: 'How long does the other side wait?', command: 'sysctl net.ipv4.tcp_fin_timeout' },
  ],
  cannotTell: () => ['Why the late side took so long to close: its program holds the answer.'],
};
