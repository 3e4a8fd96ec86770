// Ethernet II with any depth of VLAN tags (LINKTYPE 1).

import { skipVlanTags, type LinkLayer } from './link-layer';

export const ethernet: LinkLayer = {
  linkTypes: [1],
  name: 'ethernet',
  decode(data, offset, end, out) {
    if (offset + 14 > end) return false;
    out.etherType = (data[offset + 12] << 8) | data[offset + 13];
    out.offset = offset + 14;
    return skipVlanTags(data, end, out);
  },
};
