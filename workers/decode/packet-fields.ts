// A frame as a tree of header fields with the bytes that hold them, for the packet view. Cold path: one frame at a time.
// Cut or damaged frames give the fields that are there.

import { u16be as u16, u32be as u32 } from '../base/bytes';
import type { PacketField } from '../model/packet-field';
import { ETHERTYPE_ARP, ETHERTYPE_IPV4, ETHERTYPE_IPV6, LINK_CUT, LinkTarget } from './link/link-layer';
import { linkLayerOf, linkTypeName } from './link/registry';

export interface DescribedPacket {
  readonly fields: readonly PacketField[];
  /** Where the TCP payload begins; bytes.length when there is none. */
  readonly payloadStart: number;
}

const MAX_EXTENSION_HEADERS = 16;
const MAX_OPTIONS = 40;
const FLAG_NAMES: readonly (readonly [number, string])[] = [
  [0x100, 'ae'],
  [0x080, 'cwr'],
  [0x040, 'ece'],
  [0x020, 'urg'],
  [0x010, 'ack'],
  [0x008, 'push'],
  [0x004, 'reset'],
  [0x002, 'syn'],
  [0x001, 'fin'],
];

export function describePacket(linkType: number, bytes: Uint8Array, origLen: number): DescribedPacket {
  const builder = new FieldBuilder(bytes);
  const payload = new LinkTarget();
  const link = linkLayerOf(linkType);
  link?.decode(bytes, 0, bytes.length, payload);
  if (link === undefined || payload.etherType === LINK_CUT) {
    return { fields: [builder.field('data', linkTypeName(linkType), 0, bytes.length)], payloadStart: bytes.length };
  }
  const fields = linkFields(builder, link.name, payload.payloadOffset);
  let payloadStart = bytes.length;
  if (payload.etherType === ETHERTYPE_IPV4) payloadStart = ipv4Fields(builder, fields, payload.payloadOffset, origLen);
  else if (payload.etherType === ETHERTYPE_IPV6) payloadStart = ipv6Fields(builder, fields, payload.payloadOffset, origLen);
  else if (payload.etherType === ETHERTYPE_ARP) arpFields(builder, fields, payload.payloadOffset);
  return { fields, payloadStart };
}

class FieldBuilder {
  readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  /** False when the bytes end before. */
  has(end: number): boolean {
    return end <= this.bytes.length;
  }

  field(id: string, value: string, start: number, end: number, children: readonly PacketField[] = []): PacketField {
    return { id, value, start: Math.min(start, this.bytes.length), end: Math.min(end, this.bytes.length), children };
  }

  number(id: string, start: number, size: 1 | 2 | 4): PacketField {
    return this.field(id, String(this.read(start, size)), start, start + size);
  }

  hex(id: string, start: number, size: 1 | 2 | 4): PacketField {
    return this.field(
      id,
      `0x${this.read(start, size)
        .toString(16)
        .padStart(size * 2, '0')}`,
      start,
      start + size,
    );
  }

  mac(id: string, start: number): PacketField {
    return this.field(
      id,
      Array.from(this.bytes.subarray(start, start + 6), (byte) => byte.toString(16).padStart(2, '0')).join(':'),
      start,
      start + 6,
    );
  }

  ipv4(id: string, start: number): PacketField {
    return this.field(id, this.bytes.subarray(start, start + 4).join('.'), start, start + 4);
  }

  ipv6(id: string, start: number): PacketField {
    const groups: string[] = [];
    for (let at = start; at < start + 16; at += 2) groups.push(u16(this.bytes, at).toString(16));
    return this.field(id, shorten(groups), start, start + 16);
  }

  read(start: number, size: 1 | 2 | 4): number {
    if (!this.has(start + size)) return 0;
    return size === 1 ? (this.bytes[start] ?? 0) : size === 2 ? u16(this.bytes, start) : u32(this.bytes, start);
  }
}

/** RFC 5952 4.2: the longest run of two or more zero groups becomes "::". */
function shorten(groups: readonly string[]): string {
  let bestStart = -1;
  let bestLength = 1;
  for (let start = 0; start < groups.length; start++) {
    let end = start;
    while (groups[end] === '0') end++;
    if (end - start > bestLength) {
      bestStart = start;
      bestLength = end - start;
    }
  }
  if (bestStart < 0) return groups.join(':');
  return `${groups.slice(0, bestStart).join(':')}::${groups.slice(bestStart + bestLength).join(':')}`;
}

function linkFields(b: FieldBuilder, name: string, end: number): PacketField[] {
  const fields: PacketField[] = [];
  let at = 0;
  if (name === 'ethernet') {
    fields.push(b.field('eth', 'Ethernet', 0, 14, [b.mac('eth.dst', 0), b.mac('eth.src', 6), b.hex('eth.type', 12, 2)]));
    at = 14;
  } else if (name === 'linux-sll') {
    fields.push(b.field('sll', 'Linux cooked v1', 0, 16, [b.number('sll.pkttype', 0, 2), b.mac('sll.src', 6), b.hex('sll.etype', 14, 2)]));
    at = 16;
  } else if (name === 'linux-sll2') {
    fields.push(
      b.field('sll', 'Linux cooked v2', 0, 20, [
        b.hex('sll.etype', 0, 2),
        b.number('sll.ifindex', 4, 4),
        b.number('sll.pkttype', 10, 1),
        b.mac('sll.src', 12),
      ]),
    );
    at = 20;
  } else if (end > 0) {
    fields.push(b.field('null', 'Loopback', 0, end, [b.hex('null.family', 0, 4)]));
    at = end;
  }
  for (; at + 4 <= end; at += 4) {
    const tag = b.read(at, 2);
    fields.push(
      b.field('vlan', String(tag & 0xfff), at, at + 4, [
        b.field('vlan.priority', String(tag >>> 13), at, at + 1),
        b.field('vlan.id', String(tag & 0xfff), at, at + 2),
        b.hex('vlan.etype', at + 2, 2),
      ]),
    );
  }
  return fields;
}

function ipv4Fields(b: FieldBuilder, fields: PacketField[], at: number, origLen: number): number {
  const none = b.bytes.length;
  if (!b.has(at + 20)) return none;
  const headerLen = Math.max(20, (b.read(at, 1) & 15) * 4);
  const total = b.read(at + 2, 2) || origLen - at;
  const fragment = b.read(at + 6, 2);
  const protocol = b.read(at + 9, 1);
  fields.push(
    b.field('ip', 'IPv4', at, at + headerLen, [
      b.field('ip.version', '4', at, at + 1),
      b.field('ip.hdr_len', String(headerLen), at, at + 1),
      b.hex('ip.dsfield', at + 1, 1),
      b.number('ip.len', at + 2, 2),
      b.hex('ip.id', at + 4, 2),
      b.field('ip.flags.df', (fragment & 0x4000) !== 0 ? '1' : '0', at + 6, at + 7),
      b.field('ip.flags.mf', (fragment & 0x2000) !== 0 ? '1' : '0', at + 6, at + 7),
      b.field('ip.frag_offset', String((fragment & 0x1fff) * 8), at + 6, at + 8),
      b.number('ip.ttl', at + 8, 1),
      b.number('ip.proto', at + 9, 1),
      b.hex('ip.checksum', at + 10, 2),
      b.ipv4('ip.src', at + 12),
      b.ipv4('ip.dst', at + 16),
      ...(headerLen > 20 ? [b.field('ip.options', `${headerLen - 20} B`, at + 20, at + headerLen)] : []),
    ]),
  );
  if ((fragment & 0x1fff) !== 0) return none;
  return transportFields(b, fields, protocol, at + headerLen, at + total);
}

function ipv6Fields(b: FieldBuilder, fields: PacketField[], at: number, origLen: number): number {
  const none = b.bytes.length;
  if (!b.has(at + 40)) return none;
  const word = b.read(at, 4);
  const length = b.read(at + 4, 2) || origLen - at - 40;
  fields.push(
    b.field('ipv6', 'IPv6', at, at + 40, [
      b.field('ipv6.version', '6', at, at + 1),
      b.field('ipv6.tclass', `0x${((word >>> 20) & 255).toString(16).padStart(2, '0')}`, at, at + 2),
      b.field('ipv6.flow', `0x${(word & 0xfffff).toString(16).padStart(5, '0')}`, at + 1, at + 4),
      b.number('ipv6.plen', at + 4, 2),
      b.number('ipv6.nxt', at + 6, 1),
      b.number('ipv6.hlim', at + 7, 1),
      b.ipv6('ipv6.src', at + 8),
      b.ipv6('ipv6.dst', at + 24),
    ]),
  );
  let next = b.read(at + 6, 1);
  let body = at + 40;
  for (let count = 0; count < MAX_EXTENSION_HEADERS && [0, 43, 44, 51, 60].includes(next); count++) {
    if (!b.has(body + 8)) return none;
    const size = next === 44 ? 8 : next === 51 ? (b.read(body + 1, 1) + 2) * 4 : (b.read(body + 1, 1) + 1) * 8;
    fields.push(b.field('ipv6.ext', String(next), body, body + size));
    if (next === 44 && (b.read(body + 2, 2) & 0xfff8) !== 0) return none;
    next = b.read(body, 1);
    body += size;
  }
  return transportFields(b, fields, next, body, at + 40 + length);
}

function transportFields(b: FieldBuilder, fields: PacketField[], protocol: number, at: number, end: number): number {
  if (protocol === 6) return tcpFields(b, fields, at, end);
  if ((protocol === 1 || protocol === 58) && b.has(at + 8)) {
    const prefix = protocol === 1 ? 'icmp' : 'icmpv6';
    fields.push(
      b.field(prefix, protocol === 1 ? 'ICMP' : 'ICMPv6', at, end, [
        b.number(`${prefix}.type`, at, 1),
        b.number(`${prefix}.code`, at + 1, 1),
        b.hex(`${prefix}.checksum`, at + 2, 2),
        b.field(`${prefix}.quote`, `${Math.max(0, Math.min(end, b.bytes.length) - at - 8)} B`, at + 8, end),
      ]),
    );
  }
  return b.bytes.length;
}

function tcpFields(b: FieldBuilder, fields: PacketField[], at: number, end: number): number {
  const none = b.bytes.length;
  if (!b.has(at + 20)) return none;
  const headerLen = Math.max(20, (b.read(at + 12, 1) >>> 4) * 4);
  const flags = ((b.read(at + 12, 1) & 1) << 8) | b.read(at + 13, 1);
  const words = FLAG_NAMES.filter(([bit]) => (flags & bit) !== 0).map(([, name]) =>
    name === 'push' ? 'PSH' : name === 'reset' ? 'RST' : name.toUpperCase(),
  );
  fields.push(
    b.field('tcp', 'TCP', at, at + headerLen, [
      b.number('tcp.srcport', at, 2),
      b.number('tcp.dstport', at + 2, 2),
      b.number('tcp.seq', at + 4, 4),
      b.number('tcp.ack', at + 8, 4),
      b.field('tcp.hdr_len', String(headerLen), at + 12, at + 13),
      b.field(
        'tcp.flags',
        words.join(', '),
        at + 12,
        at + 14,
        FLAG_NAMES.map(([bit, name]) =>
          b.field(`tcp.flags.${name}`, (flags & bit) !== 0 ? '1' : '0', bit > 0xff ? at + 12 : at + 13, bit > 0xff ? at + 13 : at + 14),
        ),
      ),
      b.number('tcp.window_size_value', at + 14, 2),
      b.hex('tcp.checksum', at + 16, 2),
      b.number('tcp.urgent_pointer', at + 18, 2),
      ...(headerLen > 20
        ? [b.field('tcp.options', `${headerLen - 20} B`, at + 20, at + headerLen, optionFields(b, at + 20, at + headerLen))]
        : []),
    ]),
  );
  const payloadStart = Math.min(at + headerLen, none);
  const payloadEnd = Math.min(end, none);
  if (payloadEnd <= payloadStart) return none;
  fields.push(b.field('tcp.payload', `${end - at - headerLen} B`, payloadStart, payloadEnd));
  return payloadStart;
}

function optionFields(b: FieldBuilder, from: number, to: number): PacketField[] {
  const fields: PacketField[] = [];
  let at = from;
  while (at < to && b.has(at + 1) && fields.length < MAX_OPTIONS) {
    const kind = b.read(at, 1);
    if (kind <= 1) {
      fields.push(b.field(kind === 0 ? 'tcp.options.eol' : 'tcp.options.nop', '', at, at + 1));
      if (kind === 0) break;
      at++;
      continue;
    }
    const size = b.read(at + 1, 1);
    if (size < 2 || at + size > to || !b.has(at + size)) break;
    fields.push(optionField(b, kind, at, size));
    at += size;
  }
  return fields;
}

function optionField(b: FieldBuilder, kind: number, at: number, size: number): PacketField {
  if (kind === 2 && size === 4) return b.field('tcp.options.mss', String(b.read(at + 2, 2)), at, at + size);
  if (kind === 3 && size === 3)
    return b.field('tcp.options.wscale', `${b.read(at + 2, 1)} (× ${2 ** Math.min(14, b.read(at + 2, 1))})`, at, at + size);
  if (kind === 4) return b.field('tcp.options.sack_perm', '', at, at + size);
  if (kind === 5) {
    const blocks: string[] = [];
    for (let block = at + 2; block + 8 <= at + size; block += 8) blocks.push(`${b.read(block, 4)}-${b.read(block + 4, 4)}`);
    return b.field('tcp.options.sack', blocks.join(', '), at, at + size);
  }
  if (kind === 8 && size === 10) return b.field('tcp.options.timestamp', `${b.read(at + 2, 4)}, echo ${b.read(at + 6, 4)}`, at, at + size);
  return b.field('tcp.options.unknown', `kind ${kind}, ${size} B`, at, at + size);
}

function arpFields(b: FieldBuilder, fields: PacketField[], at: number): void {
  if (!b.has(at + 28)) return;
  fields.push(
    b.field('arp', 'ARP', at, at + 28, [
      b.number('arp.opcode', at + 6, 2),
      b.mac('arp.src.hw_mac', at + 8),
      b.ipv4('arp.src.proto_ipv4', at + 14),
      b.mac('arp.dst.hw_mac', at + 18),
      b.ipv4('arp.dst.proto_ipv4', at + 24),
    ]),
  );
}
