// Words of retransmission-timeout in English; when it holds is decided in rule.ts.

import { capture, captureOtherEnd, serverOf, tcpTraceroute } from '../words/commands';
import { connections, en, headlineForm } from '../words/phrases';
import type { CauseWords } from '../words/words';
import { retries } from './text-shared';

export const text: CauseWords = {
  short: 'Never acknowledged',
  headline: (c) =>
    headlineForm(c.certainty, {
      certain: en`Data on ${connections(c.n)} between ${c.client} and ${c.server} was sent again and again${retries(c, 'en')} without an acknowledgement, until the sender gave up.`,
      likely: en`Data on ${connections(c.n)} between ${c.client} and ${c.server} was retransmitted${retries(c, 'en')} and never acknowledged, likely because the path or the peer is down.`,
      observed: en`Data on ${connections(c.n)} between ${c.client} and ${c.server} was retransmitted${retries(c, 'en')} and never acknowledged.`,
    }),
  explanation:
    'The sender repeated its data at growing distances and heard nothing: the other host is gone, or the path is broken in one direction. Linux gives up after about 15 minutes and sends no RST. ' +
    'The sender logs "Connection timed out", or "No route to host" when a router reports it.',
  move: "the network's owner, or the owner of the host that fell silent",
  settles: (c) => ({
    text: 'It was this if a capture at the other end shows that packets get lost on the way.',
    command: captureOtherEnd(c),
  }),
  next: (c) => [
    {
      where: 'server',
      text: 'Do the repeated packets arrive at the other end? Then its answers are lost on the way back.',
      command: capture(serverOf(c), 'other-side.pcap'),
    },
    {
      where: 'client',
      text: 'Which connections retransmit right now (timer, retrans, backoff)?',
      command: `ss -tino '( dport = :${serverOf(c).port} )'`,
    },
    { where: 'network', text: 'Where does the path end?', command: tcpTraceroute(serverOf(c)) },
    {
      where: 'client',
      text: 'To fail sooner than after 15 minutes: TCP_USER_TIMEOUT in the program, or this setting.',
      command: 'sysctl net.ipv4.tcp_retries2',
    },
  ],
  cannotTell: () => [
    'Whether the data or its acknowledgement was lost: a capture at the other end would tell.',
    'Whether the other host is down or only cut off: both stay silent.',
  ],
};
