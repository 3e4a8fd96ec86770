// No link header at all: the frame begins with the IP header, whose version says which. Several numbers mean this:
// 101 is LINKTYPE_RAW, 12 and 14 are the DLT_RAW of BSD and OpenBSD found in old files, 228 and 229 name the version.

import { ETHERTYPE_IPV4, ETHERTYPE_IPV6, LINK_CUT, LINK_OTHER, type LinkLayer, type LinkTarget } from './link-layer';

export const rawIpLayers: readonly LinkLayer[] = [
  rawIp(101, 'raw'),
  rawIp(12, 'raw'),
  rawIp(14, 'raw'),
  rawIp(228, 'ipv4'),
  rawIp(229, 'ipv6'),
];

function rawIp(linkType: number, name: string): LinkLayer {
  return { linkType, name, decode: decodeRawIp };
}

export function decodeRawIp(bytes: Uint8Array, offset: number, end: number, out: LinkTarget): void {
  out.payloadOffset = offset;
  if (offset >= end) {
    out.etherType = LINK_CUT;
    return;
  }
  const version = bytes[offset] >>> 4;
  out.etherType = version === 4 ? ETHERTYPE_IPV4 : version === 6 ? ETHERTYPE_IPV6 : LINK_OTHER;
}
