// Builds the bytes of single frames, layer by layer, with correct checksums: what a decoder must be able to read.

import { ByteWriter } from './byte-writer';

export const IPV4 = 0x0800;
export const IPV6 = 0x86dd;
const ARP = 0x0806;
const TCP = 6;

/**
 * Link layers that can be written, with their LINKTYPE number. "null" and "loop" carry the family as 32 bits, "null" in host order.
 * Those from "ppp" on carry IP alone, whatever ethertype they are given.
 */
export const LINK_TYPES = {
  ethernet: 1,
  sll: 113,
  sll2: 276,
  raw: 101,
  null: 0,
  'null-be': 0,
  loop: 108,
  chdlc: 104,
  wlan: 105,
  radiotap: 127,
  ppi: 192,
  ppp: 9,
  'ppp-hdlc': 50,
  pppoe: 51,
  'ppp-with-dir': 204,
  mpls: 219,
} as const;
export type LinkName = keyof typeof LINK_TYPES;

export interface LinkSpec {
  readonly srcMac?: readonly number[];
  readonly dstMac?: readonly number[];
  /** VLAN ids from the outside in (Ethernet only); the outermost of several is 802.1ad. */
  readonly vlans?: readonly number[];
}

export interface Ipv4Spec {
  readonly src: string;
  readonly dst: string;
  readonly protocol?: number;
  readonly ttl?: number;
  readonly id?: number;
  readonly dontFragment?: boolean;
  readonly moreFragments?: boolean;
  /** In bytes, a multiple of 8. */
  readonly fragmentOffset?: number;
  /** Header options, padded to four bytes here. */
  readonly options?: Uint8Array;
  /** Total length as written, where it shall not be the true one (0: segmentation offload). */
  readonly totalLength?: number;
}

export interface Ipv6Extension {
  /** 0 hop-by-hop, 43 routing, 44 fragment, 60 destination options, 51 authentication. */
  readonly type: number;
  readonly body: Uint8Array;
}

export interface Ipv6Spec {
  readonly src: string;
  readonly dst: string;
  readonly nextHeader?: number;
  readonly hopLimit?: number;
  readonly extensions?: readonly Ipv6Extension[];
  readonly payloadLength?: number;
}

export interface TcpSpec {
  readonly srcPort: number;
  readonly dstPort: number;
  readonly seq: number;
  readonly ack?: number;
  readonly flags: number;
  readonly win?: number;
  readonly options?: Uint8Array;
  readonly payload?: Uint8Array;
}

export interface TcpOptionsSpec {
  readonly mss?: number;
  readonly windowScale?: number;
  readonly sackPermitted?: boolean;
  readonly sack?: readonly (readonly [number, number])[];
  readonly timestamps?: readonly [value: number, echo: number];
}

export function linkFrame(link: LinkName, etherType: number, packet: Uint8Array, spec: LinkSpec = {}): Uint8Array<ArrayBuffer> {
  const out = new ByteWriter();
  const srcMac = spec.srcMac ?? [2, 0, 0, 0, 0, 1];
  switch (link) {
    case 'ethernet': {
      out.bytes(spec.dstMac ?? [2, 0, 0, 0, 0, 2]).bytes(srcMac);
      const vlans = spec.vlans ?? [];
      vlans.forEach((id, index) => out.u16(index === 0 && vlans.length > 1 ? 0x88a8 : 0x8100).u16(id));
      out.u16(etherType);
      break;
    }
    case 'sll':
      out.u16(0).u16(1).u16(6).bytes(srcMac).u16(0).u16(etherType);
      break;
    case 'sll2':
      out.u16(etherType).u16(0).u32(2).u16(1).u8(0).u8(6).bytes(srcMac).u16(0);
      break;
    case 'null':
    case 'null-be':
    case 'loop':
      out.isLittle = link === 'null';
      out.u32(etherType === IPV6 ? 30 : 2);
      break;
    case 'raw':
      break;
    case 'chdlc':
      out.u8(0x0f).u8(0).u16(etherType);
      break;
    case 'radiotap':
      // Flags are there, and say that the header below is filled up; they stand behind the clock, which is aligned to eight bytes.
      out.bytes([0, 0, 25, 0, 3, 0, 0, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 0x20]);
      wlanHeader(out, srcMac, true).u16(0);
      snapHeader(out, etherType);
      break;
    case 'ppi':
      out.bytes([0, 0, 12, 0, 105, 0, 0, 0, 0, 0, 0, 0]);
      wlanHeader(out, srcMac, true);
      snapHeader(out, etherType);
      break;
    case 'wlan':
      wlanHeader(out, srcMac, false);
      snapHeader(out, etherType);
      break;
    case 'ppp':
      out.u16(pppProtocol(etherType));
      break;
    case 'ppp-hdlc':
      out.u16(0xff03).u16(pppProtocol(etherType));
      break;
    case 'ppp-with-dir':
      out.u8(1).u16(0xff03).u16(pppProtocol(etherType));
      break;
    case 'pppoe':
      out.bytes(pppoeSession(etherType, packet.length));
      break;
    case 'mpls':
      out.bytes(mplsLabels([16, 17]));
      break;
  }
  return out.bytes(packet).finish();
}

/** From a station to its access point; with QoS the header is two bytes longer. */
function wlanHeader(out: ByteWriter, srcMac: readonly number[], hasQos: boolean): ByteWriter {
  const accessPoint = [2, 0, 0, 0, 0, 9];
  out
    .u8(hasQos ? 0x88 : 0x08)
    .u8(1)
    .u16(0)
    .bytes(accessPoint)
    .bytes(srcMac)
    .bytes([2, 0, 0, 0, 0, 2])
    .u16(0);
  return hasQos ? out.u16(0) : out;
}

function snapHeader(out: ByteWriter, etherType: number): void {
  out.bytes([0xaa, 0xaa, 3, 0, 0, 0]).u16(etherType);
}

export function pppProtocol(etherType: number): number {
  return etherType === IPV6 ? 0x57 : etherType === IPV4 ? 0x21 : 0xc021;
}

/** Session header and PPP protocol in front of `bytes` of packet. */
export function pppoeSession(etherType: number, bytes: number): Uint8Array<ArrayBuffer> {
  return new ByteWriter()
    .u16(0x1100)
    .u16(7)
    .u16(bytes + 2)
    .u16(pppProtocol(etherType))
    .finish();
}

export function mplsLabels(labels: readonly number[]): Uint8Array<ArrayBuffer> {
  const out = new ByteWriter();
  labels.forEach((label, index) => out.u32(((label << 12) | (index === labels.length - 1 ? 0x100 : 0) | 64) >>> 0));
  return out.finish();
}

export function ipv4Packet(spec: Ipv4Spec, payload: Uint8Array): Uint8Array<ArrayBuffer> {
  const options = new ByteWriter()
    .bytes(spec.options ?? [])
    .pad(4)
    .finish();
  const headerBytes = 20 + options.length;
  const out = new ByteWriter();
  out
    .u8(0x40 | (headerBytes / 4))
    .u8(0)
    .u16(spec.totalLength ?? headerBytes + payload.length)
    .u16(spec.id ?? 0);
  const flags = (spec.dontFragment === true ? 0x4000 : 0) | (spec.moreFragments === true ? 0x2000 : 0);
  out.u16(flags | ((spec.fragmentOffset ?? 0) >>> 3));
  out
    .u8(spec.ttl ?? 64)
    .u8(spec.protocol ?? TCP)
    .u16(0)
    .bytes(addressBytes(spec.src))
    .bytes(addressBytes(spec.dst))
    .bytes(options);
  out.patchU16(10, checksum(out.finish()));
  return out.bytes(payload).finish();
}

export function ipv6Packet(spec: Ipv6Spec, payload: Uint8Array): Uint8Array<ArrayBuffer> {
  const extensions = spec.extensions ?? [];
  const types = [...extensions.map((extension) => extension.type), spec.nextHeader ?? TCP];
  const inner = new ByteWriter();
  extensions.forEach(({ type, body }, index) => extensionHeader(inner, type, types[index + 1] ?? TCP, body));
  inner.bytes(payload);
  const out = new ByteWriter();
  out
    .u32(0x60000000)
    .u16(spec.payloadLength ?? inner.length)
    .u8(types[0] ?? TCP)
    .u8(spec.hopLimit ?? 64);
  return out.bytes(addressBytes(spec.src)).bytes(addressBytes(spec.dst)).bytes(inner.finish()).finish();
}

/** Length in units of 8 bytes beyond the first, except the fragment header (fixed) and authentication (units of 4 beyond two). */
function extensionHeader(out: ByteWriter, type: number, next: number, body: Uint8Array): void {
  const unit = type === 51 ? 4 : 8;
  const content = new ByteWriter().bytes(body);
  while ((content.length + 2) % unit !== 0 || content.length < 6) content.u8(0);
  const bytes = content.length + 2;
  out
    .u8(next)
    .u8(type === 44 ? 0 : type === 51 ? bytes / 4 - 2 : bytes / 8 - 1)
    .bytes(content.finish());
}

/** Body of an IPv6 fragment header; offset in bytes, a multiple of 8. */
export function fragmentBody(offset: number, moreFragments: boolean, id: number): Uint8Array<ArrayBuffer> {
  return new ByteWriter()
    .u16((offset & 0xfff8) | (moreFragments ? 1 : 0))
    .u32(id)
    .finish();
}

export function tcpSegment(spec: TcpSpec, src: string, dst: string): Uint8Array<ArrayBuffer> {
  const options = new ByteWriter()
    .bytes(spec.options ?? [])
    .pad(4)
    .finish();
  const out = new ByteWriter();
  out
    .u16(spec.srcPort)
    .u16(spec.dstPort)
    .u32(spec.seq)
    .u32(spec.ack ?? 0);
  out
    .u16((((20 + options.length) / 4) << 12) | (spec.flags & 0x1ff))
    .u16(spec.win ?? 64_240)
    .u16(0)
    .u16(0);
  out.bytes(options).bytes(spec.payload ?? []);
  return out.patchU16(16, transportChecksum(out.finish(), src, dst, TCP)).finish();
}

export function tcpOptions(spec: TcpOptionsSpec): Uint8Array<ArrayBuffer> {
  const out = new ByteWriter();
  if (spec.mss !== undefined) out.u8(2).u8(4).u16(spec.mss);
  if (spec.sackPermitted === true) out.u8(4).u8(2);
  if (spec.timestamps !== undefined) out.u8(8).u8(10).u32(spec.timestamps[0]).u32(spec.timestamps[1]);
  if (spec.windowScale !== undefined) out.u8(3).u8(3).u8(spec.windowScale);
  if (spec.sack !== undefined) {
    out.u8(5).u8(2 + 8 * spec.sack.length);
    for (const [left, right] of spec.sack) out.u32(left).u32(right);
  }
  while (out.length % 4 !== 0) out.u8(1);
  return out.finish();
}

export function udpDatagram(srcPort: number, dstPort: number, payload: Uint8Array, src: string, dst: string): Uint8Array<ArrayBuffer> {
  const out = new ByteWriter()
    .u16(srcPort)
    .u16(dstPort)
    .u16(8 + payload.length)
    .u16(0)
    .bytes(payload);
  return out.patchU16(6, transportChecksum(out.finish(), src, dst, 17)).finish();
}

/** An IP packet between two addresses of one family, with everything but the payload by default. */
export function ipPacket(src: string, dst: string, protocol: number, payload: Uint8Array, ttl = 64, id = 0): Uint8Array<ArrayBuffer> {
  if (!isIpv6(src)) return ipv4Packet({ src, dst, protocol, ttl, id, dontFragment: true }, payload);
  return ipv6Packet({ src, dst, nextHeader: protocol, hopLimit: ttl }, payload);
}

export interface IcmpErrorSpec {
  readonly from: string;
  readonly to: string;
  readonly type: number;
  readonly code: number;
  /** Next-hop MTU of "fragmentation needed" and "packet too big". */
  readonly mtu?: number;
  readonly ttl?: number;
}

/** An ICMP or ICMPv6 error (by the family of `from`) that quotes an IP packet, cut as routers do. */
export function icmpErrorPacket(spec: IcmpErrorSpec, quoted: Uint8Array): Uint8Array<ArrayBuffer> {
  const isV6 = isIpv6(spec.from);
  const out = new ByteWriter()
    .u8(spec.type)
    .u8(spec.code)
    .u16(0)
    .u32(spec.mtu ?? 0);
  out.bytes(quoted.subarray(0, isV6 ? 1232 : 548));
  const body = out.finish();
  out.patchU16(2, isV6 ? transportChecksum(body, spec.from, spec.to, 58) : checksum(body));
  return ipPacket(spec.from, spec.to, isV6 ? 58 : 1, out.finish(), spec.ttl ?? 64);
}

/** An ARP request (who has `target`, tell `sender`) or reply (`sender` is at its address, told to `target`), as an Ethernet frame. */
export function arpFrame(isReply: boolean, sender: string, target: string, link: LinkName = 'ethernet'): Uint8Array<ArrayBuffer> {
  const out = new ByteWriter()
    .u16(1)
    .u16(IPV4)
    .u8(6)
    .u8(4)
    .u16(isReply ? 2 : 1);
  out
    .bytes(macOf(sender))
    .bytes(addressBytes(sender))
    .bytes(isReply ? macOf(target) : [0, 0, 0, 0, 0, 0])
    .bytes(addressBytes(target));
  const dstMac = isReply ? macOf(target) : [255, 255, 255, 255, 255, 255];
  return linkFrame(link, ARP, out.finish(), { srcMac: macOf(sender), dstMac });
}

/** A locally administered MAC address that is the same for the same host. */
export function macOf(address: string): number[] {
  return [2, 0, ...addressBytes(address).slice(-4)];
}

export function isIpv6(address: string): boolean {
  return address.includes(':');
}

/** 4 or 16 bytes of an address in text; throws on anything else. */
export function addressBytes(address: string): number[] {
  if (!isIpv6(address)) {
    const parts = address.split('.').map(Number);
    if (parts.length !== 4 || parts.some((part) => !Number.isInteger(part) || part < 0 || part > 255))
      throw new Error(`not an address: ${address}`);
    return parts;
  }
  const [head = '', tail] = address.split('::');
  const left = groupsOf(head);
  const right = tail === undefined ? [] : groupsOf(tail);
  const missing = 8 - left.length - right.length;
  if (missing < 0 || (tail === undefined && missing !== 0)) throw new Error(`not an address: ${address}`);
  const groups = [...left, ...Array.from({ length: missing }, () => 0), ...right];
  return groups.flatMap((group) => [group >>> 8, group & 255]);
}

function groupsOf(text: string): number[] {
  if (text === '') return [];
  return text.split(':').map((group) => {
    if (!/^[0-9a-f]{1,4}$/i.test(group)) throw new Error(`not an address group: ${group}`);
    return parseInt(group, 16);
  });
}

/** RFC 1071. */
export function checksum(data: Uint8Array, start = 0): number {
  let sum = start;
  for (let at = 0; at < data.length; at += 2) sum += ((data[at] ?? 0) << 8) | (data[at + 1] ?? 0);
  while (sum > 0xffff) sum = (sum & 0xffff) + Math.floor(sum / 65_536);
  return ~sum & 0xffff;
}

function transportChecksum(segment: Uint8Array, src: string, dst: string, protocol: number): number {
  const pseudo = new ByteWriter().bytes(addressBytes(src)).bytes(addressBytes(dst)).u32(segment.length).u32(protocol);
  return checksum(pseudo.bytes(segment).finish());
}
