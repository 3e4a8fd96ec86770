// Fields of the headers that tunnels put between an IP packet and the packet inside it.

import {
  ERSPAN_BYTES,
  ETHERTYPE_ERSPAN,
  ETHERTYPE_ERSPAN_3,
  GRE_BYTES,
  GRE_CHECKSUM,
  GRE_KEY,
  GRE_SEQUENCE,
  greHeaderBytes,
} from '../tunnel/gre';
import { TUNNEL_NAMES, TunnelKind } from '../tunnel/tunnel-target';
import { FieldList, hexText } from './field-list';

const PROTOCOLS: ReadonlyMap<number, string> = new Map([
  [0x0800, 'IPv4'],
  [0x6558, 'Ethernet'],
  [0x86dd, 'IPv6'],
  [0x8847, 'MPLS'],
  [0x880b, 'PPP'],
  [ETHERTYPE_ERSPAN, 'ERSPAN'],
  [ETHERTYPE_ERSPAN_3, 'ERSPAN III'],
]);

/** The header of a tunnel of TunnelKind `kind` in bytes [from, to); IP in IP has none. */
export function tunnelFields(list: FieldList, kind: number, from: number, to: number): void {
  const inner = new FieldList(list.bytes);
  const name = TUNNEL_NAMES[kind] ?? '';
  switch (kind) {
    case TunnelKind.Gre:
    case TunnelKind.Erspan:
      return greFields(list, from, to);
    case TunnelKind.Vxlan: {
      const vni = String(inner.u32(from + 4) >>> 8);
      inner.hex('vxlan.flags', from, 2);
      inner.number('vxlan.gbp', from + 2, 2);
      inner.text('vxlan.vni', vni, from + 4, 3);
      return list.group('vxlan', `VNI ${vni}`, from, to, inner.fields);
    }
    case TunnelKind.Geneve: {
      const vni = String(inner.u32(from + 4) >>> 8);
      inner.named('geneve.proto_type', PROTOCOLS, from + 2, 2);
      inner.text('geneve.vni', vni, from + 4, 3);
      if (to > from + 8) inner.group('geneve.options', `${to - from - 8} B`, from + 8, to);
      return list.group('geneve', `VNI ${vni}`, from, to, inner.fields);
    }
    case TunnelKind.GtpU:
      inner.hex('gtp.flags', from, 1);
      inner.number('gtp.message', from + 1, 1);
      inner.number('gtp.length', from + 2, 2);
      inner.hex('gtp.teid', from + 4, 4);
      return list.group('gtp', `TEID ${hexText(inner.u32(from + 4), 8)}`, from, to, inner.fields);
    case TunnelKind.Teredo:
      return list.group('teredo', name, from, to);
    case TunnelKind.EtherIp:
      return list.group('etherip', name, from, to);
    default: // IP in IP, MPLS in IP: nothing stands between
  }
}

function greFields(list: FieldList, from: number, to: number): void {
  const inner = new FieldList(list.bytes);
  const flags = inner.u16(from);
  const type = inner.u16(from + 2);
  inner.hex('gre.flags_and_version', from, 2);
  inner.named('gre.proto', PROTOCOLS, from + 2, 2);
  let at = from + GRE_BYTES;
  let value = 'GRE';
  if ((flags & GRE_CHECKSUM) !== 0) at += 4;
  if ((flags & GRE_KEY) !== 0) {
    inner.hex('gre.key', at, 4);
    value = hexText(inner.u32(at), 8);
    at += 4;
  }
  if ((flags & GRE_SEQUENCE) !== 0) inner.number('gre.sequence_number', at, 4);
  const body = from + greHeaderBytes(flags);
  list.group('gre', value, from, body, inner.fields);
  if (body >= to) return;
  const session = new FieldList(list.bytes);
  if (to - body >= ERSPAN_BYTES) session.text('erspan.spanid', String(session.u16(body + 2) & 0x3ff), body + 2, 2);
  list.group(type === ETHERTYPE_ERSPAN || type === ETHERTYPE_ERSPAN_3 ? 'erspan' : 'wccp', `${to - body} B`, body, to, session.fields);
}
