// Fields of IPv4 and IPv6 headers, and of what they carry. ICMP errors quote a packet, which is described once more inside them.

import {
  AUTHENTICATION,
  extensionBytes,
  FRAGMENT,
  IPV4_HEADER_BYTES,
  IPV4_OFFSET_MASK,
  IPV6_HEADER_BYTES,
  IPV6_OFFSET_MASK,
  isExtensionHeader,
  MAX_EXTENSION_HEADERS,
  PROTOCOL_ICMP,
  PROTOCOL_ICMPV6,
  PROTOCOL_TCP,
  PROTOCOL_UDP,
  UDP_HEADER_BYTES,
} from '../net/protocols';
import { FieldList, hexText } from './field-list';
import { icmpFields } from './icmp-fields';
import { tcpFields } from './tcp-fields';

const PROTOCOLS: ReadonlyMap<number, string> = new Map([
  [PROTOCOL_ICMP, 'ICMP'],
  [4, 'IPv4'],
  [PROTOCOL_TCP, 'TCP'],
  [PROTOCOL_UDP, 'UDP'],
  [41, 'IPv6'],
  [44, 'fragment'],
  [47, 'GRE'],
  [AUTHENTICATION, 'AH'],
  [PROTOCOL_ICMPV6, 'ICMPv6'],
]);

const EXTENSION_IDS: ReadonlyMap<number, string> = new Map([
  [0, 'ipv6.hopopts'],
  [43, 'ipv6.routing'],
  [FRAGMENT, 'ipv6.fraghdr'],
  [AUTHENTICATION, 'ah'],
  [60, 'ipv6.dstopts'],
]);

export interface IpPlace {
  /** Where the packet begins, and where it ends on the wire when its own length does not say so. */
  readonly at: number;
  readonly wireEnd: number;
  /** Quoted in an ICMP error: it describes no further quote and has no payload of its own. */
  readonly isQuoted: boolean;
  /** Adds the fields of a tunnel and of the packet inside; where that one's TCP payload begins, or null when bytes [at, end) are no tunnel. */
  readonly enter?: (protocol: number, at: number, end: number) => number | null;
}

export interface IpEnd {
  /** Where the TCP payload begins; -1 when there is none. */
  readonly payloadStart: number;
  /** Where the packet ends by its own length, which may lie beyond the captured bytes; -1 when that is unknown. */
  readonly end: number;
}

const UNKNOWN: IpEnd = { payloadStart: -1, end: -1 };

export function ipFields(list: FieldList, place: IpPlace): IpEnd {
  const version = list.u8(place.at) >>> 4;
  if (version === 4) return ipv4Fields(list, place);
  return version === 6 ? ipv6Fields(list, place) : UNKNOWN;
}

function ipv4Fields(list: FieldList, place: IpPlace): IpEnd {
  const { at } = place;
  const inner = new FieldList(list.bytes);
  const headerLen = (inner.u8(at) & 15) * 4;
  const fragment = inner.u16(at + 6);
  const service = inner.u8(at + 1);
  inner.text('ip.version', '4', at, 1);
  inner.text('ip.hdr_len', `${headerLen} B`, at, 1);
  if (inner.has(at + 2)) {
    const bits = new FieldList(list.bytes);
    bits.text('ip.dsfield.dscp', String(service >>> 2), at + 1, 1);
    bits.text('ip.dsfield.ecn', String(service & 3), at + 1, 1);
    inner.group('ip.dsfield', hexText(service, 2), at + 1, at + 2, bits.fields);
  }
  inner.number('ip.len', at + 2, 2);
  inner.hex('ip.id', at + 4, 2);
  if (inner.has(at + 7)) {
    const bits = new FieldList(list.bytes);
    bits.text('ip.flags.df', String((fragment >>> 14) & 1), at + 6, 1);
    bits.text('ip.flags.mf', String((fragment >>> 13) & 1), at + 6, 1);
    inner.group('ip.flags', hexText(inner.u8(at + 6) >>> 5, 1), at + 6, at + 7, bits.fields);
  }
  inner.text('ip.frag_offset', String((fragment & IPV4_OFFSET_MASK) * 8), at + 6, 2);
  inner.number('ip.ttl', at + 8, 1);
  inner.named('ip.proto', PROTOCOLS, at + 9, 1);
  inner.hex('ip.checksum', at + 10, 2);
  inner.address('ip.src', 4, at + 12);
  inner.address('ip.dst', 4, at + 16);
  if (headerLen > IPV4_HEADER_BYTES)
    inner.group('ip.options', `${headerLen - IPV4_HEADER_BYTES} B`, at + IPV4_HEADER_BYTES, at + headerLen);
  list.group('ip', 'IPv4', at, at + Math.max(IPV4_HEADER_BYTES, headerLen), inner.fields);
  if (!list.has(at + IPV4_HEADER_BYTES) || headerLen < IPV4_HEADER_BYTES) return UNKNOWN;
  const total = inner.u16(at + 2);
  const end = total === 0 ? place.wireEnd : at + total;
  if (end < at + headerLen) return UNKNOWN;
  if ((fragment & IPV4_OFFSET_MASK) !== 0) return rest(list, at + headerLen, end);
  const protocol = inner.u8(at + 9);
  const body = at + headerLen;
  if (protocol !== AUTHENTICATION || !list.has(body + 2)) return transportFields(list, protocol, body, end, place);
  const size = extensionBytes(list.bytes, body, protocol);
  extensionFields(list, protocol, body, size);
  return body + size > end ? UNKNOWN : transportFields(list, list.u8(body), body + size, end, place);
}

function ipv6Fields(list: FieldList, place: IpPlace): IpEnd {
  const { at } = place;
  const inner = new FieldList(list.bytes);
  const word = inner.u32(at);
  inner.text('ipv6.version', '6', at, 1);
  inner.text('ipv6.tclass', hexText((word >>> 20) & 255, 2), at, 2);
  inner.text('ipv6.flow', hexText(word & 0xfffff, 5), at + 1, 3);
  inner.number('ipv6.plen', at + 4, 2);
  inner.named('ipv6.nxt', PROTOCOLS, at + 6, 1);
  inner.number('ipv6.hlim', at + 7, 1);
  inner.address('ipv6.src', 6, at + 8);
  inner.address('ipv6.dst', 6, at + 24);
  list.group('ipv6', 'IPv6', at, at + IPV6_HEADER_BYTES, inner.fields);
  if (!list.has(at + IPV6_HEADER_BYTES)) return UNKNOWN;
  const length = inner.u16(at + 4);
  const end = length === 0 ? place.wireEnd : at + IPV6_HEADER_BYTES + length;
  let next = inner.u8(at + 6);
  let body = at + IPV6_HEADER_BYTES;
  for (let count = 0; count < MAX_EXTENSION_HEADERS && isExtensionHeader(next); count++) {
    if (!list.has(body + 2)) return { payloadStart: -1, end };
    const size = extensionBytes(list.bytes, body, next);
    extensionFields(list, next, body, size);
    const isLaterFragment = next === FRAGMENT && (list.u16(body + 2) & IPV6_OFFSET_MASK) !== 0;
    next = list.u8(body);
    body += size;
    if (body > end) return UNKNOWN;
    if (isLaterFragment) return rest(list, body, end);
  }
  return transportFields(list, next, body, end, place);
}

function extensionFields(list: FieldList, type: number, at: number, size: number): void {
  const inner = new FieldList(list.bytes);
  inner.named('ipv6.nxt', PROTOCOLS, at, 1);
  if (type === FRAGMENT) {
    const fragment = inner.u16(at + 2);
    inner.text('ipv6.fraghdr.offset', String(fragment & IPV6_OFFSET_MASK), at + 2, 2);
    inner.text('ipv6.fraghdr.more', String(fragment & 1), at + 3, 1);
    inner.hex('ipv6.fraghdr.ident', at + 4, 4);
  }
  list.group(EXTENSION_IDS.get(type) ?? 'ipv6.ext', `${size} B`, at, at + size, inner.fields);
}

function transportFields(list: FieldList, protocol: number, at: number, end: number, { isQuoted, enter }: IpPlace): IpEnd {
  if (protocol === PROTOCOL_TCP) return { payloadStart: tcpFields(list, at, end, isQuoted), end };
  if (protocol === PROTOCOL_UDP) {
    const inner = new FieldList(list.bytes);
    inner.number('udp.srcport', at, 2);
    inner.number('udp.dstport', at + 2, 2);
    inner.number('udp.length', at + 4, 2);
    inner.hex('udp.checksum', at + 6, 2);
    list.group('udp', 'UDP', at, at + UDP_HEADER_BYTES, inner.fields);
  }
  const inside = enter?.(protocol, at, end) ?? null;
  if (inside !== null) return { payloadStart: inside, end };
  if (protocol === PROTOCOL_UDP) return isQuoted ? { payloadStart: -1, end } : rest(list, at + UDP_HEADER_BYTES, end);
  if ((protocol === PROTOCOL_ICMP || protocol === PROTOCOL_ICMPV6) && !isQuoted) {
    icmpFields(list, protocol === PROTOCOL_ICMPV6, at, end, (quote, from) => ipFields(quote, { at: from, wireEnd: end, isQuoted: true }));
    return { payloadStart: -1, end };
  }
  return isQuoted ? { payloadStart: -1, end } : rest(list, at, end);
}

/** What is carried and not described. */
function rest(list: FieldList, from: number, end: number): IpEnd {
  list.group('data', `${Math.max(0, end - from)} B`, from, end);
  return { payloadStart: -1, end };
}
