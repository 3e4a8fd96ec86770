// A frame as a tree of header fields with the bytes that hold them, for the packet view: the outer path first where there is a
// tunnel. Cold path: one frame at a time. Cut or damaged frames give the fields that are there; which ids exist is decided in fields/.

import { linkTypeName } from '../model/link-type-names';
import type { PacketField } from '../model/packet-field';
import { encapsulationFields, pppFields, pppoeFields } from './fields/encapsulation-fields';
import { FieldList } from './fields/field-list';
import { ipFields } from './fields/ip-fields';
import { arpFields, linkFields, paddingField } from './fields/link-fields';
import { tunnelFields } from './fields/tunnel-fields';
import { wlanFields } from './fields/wlan-fields';
import { followEncapsulation, MAX_ENCAPSULATIONS } from './link/encapsulation';
import { ETHERTYPE_ARP, ETHERTYPE_IPV4, ETHERTYPE_IPV6, LINK_CUT, type LinkTarget } from './link/link-layer';
import { linkLayerOf } from './link/registry';
import { PROTOCOL_UDP, UDP_HEADER_BYTES } from './net/protocols';
import { MAX_TUNNELS, openTunnel } from './tunnel/open-tunnel';
import { TunnelTarget } from './tunnel/tunnel-target';

export interface DescribedPacket {
  readonly fields: readonly PacketField[];
  /** Where the TCP payload begins; bytes.length when there is none. */
  readonly payloadStart: number;
}

interface Inside {
  /** -1 when there is no TCP payload. */
  readonly payloadStart: number;
  /** Where the packet ends by its own length; -1 when that is unknown. */
  readonly end: number;
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
  const target = new TunnelTarget();
  layer.decode(bytes, 0, bytes.length, target);
  const at = target.etherType === LINK_CUT ? bytes.length : target.payloadOffset;
  const list = linkFields(bytes, layer.name, at);
  if (layer.name === 'ppp-ether') pppoeFields(list, 0, at);
  else if (layer.name.startsWith('ppp')) pppFields(list, 0, at);
  else if (layer.name.startsWith('ieee802-11') || layer.name === 'ppi') wlanFields(list, layer.name, at);
  const { payloadStart, end } = packetFields(list, target, Math.max(origLen, bytes.length), 0);
  if (end >= 0) paddingField(list.fields, bytes, end);
  return { fields: list.fields, payloadStart: payloadStart < 0 ? bytes.length : payloadStart };
}

/** What `target` points at, header by header, as decode-frame.ts walks. */
function packetFields(list: FieldList, target: TunnelTarget, wireEnd: number, depth: number): Inside {
  const { bytes } = list;
  for (let count = 0; count < MAX_ENCAPSULATIONS; count++) {
    const { etherType, payloadOffset } = target;
    if (!followEncapsulation(bytes, bytes.length, target)) break;
    encapsulationFields(list, etherType, payloadOffset, startOf(target, bytes.length));
  }
  const at = startOf(target, bytes.length);
  if (target.etherType === ETHERTYPE_IPV4 || target.etherType === ETHERTYPE_IPV6) {
    const enter = (protocol: number, from: number, end: number) => tunnelledFields(list, target, protocol, from, end, depth);
    return ipFields(list, { at, wireEnd, isQuoted: false, enter });
  }
  if (target.etherType === ETHERTYPE_ARP) arpFields(list, at);
  else list.group('data', `${bytes.length - at} B`, at, bytes.length);
  return { payloadStart: -1, end: -1 };
}

function startOf(target: LinkTarget, end: number): number {
  return target.etherType === LINK_CUT ? end : Math.min(target.payloadOffset, end);
}

/** Where the TCP payload inside begins (-1: none), or null when the packet's payload in [from, end) is no tunnel. */
function tunnelledFields(list: FieldList, target: TunnelTarget, protocol: number, from: number, end: number, depth: number): number | null {
  const captured = list.bytes.subarray(0, Math.min(end, list.bytes.length));
  if (depth === MAX_TUNNELS || from >= end || !openTunnel(list.bytes, protocol, from, captured.length, target)) return null;
  nameEnds(list);
  tunnelFields(
    list,
    target.kind,
    protocol === PROTOCOL_UDP ? from + UDP_HEADER_BYTES : from,
    Math.min(target.payloadOffset, captured.length),
  );
  const inner = new FieldList(captured);
  const { payloadStart } = packetFields(inner, target, end, depth + 1);
  list.fields.push(...inner.fields);
  return payloadStart;
}

/** Closed, the header of an outer packet still says between whom it goes. */
function nameEnds(list: FieldList): void {
  const at = list.fields.findLastIndex(({ id }) => id === 'ip' || id === 'ipv6');
  const header = list.fields[at];
  const ends = header.children.filter(({ id }) => id.endsWith('.src') || id.endsWith('.dst')).map(({ value }) => value);
  list.fields[at] = { ...header, value: ends.join(' → ') };
}
