// IPv4 (RFC 791) to whatever it carries. Options are stepped over, fragments flagged.

import { u16be, u32be } from '../../base/bytes';
import { BadReason, markBad } from '../bad-frame';
import type { DecodedFrame } from '../decoded-frame';
import { decodeTcp } from '../tcp/header';
import { decodeIcmp } from './icmp';
import { IPV4_HEADER_BYTES, IPV4_OFFSET_MASK, PROTOCOL_ICMP, PROTOCOL_TCP } from './protocols';

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
  out.src3 = u32be(data, at + 12);
  out.dst3 = u32be(data, at + 16);
  out.protocol = data[at + 9];
  const fragment = u16be(data, at + 6);
  out.isFragment = (fragment & FRAGMENT_MASK) !== 0;
  // Only the first fragment has the transport header.
  if ((fragment & IPV4_OFFSET_MASK) !== 0) return;
  const body = at + headerLen;
  const length = total - headerLen;
  if (out.protocol === PROTOCOL_TCP) decodeTcp(data, body, end, length, out);
  else if (out.protocol === PROTOCOL_ICMP) decodeIcmp(data, body, Math.min(end, body + length), out);
}
