// Linux "cooked" capture v2: protocol 2, reserved 2, interface index 4, ARPHRD 2, packet type 1, address length 1, address 8.

import { u16be } from '../../base/bytes';
import { LINK_CUT, followTags, type LinkLayer, type LinkTarget } from './link-layer';

const HEADER_BYTES = 20;

export const linuxSll2: LinkLayer = {
  linkType: 276,
  name: 'linux-sll2',
  decode(bytes: Uint8Array, offset: number, end: number, out: LinkTarget): void {
    if (offset + HEADER_BYTES > end) out.etherType = LINK_CUT;
    else followTags(bytes, u16be(bytes, offset), offset + HEADER_BYTES, end, out);
  },
};
