// IPv4 (RFC 791) and IPv6 (RFC 8200) headers: lengths checked against what was captured, never trusted; fragments flagged.

import { bad, BAD_IP, CUT_HEADER } from '../bad-frame';
import type { DecodedFrame } from '../decoded-frame';
import { u16, u32 } from '../read-bytes';
import { decodeTcp } from '../tcp/header';
import { decodeIcmp } from './icmp';

export const PROTO_ICMP = 1;
export const PROTO_TCP = 6;
export const PROTO_ICMPV6 = 58;
/** Longer chains of extension headers occur in attacks only. */
const MAX_EXTENSION_HEADERS = 16;

/** `beyond`: bytes of the frame that the snapshot length cut off. */
export function decodeIpv4(data: Uint8Array, at: number, end: number, beyond: number, out: DecodedFrame): void {
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

export function decodeIpv6(data: Uint8Array, at: number, end: number, beyond: number, out: DecodedFrame): void {
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
