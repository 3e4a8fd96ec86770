// Tunnels over UDP: VXLAN (RFC 7348, GBP, GPE), GENEVE (RFC 8926), GTP-U (3GPP TS 29.281), Teredo (RFC 4380). A port proves
// nothing: the header must be sound and what it carries must look right, or the datagram stays UDP.

import { u16be, u32be } from '../../base/bytes';
import { decodeEthernet } from '../link/ethernet';
import { ETHERTYPE_ETHERNET, ETHERTYPE_IPV4, ETHERTYPE_IPV6, LINK_CUT, LinkTarget } from '../link/link-layer';
import { IPV4_HEADER_BYTES, IPV6_HEADER_BYTES, UDP_HEADER_BYTES } from '../net/protocols';
import { TunnelKind, type TunnelTarget } from './tunnel-target';

const VXLAN_PORT = 4789;
/** Linux's own, from before there was an official one. */
const VXLAN_LINUX_PORT = 8472;
const VXLAN_GPE_PORT = 4790;
const GENEVE_PORT = 6081;
const GTP_U_PORT = 2152;
const TEREDO_PORT = 3544;

export const VXLAN_BYTES = 8;
/** Bits of the first two bytes: the VNI is valid; the policy group of GBP with its "don't learn" and "applied"; the protocol of GPE. */
const VXLAN_HAS_VNI = 0x0800;
const VXLAN_HAS_GROUP = 0x8000;
const VXLAN_GBP_BITS = 0x8048;
const VXLAN_HAS_PROTOCOL = 0x0400;
/** By the next protocol of GPE. */
const GPE_ETHERTYPES: readonly number[] = [0, ETHERTYPE_IPV4, ETHERTYPE_IPV6, ETHERTYPE_ETHERNET];

const GENEVE_BYTES = 8;
const GENEVE_RESERVED = 0x3f;

const GTP_BYTES = 8;
const GTP_OPTIONAL_BYTES = 4;
/** Version 1, GTP and not GTP', the spare bit 0. */
const GTP_FIXED_MASK = 0xf8;
const GTP_FIXED = 0x30;
const GTP_OPTIONAL = 0x07;
const GTP_HAS_EXTENSION = 0x04;
const GTP_DATA = 0xff;
/** TS 29.281 5.2 knows a handful. */
const MAX_GTP_EXTENSIONS = 8;

const TEREDO_ORIGIN_BYTES = 8;
const TEREDO_AUTHENTICATION_BYTES = 13;

/**
 * @param at of the UDP header; it is captured up to `end`
 * @returns false when it is none of these tunnels
 */
export function openUdpTunnel(data: Uint8Array, at: number, end: number, out: TunnelTarget): boolean {
  const body = at + UDP_HEADER_BYTES;
  if (body >= end) return false;
  const source = u16be(data, at);
  const destination = u16be(data, at + 2);
  // Nearly every datagram ends here.
  if (!isTunnelPort(destination) && !isTunnelPort(source)) return false;
  // Of a datagram in fragments this is the length of the whole, of which its IP header knows but a part.
  const length = u16be(data, at + 4);
  // 0 where the network card is to cut a datagram too long for the field: then nothing says where it ends.
  const wireEnd = length === 0 ? Number.POSITIVE_INFINITY : at + length;
  return open(destination, data, body, end, wireEnd, out) || open(source, data, body, end, wireEnd, out);
}

function isTunnelPort(port: number): boolean {
  if (port < GTP_U_PORT || port > VXLAN_LINUX_PORT) return false;
  return (
    port === VXLAN_PORT ||
    port === VXLAN_LINUX_PORT ||
    port === GENEVE_PORT ||
    port === GTP_U_PORT ||
    port === TEREDO_PORT ||
    port === VXLAN_GPE_PORT
  );
}

function open(port: number, data: Uint8Array, at: number, end: number, wireEnd: number, out: TunnelTarget): boolean {
  switch (port) {
    case VXLAN_PORT:
    case VXLAN_LINUX_PORT:
    case VXLAN_GPE_PORT:
      return openVxlan(data, at, end, out) && isPlausible(data, end, wireEnd, out);
    case GENEVE_PORT:
      return openGeneve(data, at, end, out) && isPlausible(data, end, wireEnd, out);
    case GTP_U_PORT:
      return openGtpU(data, at, end, wireEnd, out) && isPlausible(data, end, wireEnd, out);
    case TEREDO_PORT:
      return openTeredo(data, at, end, out) && isPlausible(data, end, wireEnd, out);
    default:
      return false;
  }
}

function openVxlan(data: Uint8Array, at: number, end: number, out: TunnelTarget): boolean {
  if (at + VXLAN_BYTES >= end) return false;
  const flags = u16be(data, at);
  const group = u16be(data, at + 2);
  if ((flags & VXLAN_HAS_VNI) === 0 || data[at + 7] !== 0) return false;
  out.kind = TunnelKind.Vxlan;
  out.id = u32be(data, at + 4) >>> 8;
  out.payloadOffset = at + VXLAN_BYTES;
  out.etherType = ETHERTYPE_ETHERNET;
  if (flags === (VXLAN_HAS_VNI | VXLAN_HAS_PROTOCOL) && group < GPE_ETHERTYPES.length) {
    out.etherType = GPE_ETHERTYPES[group];
    return group !== 0;
  }
  if ((flags & ~(VXLAN_HAS_VNI | VXLAN_GBP_BITS)) !== 0) return false;
  return group === 0 || (flags & VXLAN_HAS_GROUP) !== 0;
}

function openGeneve(data: Uint8Array, at: number, end: number, out: TunnelTarget): boolean {
  if (at + GENEVE_BYTES >= end) return false;
  // Version 0, so that the first byte is the length of the options in words; reserved bits are 0.
  if (data[at] > 63 || (data[at + 1] & GENEVE_RESERVED) !== 0 || data[at + 7] !== 0) return false;
  out.kind = TunnelKind.Geneve;
  out.id = u32be(data, at + 4) >>> 8;
  out.etherType = u16be(data, at + 2);
  out.payloadOffset = at + GENEVE_BYTES + data[at] * 4;
  return out.etherType === ETHERTYPE_ETHERNET || out.etherType === ETHERTYPE_IPV4 || out.etherType === ETHERTYPE_IPV6;
}

function openGtpU(data: Uint8Array, at: number, end: number, wireEnd: number, out: TunnelTarget): boolean {
  if (at + GTP_BYTES >= end || (data[at] & GTP_FIXED_MASK) !== GTP_FIXED || data[at + 1] !== GTP_DATA) return false;
  if (at + GTP_BYTES + u16be(data, at + 2) !== wireEnd) return false;
  out.kind = TunnelKind.GtpU;
  out.id = u32be(data, at + 4);
  let body = at + GTP_BYTES;
  if ((data[at] & GTP_OPTIONAL) !== 0) {
    body += GTP_OPTIONAL_BYTES;
    if (body > end) return false;
    let next = (data[at] & GTP_HAS_EXTENSION) === 0 ? 0 : data[body - 1];
    for (let count = 0; next !== 0; count++) {
      // Each extension begins with its length in words and ends with the type of the next.
      if (count === MAX_GTP_EXTENSIONS || body >= end || data[body] === 0) return false;
      body += data[body] * 4;
      if (body > end) return false;
      next = data[body - 1];
    }
  }
  return openByVersion(data, body, end, out);
}

function openTeredo(data: Uint8Array, at: number, end: number, out: TunnelTarget): boolean {
  let body = at;
  if (body + 4 <= end && u16be(data, body) === 1) body += TEREDO_AUTHENTICATION_BYTES + data[body + 2] + data[body + 3];
  if (body + 2 <= end && u16be(data, body) === 0) body += TEREDO_ORIGIN_BYTES;
  out.kind = TunnelKind.Teredo;
  out.id = 0;
  return openByVersion(data, body, end, out) && out.etherType === ETHERTYPE_IPV6;
}

/** What carries IP of either version without saying which. */
function openByVersion(data: Uint8Array, body: number, end: number, out: TunnelTarget): boolean {
  if (body >= end) return false;
  const version = data[body] >>> 4;
  out.etherType = version === 4 ? ETHERTYPE_IPV4 : ETHERTYPE_IPV6;
  out.payloadOffset = body;
  return version === 4 || version === 6;
}

const frame = new LinkTarget();

/** Whether an IP packet inside has a sound header and ends where the datagram ends. What is not IP is not judged: nothing is read from it. */
function isPlausible(data: Uint8Array, end: number, wireEnd: number, inside: LinkTarget): boolean {
  let { etherType, payloadOffset: at } = inside;
  let isFrame = false;
  if (etherType === ETHERTYPE_ETHERNET) {
    decodeEthernet(data, at, end, frame);
    if (frame.etherType === LINK_CUT) return true;
    isFrame = true;
    etherType = frame.etherType;
    at = frame.payloadOffset;
  }
  if (etherType === ETHERTYPE_IPV4) {
    if (at + IPV4_HEADER_BYTES > end) return at + IPV4_HEADER_BYTES <= wireEnd;
    const headerLen = (data[at] & 15) * 4;
    // 0: left to the network card.
    const total = u16be(data, at + 2) || wireEnd - at;
    return data[at] >>> 4 === 4 && headerLen >= IPV4_HEADER_BYTES && total >= headerLen && fits(at + total, wireEnd, isFrame);
  }
  if (etherType === ETHERTYPE_IPV6) {
    if (at + IPV6_HEADER_BYTES > end) return at + IPV6_HEADER_BYTES <= wireEnd;
    const length = u16be(data, at + 4) || wireEnd - at - IPV6_HEADER_BYTES;
    return data[at] >>> 4 === 6 && fits(at + IPV6_HEADER_BYTES + length, wireEnd, isFrame);
  }
  return true;
}

/** Frames may be padded, packets are not. */
function fits(packetEnd: number, wireEnd: number, isFrame: boolean): boolean {
  return isFrame ? packetEnd <= wireEnd : packetEnd === wireEnd;
}
