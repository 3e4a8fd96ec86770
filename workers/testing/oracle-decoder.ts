// Decodes one frame the plain way, layer by layer into objects, straight from the RFCs: slow, dumb, and only there to check the fast
// decoder. Covers Ethernet with VLAN tags, Linux cooked v1 and v2, raw IP, NULL and LOOP, PPP, MPLS, 802.11; IPv4, IPv6, TCP, ICMP errors,
// ARP. No tunnels.

export interface OracleTcp {
  readonly kind: 'tcp';
  readonly src: string;
  readonly dst: string;
  readonly ttl: number;
  /** 0 for IPv6. */
  readonly ipId: number;
  readonly srcPort: number;
  readonly dstPort: number;
  readonly seq: number;
  readonly ack: number;
  /** 9 bits, AE to FIN. */
  readonly flags: number;
  readonly win: number;
  /** Payload bytes on the wire, by the IP length. */
  readonly len: number;
  /** The first fragment of its packet: `len` is that of this fragment only. */
  readonly isFragment: boolean;
  readonly mss: number | null;
  readonly windowScale: number | null;
  readonly sackPermitted: boolean;
  readonly sack: readonly (readonly [number, number])[];
  readonly timestamps: readonly [number, number] | null;
  /** Captured payload; shorter than `len` when the snapshot length cut it. */
  readonly payload: Uint8Array;
}

export type OracleFrame =
  | OracleTcp
  | {
      readonly kind: 'icmp-error';
      readonly from: string;
      readonly to: string;
      readonly type: number;
      readonly code: number;
      readonly mtu: number;
      readonly quotedSrc: string;
      readonly quotedDst: string;
      readonly quotedSrcPort: number;
      readonly quotedDstPort: number;
      readonly quotedSeq: number;
    }
  | { readonly kind: 'arp'; readonly isReply: boolean; readonly sender: string; readonly target: string }
  /** Not the first fragment of its packet: there is no transport header in it. */
  | { readonly kind: 'fragment'; readonly src: string; readonly dst: string }
  | { readonly kind: 'other'; readonly what: string }
  | { readonly kind: 'bad'; readonly what: string };

/** Thrown inside when a header reaches beyond the captured bytes or contradicts itself; never leaves this file. */
class BadFrame extends Error {}

export function decodeByOracle(linkType: number, frame: Uint8Array): OracleFrame {
  try {
    return decodeLink(linkType, new Reader(frame));
  } catch (error) {
    if (error instanceof BadFrame) return { kind: 'bad', what: error.message };
    throw error;
  }
}

/** Big-endian reads that refuse to leave their bytes. */
class Reader {
  readonly bytes: Uint8Array;
  readonly #view: DataView;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get length(): number {
    return this.bytes.length;
  }

  u8(at: number): number {
    this.need(at + 1);
    return this.#view.getUint8(at);
  }

  u16(at: number): number {
    this.need(at + 2);
    return this.#view.getUint16(at);
  }

  u32(at: number): number {
    this.need(at + 4);
    return this.#view.getUint32(at);
  }

  from(at: number, end: number = this.length): Reader {
    this.need(at);
    return new Reader(this.bytes.subarray(at, Math.min(end, this.length)));
  }

  need(end: number): void {
    if (end > this.length) throw new BadFrame(`needs ${end} bytes, has ${this.length}`);
  }
}

function decodeLink(linkType: number, frame: Reader): OracleFrame {
  switch (linkType) {
    case 1:
      return decodeEthernet(frame);
    case 113: // Linux cooked: packet type 2, ARPHRD 2, address length 2, address 8, protocol 2
      return decodeEtherType(frame.u16(14), frame.from(16));
    case 276: // Linux cooked v2: protocol 2, reserved 2, interface 4, ARPHRD 2, packet type 1, address length 1, address 8
      return decodeEtherType(frame.u16(0), frame.from(20));
    case 101: // raw IP: the version nibble tells
    case 228:
    case 229:
      return decodeIp(frame);
    case 0: // NULL: address family in the capturing machine's byte order; LOOP: in network order
    case 108: {
      const family = frame.u32(0);
      const isSwapped = family > 0xffff;
      const value = isSwapped ? family >>> 24 : family;
      if (value === 2 || [10, 24, 28, 30].includes(value)) return decodeIp(frame.from(4));
      return { kind: 'other', what: `family ${value}` };
    }
    case 104:
      return decodeEtherType(frame.u16(2), frame.from(4));
    case 9:
    case 50:
      return decodePpp(frame);
    case 204:
      return decodePpp(frame.from(1));
    case 51:
      return decodePpp(frame.from(6));
    case 219: {
      let at = 0;
      while ((frame.u8(at + 2) & 1) === 0) at += 4;
      return decodeIp(frame.from(at + 4));
    }
    case 105:
      return decodeWlan(frame, false);
    case 127: // flags follow the clock, which the writer puts at 16
      return decodeWlan(frame.from(25), true);
    case 192:
      return decodeWlan(frame.from(frame.u8(2)), false);
    default:
      return { kind: 'other', what: `link type ${linkType}` };
  }
}

function decodePpp(packet: Reader): OracleFrame {
  const at = packet.u16(0) === 0xff03 ? 2 : 0;
  const protocol = packet.u16(at);
  if (protocol === 0x21 || protocol === 0x57) return decodeEtherType(protocol === 0x21 ? 0x0800 : 0x86dd, packet.from(at + 2));
  return { kind: 'other', what: `PPP protocol ${protocol}` };
}

/** Data frames from a station, in the clear. */
function decodeWlan(frame: Reader, isPadded: boolean): OracleFrame {
  const header = (frame.u8(0) & 0x80) === 0 ? 24 : isPadded ? 28 : 26;
  return decodeEtherType(frame.u16(header + 6), frame.from(header + 8));
}

function decodeEthernet(frame: Reader): OracleFrame {
  let at = 12;
  // 802.1Q, 802.1ad and the older 0x9100: two bytes of tag, then the next type.
  while ([0x8100, 0x88a8, 0x9100].includes(frame.u16(at))) at += 4;
  return decodeEtherType(frame.u16(at), frame.from(at + 2));
}

function decodeEtherType(etherType: number, packet: Reader): OracleFrame {
  if (etherType === 0x0800) return decodeIpv4(packet);
  if (etherType === 0x86dd) return decodeIpv6(packet);
  if (etherType === 0x0806) return decodeArp(packet);
  return { kind: 'other', what: `ethertype ${etherType.toString(16)}` };
}

function decodeArp(packet: Reader): OracleFrame {
  if (packet.u16(2) !== 0x0800 || packet.u8(4) !== 6 || packet.u8(5) !== 4) return { kind: 'other', what: 'ARP of another kind' };
  packet.need(28);
  const operation = packet.u16(6);
  if (operation !== 1 && operation !== 2) return { kind: 'other', what: 'ARP of another kind' };
  return { kind: 'arp', isReply: operation === 2, sender: ipv4Text(packet, 14), target: ipv4Text(packet, 24) };
}

function decodeIp(packet: Reader): OracleFrame {
  const version = packet.u8(0) >>> 4;
  if (version === 4) return decodeIpv4(packet);
  if (version === 6) return decodeIpv6(packet);
  return { kind: 'other', what: `IP version ${version}` };
}

/** What the transport layers need to know of the packet around them. */
interface IpContext {
  readonly src: string;
  readonly dst: string;
  readonly ttl: number;
  readonly ipId: number;
  /** Bytes of transport header and payload on the wire. */
  readonly wireBytes: number;
  /** The first of several: the payload goes on elsewhere. */
  readonly isFragment: boolean;
}

function decodeIpv4(packet: Reader): OracleFrame {
  if (packet.u8(0) >>> 4 !== 4) throw new BadFrame('IPv4 with another version');
  const headerBytes = (packet.u8(0) & 15) * 4;
  if (headerBytes < 20) throw new BadFrame('IPv4 header too short');
  packet.need(headerBytes);
  // A total length of 0 is written by machines that leave the cutting of segments to the network card: all that was captured counts.
  const totalLength = packet.u16(2) === 0 ? packet.length : packet.u16(2);
  if (totalLength < headerBytes) throw new BadFrame('IPv4 total length below its header');
  const fragment = packet.u16(6);
  const context: IpContext = {
    src: ipv4Text(packet, 12),
    dst: ipv4Text(packet, 16),
    ttl: packet.u8(8),
    ipId: packet.u16(4),
    wireBytes: totalLength - headerBytes,
    isFragment: (fragment & 0x2000) !== 0,
  };
  if ((fragment & 0x1fff) !== 0) return { kind: 'fragment', src: context.src, dst: context.dst };
  return decodeTransport(packet.u8(9), packet.from(headerBytes, totalLength), context);
}

function decodeIpv6(packet: Reader): OracleFrame {
  if (packet.u8(0) >>> 4 !== 6) throw new BadFrame('IPv6 with another version');
  packet.need(40);
  const src = ipv6Text(packet, 8);
  const dst = ipv6Text(packet, 24);
  const payloadLength = packet.u16(4) === 0 ? packet.length - 40 : packet.u16(4);
  const end = 40 + payloadLength;
  let next = packet.u8(6);
  let at = 40;
  let isFragment = false;
  for (;;) {
    if (next === 0 || next === 43 || next === 60) {
      const bytes = (packet.u8(at + 1) + 1) * 8;
      next = packet.u8(at);
      at += bytes;
    } else if (next === 51) {
      const bytes = (packet.u8(at + 1) + 2) * 4;
      next = packet.u8(at);
      at += bytes;
    } else if (next === 44) {
      if (packet.u16(at + 2) >>> 3 !== 0) return { kind: 'fragment', src, dst };
      isFragment = (packet.u16(at + 2) & 1) === 1;
      next = packet.u8(at);
      at += 8;
    } else break;
  }
  if (at > end) throw new BadFrame('IPv6 extension headers beyond the packet');
  return decodeTransport(next, packet.from(at, end), { src, dst, ttl: packet.u8(7), ipId: 0, wireBytes: end - at, isFragment });
}

function decodeTransport(protocol: number, segment: Reader, context: IpContext): OracleFrame {
  if (protocol === 6) return decodeTcp(segment, context);
  if (protocol === 1) return decodeIcmp(segment, context, [3, 11, 12, 4, 5]);
  if (protocol === 58) return decodeIcmp(segment, context, [1, 2, 3, 4]);
  return { kind: 'other', what: `IP protocol ${protocol}` };
}

function decodeTcp(segment: Reader, context: IpContext): OracleFrame {
  const headerBytes = (segment.u8(12) >>> 4) * 4;
  if (headerBytes < 20 || headerBytes > context.wireBytes) throw new BadFrame('TCP header length');
  segment.need(20);
  return {
    kind: 'tcp',
    src: context.src,
    dst: context.dst,
    ttl: context.ttl,
    ipId: context.ipId,
    srcPort: segment.u16(0),
    dstPort: segment.u16(2),
    seq: segment.u32(4),
    ack: segment.u32(8),
    flags: segment.u16(12) & 0x1ff,
    win: segment.u16(14),
    len: context.wireBytes - headerBytes,
    isFragment: context.isFragment,
    ...decodeTcpOptions(segment.from(20, headerBytes)),
    payload: segment.length > headerBytes ? segment.bytes.subarray(headerBytes) : new Uint8Array(0),
  };
}

type OracleOptions = Pick<OracleTcp, 'mss' | 'windowScale' | 'sackPermitted' | 'sack' | 'timestamps'>;

/** Reads until the end, the end-of-list option, or a length that does not fit. */
function decodeTcpOptions(options: Reader): OracleOptions {
  const found: { -readonly [K in keyof OracleOptions]: OracleOptions[K] } = {
    mss: null,
    windowScale: null,
    sackPermitted: false,
    sack: [],
    timestamps: null,
  };
  let at = 0;
  while (at < options.length) {
    const kind = options.u8(at);
    if (kind === 0) break;
    if (kind === 1) {
      at++;
      continue;
    }
    if (at + 2 > options.length) break;
    const length = options.u8(at + 1);
    if (length < 2 || at + length > options.length) break;
    if (kind === 2 && length === 4) found.mss = options.u16(at + 2);
    if (kind === 3 && length === 3) found.windowScale = options.u8(at + 2);
    if (kind === 4 && length === 2) found.sackPermitted = true;
    if (kind === 8 && length === 10) found.timestamps = [options.u32(at + 2), options.u32(at + 6)];
    if (kind === 5 && length >= 10 && (length - 2) % 8 === 0) {
      found.sack = Array.from({ length: (length - 2) / 8 }, (_, i) => [options.u32(at + 2 + i * 8), options.u32(at + 6 + i * 8)] as const);
    }
    at += length;
  }
  return found;
}

function decodeIcmp(message: Reader, context: IpContext, errorTypes: readonly number[]): OracleFrame {
  const type = message.u8(0);
  if (!errorTypes.includes(type)) return { kind: 'other', what: `ICMP type ${type}` };
  const quoted = message.from(8);
  const isV6 = quoted.length > 0 && quoted.u8(0) >>> 4 === 6;
  // Only the first eight bytes of the quoted transport header are promised (RFC 792).
  const headerBytes = isV6 ? 40 : (quoted.u8(0) & 15) * 4;
  const protocol = isV6 ? quoted.u8(6) : quoted.u8(9);
  if (protocol !== 6) return { kind: 'other', what: `ICMP error about protocol ${protocol}` };
  const transport = quoted.from(headerBytes);
  return {
    kind: 'icmp-error',
    from: context.src,
    to: context.dst,
    type,
    code: message.u8(1),
    mtu: isV6 ? message.u32(4) : message.u16(6),
    quotedSrc: isV6 ? ipv6Text(quoted, 8) : ipv4Text(quoted, 12),
    quotedDst: isV6 ? ipv6Text(quoted, 24) : ipv4Text(quoted, 16),
    quotedSrcPort: transport.u16(0),
    quotedDstPort: transport.u16(2),
    quotedSeq: transport.u32(4),
  };
}

function ipv4Text(reader: Reader, at: number): string {
  return [0, 1, 2, 3].map((index) => reader.u8(at + index)).join('.');
}

/** All eight groups, nothing shortened: comparing needs one form, not the pretty one. */
function ipv6Text(reader: Reader, at: number): string {
  return [0, 2, 4, 6, 8, 10, 12, 14].map((index) => reader.u16(at + index).toString(16)).join(':');
}
