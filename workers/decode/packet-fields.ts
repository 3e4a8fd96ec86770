// A frame as a tree of header fields with the bytes that hold them, for the packet view. Cold path: one frame at a time.
// Cut or damaged frames give the fields that are there; which ids exist is decided in fields/.

import type { PacketField } from '../model/packet-field';
import { arpFields, linkFields, paddingField } from './fields/link-fields';
import { ipFields } from './fields/ip-fields';
import { ETHERTYPE_ARP, ETHERTYPE_IPV4, ETHERTYPE_IPV6, LINK_CUT, LinkTarget } from './link/link-layer';
import { linkLayerOf, linkTypeName } from './link/registry';

export interface DescribedPacket {
  readonly fields: readonly PacketField[];
  /** Where the TCP payload begins; bytes.length when there is none. */
  readonly payloadStart: number;
}

/** @param origLen bytes of the frame on the wire, for packets that do not tell their own length */
export function describePacket(linkType: number, bytes: Uint8Array, origLen: number): DescribedPacket {
  const layer = linkLayerOf(linkType);
  if (layer === undefined) {
    return {
      fields: [{ id: 'data', value: linkTypeName(linkType), start: 0, end: bytes.length, children: [] }],
      payloadStart: bytes.length,
    };
  }
  const target = new LinkTarget();
  layer.decode(bytes, 0, bytes.length, target);
  const { etherType } = target;
  const at = etherType === LINK_CUT ? bytes.length : target.payloadOffset;
  const list = linkFields(bytes, layer.name, at);
  if (etherType === ETHERTYPE_IPV4 || etherType === ETHERTYPE_IPV6) {
    const { payloadStart, end } = ipFields(list, { at, wireEnd: Math.max(origLen, bytes.length), isQuoted: false });
    if (end >= 0) paddingField(list.fields, bytes, end);
    return { fields: list.fields, payloadStart: payloadStart < 0 ? bytes.length : payloadStart };
  }
  if (etherType === ETHERTYPE_ARP) arpFields(list, at);
  else list.group('data', `${bytes.length - at} B`, at, bytes.length);
  return { fields: list.fields, payloadStart: bytes.length };
}
