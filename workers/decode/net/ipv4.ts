// IPv4 (RFC 791) to whatever it carries. Options are stepped over, fragments flagged.

import { s32be, u16be } from '../../base/bytes';
import { BadReason, markBad } from '../bad-frame';
import type { DecodedFrame } from '../decoded-frame';
import { decodeTcp, decodeTcpFragment } from '../tcp/header';
import { decodeIcmp } from './icmp';
import {
  AUTHENTICATION,
  extensionBytes,
  IPV4_HEADER_BYTES,
  IPV4_OFFSET_MASK,
  MIN_EXTENSION_BYTES,
  PROTOCOL_ICMP,
  PROTOCOL_TCP,
} from './protocols';

/** "More fragments" and the offset. */
const FRAGMENT_MASK = 0x3fff;

/** @param present bytes from `at` to the end of the frame on the wire, for a total length of 0 (segmentation offload) */
export function decodeIpv4(data: Uint8Array, at: number, end: number, present: number, out: DecodedFrame): void {
  if (at + IPV4_HEADER_BYTES > end) return markBad(out, BadReason.CutHeader);
  const headerLen = (data[at] & 15) * 4;
  const total = u16be(data, at + 2) || present;
  if (data[at] >>> 4 !== 4 || headerLen < IPV4_HEADER_BYTES || total < headerLen) return markBad(out, BadReason.IpHeader);
  if (at + headerLen > end) return markBad(out, BadReason.CutHeader);
  out.family = 4;
  out.ipId = u16be(data, at + 4);
  out.ttl = data[at + 8];
  out.src0 = out.src1 = out.src2 = out.dst0 = out.dst1 = out.dst2 = 0;
  out.src3 = s32be(data, at + 12);
  out.dst3 = s32be(data, at + 16);
  out.protocol = data[at + 9];
  const fragment = u16be(data, at + 6);
  const offset = (fragment & IPV4_OFFSET_MASK) * 8;
  let body = at + headerLen;
  let length = total - headerLen;
  if ((fragment & FRAGMENT_MASK) !== 0) {
    out.isFragment = true;
    out.fragmentId = out.ipId;
    out.fragmentEnd = offset + length;
    // Only the first part has the transport header.
    if (offset !== 0) return;
  }
  if (out.protocol === AUTHENTICATION) {
    if (body + MIN_EXTENSION_BYTES > end) return markBad(out, BadReason.CutHeader);
    const size = extensionBytes(data, body, AUTHENTICATION);
    if (size > length) return markBad(out, BadReason.IpHeader);
    out.protocol = data[body];
    body += size;
    length -= size;
  }
  if (out.protocol === PROTOCOL_TCP) {
    if (out.isFragment) decodeTcpFragment(data, body, end, length, out);
    else decodeTcp(data, body, end, length, out);
  } else if (out.protocol === PROTOCOL_ICMP) decodeIcmp(data, body, Math.min(end, body + length), out);
  else {
    out.bodyStart = body;
    out.bodyLength = length;
  }
}
