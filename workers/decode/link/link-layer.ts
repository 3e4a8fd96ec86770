// The contract of a link type: say what the frame carries and where that begins.

/** Reused target of link decoders. `etherType` 0 means unknown; raw IP is told by IPv4's or IPv6's number. */
export class LinkPayload {
  etherType = 0;
  offset = 0;
}

export interface LinkLayer {
  /** LINKTYPE_ numbers (tcpdump.org) that this decoder reads. */
  readonly linkTypes: readonly number[];
  /** As tcpdump.org and Wireshark call it, lower case. */
  readonly name: string;
  /** False when the bytes end inside the link header. Never reads outside [offset, end). */
  decode(data: Uint8Array, offset: number, end: number, out: LinkPayload): boolean;
}

export const ETHERTYPE_IPV4 = 0x0800;
export const ETHERTYPE_IPV6 = 0x86dd;
export const ETHERTYPE_ARP = 0x0806;

/** Raw IP: the version nibble tells which. */
export function etherTypeOfIp(firstByte: number): number {
  const version = firstByte >>> 4;
  if (version === 4) return ETHERTYPE_IPV4;
  return version === 6 ? ETHERTYPE_IPV6 : 0;
}

/** Skips any depth of VLAN tags (802.1Q, 802.1ad, QinQ). False when the bytes end inside a tag. */
export function skipVlanTags(data: Uint8Array, end: number, out: LinkPayload): boolean {
  while (out.etherType === 0x8100 || out.etherType === 0x88a8 || out.etherType === 0x9100) {
    if (out.offset + 4 > end) return false;
    out.etherType = (data[out.offset + 2] << 8) | data[out.offset + 3];
    out.offset += 4;
  }
  return true;
}
