// Linux "cooked" capture v1 (LINKTYPE 113), what `tcpdump -i any` wrote for long: the protocol stands in the last two of 16 bytes.

import { skipVlanTags, type LinkLayer } from './link-layer';

export const linuxSll: LinkLayer = {
  linkTypes: [113],
  name: 'linux-sll',
  decode(data, offset, end, out) {
    if (offset + 16 > end) return false;
    out.etherType = (data[offset + 14] << 8) | data[offset + 15];
    out.offset = offset + 16;
    return skipVlanTags(data, end, out);
  },
};
