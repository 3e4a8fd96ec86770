// PPP (RFC 1661) with and without HDLC-like framing (RFC 1662), with a direction byte, in PPPoE (RFC 2516); and Cisco's HDLC.

import { u16be } from '../../base/bytes';
import {
  ETHERTYPE_IPV4,
  ETHERTYPE_IPV6,
  ETHERTYPE_MPLS,
  ETHERTYPE_MPLS_MULTICAST,
  followTags,
  LINK_CUT,
  LINK_OTHER,
  LINK_PPP,
  type LinkLayer,
  type LinkTarget,
} from './link-layer';

const HDLC_ADDRESS = 0xff;
const HDLC_CONTROL = 3;
/** Unicast and broadcast. */
const CISCO_ADDRESSES: readonly number[] = [0x0f, 0x8f];
const CISCO_BYTES = 4;

const PPP_IPV4 = 0x0021;
const PPP_IPV6 = 0x0057;
const PPP_MPLS = 0x0281;
const PPP_MPLS_MULTICAST = 0x0283;

export const PPPOE_BYTES = 6;
/** Version 1, type 1; a session's data has code 0. */
const PPPOE_VERSION = 0x11;

export const pppLayers: readonly LinkLayer[] = [
  { linkType: 9, name: 'ppp', decode: followPpp },
  { linkType: 50, name: 'ppp-hdlc', decode: decodeSerial },
  { linkType: 51, name: 'ppp-ether', decode: decodePppEther },
  { linkType: 104, name: 'c-hdlc', decode: decodeCisco },
  // The direction stands in the place of HDLC's address byte.
  { linkType: 166, name: 'ppp-pppd', decode: (bytes, offset, end, out) => followProtocol(bytes, offset + 2, end, out) },
  { linkType: 204, name: 'ppp-with-dir', decode: (bytes, offset, end, out) => followPpp(bytes, offset + 1, end, out) },
];

/** From a PPP packet to what it carries; address and control may be there, and the protocol may be one byte (RFC 1661 6.5, 6.6). */
export function followPpp(bytes: Uint8Array, at: number, end: number, out: LinkTarget): void {
  // No protocol begins with 0xff: it is the address, followed by the control byte.
  const isFramed = at < end && bytes[at] === HDLC_ADDRESS && (at + 1 === end || bytes[at + 1] === HDLC_CONTROL);
  followProtocol(bytes, isFramed ? at + 2 : at, end, out);
}

function followProtocol(bytes: Uint8Array, at: number, end: number, out: LinkTarget): void {
  // Protocol numbers are odd, and their first byte even: an odd first byte is all there is.
  const size = at < end && (bytes[at] & 1) === 1 ? 1 : 2;
  if (at + size > end) {
    out.etherType = LINK_CUT;
    return;
  }
  out.etherType = etherTypeOf(size === 1 ? bytes[at] : u16be(bytes, at));
  out.payloadOffset = at + size;
}

function etherTypeOf(protocol: number): number {
  switch (protocol) {
    case PPP_IPV4:
      return ETHERTYPE_IPV4;
    case PPP_IPV6:
      return ETHERTYPE_IPV6;
    case PPP_MPLS:
      return ETHERTYPE_MPLS;
    case PPP_MPLS_MULTICAST:
      return ETHERTYPE_MPLS_MULTICAST;
    default:
      return LINK_PPP + protocol;
  }
}

/** Whether it is PPP or Cisco's framing the address byte tells. */
function decodeSerial(bytes: Uint8Array, offset: number, end: number, out: LinkTarget): void {
  if (offset < end && CISCO_ADDRESSES.includes(bytes[offset])) decodeCisco(bytes, offset, end, out);
  else followPpp(bytes, offset, end, out);
}

/** Address, control, ethertype. */
function decodeCisco(bytes: Uint8Array, offset: number, end: number, out: LinkTarget): void {
  if (offset + CISCO_BYTES > end) out.etherType = LINK_CUT;
  else followTags(bytes, u16be(bytes, offset + 2), offset + CISCO_BYTES, end, out);
}

function decodePppEther(bytes: Uint8Array, offset: number, end: number, out: LinkTarget): void {
  out.etherType = LINK_OTHER;
  out.payloadOffset = offset;
  followPppoe(bytes, offset, end, out);
}

/** Steps over the header of a PPPoE session; false, and nothing changed, when it is none. */
export function followPppoe(bytes: Uint8Array, at: number, end: number, out: LinkTarget): boolean {
  if (at + PPPOE_BYTES > end) {
    out.etherType = LINK_CUT;
    return true;
  }
  if (bytes[at] !== PPPOE_VERSION || bytes[at + 1] !== 0) return false;
  followProtocol(bytes, at + PPPOE_BYTES, end, out);
  return true;
}
