// ICMP and ICMPv6 errors that quote a TCP segment, and IPv6 neighbour discovery told as ARP is. Everything else stays "other".

import { s32be, u16be, u32be } from '../../base/bytes';
import { FrameKind, type DecodedFrame } from '../decoded-frame';
import {
  extensionBytes,
  FRAGMENT,
  IPV4_HEADER_BYTES,
  IPV4_OFFSET_MASK,
  IPV6_HEADER_BYTES,
  IPV6_OFFSET_MASK,
  isExtensionHeader,
  MAX_EXTENSION_HEADERS,
  MIN_EXTENSION_BYTES,
  PROTOCOL_TCP,
} from './protocols';

const HEADER_BYTES = 8;
/** RFC 792: the quote holds at least this much of the transport header: ports and sequence number. */
const QUOTED_TRANSPORT_BYTES = 8;
/** Destination unreachable, source quench, time exceeded, parameter problem (RFC 792). */
const UNREACHABLE = 3;
const SOURCE_QUENCH = 4;
const TIME_EXCEEDED = 11;
const PARAMETER_PROBLEM = 12;
const FRAGMENTATION_NEEDED = 4;
/** RFC 4443: 1 unreachable, 2 packet too big, 3 time exceeded, 4 parameter problem. */
const V6_FIRST_ERROR = 1;
const V6_TOO_BIG = 2;
const V6_LAST_ERROR = 4;
const NEIGHBOUR_SOLICITATION = 135;
const NEIGHBOUR_ADVERTISEMENT = 136;
const NEIGHBOUR_BYTES = 24;

export function decodeIcmp(data: Uint8Array, at: number, end: number, out: DecodedFrame): void {
  const quote = at + HEADER_BYTES;
  if (quote + IPV4_HEADER_BYTES + QUOTED_TRANSPORT_BYTES > end) return;
  const type = data[at];
  if (type !== UNREACHABLE && type !== SOURCE_QUENCH && type !== TIME_EXCEEDED && type !== PARAMETER_PROBLEM) return;
  const headerLen = (data[quote] & 15) * 4;
  if (data[quote] >>> 4 !== 4 || headerLen < IPV4_HEADER_BYTES || data[quote + 9] !== PROTOCOL_TCP) return;
  // A later fragment was quoted: what stands there is payload, not ports.
  if ((u16be(data, quote + 6) & IPV4_OFFSET_MASK) !== 0) return;
  const segment = quote + headerLen;
  if (segment + QUOTED_TRANSPORT_BYTES > end) return;
  const code = data[at + 1];
  out.quotedSrc0 = out.quotedSrc1 = out.quotedSrc2 = out.quotedDst0 = out.quotedDst1 = out.quotedDst2 = 0;
  out.quotedSrc3 = u32be(data, quote + 12);
  out.quotedDst3 = u32be(data, quote + 16);
  out.icmpMtu = type === UNREACHABLE && code === FRAGMENTATION_NEEDED ? u16be(data, at + 6) : 0;
  out.quotedIpId = u16be(data, quote + 4);
  fileError(data, segment, type, code, out);
}

export function decodeIcmpV6(data: Uint8Array, at: number, end: number, out: DecodedFrame): void {
  if (at + HEADER_BYTES > end) return;
  const type = data[at];
  if (type === NEIGHBOUR_SOLICITATION || type === NEIGHBOUR_ADVERTISEMENT) {
    if (at + NEIGHBOUR_BYTES <= end) decodeNeighbour(data, at, type === NEIGHBOUR_ADVERTISEMENT, out);
    return;
  }
  if (type < V6_FIRST_ERROR || type > V6_LAST_ERROR) return;
  const quote = at + HEADER_BYTES;
  if (quote + IPV6_HEADER_BYTES > end || data[quote] >>> 4 !== 6) return;
  const segment = quotedSegmentV6(data, quote, end);
  if (segment < 0) return;
  out.quotedSrc0 = u32be(data, quote + 8);
  out.quotedSrc1 = u32be(data, quote + 12);
  out.quotedSrc2 = u32be(data, quote + 16);
  out.quotedSrc3 = u32be(data, quote + 20);
  out.quotedDst0 = u32be(data, quote + 24);
  out.quotedDst1 = u32be(data, quote + 28);
  out.quotedDst2 = u32be(data, quote + 32);
  out.quotedDst3 = u32be(data, quote + 36);
  out.quotedIpId = 0;
  out.icmpMtu = type === V6_TOO_BIG ? u32be(data, at + 4) : 0;
  fileError(data, segment, type, data[at + 1], out);
}

/** Where the quoted TCP header begins, -1 when the quote holds none. */
function quotedSegmentV6(data: Uint8Array, quote: number, end: number): number {
  let next = data[quote + 6];
  let at = quote + IPV6_HEADER_BYTES;
  for (let count = 0; isExtensionHeader(next); count++) {
    if (count === MAX_EXTENSION_HEADERS || at + MIN_EXTENSION_BYTES > end) return -1;
    if (next === FRAGMENT && (u16be(data, at + 2) & IPV6_OFFSET_MASK) !== 0) return -1;
    const size = extensionBytes(data, at, next);
    next = data[at];
    at += size;
  }
  return next === PROTOCOL_TCP && at + QUOTED_TRANSPORT_BYTES <= end ? at : -1;
}

function fileError(data: Uint8Array, segment: number, type: number, code: number, out: DecodedFrame): void {
  out.kind = FrameKind.IcmpError;
  out.icmpType = type;
  out.icmpCode = code;
  out.quotedSrcPort = u16be(data, segment);
  out.quotedDstPort = u16be(data, segment + 2);
  out.quotedSeq = u32be(data, segment + 4);
}

/** A solicitation asks for its target; an advertisement is sent by it (RFC 4861 4.3, 4.4). */
function decodeNeighbour(data: Uint8Array, at: number, isReply: boolean, out: DecodedFrame): void {
  // From the unspecified address a host asks whether anybody has the address it wants for itself (RFC 4862 5.4).
  if (!isReply && (out.src0 | out.src1 | out.src2 | out.src3) === 0) return;
  const word0 = s32be(data, at + 8);
  const word1 = s32be(data, at + 12);
  const word2 = s32be(data, at + 16);
  const word3 = s32be(data, at + 20);
  out.kind = FrameKind.Arp;
  out.isArpReply = isReply;
  if (isReply) {
    out.src0 = word0;
    out.src1 = word1;
    out.src2 = word2;
    out.src3 = word3;
  } else {
    out.dst0 = word0;
    out.dst1 = word1;
    out.dst2 = word2;
    out.dst3 = word3;
  }
}
