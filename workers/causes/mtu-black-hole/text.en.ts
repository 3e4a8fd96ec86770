// Words of mtu-black-hole in English; when it holds is decided in rule.ts.

import { fullSizePing, serverOf } from '../words/commands';
import { connections, en, headlineForm, numberFact } from '../words/phrases';
import { formatExactBytes } from '../../base/format';
import type { CauseWords } from '../words/words';
import { fullSize } from './text-shared';

export const text: CauseWords = {
  short: 'Large packets vanish',
  headline: (c) => {
    const passed = numberFact(c.facts, 'largestPassed');
    const lost = numberFact(c.facts, 'smallestLost');
    const upTo = passed === undefined ? 'small packets' : `packets with up to ${formatExactBytes(passed, 'en')} of data`;
    const those = lost === undefined ? 'full-size ones' : `those with ${formatExactBytes(lost, 'en')}`;
    return headlineForm(c.certainty, {
      certain: en`Between ${c.client} and ${c.server} ${upTo} arrive, ${those} never do (${connections(c.n)}): the path drops large packets silently.`,
      likely: en`Between ${c.client} and ${c.server} ${upTo} arrived, ${those} never did (${connections(c.n)}), likely because the path drops large packets.`,
      observed: en`Between ${c.client} and ${c.server} ${upTo} were acknowledged, ${those} were not (${connections(c.n)}).`,
    });
  },
  explanation:
    'A link on the path carries only smaller packets (tunnel, VPN, PPPoE), and the ICMP message that should say so does not come back, so full-size packets are sent again for ever. ' +
    'Connections open, then hang: programs log "Connection timed out" or a read timeout, TLS hangs after ClientHello.',
  move: "the network's owner",
  settles: (c) => ({
    text: 'It was this if full-size pings vanish while small ones are answered.',
    command: fullSizePing(serverOf(c), 1500),
  }),
  next: (c) => {
    const target = serverOf(c);
    return [
      { where: 'client', text: 'Does a full-size packet get through without fragmentation?', command: fullSizePing(target, fullSize(c)) },
      { where: 'client', text: 'At which hop does the size shrink?', command: `tracepath -n ${target.host}` },
      {
        where: 'network',
        text: 'Clamp the MSS where the smaller link begins.',
        command: 'iptables -t mangle -A FORWARD -p tcp --tcp-flags SYN,RST SYN -j TCPMSS --clamp-mss-to-pmtu',
      },
      { where: 'network', text: 'Let ICMP "fragmentation needed" (type 3, code 4; ICMPv6 packet too big) pass through every firewall.' },
      {
        where: 'server',
        text: 'As a help until then: let the sender probe for a smaller size.',
        command: 'sysctl -w net.ipv4.tcp_mtu_probing=1',
      },
    ];
  },
  cannotTell: () => ['Which link is the narrow one: nothing on the path says so, that is the fault itself.'],
};
