// Ethernet II with any depth of VLAN tags, and IEEE 802.3 frames that carry IP in an LLC or SNAP header.

import { u16be } from '../../base/bytes';
import { followLlc, followTags, LINK_CUT, type LinkLayer, type LinkTarget } from './link-layer';

export const ETHERNET_BYTES = 14;
/** Up to here the field is a length (802.3), not a type. */
const MAX_802_3_LENGTH = 1500;

export const ethernet: LinkLayer = { linkType: 1, name: 'ethernet', decode: decodeEthernet };

/** Also of frames inside tunnels. */
export function decodeEthernet(bytes: Uint8Array, offset: number, end: number, out: LinkTarget): void {
  if (offset + ETHERNET_BYTES > end) {
    out.etherType = LINK_CUT;
    return;
  }
  followTags(bytes, u16be(bytes, offset + 12), offset + ETHERNET_BYTES, end, out);
  if (out.etherType >= 0 && out.etherType <= MAX_802_3_LENGTH) followLlc(bytes, out.payloadOffset, end, out);
}
