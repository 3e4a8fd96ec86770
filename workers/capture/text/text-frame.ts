// The bytes of one printed packet, as far as they can be known: Ethernet, IP, TCP with its options; ICMP errors with their quote; ARP.
// Payload that was not printed is left out as if the snapshot length had cut it.

import type { TextPacket } from './text-packet';
import type { NumberedAddress } from './text-names';

const ETHERNET_BYTES = 14;
const TCP_BYTES = 20;
const MAX_OPTION_BYTES = 40;
const MAX_IP_BYTES = 65_535;
/** Longest header and the longest payload that is made: a request line. */
const ROOM_BYTES = 4096;
const MAX_PAYLOAD_BYTES = 2048;
const ETHERTYPES = { ipv4: 0x0800, arp: 0x0806, ipv6: 0x86dd, experimental: 0x88b5 } as const;
const PROTOCOL_ICMP = 1;
const PROTOCOL_TCP = 6;
const PROTOCOL_UDP = 17;
const PROTOCOL_ICMP6 = 58;
const NEIGHBOUR_SOLICITATION = 135;

/** Ethernet: what the made-up frames are. */
export const TEXT_LINK_TYPE = 1;

/** A segment with everything settled that the line left open. */
export interface Segment {
  readonly source: NumberedAddress;
  readonly target: NumberedAddress;
  readonly sourcePort: number;
  readonly targetPort: number;
  readonly seq: number;
  readonly ack: number;
  readonly win: number;
  readonly len: number;
  readonly flags: number;
}

/** What an ICMP error quotes: the segment that it answers. */
export interface Quote {
  readonly source: NumberedAddress;
  readonly target: NumberedAddress;
  readonly sourcePort: number;
  readonly targetPort: number;
  readonly seq: number;
}

export class FrameMaker {
  readonly bytes = new Uint8Array(ROOM_BYTES);
  length = 0;
  /** Length on the wire. */
  wireLength = 0;

  segment(packet: TextPacket, segment: Segment, sack: readonly (readonly [number, number])[]): void {
    const options = this.#options(packet, sack);
    const tcpBytes = TCP_BYTES + options.length;
    const at = this.#ip(segment.source, segment.target, PROTOCOL_TCP, tcpBytes + segment.len, packet);
    this.#u16(at, segment.sourcePort);
    this.#u16(at + 2, segment.targetPort);
    this.#u32(at + 4, segment.seq);
    this.#u32(at + 8, segment.ack);
    this.bytes[at + 12] = (tcpBytes / 4) << 4;
    this.bytes[at + 13] = segment.flags & 0xff;
    this.#u16(at + 14, Math.min(segment.win, 65_535));
    this.#u32(at + 16, 0);
    this.bytes.set(options, at + TCP_BYTES);
    this.length = at + tcpBytes;
    const payload = Math.min(packet.payload.length, segment.len, MAX_PAYLOAD_BYTES);
    for (let i = 0; i < payload; i++) this.bytes[this.length++] = packet.payload.charCodeAt(i) & 255;
    this.wireLength = at + tcpBytes + segment.len;
  }

  icmp(packet: TextPacket, source: NumberedAddress, target: NumberedAddress, quote: Quote | null): void {
    const isV6 = source.family === 6;
    const ipBytes = isV6 ? 40 : 20;
    const quoteBytes = quote === null ? 0 : ipBytes + 8;
    const at = this.#ip(source, target, isV6 ? PROTOCOL_ICMP6 : PROTOCOL_ICMP, 8 + quoteBytes, packet);
    this.bytes[at] = packet.icmpType;
    this.bytes[at + 1] = packet.icmpCode;
    this.#u16(at + 2, 0);
    this.#u32(at + 4, packet.mtu);
    if (quote !== null) {
      const inner = at + 8;
      this.#ipHeader(inner, quote.source, quote.target, PROTOCOL_TCP, TCP_BYTES, 0, 0);
      this.#u16(inner + ipBytes, quote.sourcePort);
      this.#u16(inner + ipBytes + 2, quote.targetPort);
      this.#u32(inner + ipBytes + 4, quote.seq);
    }
    this.length = at + 8 + quoteBytes;
    this.wireLength = this.length;
  }

  arp(isReply: boolean, sender: NumberedAddress, about: NumberedAddress, packet: TextPacket): void {
    if (about.family === 6) {
      const at = this.#ip(sender, about, PROTOCOL_ICMP6, 24, packet);
      this.bytes.fill(0, at, at + 24);
      this.bytes[at] = NEIGHBOUR_SOLICITATION + (isReply ? 1 : 0);
      this.bytes.set(about.bytes, at + 8);
      this.length = at + 24;
    } else {
      this.#ethernet(ETHERTYPES.arp);
      const at = ETHERNET_BYTES;
      this.bytes.fill(0, at, at + 28);
      this.bytes.set([0, 1, 8, 0, 6, 4, 0, isReply ? 2 : 1], at);
      this.bytes.set(isReply ? about.bytes : sender.bytes, at + 14);
      this.bytes.set(isReply ? sender.bytes : about.bytes, at + 24);
      this.length = at + 28;
    }
    this.wireLength = this.length;
  }

  /** A packet of no concern: counted, so that frame numbers stay those of the list. */
  other(packet: TextPacket, source: NumberedAddress | null, target: NumberedAddress | null): void {
    if (packet.kind === 'udp' && source !== null && target !== null) {
      this.length = this.#ip(source, target, PROTOCOL_UDP, 8, packet) + 8;
      this.bytes.fill(0, this.length - 8, this.length);
    } else {
      this.#ethernet(ETHERTYPES.experimental);
      this.length = ETHERNET_BYTES;
    }
    this.wireLength = Math.max(this.length, packet.frameBytes);
  }

  #ethernet(etherType: number): void {
    this.bytes.fill(0, 0, 12);
    this.#u16(12, etherType);
  }

  /** Returns where the transport header begins. */
  #ip(source: NumberedAddress, target: NumberedAddress, protocol: number, bodyBytes: number, packet: TextPacket): number {
    this.#ethernet(source.family === 4 ? ETHERTYPES.ipv4 : ETHERTYPES.ipv6);
    return this.#ipHeader(ETHERNET_BYTES, source, target, protocol, bodyBytes, packet.ttl, packet.ipId);
  }

  #ipHeader(
    at: number,
    source: NumberedAddress,
    target: NumberedAddress,
    protocol: number,
    bodyBytes: number,
    ttl: number,
    ipId: number,
  ): number {
    const { bytes } = this;
    if (source.family === 4) {
      bytes.fill(0, at, at + 20);
      bytes[at] = 0x45;
      this.#u16(at + 2, Math.min(MAX_IP_BYTES, 20 + bodyBytes));
      this.#u16(at + 4, ipId);
      bytes[at + 8] = ttl;
      bytes[at + 9] = protocol;
      bytes.set(source.bytes, at + 12);
      bytes.set(target.bytes, at + 16);
      return at + 20;
    }
    bytes.fill(0, at, at + 40);
    bytes[at] = 0x60;
    this.#u16(at + 4, Math.min(MAX_IP_BYTES, bodyBytes));
    bytes[at + 6] = protocol;
    bytes[at + 7] = ttl;
    bytes.set(source.bytes, at + 8);
    bytes.set(target.bytes, at + 24);
    return at + 40;
  }

  #options(packet: TextPacket, sack: readonly (readonly [number, number])[]): Uint8Array {
    const out: number[] = [];
    if (packet.mss > 0) out.push(2, 4, packet.mss >>> 8, packet.mss & 255);
    if (packet.maySack) out.push(4, 2);
    if (packet.stamps !== null) {
      if (out.length === 0) out.push(1, 1);
      out.push(8, 10, ...u32Bytes(packet.stamps[0]), ...u32Bytes(packet.stamps[1]));
    }
    if (packet.windowScale !== 255) out.push(1, 3, 3, packet.windowScale);
    const blocks = sack.slice(0, Math.floor((MAX_OPTION_BYTES - out.length - 4) / 8));
    if (blocks.length > 0) {
      out.push(1, 1, 5, 2 + blocks.length * 8);
      for (const [from, to] of blocks) out.push(...u32Bytes(from), ...u32Bytes(to));
    }
    while (out.length % 4 !== 0) out.push(1);
    return Uint8Array.from(out.slice(0, MAX_OPTION_BYTES));
  }

  #u16(at: number, value: number): void {
    this.bytes[at] = value >>> 8;
    this.bytes[at + 1] = value;
  }

  #u32(at: number, value: number): void {
    this.#u16(at, value >>> 16);
    this.#u16(at + 2, value & 0xffff);
  }
}

function u32Bytes(value: number): readonly number[] {
  return [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];
}
