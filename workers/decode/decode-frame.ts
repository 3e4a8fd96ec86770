// One captured record -> DecodedFrame: link layer, then IP, then TCP / ICMP error / ARP. Hot and allocation-free; never
// throws, never reads outside [offset, offset + capLen).

import { bad, BAD_LINK, CUT_HEADER } from './bad-frame';
import { FrameKind, type DecodedFrame } from './decoded-frame';
import { ETHERTYPE_ARP, ETHERTYPE_IPV4, ETHERTYPE_IPV6, LinkPayload } from './link/link-layer';
import { ethernet } from './link/ethernet';
import { linkLayerOf } from './link/registry';
import { decodeArp } from './net/arp';
import { decodeIpv4, decodeIpv6 } from './net/ip';

const LINKTYPE_ETHERNET = 1;
/** DecodedFrame.protocol of frames that carry no IP: this plus the ethertype. */
const BELOW_IP = 0x10000;

const linkPayload = new LinkPayload();

export function decodeFrame(linkType: number, data: Uint8Array, offset: number, capLen: number, origLen: number, out: DecodedFrame): void {
  const end = offset + capLen;
  out.kind = FrameKind.Other;
  out.protocol = 0;
  out.isFragment = false;
  out.isPayloadCut = false;
  out.optionBits = 0;
  const link = linkType === LINKTYPE_ETHERNET ? ethernet : linkLayerOf(linkType);
  if (link === undefined) return bad(out, BAD_LINK);
  if (!link.decode(data, offset, end, linkPayload)) return bad(out, CUT_HEADER);
  const { etherType, offset: at } = linkPayload;
  const beyond = Math.max(0, origLen - capLen);
  if (etherType === ETHERTYPE_IPV4) decodeIpv4(data, at, end, beyond, out);
  else if (etherType === ETHERTYPE_IPV6) decodeIpv6(data, at, end, beyond, out);
  else if (etherType === ETHERTYPE_ARP) decodeArp(data, at, end, out);
  else out.protocol = BELOW_IP + etherType;
}

/** Name of what a frame of kind Other carries. */
export function protocolName(protocol: number): string {
  if (protocol === 17) return 'UDP';
  if (protocol === 1) return 'ICMP';
  if (protocol === 58) return 'ICMPv6';
  if (protocol === 6) return 'TCP fragment';
  if (protocol === 132) return 'SCTP';
  return protocol >= BELOW_IP ? `ethertype 0x${(protocol - BELOW_IP).toString(16).padStart(4, '0')}` : `IP protocol ${protocol}`;
}
