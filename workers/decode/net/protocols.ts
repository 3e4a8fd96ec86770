// Protocol numbers that the network layers share, and the chain of IPv6 extension headers (RFC 8200 4).

export const PROTOCOL_ICMP = 1;
/** IPv4 within IP (RFC 2003). */
export const PROTOCOL_IPV4 = 4;
export const PROTOCOL_TCP = 6;
export const PROTOCOL_UDP = 17;
/** IPv6 within IP (RFC 4213, 2473). */
export const PROTOCOL_IPV6 = 41;
export const PROTOCOL_GRE = 47;
export const PROTOCOL_ICMPV6 = 58;
export const PROTOCOL_ETHERIP = 97;
export const PROTOCOL_MPLS = 137;

export const IPV4_HEADER_BYTES = 20;
export const IPV6_HEADER_BYTES = 40;
export const UDP_HEADER_BYTES = 8;
/** Mask of the fragment field of IPv4: its offset. */
export const IPV4_OFFSET_MASK = 0x1fff;

const HOP_BY_HOP = 0;
const ROUTING = 43;
export const FRAGMENT = 44;
export const AUTHENTICATION = 51;
const DESTINATION = 60;
/** Every extension header is at least this long. */
export const MIN_EXTENSION_BYTES = 8;
/** Mask of the fragment header's second half word: its offset. */
export const IPV6_OFFSET_MASK = 0xfff8;
/** RFC 8200 4.1 knows seven in order; twice that is no packet that any stack sends. */
export const MAX_EXTENSION_HEADERS = 16;

export function isExtensionHeader(next: number): boolean {
  return next === HOP_BY_HOP || next === ROUTING || next === FRAGMENT || next === AUTHENTICATION || next === DESTINATION;
}

/** Bytes of the extension header at data[at], which must be captured to its second byte. */
export function extensionBytes(data: Uint8Array, at: number, type: number): number {
  if (type === FRAGMENT) return MIN_EXTENSION_BYTES;
  return type === AUTHENTICATION ? (data[at + 1] + 2) * 4 : (data[at + 1] + 1) * 8;
}
