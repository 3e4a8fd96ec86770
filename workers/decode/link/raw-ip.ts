// No link header at all: the IP header comes first (LINKTYPE 101; 12 and 14 as some systems number it; 228 and 229 for one version only).

import { etherTypeOfIp, type LinkLayer } from './link-layer';

export const rawIp: LinkLayer = {
  linkTypes: [101, 12, 14, 228, 229],
  name: 'raw',
  decode(data, offset, end, out) {
    if (offset >= end) return false;
    out.etherType = etherTypeOfIp(data[offset]);
    out.offset = offset;
    return true;
  },
};
