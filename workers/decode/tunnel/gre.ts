// GRE (RFC 2784, 2890), PPTP's variant (RFC 2637), and what Cisco puts in it: ERSPAN I to III (draft-foschiano-erspan), WCCP.

import { u16be, u32be } from '../../base/bytes';
import { ETHERTYPE_ETHERNET, ETHERTYPE_IPV4, ETHERTYPE_PPP } from '../link/link-layer';
import { TunnelKind, type TunnelTarget } from './tunnel-target';

export const GRE_BYTES = 4;
const OPTION_BYTES = 4;
export const GRE_CHECKSUM = 0x8000;
const ROUTING = 0x4000;
export const GRE_KEY = 0x2000;
export const GRE_SEQUENCE = 0x1000;
export const GRE_ACKNOWLEDGEMENT = 0x0080;
const VERSION_MASK = 7;
const VERSION_PPTP = 1;

export const ETHERTYPE_ERSPAN = 0x88be;
export const ETHERTYPE_ERSPAN_3 = 0x22eb;
export const ERSPAN_BYTES = 8;
export const ERSPAN_3_BYTES = 12;
const ERSPAN_PLATFORM_BYTES = 8;
const ERSPAN_HAS_PLATFORM = 1;
const ERSPAN_SESSION_MASK = 0x3ff;
/** Frame type of ERSPAN III: 0 is an Ethernet frame, 2 an IP packet. */
const ERSPAN_FRAME_TYPE_IP = 2;

const ETHERTYPE_WCCP = 0x883e;
const WCCP_BYTES = 4;

/** Bytes of the GRE header with the options that `flags` (its first two bytes) names. */
export function greHeaderBytes(flags: number): number {
  let size = GRE_BYTES;
  if ((flags & GRE_CHECKSUM) !== 0) size += OPTION_BYTES;
  if ((flags & GRE_KEY) !== 0) size += OPTION_BYTES;
  if ((flags & GRE_SEQUENCE) !== 0) size += OPTION_BYTES;
  if ((flags & VERSION_MASK) === VERSION_PPTP && (flags & GRE_ACKNOWLEDGEMENT) !== 0) size += OPTION_BYTES;
  return size;
}

/** False when it is no GRE that carries a packet: source routes, keep-alives, acknowledgements, other versions. */
export function openGre(data: Uint8Array, at: number, end: number, out: TunnelTarget): boolean {
  if (at + GRE_BYTES > end) return false;
  const flags = u16be(data, at);
  const version = flags & VERSION_MASK;
  const type = u16be(data, at + 2);
  const body = at + greHeaderBytes(flags);
  if (version > VERSION_PPTP || (flags & ROUTING) !== 0 || body >= end) return false;
  if (version === VERSION_PPTP && type !== ETHERTYPE_PPP) return false;
  out.kind = TunnelKind.Gre;
  // PPTP's call id differs by direction, and IPv4 addresses the two ends of a call already.
  const key = at + GRE_BYTES + ((flags & GRE_CHECKSUM) === 0 ? 0 : OPTION_BYTES);
  out.id = (flags & GRE_KEY) !== 0 && version !== VERSION_PPTP ? u32be(data, key) : 0;
  out.etherType = type;
  out.payloadOffset = body;
  if (type === ETHERTYPE_ERSPAN || type === ETHERTYPE_ERSPAN_3) return openErspan(data, (flags & GRE_SEQUENCE) !== 0, end, out);
  if (type === ETHERTYPE_WCCP) {
    out.etherType = ETHERTYPE_IPV4;
    // Version 2 has a header of its own, version 1 has not.
    if (data[body] >>> 4 !== 4) out.payloadOffset = body + WCCP_BYTES;
  }
  return type !== 0;
}

function openErspan(data: Uint8Array, hasSequence: boolean, end: number, out: TunnelTarget): boolean {
  const at = out.payloadOffset;
  out.kind = TunnelKind.Erspan;
  const isThird = out.etherType === ETHERTYPE_ERSPAN_3;
  out.etherType = ETHERTYPE_ETHERNET;
  // Type I: the mirrored frame and nothing else.
  if (!isThird && !hasSequence) return true;
  const size = isThird ? ERSPAN_3_BYTES : ERSPAN_BYTES;
  if (at + size > end) return false;
  out.id = u16be(data, at + 2) & ERSPAN_SESSION_MASK;
  out.payloadOffset = at + size;
  if (!isThird) return data[at] >>> 4 === 1;
  if ((data[at + 11] & ERSPAN_HAS_PLATFORM) !== 0) out.payloadOffset += ERSPAN_PLATFORM_BYTES;
  const frameType = (data[at + 10] >>> 2) & 31;
  if (frameType !== 0 && frameType !== ERSPAN_FRAME_TYPE_IP) return false;
  if (frameType === ERSPAN_FRAME_TYPE_IP) out.etherType = ETHERTYPE_IPV4;
  return data[at] >>> 4 === 2;
}
