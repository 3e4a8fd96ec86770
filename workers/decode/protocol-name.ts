// What frames that are not TCP are called in the summary.

import { ABOVE_LINK } from './decoded-frame';

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
  [103, 'PIM'],
  [112, 'VRRP'],
  [132, 'SCTP'],
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
]);

/** @param protocol as in DecodedFrame.protocol */
export function protocolName(protocol: number): string {
  if (protocol < ABOVE_LINK) return IP_PROTOCOLS.get(protocol) ?? `IP protocol ${protocol}`;
  const etherType = protocol - ABOVE_LINK;
  return ETHERTYPES.get(etherType) ?? `ethertype 0x${etherType.toString(16).padStart(4, '0')}`;
}
