// The contract of a link layer: where the network packet begins in a captured frame, and what it is. Which link layers
// exist is the registry's business.

export const ETHERTYPE_IPV4 = 0x0800;
export const ETHERTYPE_ARP = 0x0806;
export const ETHERTYPE_IPV6 = 0x86dd;
/** A whole Ethernet frame where another header would name its payload (transparent Ethernet bridging, RFC 7637). */
export const ETHERTYPE_ETHERNET = 0x6558;
/** PPP as PPTP carries it (RFC 2637). */
export const ETHERTYPE_PPP = 0x880b;
export const ETHERTYPE_MPLS = 0x8847;
export const ETHERTYPE_MPLS_MULTICAST = 0x8848;
export const ETHERTYPE_PPPOE = 0x8864;
/** In place of an ethertype: the snapshot length cut the link header. */
export const LINK_CUT = -1;
/** In place of an ethertype: IEEE 802.2 without SNAP, or a family that is not an IP version. */
export const LINK_OTHER = 0;
/** In place of an ethertype: 802.11 frames that carry no data, and those whose data is encrypted. */
export const LINK_WLAN = 0x10000;
export const LINK_WLAN_PROTECTED = 0x10001;
/** Added to a PPP protocol number that has no ethertype. */
export const LINK_PPP = 0x20000;

/** What a link layer found out; one object, reused for every frame. */
export class LinkTarget {
  /** Ethertype of the packet inside, or LINK_CUT, or LINK_OTHER. */
  etherType: number = LINK_OTHER;
  /** Where the packet inside begins, in the coordinates of `bytes`; meaningless when the header was cut. */
  payloadOffset = 0;
}

export interface LinkLayer {
  /** LINKTYPE_ number of tcpdump.org. */
  readonly linkType: number;
  /** Its name there, in lower case. */
  readonly name: string;
  /** Reads the header in bytes[offset, end) and nothing outside; allocates nothing. */
  decode(bytes: Uint8Array, offset: number, end: number, out: LinkTarget): void;
}

/** 802.1Q, 802.1ad, and what came before 802.1ad. */
export function isVlanType(etherType: number): boolean {
  return etherType === 0x8100 || etherType === 0x88a8 || etherType === 0x9100;
}

const LLC_BYTES = 3;
const SNAP_BYTES = 8;
const SNAP_SAP = 0xaa;
/** IP straight on LLC, as Token Ring had it. */
const IP_SAP = 0x06;
const UNNUMBERED = 3;
/** Organisation codes under which SNAP carries an ethertype: RFC 1042, and bridges (802.1H). */
const BRIDGE_OUI = 0xf8;

/** IEEE 802.2: the ethertype in a SNAP header, or IP without one. */
export function followLlc(bytes: Uint8Array, at: number, end: number, out: LinkTarget): void {
  out.etherType = at + LLC_BYTES > end ? LINK_CUT : LINK_OTHER;
  out.payloadOffset = at;
  if (out.etherType === LINK_CUT || bytes[at] !== bytes[at + 1] || bytes[at + 2] !== UNNUMBERED) return;
  if (bytes[at] === IP_SAP) {
    out.etherType = ETHERTYPE_IPV4;
    out.payloadOffset = at + LLC_BYTES;
    return;
  }
  if (bytes[at] !== SNAP_SAP) return;
  if (at + SNAP_BYTES > end) {
    out.etherType = LINK_CUT;
    return;
  }
  if (bytes[at + 3] !== 0 || bytes[at + 4] !== 0 || (bytes[at + 5] !== 0 && bytes[at + 5] !== BRIDGE_OUI)) return;
  followTags(bytes, (bytes[at + 6] << 8) | bytes[at + 7], at + SNAP_BYTES, end, out);
}

/** Follows an ethertype through any number of VLAN tags. `at` is where the first tag's own two bytes would be. */
export function followTags(bytes: Uint8Array, etherType: number, at: number, end: number, out: LinkTarget): void {
  let type = etherType;
  let payload = at;
  while (isVlanType(type)) {
    if (payload + 4 > end) {
      out.etherType = LINK_CUT;
      return;
    }
    type = (bytes[payload + 2] << 8) | bytes[payload + 3];
    payload += 4;
  }
  out.etherType = type;
  out.payloadOffset = payload;
}
