// Ethernet II with any depth of VLAN tags, and IEEE 802.3 frames that carry IP in a SNAP header.

import { u16be } from '../../base/bytes';
import { LINK_CUT, LINK_OTHER, followTags, type LinkLayer, type LinkTarget } from './link-layer';

const HEADER_BYTES = 14;
/** Up to here the field is a length (802.3), not a type. */
const MAX_802_3_LENGTH = 1500;
/** LLC (3) with organisation code (3) and ethertype (2). */
const SNAP_BYTES = 8;

export const ethernet: LinkLayer = {
  linkType: 1,
  name: 'ethernet',
  decode(bytes: Uint8Array, offset: number, end: number, out: LinkTarget): void {
    if (offset + HEADER_BYTES > end) {
      out.etherType = LINK_CUT;
      return;
    }
    followTags(bytes, u16be(bytes, offset + 12), offset + HEADER_BYTES, end, out);
    if (out.etherType >= 0 && out.etherType <= MAX_802_3_LENGTH) followSnap(bytes, end, out);
  },
};

function followSnap(bytes: Uint8Array, end: number, out: LinkTarget): void {
  const at = out.payloadOffset;
  out.etherType = LINK_OTHER;
  if (at + SNAP_BYTES > end || bytes[at] !== 0xaa || bytes[at + 1] !== 0xaa || bytes[at + 2] !== 3) return;
  if (bytes[at + 3] !== 0 || bytes[at + 4] !== 0 || bytes[at + 5] !== 0) return;
  followTags(bytes, u16be(bytes, at + 6), at + SNAP_BYTES, end, out);
}
