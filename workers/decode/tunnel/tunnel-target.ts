// What the opening of a tunnel found out, and which tunnels there are.

import { LinkTarget } from '../link/link-layer';

export const TunnelKind = {
  None: 0,
  IpInIp: 1,
  Ipv6InIp: 2,
  Gre: 3,
  Erspan: 4,
  Vxlan: 5,
  Geneve: 6,
  GtpU: 7,
  Teredo: 8,
  EtherIp: 9,
  MplsInIp: 10,
} as const;
/** By TunnelKind; as networks call them, the same in every language. */
export const TUNNEL_NAMES: readonly string[] = [
  '',
  'IP-in-IP',
  'IPv6-in-IPv4',
  'GRE',
  'ERSPAN',
  'VXLAN',
  'GENEVE',
  'GTP-U',
  'Teredo',
  'EtherIP',
  'MPLS-in-IP',
];

/** One object, reused for every frame. */
export class TunnelTarget extends LinkTarget {
  kind: number = 0;
  /** VNI, TEID, key or session: what tells tunnels between the same two ends apart; 0 when there is none. */
  id = 0;
}
