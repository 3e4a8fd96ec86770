// One captured record -> DecodedFrame. Link layer, then IP, then TCP / ICMP error / ARP. Hot and allocation-free; never
// throws, never reads outside [offset, offset + capLen).

import { OPT_CUT, OPT_MSS, OPT_SACK_BLOCKS, OPT_SACK_PERMITTED, OPT_TIMESTAMPS, OPT_WINDOW_SCALE } from '../model/tcp-flags';
import type { IssueCode } from '../model/failure';
import { FrameKind, type DecodedFrame } from './decoded-frame';

export const BAD_REASONS: readonly IssueCode[] = ['bad-ip-header', 'bad-tcp-header', 'snaplen-cut-header', 'unsupported-link-type'];
const BAD_IP = 0;
const BAD_TCP = 1;
const CUT_HEADER = 2;
const BAD_LINK = 3;

const ETHERNET = 1;
const ETHERTYPE_IPV4 = 0x0800;
const ETHERTYPE_IPV6 = 0x86dd;
const ETHERTYPE_ARP = 0x0806;
const PROTO_TCP = 6;
const PROTO_ICMP = 1;
const PROTO_ICMPV6 = 58;
const MAX_EXTENSION_HEADERS = 16;

const LINK_NAMES: Readonly<Record<number, string>> = {
  0: 'null', 1: 'ethernet', 9: 'ppp', 12: 'raw', 14: 'raw', 101: 'raw', 105: 'ieee802_11', 108: 'loop', 113: 'linux-sll',
  127: 'ieee802_11_radiotap', 192: 'ppi', 228: 'ipv4', 229: 'ipv6', 276: 'linux-sll2',
};
const SUPPORTED = new Set([0, 1, 12, 14, 101, 108, 113, 228, 229, 276]);

export function isLinkTypeSupported(linkType: number): boolean {
  return SUPPORTED.has(linkType);
}
export function linkTypeName(linkType: number): string {
  return LINK_NAMES[linkType] ?? `linktype-${linkType}`;
}
export function protocolName(protocol: number): string {
  if (protocol === 17) return 'UDP';
  if (protocol === 1 || protocol === 58) return 'ICMP';
  if (protocol === 6) return 'TCP fragment';
  return protocol >= 0x10000 ? `ethertype 0x${(protocol - 0x10000).toString(16)}` : `IP protocol ${protocol}`;
}

export function decodeFrame(linkType: number, data: Uint8Array, offset: number, capLen: number, origLen: number, out: DecodedFrame): void {
  const end = offset + capLen;
  out.kind = FrameKind.Other;
  out.protocol = 0;
  out.isFragment = false;
  out.isPayloadCut = false;
  out.optionBits = 0;
  let at = offset;
  let type = 0;
  if (linkType === ETHERNET) {
    if (capLen < 14) return bad(out, CUT_HEADER);
    type = (data[at + 12] << 8) | data[at + 13];
    at += 14;
  } else if (linkType === 113) {
    if (capLen < 16) return bad(out, CUT_HEADER);
    type = (data[at + 14] << 8) | data[at + 15];
    at += 16;
  } else if (linkType === 276) {
    if (capLen < 20) return bad(out, CUT_HEADER);
    type = (data[at] << 8) | data[at + 1];
    at += 20;
  } else if (linkType === 0 || linkType === 108) {
    if (capLen < 5) return bad(out, CUT_HEADER);
    at += 4;
    type = data[at] >>> 4 === 6 ? ETHERTYPE_IPV6 : ETHERTYPE_IPV4;
  } else if (SUPPORTED.has(linkType)) {
    if (capLen < 1) return bad(out, CUT_HEADER);
    type = data[at] >>> 4 === 6 ? ETHERTYPE_IPV6 : ETHERTYPE_IPV4;
  } else {
    return bad(out, BAD_LINK);
  }
  while ((type === 0x8100 || type === 0x88a8 || type === 0x9100) && at + 4 <= end) {
    type = (data[at + 2] << 8) | data[at + 3];
    at += 4;
  }
  const beyond = origLen - capLen;
  if (type === ETHERTYPE_IPV4) decodeIpv4(data, at, end, beyond, out);
  else if (type === ETHERTYPE_IPV6) decodeIpv6(data, at, end, beyond, out);
  else if (type === ETHERTYPE_ARP) decodeArp(data, at, end, out);
  else out.protocol = 0x10000 + type;
}

function bad(out: DecodedFrame, reason: number): void {
  out.kind = FrameKind.Bad;
  out.bad = reason;
}

function u16(data: Uint8Array, at: number): number {
  return (data[at] << 8) | data[at + 1];
}
function u32(data: Uint8Array, at: number): number {
  return ((data[at] << 24) | (data[at + 1] << 16) | (data[at + 2] << 8) | data[at + 3]) >>> 0;
}

function decodeIpv4(data: Uint8Array, at: number, end: number, beyond: number, out: DecodedFrame): void {
  if (at + 20 > end) return bad(out, CUT_HEADER);
  const headerLen = (data[at] & 15) * 4;
  if (data[at] >>> 4 !== 4 || headerLen < 20) return bad(out, BAD_IP);
  let total = u16(data, at + 2);
  const present = end - at + beyond;
  if (total === 0) total = present;
  if (total < headerLen) return bad(out, BAD_IP);
  out.family = 4;
  out.ipId = u16(data, at + 4);
  const fragment = u16(data, at + 6);
  out.ttl = data[at + 8];
  out.src0 = out.src1 = out.src2 = out.dst0 = out.dst1 = out.dst2 = 0;
  out.src3 = u32(data, at + 12);
  out.dst3 = u32(data, at + 16);
  out.isFragment = (fragment & 0x3fff) !== 0;
  out.protocol = data[at + 9];
  if ((fragment & 0x1fff) !== 0) return;
  transport(data, at + headerLen, end, total - headerLen, out);
}

function decodeIpv6(data: Uint8Array, at: number, end: number, beyond: number, out: DecodedFrame): void {
  if (at + 40 > end) return bad(out, CUT_HEADER);
  if (data[at] >>> 4 !== 6) return bad(out, BAD_IP);
  let length = u16(data, at + 4);
  if (length === 0) length = end - at - 40 + beyond;
  out.family = 6;
  out.ipId = 0;
  out.ttl = data[at + 7];
  out.src0 = u32(data, at + 8);
  out.src1 = u32(data, at + 12);
  out.src2 = u32(data, at + 16);
  out.src3 = u32(data, at + 20);
  out.dst0 = u32(data, at + 24);
  out.dst1 = u32(data, at + 28);
  out.dst2 = u32(data, at + 32);
  out.dst3 = u32(data, at + 36);
  let next = data[at + 6];
  let body = at + 40;
  for (let count = 0; count < MAX_EXTENSION_HEADERS; count++) {
    if (next === 0 || next === 43 || next === 60 || next === 44 || next === 51) {
      if (body + 8 > end) return bad(out, CUT_HEADER);
      const size = next === 44 ? 8 : next === 51 ? (data[body + 1] + 2) * 4 : (data[body + 1] + 1) * 8;
      if (next === 44) {
        out.isFragment = true;
        if ((u16(data, body + 2) & 0xfff8) !== 0) {
          out.protocol = data[body];
          return;
        }
      }
      next = data[body];
      body += size;
      length -= size;
      if (length < 0) return bad(out, BAD_IP);
    } else break;
  }
  out.protocol = next;
  transport(data, body, end, length, out);
}

function transport(data: Uint8Array, at: number, end: number, length: number, out: DecodedFrame): void {
  if (out.protocol === PROTO_TCP) decodeTcp(data, at, end, length, out);
  else if (out.protocol === PROTO_ICMP && out.family === 4) decodeIcmp(data, at, end, out);
  else if (out.protocol === PROTO_ICMPV6 && out.family === 6) decodeIcmp(data, at, end, out);
}

function decodeTcp(data: Uint8Array, at: number, end: number, length: number, out: DecodedFrame): void {
  if (at + 20 > end) return bad(out, CUT_HEADER);
  const headerLen = (data[at + 12] >>> 4) * 4;
  if (headerLen < 20 || headerLen > length) return bad(out, BAD_TCP);
  out.kind = FrameKind.Tcp;
  out.srcPort = u16(data, at);
  out.dstPort = u16(data, at + 2);
  out.seq = u32(data, at + 4);
  out.ack = u32(data, at + 8);
  out.flags = ((data[at + 12] & 1) << 8) | data[at + 13];
  out.wnd = u16(data, at + 14);
  out.len = length - headerLen;
  out.mss = 0;
  out.windowScale = 255;
  out.tsVal = 0;
  out.tsEcr = 0;
  const optionsEnd = at + headerLen;
  if (headerLen > 20) decodeOptions(data, at + 20, Math.min(optionsEnd, end), optionsEnd > end, out);
  out.payloadStart = Math.min(optionsEnd, end);
  out.payloadEnd = Math.min(optionsEnd + out.len, end);
  out.isPayloadCut = optionsEnd + out.len > end;
}

function decodeOptions(data: Uint8Array, from: number, to: number, cut: boolean, out: DecodedFrame): void {
  let at = from;
  if (cut) out.optionBits |= OPT_CUT;
  while (at < to) {
    const kind = data[at];
    if (kind === 0) return;
    if (kind === 1) {
      at++;
      continue;
    }
    if (at + 1 >= to) return;
    const size = data[at + 1];
    if (size < 2 || at + size > to) return;
    if (kind === 8 && size === 10) {
      out.optionBits |= OPT_TIMESTAMPS;
      out.tsVal = u32(data, at + 2);
      out.tsEcr = u32(data, at + 6);
    } else if (kind === 2 && size === 4) {
      out.optionBits |= OPT_MSS;
      out.mss = u16(data, at + 2);
    } else if (kind === 3 && size === 3) {
      out.optionBits |= OPT_WINDOW_SCALE;
      out.windowScale = Math.min(data[at + 2], 14);
    } else if (kind === 4) out.optionBits |= OPT_SACK_PERMITTED;
    else if (kind === 5) out.optionBits |= OPT_SACK_BLOCKS;
    at += size;
  }
}

function decodeIcmp(data: Uint8Array, at: number, end: number, out: DecodedFrame): void {
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

function decodeArp(data: Uint8Array, at: number, end: number, out: DecodedFrame): void {
  out.protocol = 0x10000 + ETHERTYPE_ARP;
  if (at + 28 > end || u16(data, at + 2) !== ETHERTYPE_IPV4 || data[at + 4] !== 6 || data[at + 5] !== 4) return;
  out.kind = FrameKind.Arp;
  out.family = 4;
  out.isArpReply = u16(data, at + 6) === 2;
  out.src0 = out.src1 = out.src2 = out.dst0 = out.dst1 = out.dst2 = 0;
  out.src3 = u32(data, at + 14);
  out.dst3 = u32(data, at + 24);
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
