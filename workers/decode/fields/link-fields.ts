// Fields of the link header, its VLAN tags, and ARP. Where the packet inside begins is the link layer's own answer.

import type { PacketField } from '../../model/packet-field';
import { isVlanType } from '../link/link-layer';
import { FieldList } from './field-list';

const ETHERNET_BYTES = 14;
const SLL_BYTES = 16;
const SLL2_BYTES = 20;
const FAMILY_BYTES = 4;
const CISCO_BYTES = 4;
const VLAN_BYTES = 4;
const ARP_BYTES = 28;

const ETHERTYPES: ReadonlyMap<number, string> = new Map([
  [0x0800, 'IPv4'],
  [0x0806, 'ARP'],
  [0x8100, '802.1Q'],
  [0x86dd, 'IPv6'],
  [0x88a8, '802.1ad'],
  [0x9100, '802.1Q'],
]);

/** @param payloadOffset where the packet inside begins; the frame's end when the link header was cut */
export function linkFields(bytes: Uint8Array, name: string, payloadOffset: number): FieldList {
  const list = new FieldList(bytes);
  const inner = new FieldList(bytes);
  switch (name) {
    case 'ethernet':
      ethernetFields(list, 0, payloadOffset);
      break;
    case 'linux-sll':
      inner.number('sll.pkttype', 0, 2);
      inner.number('sll.hatype', 2, 2);
      inner.number('sll.halen', 4, 2);
      if (inner.u16(4) === 6) inner.mac('sll.src', 6);
      inner.named('sll.etype', ETHERTYPES, 14, 2);
      list.group('sll', 'Linux cooked v1', 0, SLL_BYTES, inner.fields);
      vlanFields(list, inner.u16(14), SLL_BYTES, payloadOffset);
      break;
    case 'linux-sll2':
      inner.named('sll.etype', ETHERTYPES, 0, 2);
      inner.number('sll.ifindex', 4, 4);
      inner.number('sll.hatype', 8, 2);
      inner.number('sll.pkttype', 10, 1);
      inner.number('sll.halen', 11, 1);
      if (inner.u8(11) === 6) inner.mac('sll.src', 12);
      list.group('sll', 'Linux cooked v2', 0, SLL2_BYTES, inner.fields);
      vlanFields(list, inner.u16(0), SLL2_BYTES, payloadOffset);
      break;
    case 'null':
    case 'loop':
      inner.hex('null.family', 0, 4);
      list.group('null', 'Loopback', 0, FAMILY_BYTES, inner.fields);
      break;
    case 'c-hdlc':
      inner.named('chdlc.protocol', ETHERTYPES, 2, 2);
      list.group('chdlc', 'Cisco HDLC', 0, CISCO_BYTES, inner.fields);
      vlanFields(list, inner.u16(2), CISCO_BYTES, payloadOffset);
      break;
    default: // raw IP and MPLS have no header of their own; PPP and 802.11 are described where their layers are
  }
  return list;
}

/** An Ethernet header at `at`, its tags, and LLC where that follows; also inside tunnels. */
export function ethernetFields(list: FieldList, at: number, payloadOffset: number): void {
  const inner = new FieldList(list.bytes);
  inner.mac('eth.dst', at);
  inner.mac('eth.src', at + 6);
  inner.named(isLength(inner.u16(at + 12)) ? 'eth.len' : 'eth.type', ETHERTYPES, at + 12, 2);
  list.group('eth', 'Ethernet', at, at + ETHERNET_BYTES, inner.fields);
  const end = vlanFields(list, inner.u16(at + 12), at + ETHERNET_BYTES, payloadOffset);
  if (end < payloadOffset && list.has(payloadOffset + 1)) list.group('llc', 'LLC', end, payloadOffset);
}

function isLength(etherType: number): boolean {
  return etherType <= 1500;
}

/** @returns where the tags end */
function vlanFields(list: FieldList, firstType: number, from: number, payloadOffset: number): number {
  let type = firstType;
  let at = from;
  for (; isVlanType(type) && at < payloadOffset; at += VLAN_BYTES) {
    const inner = new FieldList(list.bytes);
    const tag = inner.u16(at);
    inner.text('vlan.priority', String(tag >>> 13), at, 1);
    inner.text('vlan.dei', String((tag >>> 12) & 1), at, 1);
    inner.text('vlan.id', String(tag & 0xfff), at, 2);
    inner.named('vlan.etype', ETHERTYPES, at + 2, 2);
    list.group('vlan', String(tag & 0xfff), at, at + VLAN_BYTES, inner.fields);
    type = inner.u16(at + 2);
  }
  return at;
}

const ARP_OPERATIONS: ReadonlyMap<number, string> = new Map([
  [1, 'request'],
  [2, 'reply'],
]);

export function arpFields(list: FieldList, at: number): void {
  const inner = new FieldList(list.bytes);
  inner.number('arp.hw.type', at, 2);
  inner.hex('arp.proto.type', at + 2, 2);
  inner.number('arp.hw.size', at + 4, 1);
  inner.number('arp.proto.size', at + 5, 1);
  const operation = inner.u16(at + 6);
  const name = ARP_OPERATIONS.get(operation);
  inner.text('arp.opcode', name === undefined ? String(operation) : `${name} (${operation})`, at + 6, 2);
  if (inner.u8(at + 4) === 6 && inner.u8(at + 5) === 4) {
    inner.mac('arp.src.hw_mac', at + 8);
    inner.address('arp.src.proto_ipv4', 4, at + 14);
    inner.mac('arp.dst.hw_mac', at + 18);
    inner.address('arp.dst.proto_ipv4', 4, at + 24);
  }
  list.group('arp', 'ARP', at, at + ARP_BYTES, inner.fields);
}

/** Bytes that stand behind the packet: Ethernet's shortest frame, or a trailer. */
export function paddingField(fields: PacketField[], bytes: Uint8Array, from: number): void {
  if (from < bytes.length) {
    fields.push({ id: 'eth.padding', value: `${bytes.length - from} B`, start: from, end: bytes.length, children: [] });
  }
}
