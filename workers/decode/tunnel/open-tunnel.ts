// From the payload of an IP packet to the packet inside it, when that payload is a tunnel. One step: tunnels in tunnels are the caller's loop.

import { ETHERTYPE_ETHERNET, ETHERTYPE_IPV4, ETHERTYPE_IPV6, ETHERTYPE_MPLS } from '../link/link-layer';
import { PROTOCOL_ETHERIP, PROTOCOL_GRE, PROTOCOL_IPV4, PROTOCOL_IPV6, PROTOCOL_MPLS, PROTOCOL_UDP } from '../net/protocols';
import { openGre } from './gre';
import { TunnelKind, type TunnelTarget } from './tunnel-target';
import { openUdpTunnel } from './udp-tunnels';

/** Tunnels within tunnels that are followed; four is more than any network is built of. */
export const MAX_TUNNELS = 8;

export const ETHERIP_BYTES = 2;
const ETHERIP_VERSION = 0x30;

/** @returns false when data[at, end), the payload of an IP packet with this protocol number, is no tunnel */
export function openTunnel(data: Uint8Array, protocol: number, at: number, end: number, out: TunnelTarget): boolean {
  switch (protocol) {
    case PROTOCOL_UDP:
      return openUdpTunnel(data, at, end, out);
    case PROTOCOL_GRE:
      return openGre(data, at, end, out);
    case PROTOCOL_IPV4:
      return enter(TunnelKind.IpInIp, ETHERTYPE_IPV4, at, out);
    case PROTOCOL_IPV6:
      return enter(TunnelKind.Ipv6InIp, ETHERTYPE_IPV6, at, out);
    case PROTOCOL_ETHERIP:
      if (at + ETHERIP_BYTES > end || data[at] !== ETHERIP_VERSION) return false;
      return enter(TunnelKind.EtherIp, ETHERTYPE_ETHERNET, at + ETHERIP_BYTES, out);
    case PROTOCOL_MPLS:
      return enter(TunnelKind.MplsInIp, ETHERTYPE_MPLS, at, out);
    default:
      return false;
  }
}

function enter(kind: number, etherType: number, at: number, out: TunnelTarget): boolean {
  out.kind = kind;
  out.id = 0;
  out.etherType = etherType;
  out.payloadOffset = at;
  return true;
}
