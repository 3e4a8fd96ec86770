// Words of health-check in English; when it holds is decided in rule.ts.

import { clientOf } from '../words/commands';
import { clause, en, headlineForm, timerFact, times } from '../words/phrases';
import type { CauseWords } from '../words/words';

export const text: CauseWords = {
  short: 'Health check',
  headline: (c) => {
    const period = c.n === 1 ? '' : clause(timerFact(c.facts, 'periodSeconds', 'en'), (t) => ` (every ${t})`);
    return headlineForm(c.certainty, {
      certain: en`${c.client} connected to ${c.server} ${times(c.n)}${period}, sent nothing and left: a health check, not a failure.`,
      likely: en`${c.client} connected to ${c.server} ${times(c.n)}${period}, sent nothing and left, likely because only the port is being checked.`,
      observed: en`${c.client} connected to ${c.server} ${times(c.n)}${period}, sent nothing and left.`,
    });
  },
  explanation:
    'A monitor or load balancer opens a connection to see that the port answers and closes it without a request. Where it closes by RST, the server logs "Connection reset by peer": noise, nothing was lost.',
  move: 'nobody',
  settles: () => ({ text: 'It was this if a load balancer or a monitor is set up to check this port.' }),
  next: (c) => [
    { where: 'network', text: 'Who owns the checking address (monitor, load balancer)?', command: `getent hosts ${clientOf(c).host}` },
    { where: 'server', text: 'If its log lines disturb: use an HTTP check, or filter this address in the log.' },
  ],
  cannotTell: () => ['What the checker concluded from it: its own log tells whether it counts the server as up.'],
};
