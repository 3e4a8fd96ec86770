// ARP (RFC 826) for IPv4 over 48-bit hardware addresses: who asks for whom, who answers.

import { s32be, u16be } from '../../base/bytes';
import { FrameKind, type DecodedFrame } from '../decoded-frame';
import { ETHERTYPE_IPV4 } from '../link/link-layer';

const PACKET_BYTES = 28;
const HARDWARE_BYTES = 6;
const PROTOCOL_BYTES = 4;
const REQUEST = 1;
const REPLY = 2;

export function decodeArp(data: Uint8Array, at: number, end: number, out: DecodedFrame): void {
  if (at + PACKET_BYTES > end || u16be(data, at + 2) !== ETHERTYPE_IPV4) return;
  if (data[at + 4] !== HARDWARE_BYTES || data[at + 5] !== PROTOCOL_BYTES) return;
  const operation = u16be(data, at + 6);
  if (operation !== REQUEST && operation !== REPLY) return;
  const sender = s32be(data, at + 14);
  // From 0.0.0.0 a host asks whether anybody has the address it wants for itself (RFC 5227): silence is the good answer.
  if (operation === REQUEST && sender === 0) return;
  out.kind = FrameKind.Arp;
  out.family = 4;
  out.isArpReply = operation === REPLY;
  out.src0 = out.src1 = out.src2 = out.dst0 = out.dst1 = out.dst2 = 0;
  out.src3 = sender;
  out.dst3 = s32be(data, at + 24);
}
