// Linux "cooked" capture v1 (tcpdump -i any): packet type 2, ARPHRD 2, address length 2, address 8, protocol 2.

import { u16be } from '../../base/bytes';
import { LINK_CUT, followTags, type LinkLayer, type LinkTarget } from './link-layer';

const HEADER_BYTES = 16;

export const linuxSll: LinkLayer = {
  linkType: 113,
  name: 'linux-sll',
  decode(bytes: Uint8Array, offset: number, end: number, out: LinkTarget): void {
    if (offset + HEADER_BYTES > end) out.etherType = LINK_CUT;
    else followTags(bytes, u16be(bytes, offset + 14), offset + HEADER_BYTES, end, out);
  },
};
