// IPv6 (RFC 8200) with its extension headers to whatever it carries. The chain is bounded in count, not only in bytes.

import { s32be, u16be, u32be } from '../../base/bytes';
import { BadReason, markBad } from '../bad-frame';
import type { DecodedFrame } from '../decoded-frame';
import { decodeTcp, decodeTcpFragment } from '../tcp/header';
import { decodeIcmpV6 } from './icmp';
import {
  extensionBytes,
  FRAGMENT,
  IPV6_HEADER_BYTES,
  IPV6_OFFSET_MASK,
  isExtensionHeader,
  MAX_EXTENSION_HEADERS,
  MIN_EXTENSION_BYTES,
  PROTOCOL_ICMPV6,
  PROTOCOL_TCP,
} from './protocols';

/** Offset and "more fragments" of the fragment header. */
const FRAGMENT_MASK = 0xfff9;

/** @param present bytes from `at` to the end of the frame on the wire, for a payload length of 0 (jumbogram) */
export function decodeIpv6(data: Uint8Array, at: number, end: number, present: number, out: DecodedFrame): void {
  if (at + IPV6_HEADER_BYTES > end) return markBad(out, BadReason.CutHeader);
  if (data[at] >>> 4 !== 6) return markBad(out, BadReason.IpHeader);
  out.family = 6;
  out.ipId = 0;
  out.ttl = data[at + 7];
  out.src0 = s32be(data, at + 8);
  out.src1 = s32be(data, at + 12);
  out.src2 = s32be(data, at + 16);
  out.src3 = s32be(data, at + 20);
  out.dst0 = s32be(data, at + 24);
  out.dst1 = s32be(data, at + 28);
  out.dst2 = s32be(data, at + 32);
  out.dst3 = s32be(data, at + 36);
  const length = u16be(data, at + 4) || present - IPV6_HEADER_BYTES;
  const next = data[at + 6];
  if (next === PROTOCOL_TCP) {
    out.protocol = next;
    decodeTcp(data, at + IPV6_HEADER_BYTES, end, length, out);
  } else {
    followExtensions(data, at + IPV6_HEADER_BYTES, end, length, next, out);
  }
}

function followExtensions(data: Uint8Array, from: number, end: number, wireLength: number, first: number, out: DecodedFrame): void {
  let next = first;
  let at = from;
  let length = wireLength;
  for (let count = 0; isExtensionHeader(next); count++) {
    if (count === MAX_EXTENSION_HEADERS) return markBad(out, BadReason.IpHeader);
    if (at + MIN_EXTENSION_BYTES > end) return markBad(out, BadReason.CutHeader);
    const size = extensionBytes(data, at, next);
    if (size > length) return markBad(out, BadReason.IpHeader);
    if (next === FRAGMENT) {
      const fragment = u16be(data, at + 2);
      // Offset 0 without "more": an atomic fragment (RFC 6946), which is whole.
      out.isFragment = (fragment & FRAGMENT_MASK) !== 0;
      out.fragmentId = u32be(data, at + 4);
      out.fragmentEnd = (fragment & IPV6_OFFSET_MASK) + length - size;
      if ((fragment & IPV6_OFFSET_MASK) !== 0) {
        out.protocol = data[at];
        return;
      }
    }
    next = data[at];
    at += size;
    length -= size;
  }
  if (at > end) return markBad(out, BadReason.CutHeader);
  out.protocol = next;
  if (next === PROTOCOL_TCP) {
    if (out.isFragment) decodeTcpFragment(data, at, end, length, out);
    else decodeTcp(data, at, end, length, out);
  } else if (next === PROTOCOL_ICMPV6) decodeIcmpV6(data, at, Math.min(end, at + length), out);
  else {
    out.bodyStart = at;
    out.bodyLength = length;
  }
}
