// ARP for IPv4 (RFC 826): needed where nobody answers, so that no SYN ever leaves.

import { FrameKind, type DecodedFrame } from '../decoded-frame';
import { ETHERTYPE_ARP, ETHERTYPE_IPV4 } from '../link/link-layer';
import { u16, u32 } from '../read-bytes';

export function decodeArp(data: Uint8Array, at: number, end: number, out: DecodedFrame): void {
  out.protocol = 0x10000 + ETHERTYPE_ARP;
  if (at + 28 > end || u16(data, at + 2) !== ETHERTYPE_IPV4 || data[at + 4] !== 6 || data[at + 5] !== 4) return;
  out.kind = FrameKind.Arp;
  out.family = 4;
  out.isArpReply = u16(data, at + 6) === 2;
  out.src0 = out.src1 = out.src2 = out.dst0 = out.dst1 = out.dst2 = 0;
  out.src3 = u32(data, at + 14);
  out.dst3 = u32(data, at + 24);
}
