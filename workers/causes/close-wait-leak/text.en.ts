// Words of close-wait-leak in English; when it holds is decided in rule.ts.

import { closeWait, openFiles, serverOf } from '../words/commands';
import { clause, connections, durationFact, en, headlineForm, otherEnd } from '../words/phrases';
import { logTellsEn } from '../words/standard-limits';
import type { CauseWords } from '../words/words';
import { leaking } from './text-shared';

export const text: CauseWords = {
  short: 'Never closed its end',
  headline: (c) => {
    const age = clause(durationFact(c, 'ageSeconds', 'en'), (t) => ` (${t} and counting)`);
    const end = c.n === 1 ? 'never closed its own end' : 'never closed its own ends';
    return headlineForm(c.certainty, {
      certain: en`${otherEnd(c, 'en')} acknowledged the FIN of ${connections(c.n)} but ${end}${age}: CLOSE-WAIT leak.`,
      likely: en`${otherEnd(c, 'en')} acknowledged the FIN of ${connections(c.n)} but sent no FIN back${age}, likely because the program never closes.`,
      observed: en`${otherEnd(c, 'en')} acknowledged the FIN of ${connections(c.n)} but sent no FIN back${age}.`,
    });
  },
  explanation:
    'The peer has closed, and the program that should close its own end does not: it forgot the socket or never reads from it. Such sockets stay in CLOSE-WAIT and use up descriptors. ' +
    'In the end its log says "Too many open files"; a later write gives "Broken pipe".',
  move: 'the owner of the program that does not close',
  settles: (c) => ({
    text: 'It was this if the connection stays in CLOSE-WAIT.',
    command: `ss -tnp state close-wait '( sport = :${serverOf(c).port} or dport = :${serverOf(c).port} )'`,
  }),
  next: (c) => [
    { where: leaking(c), text: 'Which process holds how many such sockets?', command: closeWait(leaking(c), serverOf(c)) },
    {
      where: leaking(c),
      text: 'Does the number grow towards the descriptor limit (ulimit -n, "Too many open files")?',
      command: openFiles(),
    },
    {
      where: leaking(c),
      text: 'Look in the code for paths that neither close nor return the connection (errors, unread response bodies).',
    },
  ],
  cannotTell: (c) => [
    'A program that is still working on its answer half closed is no leak: the longer the silence, the less likely that is.',
    logTellsEn(c, leaking(c)),
  ],
};
