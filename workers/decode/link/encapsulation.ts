// What may stand between a link header and IP, or between the headers of a tunnel and IP: one step per header, so that the
// decoder and the field view take the same ones.

import { decodeEthernet } from './ethernet';
import {
  ETHERTYPE_ETHERNET,
  ETHERTYPE_MPLS,
  ETHERTYPE_MPLS_MULTICAST,
  ETHERTYPE_PPP,
  ETHERTYPE_PPPOE,
  type LinkTarget,
} from './link-layer';
import { followMpls } from './mpls';
import { followPpp, followPppoe } from './ppp';

/** PPPoE in Ethernet in MPLS in Ethernet is real; more than this is nobody's network. */
export const MAX_ENCAPSULATIONS = 8;

/** Steps over the header that target.etherType names; false when there is none, or none that can be followed. */
export function followEncapsulation(bytes: Uint8Array, end: number, target: LinkTarget): boolean {
  const at = target.payloadOffset;
  switch (target.etherType) {
    case ETHERTYPE_MPLS:
    case ETHERTYPE_MPLS_MULTICAST:
      return followMpls(bytes, at, end, target);
    case ETHERTYPE_PPPOE:
      return followPppoe(bytes, at, end, target);
    case ETHERTYPE_ETHERNET:
      decodeEthernet(bytes, at, end, target);
      return true;
    case ETHERTYPE_PPP:
      followPpp(bytes, at, end, target);
      return true;
    default:
      return false;
  }
}
