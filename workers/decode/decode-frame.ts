// One captured record -> DecodedFrame. A fused path for the frames that captures are made of (Ethernet, at most one VLAN
// tag, IPv4 without options or IPv6 without extensions, TCP), the generic walk through layers and tunnels for all others. Hot
// and allocation-free; never throws, never reads outside [offset, offset + capLen).

import { s32be, u16be } from '../base/bytes';
import { BadReason, markBad } from './bad-frame';
import { ABOVE_LINK, FrameKind, type DecodedFrame } from './decoded-frame';
import { followEncapsulation, MAX_ENCAPSULATIONS } from './link/encapsulation';
import { ETHERTYPE_ARP, ETHERTYPE_IPV4, ETHERTYPE_IPV6, LINK_CUT } from './link/link-layer';
import { linkLayerOf } from './link/registry';
import { decodeArp } from './net/arp';
import { decodeIpv4 } from './net/ipv4';
import { decodeIpv6 } from './net/ipv6';
import { IPV4_HEADER_BYTES, IPV6_HEADER_BYTES, PROTOCOL_TCP } from './net/protocols';
import { decodeTcp } from './tcp/header';
import { MAX_TUNNELS, openTunnel } from './tunnel/open-tunnel';
import { tunnelIdentity } from './tunnel/tunnel-identity';
import { TunnelTarget } from './tunnel/tunnel-target';

export { protocolName } from './protocol-name';

const ETHERNET = 1;
const ETHERNET_BYTES = 14;
const VLAN_BYTES = 4;
const ETHERTYPE_VLAN = 0x8100;
/** Version 4, header of five words. */
const IPV4_WITHOUT_OPTIONS = 0x45;
/** "More fragments" and the offset; "don't fragment" may be what it likes. */
const FRAGMENT_MASK = 0x3fff;

// One for all frames: decoding is synchronous, and the engine decodes in one thread.
const link = new TunnelTarget();

export function decodeFrame(linkType: number, data: Uint8Array, offset: number, capLen: number, origLen: number, out: DecodedFrame): void {
  const end = offset + capLen;
  out.kind = FrameKind.Other;
  out.protocol = 0;
  out.isFragment = false;
  out.isOuterFragment = false;
  out.isPayloadCut = false;
  out.optionBits = 0;
  out.tunnelKind = 0;
  out.tunnel = 0;
  if (linkType === ETHERNET && capLen >= ETHERNET_BYTES + VLAN_BYTES + IPV4_HEADER_BYTES) {
    let at = offset + ETHERNET_BYTES;
    let etherType = u16be(data, offset + 12);
    if (etherType === ETHERTYPE_VLAN) {
      etherType = u16be(data, offset + 16);
      at += VLAN_BYTES;
    }
    if (etherType === ETHERTYPE_IPV4) {
      if (data[at] === IPV4_WITHOUT_OPTIONS && data[at + 9] === PROTOCOL_TCP && (u16be(data, at + 6) & FRAGMENT_MASK) === 0) {
        const total = u16be(data, at + 2);
        if (total > IPV4_HEADER_BYTES) {
          out.protocol = PROTOCOL_TCP;
          out.family = 4;
          out.ipId = u16be(data, at + 4);
          out.ttl = data[at + 8];
          out.src0 = 0;
          out.src1 = 0;
          out.src2 = 0;
          out.src3 = s32be(data, at + 12);
          out.dst0 = 0;
          out.dst1 = 0;
          out.dst2 = 0;
          out.dst3 = s32be(data, at + 16);
          decodeTcp(data, at + IPV4_HEADER_BYTES, end, total - IPV4_HEADER_BYTES, out);
          return;
        }
      }
    } else if (etherType === ETHERTYPE_IPV6 && at + IPV6_HEADER_BYTES <= end && data[at + 6] === PROTOCOL_TCP) {
      // IPv6 has no cheaper form than its own decoder, which looks for TCP first.
      decodeIpv6(data, at, end, wireBytes(offset, at, capLen, origLen), out);
      return;
    }
  }
  walk(linkType, data, offset, capLen, origLen, out);
}

/** The generic way: link layer by its number, then header by header to the innermost packet. */
function walk(linkType: number, data: Uint8Array, offset: number, capLen: number, origLen: number, out: DecodedFrame): void {
  const layer = linkLayerOf(linkType);
  if (layer === undefined) return markBad(out, BadReason.LinkType);
  const end = offset + capLen;
  layer.decode(data, offset, end, link);
  decodePacket(data, end, offset + Math.max(capLen, origLen), out);
  let limit = end;
  let isWhole = false;
  for (let depth = 1; depth <= MAX_TUNNELS && out.bodyLength > 0; depth++) {
    const body = out.bodyStart;
    const wireEnd = body + out.bodyLength;
    // What stands behind the outer packet is padding, and not the inner packet's.
    isWhole ||= wireEnd <= limit;
    limit = Math.min(limit, wireEnd);
    if (!openTunnel(data, out.protocol, body, limit, link)) return;
    out.tunnel = tunnelIdentity(out, link);
    out.tunnelKind = link.kind;
    const isOuterFragment = out.isFragment;
    out.isFragment = false;
    decodePacket(data, limit, wireEnd, out);
    // The outer packet ends before the inner header does, though more was captured: that is not the snapshot length's doing.
    if (isWhole && isCut(out)) markBad(out, isOuterFragment ? BadReason.SplitHeader : BadReason.IpHeader);
    if (!isOuterFragment) continue;
    // The inner packet's own length is whole. What of its payload is not here stands in another part.
    out.isOuterFragment = true;
    if (isWhole) out.isPayloadCut = false;
  }
}

/** What `link` points at, in data[.., end): through encapsulations to a network packet. `wireEnd`: where it ends on the wire at the latest. */
function decodePacket(data: Uint8Array, end: number, wireEnd: number, out: DecodedFrame): void {
  out.bodyLength = -1;
  if (link.etherType !== ETHERTYPE_IPV4) for (let count = 0; count < MAX_ENCAPSULATIONS && followEncapsulation(data, end, link); count++);
  const { etherType, payloadOffset } = link;
  if (etherType === LINK_CUT) return markBad(out, BadReason.CutHeader);
  if (etherType === ETHERTYPE_IPV4) return decodeIpv4(data, payloadOffset, end, wireEnd - payloadOffset, out);
  if (etherType === ETHERTYPE_IPV6) return decodeIpv6(data, payloadOffset, end, wireEnd - payloadOffset, out);
  out.protocol = ABOVE_LINK + etherType;
  if (etherType === ETHERTYPE_ARP) decodeArp(data, payloadOffset, end, out);
}

function isCut(frame: DecodedFrame): boolean {
  return frame.kind === FrameKind.Bad && frame.bad === BadReason.CutHeader;
}

/** Bytes from `at` to the end of the frame on the wire; files exist that say less than they hold. */
function wireBytes(offset: number, at: number, capLen: number, origLen: number): number {
  return Math.max(capLen, origLen) - (at - offset);
}
