// What frames that are not TCP are called in the summary.

import { ABOVE_LINK } from './decoded-frame';
import { LINK_PPP, LINK_WLAN, LINK_WLAN_PROTECTED } from './link/link-layer';

const IP_PROTOCOLS: ReadonlyMap<number, string> = new Map([
  [1, 'ICMP'],
  [2, 'IGMP'],
  [4, 'IP in IP'],
  // Whole segments are never filed as "other": this is a later fragment of one.
  [6, 'TCP fragment'],
  [17, 'UDP'],
  [41, 'IPv6 in IP'],
  [47, 'GRE'],
  [50, 'ESP'],
  [58, 'ICMPv6'],
  [88, 'EIGRP'],
  [89, 'OSPF'],
  [97, 'EtherIP'],
  [103, 'PIM'],
  [112, 'VRRP'],
  [115, 'L2TP'],
  [132, 'SCTP'],
  [137, 'MPLS in IP'],
]);

const ETHERTYPES: ReadonlyMap<number, string> = new Map([
  [0, 'LLC'],
  [0x0806, 'ARP'],
  [0x8809, 'LACP'],
  [0x8847, 'MPLS'],
  [0x8848, 'MPLS'],
  [0x8863, 'PPPoE'],
  [0x8864, 'PPPoE'],
  [0x888e, 'EAPOL'],
  [0x88cc, 'LLDP'],
  [0x88e5, 'MACsec'],
  [0x88f7, 'PTP'],
  [LINK_WLAN, '802.11'],
  [LINK_WLAN_PROTECTED, 'encrypted 802.11'],
  // What would be TCP if the other end's tables were at hand (RFC 1144), or the key.
  [LINK_PPP + 0x2d, 'TCP with compressed headers'],
  [LINK_PPP + 0x2f, 'TCP with compressed headers'],
  [LINK_PPP + 0x53, 'encrypted PPP'],
  [LINK_PPP + 0xfd, 'compressed PPP'],
]);
/** From here on PPP's protocols set up and keep up the link (RFC 1661 2). */
const PPP_CONTROL = 0x8000;

/** @param protocol as in DecodedFrame.protocol */
export function protocolName(protocol: number): string {
  if (protocol < ABOVE_LINK) return IP_PROTOCOLS.get(protocol) ?? `IP protocol ${protocol}`;
  const etherType = protocol - ABOVE_LINK;
  if (etherType >= LINK_PPP + PPP_CONTROL) return 'PPP control';
  return (
    ETHERTYPES.get(etherType) ??
    `${etherType < LINK_PPP ? 'ethertype' : 'PPP protocol'} 0x${(etherType & 0xffff).toString(16).padStart(4, '0')}`
  );
}
