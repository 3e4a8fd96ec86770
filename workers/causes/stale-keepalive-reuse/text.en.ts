// Words of stale-keepalive-reuse in English; when it holds is decided in rule.ts.

import { capture, serverOf } from '../words/commands';
import { afterIdle, clause, en, headlineForm, plural, timerFact } from '../words/phrases';
import type { CauseWords } from '../words/words';

export const text: CauseWords = {
  short: 'Stale pooled connection',
  headline: (c) => {
    const idle = afterIdle(c, 'en');
    const on = c.n === 1 ? 'on a pooled connection' : 'on pooled connections';
    const them = c.n === 1 ? 'it' : 'them';
    return headlineForm(c.certainty, {
      certain: en`${c.client} sent ${plural(c.n, 'request', 'requests')} ${on} that ${c.server} had closed${idle}; the answer was RST.`,
      likely: en`${c.server} answered ${plural(c.n, 'request', 'requests')} of ${c.client} ${on} with RST, likely because the server had closed ${them}${idle}.`,
      observed: en`${c.server} answered ${plural(c.n, 'request', 'requests')} of ${c.client} with RST, ${c.n === 1 ? 'on' : 'each on'} a connection used before${idle}.`,
    });
  },
  explanation:
    'The server closes idle connections after its keep-alive time; the pool of the client hands out such a connection without looking. ' +
    'On Linux "Connection reset by peer" is logged only when request and close met inside the server.',
  move: "the client's owner (pool idle time below the server's keep-alive time)",
  settles: () => ({ text: 'It was this if the client took the connection out of a pool after the server had dropped it as idle.' }),
  next: (c) => {
    const timer = timerFact(c.facts, 'timeoutSeconds', 'en');
    return [
      {
        where: 'client',
        text: `Let the pool drop idle connections sooner than the server${clause(timer, (t) => ` (here: well below ${t})`)}, or validate them before use.`,
      },
      {
        where: 'client',
        text: 'Does the pool hold connections that the server has closed already?',
        command: `ss -tnp state close-wait '( dport = :${serverOf(c).port} )'`,
      },
      { where: 'client', text: 'Retry idempotent requests once on a new connection.' },
      {
        where: 'server',
        text: 'Which keep-alive time is set (keepalive_timeout, keepAliveTimeout, idleTimeout)? Make it longer than that of every client and load balancer in front.',
      },
      {
        where: 'server',
        text: 'Does the server close on its own, or a device before it?',
        command: capture(serverOf(c), 'server-side.pcap'),
      },
    ];
  },
  cannotTell: () => [
    'Whether the server processed a request that it answered with RST: its log tells, and a retry of anything not idempotent depends on it.',
    'Which pool of the client it was: connections of several programs on one machine look alike.',
  ],
};
