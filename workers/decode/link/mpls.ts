// MPLS (RFC 3032): a stack of labels, and below it IP, or an Ethernet frame with or without a control word (RFC 4448).
// The stack does not say what it carries; it is taken for something only when that looks right.

import { u16be } from '../../base/bytes';
import { decodeEthernet, ETHERNET_BYTES } from './ethernet';
import {
  ETHERTYPE_ETHERNET,
  ETHERTYPE_IPV4,
  ETHERTYPE_IPV6,
  ETHERTYPE_MPLS,
  LINK_CUT,
  LINK_OTHER,
  LinkTarget,
  type LinkLayer,
} from './link-layer';

export const LABEL_BYTES = 4;
const CONTROL_WORD_BYTES = 4;

export const mpls: LinkLayer = {
  linkType: 219,
  name: 'mpls',
  decode(_bytes: Uint8Array, offset: number, _end: number, out: LinkTarget): void {
    out.etherType = ETHERTYPE_MPLS;
    out.payloadOffset = offset;
  },
};

const probe = new LinkTarget();

/** Steps over the labels; false, and nothing changed, when what they carry is not known. */
export function followMpls(bytes: Uint8Array, from: number, end: number, out: LinkTarget): boolean {
  let at = from;
  do at += LABEL_BYTES;
  while (at <= end && !isBottom(bytes, at - LABEL_BYTES));
  if (at >= end) {
    out.etherType = LINK_CUT;
    return true;
  }
  const nibble = bytes[at] >>> 4;
  if (nibble === 4 || nibble === 6) {
    out.etherType = nibble === 4 ? ETHERTYPE_IPV4 : ETHERTYPE_IPV6;
    out.payloadOffset = at;
    return true;
  }
  const frame = nibble === 0 && carriesIp(bytes, at + CONTROL_WORD_BYTES, end) ? at + CONTROL_WORD_BYTES : at;
  if (frame === at && !carriesIp(bytes, at, end)) return false;
  out.etherType = ETHERTYPE_ETHERNET;
  out.payloadOffset = frame;
  return true;
}

export function isBottom(bytes: Uint8Array, label: number): boolean {
  return (bytes[label + 2] & 1) === 1;
}

/** An Ethernet frame with an IP packet, judged by type and version, and by the length that IPv4 states twice. */
function carriesIp(bytes: Uint8Array, at: number, end: number): boolean {
  if (at + ETHERNET_BYTES > end) return false;
  probe.etherType = LINK_OTHER;
  decodeEthernet(bytes, at, end, probe);
  const { etherType, payloadOffset } = probe;
  if (payloadOffset + 4 > end) return false;
  const version = bytes[payloadOffset] >>> 4;
  if (etherType === ETHERTYPE_IPV6) return version === 6;
  return etherType === ETHERTYPE_IPV4 && version === 4 && u16be(bytes, payloadOffset + 2) >= (bytes[payloadOffset] & 15) * 4;
}
