// BSD loopback (LINKTYPE 0 and 108): four bytes of address family, in the byte order of the machine that captured.
// Families differ between systems (IPv6 is 10, 24, 28 or 30), so the IP version nibble decides.

import { etherTypeOfIp, type LinkLayer } from './link-layer';

export const nullLoopback: LinkLayer = {
  linkTypes: [0, 108],
  name: 'null',
  decode(data, offset, end, out) {
    if (offset + 5 > end) return false;
    out.etherType = etherTypeOfIp(data[offset + 4]);
    out.offset = offset + 4;
    return true;
  },
};
