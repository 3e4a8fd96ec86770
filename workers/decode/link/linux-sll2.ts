// Linux "cooked" capture v2 (LINKTYPE 276): the protocol comes first, the interface index is kept.

import { skipVlanTags, type LinkLayer } from './link-layer';

export const linuxSll2: LinkLayer = {
  linkTypes: [276],
  name: 'linux-sll2',
  decode(data, offset, end, out) {
    if (offset + 20 > end) return false;
    out.etherType = (data[offset] << 8) | data[offset + 1];
    out.offset = offset + 20;
    return skipVlanTags(data, end, out);
  },
};
