// Words of injected-reset in English; when it holds is decided in rule.ts.

import { capture, captureOtherEnd, serverOf, tcpTraceroute } from '../words/commands';
import { connections, en, headlineForm } from '../words/phrases';
import type { CauseWords } from '../words/words';
import { ttl } from './text-shared';

export const text: CauseWords = {
  short: 'Forged reset',
  headline: (c) => {
    const were = c.n === 1 ? 'was' : 'were';
    return headlineForm(c.certainty, {
      certain: en`${connections(c.n)} between ${c.client} and ${c.server} ${were} hit by a RST that neither end sent${ttl(c, 'en')}: a device on the path forged it.`,
      likely: en`${connections(c.n)} between ${c.client} and ${c.server} ${were} reset by a RST unlike its sender's other packets${ttl(c, 'en')}, likely because a device between forged it.`,
      observed: en`${connections(c.n)} between ${c.client} and ${c.server} ${were} reset by a RST unlike the other packets of its sender${ttl(c, 'en')}.`,
    });
  },
  explanation:
    'A device on the path (firewall, content filter, intrusion prevention) sent a RST in the name of one side, or of both. That side knows nothing of it and goes on. ' +
    'Programs log "Connection reset by peer" although the peer did not reset.',
  move: "the network's owner",
  settles: (c) => ({
    text: 'It was this if its apparent sender did not send the RST, and busy connections are hit as well.',
    command: captureOtherEnd(c),
  }),
  next: (c) => [
    {
      where: 'server',
      text: 'Capture on both sides at the same time: a RST seen at the client and never sent by the server proves it.',
      command: capture(serverOf(c), 'server-side.pcap'),
    },
    {
      where: 'network',
      text: 'How many hops away are the devices? The TTL of the RST tells the distance of its sender.',
      command: tcpTraceroute(serverOf(c)),
    },
    { where: 'network', text: 'Logs of firewall, intrusion prevention and content filter for these addresses at that time.' },
    { where: 'client', text: 'Does it work over another path (VPN, other provider)?' },
  ],
  cannotTell: () => [
    'Which device sent it: its address is not in the packet, only its distance follows from the TTL.',
    'From one side alone the proof is indirect; a second capture at the other end would settle it.',
  ],
};
