// Fields of what may stand between the link header and IP: inner Ethernet frames, PPPoE, PPP, MPLS labels; each as one step took it.

import { ETHERTYPE_ETHERNET, ETHERTYPE_MPLS, ETHERTYPE_MPLS_MULTICAST, ETHERTYPE_PPP, ETHERTYPE_PPPOE } from '../link/link-layer';
import { isBottom, LABEL_BYTES } from '../link/mpls';
import { PPPOE_BYTES } from '../link/ppp';
import { FieldList } from './field-list';
import { ethernetFields } from './link-fields';

const PPP_PROTOCOLS: ReadonlyMap<number, string> = new Map([
  [0x0021, 'IPv4'],
  [0x0057, 'IPv6'],
  [0x0281, 'MPLS'],
]);

/** The header in bytes [from, to) that `etherType` stood for. */
export function encapsulationFields(list: FieldList, etherType: number, from: number, to: number): void {
  switch (etherType) {
    case ETHERTYPE_ETHERNET:
      return ethernetFields(list, from, to);
    case ETHERTYPE_PPPOE:
      return pppoeFields(list, from, to);
    case ETHERTYPE_PPP:
      return pppFields(list, from, to);
    case ETHERTYPE_MPLS:
    case ETHERTYPE_MPLS_MULTICAST:
      return mplsFields(list, from, to);
    default: // nothing else is stepped over
  }
}

export function pppoeFields(list: FieldList, from: number, to: number): void {
  const inner = new FieldList(list.bytes);
  inner.number('pppoe.session_id', from + 2, 2);
  inner.number('pppoe.payload_length', from + 4, 2);
  list.group('pppoe', 'PPPoE', from, from + PPPOE_BYTES, inner.fields);
  pppFields(list, from + PPPOE_BYTES, to);
}

/** Its last two bytes, or the only one left, are the protocol. */
export function pppFields(list: FieldList, from: number, to: number): void {
  const inner = new FieldList(list.bytes);
  const size = to - from === 1 || to - from === 3 ? 1 : 2;
  if (to - size >= from) inner.named('ppp.protocol', PPP_PROTOCOLS, to - size, size);
  list.group('ppp', 'PPP', from, to, inner.fields);
}

function mplsFields(list: FieldList, from: number, to: number): void {
  let at = from;
  for (let isLast = false; !isLast && at + LABEL_BYTES <= to; at += LABEL_BYTES) {
    const inner = new FieldList(list.bytes);
    const word = inner.u32(at);
    inner.text('mpls.label', String(word >>> 12), at, 3);
    inner.text('mpls.exp', String((word >>> 9) & 7), at + 2, 1);
    inner.text('mpls.bottom', String((word >>> 8) & 1), at + 2, 1);
    inner.number('mpls.ttl', at + 3, 1);
    list.group('mpls', String(word >>> 12), at, at + LABEL_BYTES, inner.fields);
    isLast = isBottom(list.bytes, at);
  }
  if (at < to) list.group('pwethcw', `${to - at} B`, at, to);
}
