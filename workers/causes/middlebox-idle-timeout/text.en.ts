// Words of middlebox-idle-timeout in English; when it holds is decided in rule.ts.

import { capture, captureOtherEnd, keepaliveSettings, serverOf } from '../words/commands';
import { clause, connections, en, headlineForm, idleTime } from '../words/phrases';
import type { CauseWords, HeadlineContext } from '../words/words';
import { bound, survived } from './text-shared';

/** "20 s without traffic (19.2 s did no harm)". `bracketed`: with the longest that did no harm. */
function silence(context: HeadlineContext, bracketed: boolean): string {
  const idle = idleTime(context, 'en');
  const harmless = bracketed ? survived(context, 'en') : undefined;
  const bracket = clause(harmless, (t) => `${t} did no harm`);
  if (idle === undefined) return bracket === '' ? 'a pause' : `a pause (${bracket})`;
  if (idle.isExample) return `a pause without traffic (e.g. ${idle.text}${bracket === '' ? '' : `; ${bracket}`})`;
  return `${idle.text} without traffic${bracket === '' ? '' : ` (${bracket})`}`;
}

export const text: CauseWords = {
  short: 'Idle timeout in between',
  headline: (c) => {
    const idle = silence(c, c.certainty !== 'certain');
    const reset = c.outcome === 'reset';
    return headlineForm(c.certainty, {
      certain: en`After ${idle} a device between ${c.client} and ${c.server} ${reset ? 'reset' : 'dropped'} ${connections(c.n)}; neither end had closed ${c.n === 1 ? 'it' : 'them'}.`,
      likely: en`${connections(c.n)} between ${c.client} and ${c.server} ${reset ? (c.n === 1 ? 'was reset' : 'were reset') : 'went dead'} after ${idle}, likely because a device between forgot ${c.n === 1 ? 'it' : 'them'}.`,
      observed: en`${connections(c.n)} between ${c.client} and ${c.server} ${reset ? (c.n === 1 ? 'was reset' : 'were reset') : 'went dead'} after ${idle}; neither end had closed before.`,
    });
  },
  explanation:
    'Firewalls, NAT gateways and load balancers forget a connection without traffic and then drop its packets or answer them with RST.',
  move: "the owner of the client or server (keepalive below the device's timer), or of the device",
  settles: (c) => ({
    text: 'It was this if a capture at the other end shows that the packets between the two differ.',
    command: captureOtherEnd(c),
  }),
  next: (c) => [
    {
      where: 'client',
      text: `Send TCP keepalives more often than the device forgets${clause(bound(c, 'en'), (t) => ` (below ${t})`)}; the Linux default of 7,200 s is too long, and the program has to switch SO_KEEPALIVE on.`,
      command: keepaliveSettings(),
    },
    {
      where: 'client',
      text: 'Do keepalives run on these connections (look for "timer:(keepalive")?',
      command: `ss -tno '( dport = :${serverOf(c).port} )'`,
    },
    { where: 'client', text: 'Or let the pool close idle connections before that time.' },
    {
      where: 'network',
      text: 'Idle timers of every firewall, NAT gateway and load balancer on the path; 350 s is common for cloud NAT and network load balancers.',
    },
    { where: 'server', text: 'Does the packet after the pause arrive at the server?', command: capture(serverOf(c), 'server-side.pcap') },
  ],
  cannotTell: () => [
    'Who removed the connection: the device is invisible; captures at both ends would show where the packets stop.',
    'A peer that lost its own state (reboot, failover) in the same pause looks the same when its TTL fits.',
  ],
};
