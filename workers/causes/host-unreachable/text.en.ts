// Words of host-unreachable in English; when it holds is decided in rule.ts.

import { serverOf } from '../words/commands';
import { attempts, connections, en, headlineForm, textFact } from '../words/phrases';
import type { CauseWords } from '../words/words';
import { icmp } from './text-shared';

export const text: CauseWords = {
  short: 'Host unreachable',
  headline: (c) => {
    const message = icmp(c, 'en');
    if (message === undefined) {
      const silent = c.n === 1 ? '1 connection attempt drew no answer' : `none of ${attempts(c.n)} drew an answer`;
      return headlineForm(c.certainty, {
        certain: en`${c.server} was never reached: ${silent}, and nothing else was heard from that host.`,
        likely: en`${attempts(c.n)} to ${c.server} got no answer and nothing was heard from that host, likely because it is down or has no route.`,
        observed: en`${attempts(c.n)} to ${c.server} got no answer, and nothing was heard from that host.`,
      });
    }
    const router = textFact(c.facts, 'rejectedBy') ?? 'a router';
    const what = c.outcome === 'unreachable' || c.outcome === 'refused' ? attempts(c.n) : connections(c.n);
    return headlineForm(c.certainty, {
      certain: en`${c.server} was never reached: ${router} answered ${what} with ${message}.`,
      likely: en`${router} answered ${what} to ${c.server} with ${message}, likely because that host is down or has no route.`,
      observed: en`${router} answered ${what} to ${c.server} with ${message}.`,
    });
  },
  explanation: 'Nothing at that address was reached: the host is down, the address is wrong, or a route is missing.',
  move: "the network's owner, or the owner of the host that is gone",
  settles: (c) => ({ text: 'It was this if the host answers nothing else either.', command: `ping -c 3 ${serverOf(c).host}` }),
  next: (c) => [
    {
      where: 'client',
      text: 'Which way would the packets go, and is the neighbour known?',
      command: `ip route get ${serverOf(c).host}; ip neigh show ${serverOf(c).host}`,
    },
    { where: 'client', text: 'Does the host answer anything at all?', command: `ping -c 3 ${serverOf(c).host}` },
    { where: 'network', text: 'Where does the path end?', command: `tracepath -n ${serverOf(c).host}` },
    { where: 'server', text: 'Is the machine, virtual machine or pod running, and does it still have this address?' },
  ],
  cannotTell: () => [
    'Whether the host is down, or up and cut off: both stay silent.',
    'A filter that answers with ICMP host unreachable looks the same; an answer without the usual 3 s of waiting for ARP favours a filter.',
  ],
};
