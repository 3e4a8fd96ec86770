// ICMP (RFC 792) and ICMPv6 (RFC 4443) errors that quote a TCP segment, and neighbour discovery (RFC 4861), told as ARP is.

import { FrameKind, type DecodedFrame } from '../decoded-frame';
import { u16, u32 } from '../read-bytes';

const PROTO_TCP = 6;

export function decodeIcmp(data: Uint8Array, at: number, end: number, out: DecodedFrame): void {
  if (at + 8 > end) return;
  const type = data[at];
  const isV4 = out.family === 4;
  if (!isV4 && (type === 135 || type === 136) && at + 24 <= end) return decodeNeighbour(data, at, type, out);
  if (isV4 ? type !== 3 && type !== 11 && type !== 12 : type < 1 || type > 4) return;
  const quote = at + 8;
  let body = quote;
  if (isV4) {
    if (quote + 28 > end || data[quote] >>> 4 !== 4 || data[quote + 9] !== PROTO_TCP) return;
    body = quote + (data[quote] & 15) * 4;
    out.quotedSrc0 = out.quotedSrc1 = out.quotedSrc2 = out.quotedDst0 = out.quotedDst1 = out.quotedDst2 = 0;
    out.quotedSrc3 = u32(data, quote + 12);
    out.quotedDst3 = u32(data, quote + 16);
  } else {
    if (quote + 48 > end || data[quote] >>> 4 !== 6 || data[quote + 6] !== PROTO_TCP) return;
    body = quote + 40;
    out.quotedSrc0 = u32(data, quote + 8);
    out.quotedSrc1 = u32(data, quote + 12);
    out.quotedSrc2 = u32(data, quote + 16);
    out.quotedSrc3 = u32(data, quote + 20);
    out.quotedDst0 = u32(data, quote + 24);
    out.quotedDst1 = u32(data, quote + 28);
    out.quotedDst2 = u32(data, quote + 32);
    out.quotedDst3 = u32(data, quote + 36);
  }
  if (body + 8 > end) return;
  out.kind = FrameKind.IcmpError;
  out.icmpType = type;
  out.icmpCode = data[at + 1];
  out.icmpMtu = isV4 ? (type === 3 && data[at + 1] === 4 ? u16(data, at + 6) : 0) : type === 2 ? u32(data, at + 4) : 0;
  out.quotedSrcPort = u16(data, body);
  out.quotedDstPort = u16(data, body + 2);
  out.quotedSeq = u32(data, body + 4);
}

/** ICMPv6 neighbour discovery, told as ARP is: solicitation asks for the target, advertisement is sent by it. */
function decodeNeighbour(data: Uint8Array, at: number, type: number, out: DecodedFrame): void {
  out.kind = FrameKind.Arp;
  out.isArpReply = type === 136;
  const t0 = u32(data, at + 8);
  const t1 = u32(data, at + 12);
  const t2 = u32(data, at + 16);
  const t3 = u32(data, at + 20);
  if (type === 135) {
    out.dst0 = t0;
    out.dst1 = t1;
    out.dst2 = t2;
    out.dst3 = t3;
  } else {
    out.src0 = t0;
    out.src1 = t1;
    out.src2 = t2;
    out.src3 = t3;
  }
}
