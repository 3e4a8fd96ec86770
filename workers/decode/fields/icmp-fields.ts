// Fields of ICMP and ICMPv6 messages; errors contain the packet that they are about.

import { FieldList } from './field-list';

const HEADER_BYTES = 8;
/** Errors of RFC 792 that quote a packet, redirect among them. */
const V4_ERRORS: readonly number[] = [3, 4, 5, 11, 12];
const V4_UNREACHABLE = 3;
const V4_FRAGMENTATION_NEEDED = 4;
const V6_LAST_ERROR = 4;
const V6_TOO_BIG = 2;
const NEIGHBOUR_SOLICITATION = 135;
const NEIGHBOUR_ADVERTISEMENT = 136;

/** @param describe adds the fields of the quoted packet that begins at an offset */
export function icmpFields(
  list: FieldList,
  isV6: boolean,
  at: number,
  end: number,
  describe: (quote: FieldList, from: number) => unknown,
): void {
  const prefix = isV6 ? 'icmpv6' : 'icmp';
  const inner = new FieldList(list.bytes);
  const type = inner.u8(at);
  inner.number(`${prefix}.type`, at, 1);
  inner.number(`${prefix}.code`, at + 1, 1);
  inner.hex(`${prefix}.checksum`, at + 2, 2);
  if (isV6 ? type === V6_TOO_BIG : type === V4_UNREACHABLE && inner.u8(at + 1) === V4_FRAGMENTATION_NEEDED) {
    if (isV6) inner.number('icmpv6.mtu', at + 4, 4);
    else inner.number('icmp.mtu', at + 6, 2);
  }
  const isError = isV6 ? type >= 1 && type <= V6_LAST_ERROR : V4_ERRORS.includes(type);
  const body = at + HEADER_BYTES;
  if (isError) describe(inner, body);
  else if (isV6 && type === NEIGHBOUR_SOLICITATION) inner.address('icmpv6.nd.ns.target_address', 6, body);
  else if (isV6 && type === NEIGHBOUR_ADVERTISEMENT) inner.address('icmpv6.nd.na.target_address', 6, body);
  else inner.group('data', `${Math.max(0, end - body)} B`, body, end);
  list.group(prefix, isV6 ? 'ICMPv6' : 'ICMP', at, end, inner.fields);
}
