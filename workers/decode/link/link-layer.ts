// The contract of a link layer: where the network packet begins in a captured frame, and what it is. Which link layers
// exist is the registry's business.

export const ETHERTYPE_IPV4 = 0x0800;
export const ETHERTYPE_ARP = 0x0806;
export const ETHERTYPE_IPV6 = 0x86dd;
/** In place of an ethertype: the snapshot length cut the link header. */
export const LINK_CUT = -1;
/** In place of an ethertype: IEEE 802.2 without SNAP, or a family that is not an IP version. */
export const LINK_OTHER = 0;

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
