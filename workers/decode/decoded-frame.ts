// The one reused target of all decoders: what a captured record turned out to be. No allocation per packet.

export const FrameKind = { Other: 0, Tcp: 1, IcmpError: 2, Arp: 3, Bad: 4 } as const;

/** Added to an ethertype in DecodedFrame.protocol, to keep it apart from IP protocol numbers. */
export const ABOVE_LINK = 0x10000;

export class DecodedFrame {
  kind: number = FrameKind.Other;
  /** Index into BAD_REASONS (bad-frame.ts) when kind is Bad. */
  bad = 0;
  /** IP protocol, or ABOVE_LINK + ethertype of what is not IP, of frames of kind Other. */
  protocol = 0;
  family: 4 | 6 = 4;
  /** Big-endian words, signed; IPv4 addresses in word 3, words 0-2 are 0. */
  src0 = 0;
  src1 = 0;
  src2 = 0;
  src3 = 0;
  dst0 = 0;
  dst1 = 0;
  dst2 = 0;
  dst3 = 0;
  srcPort = 0;
  dstPort = 0;
  /** Signed, as all 32-bit numbers here that every packet has: unsigned ones need a box each where they exceed 31 bits. */
  seq = 0;
  ack = 0;
  /** TCP flags as in the header (9 bits). */
  flags = 0;
  wnd = 0;
  /** Payload length on the wire, by the IP length. */
  len = 0;
  ipId = 0;
  ttl = 0;
  /** OPT_* bits of model/tcp-flags. */
  optionBits = 0;
  mss = 0;
  /** 255: no window scale option. */
  windowScale = 255;
  /** Timestamp option values, 0 when absent. */
  tsVal = 0;
  tsEcr = 0;
  /** Captured payload is data[payloadStart, payloadEnd); empty when start === end. */
  payloadStart = 0;
  payloadEnd = 0;
  /** A part of a fragmented packet; only the first part of TCP is of kind Tcp. */
  isFragment = false;
  /** The first part of a fragmented tunnel packet: the packet inside it is known by its own, whole length. */
  isOuterFragment = false;
  /** Of fragments: the identification that its parts share, and where in the packet's payload this part ends. */
  fragmentId = 0;
  fragmentEnd = 0;
  /** What an IP packet of kind Other carries, where it is whole or the first part: data[bodyStart, bodyStart + bodyLength); -1 when it is not known. */
  bodyStart = 0;
  bodyLength = -1;
  /** TunnelKind of the innermost tunnel around the packet, 0 without. */
  tunnelKind = 0;
  /** Stands for all tunnels around the packet with their ids; the same in both directions where ids are. 0 without. */
  tunnel = 0;
  /** The snapshot snapshot length cut the TCP payload (true) though headers are whole. */
  isPayloadCut = false;
  // ICMP error quoting a TCP segment; src/dst above are those of the ICMP packet itself.
  icmpType = 0;
  icmpCode = 0;
  icmpMtu = 0;
  quotedSrc0 = 0;
  quotedSrc1 = 0;
  quotedSrc2 = 0;
  quotedSrc3 = 0;
  quotedDst0 = 0;
  quotedDst1 = 0;
  quotedDst2 = 0;
  quotedDst3 = 0;
  quotedSrcPort = 0;
  quotedDstPort = 0;
  quotedSeq = 0;
  /** 0 where the quoted packet is IPv6. */
  quotedIpId = 0;
  // ARP and IPv6 neighbour discovery: sender in src, target in dst.
  isArpReply = false;
}
