// BSD loopback: an address family in 32 bits. NULL has it in the byte order of the capturing machine, LOOP in network
// order; files of either kind are found with the other order, so both read both.

import { u32be, u32le } from '../../base/bytes';
import { ETHERTYPE_IPV4, ETHERTYPE_IPV6, LINK_CUT, LINK_OTHER, type LinkLayer, type LinkTarget } from './link-layer';

const HEADER_BYTES = 4;
const MAX_FAMILY = 0xffff;
const AF_INET = 2;

export const nullLoopback: LinkLayer = { linkType: 0, name: 'null', decode };
export const openBsdLoopback: LinkLayer = { linkType: 108, name: 'loop', decode };

function decode(bytes: Uint8Array, offset: number, end: number, out: LinkTarget): void {
  if (offset + HEADER_BYTES > end) {
    out.etherType = LINK_CUT;
    return;
  }
  let family = u32be(bytes, offset);
  if (family > MAX_FAMILY) family = u32le(bytes, offset);
  out.payloadOffset = offset + HEADER_BYTES;
  out.etherType = family === AF_INET ? ETHERTYPE_IPV4 : isInet6(family) ? ETHERTYPE_IPV6 : LINK_OTHER;
}

/** AF_INET6 of Linux, Windows, NetBSD and OpenBSD, FreeBSD, macOS. */
function isInet6(family: number): boolean {
  return family === 10 || family === 23 || family === 24 || family === 28 || family === 30;
}
