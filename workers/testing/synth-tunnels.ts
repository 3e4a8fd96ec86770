// Packets inside tunnels: every tunnel that the decoder opens, written from its RFC, around any IP packet.

import { ByteWriter } from './byte-writer';
import { IPV4, IPV6, ipPacket, ipv4Packet, linkFrame, mplsLabels, pppoeSession, pppProtocol, udpDatagram } from './synth-frames';

const OUTER_A = '192.0.2.10';
const OUTER_B = '198.51.100.20';
const OUTER_A6 = '2001:db8:ffff::10';
const OUTER_B6 = '2001:db8:ffff::20';
const ETHERNET = 0x6558;

export interface TunnelSpec {
  /** VNI, TEID, key or session, where the tunnel has one. */
  readonly id?: number;
  /** The outer packet goes the other way. */
  readonly isBack?: boolean;
  /** Bytes that the outer packet claims and the frame holds: the first part of a fragmented outer packet. */
  readonly fragmentBytes?: number;
}

interface Outer {
  readonly etherType: number;
  readonly packet: Uint8Array;
}

type Wrap = (inner: Uint8Array, etherType: number, spec: TunnelSpec) => Outer;

/** An IP packet of either family inside a tunnel: name, and what stands around it. */
const TUNNELS: Readonly<Record<string, Wrap>> = {
  ipip: (inner, etherType, spec) => over4(etherType === IPV6 ? 41 : 4, inner, spec),
  'ip-in-ip6': (inner, etherType, spec) => over6(etherType === IPV6 ? 41 : 4, inner, spec),
  gre: (inner, etherType, spec) => over4(47, gre(0, etherType, [], inner), spec),
  'gre-options': (inner, etherType, spec) =>
    over4(47, gre(0xb000, etherType, [0, 0, 0, 0, ...word(spec.id ?? 0), 0, 0, 0, 9], inner), spec),
  'gre-ip6': (inner, etherType, spec) => over6(47, gre(0x2000, etherType, word(spec.id ?? 1), inner), spec),
  'gre-ethernet': (inner, etherType, spec) => over4(47, gre(0x2000, ETHERNET, word(spec.id ?? 1), ethernet(inner, etherType)), spec),
  'gre-mpls': (inner, _etherType, spec) => over4(47, gre(0, 0x8847, [], join(mplsLabels([100, 200]), inner)), spec),
  pptp: (inner, etherType, spec) =>
    over4(47, gre(0x3001, 0x880b, [0, inner.length + 4, 0, 5, 0, 0, 0, 1], join([0xff, 3], ppp(inner, etherType))), spec),
  'erspan-1': (inner, etherType, spec) => over4(47, gre(0, 0x88be, [], ethernet(inner, etherType)), spec),
  'erspan-2': (inner, etherType, spec) =>
    over4(47, gre(0x1000, 0x88be, [0, 0, 0, 3], join([0x10, 0x64, 0, spec.id ?? 1, 0, 0, 0, 0], ethernet(inner, etherType))), spec),
  'erspan-3': (inner, etherType, spec) =>
    over4(
      47,
      gre(0x1000, 0x22eb, [0, 0, 0, 3], join([0x20, 0x64, 0, spec.id ?? 1, 0, 0, 0, 0, 0, 0, 0, 0], ethernet(inner, etherType))),
      spec,
    ),
  etherip: (inner, etherType, spec) => over4(97, join([0x30, 0], ethernet(inner, etherType)), spec),
  'mpls-in-ip': (inner, _etherType, spec) => over4(137, join(mplsLabels([77]), inner), spec),
  vxlan: (inner, etherType, spec) => udp(4789, join([8, 0, 0, 0, ...vni(spec)], ethernet(inner, etherType)), spec),
  'vxlan-linux': (inner, etherType, spec) => udp(8472, join([8, 0, 0, 0, ...vni(spec)], ethernet(inner, etherType, [12])), spec),
  'vxlan-group': (inner, etherType, spec) => udp(4789, join([0x88, 0, 1, 2, ...vni(spec)], ethernet(inner, etherType)), spec),
  'vxlan-gpe': (inner, etherType, spec) => udp(4790, join([0x0c, 0, 0, etherType === IPV6 ? 2 : 1, ...vni(spec)], inner), spec),
  geneve: (inner, etherType, spec) => udp(6081, join([0, 0, 0x65, 0x58, ...vni(spec)], ethernet(inner, etherType)), spec),
  'geneve-options': (inner, etherType, spec) =>
    udp(6081, join([2, 0x40, etherType >>> 8, etherType & 255, ...vni(spec), 1, 2, 0x80, 1, 0, 0, 0, 0], inner), spec),
  'gtp-u': (inner, _etherType, spec) => udp(2152, join([0x30, 0xff, ...half(inner.length), ...word(spec.id ?? 1)], inner), spec),
  // A sequence number and one extension: the PDU session container of 5G.
  'gtp-u-extended': (inner, _etherType, spec) =>
    udp(2152, join([0x36, 0xff, ...half(inner.length + 8), ...word(spec.id ?? 1), 0, 1, 0, 0x85, 1, 0, 9, 0], inner), spec),
  teredo: (inner, _etherType, spec) => udp(3544, inner, spec),
  'teredo-origin': (inner, _etherType, spec) => udp(3544, join([0, 0, 1, 2, 3, 4, 5, 6], inner), spec),
  'teredo-authentication': (inner, _etherType, spec) =>
    udp(3544, join([0, 1, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 0, 0, 0, 1, 2, 3, 4, 5, 6], inner), spec),
  'vxlan-in-gre': (inner, etherType, spec) => {
    const middle = udp(4789, join([8, 0, 0, 0, ...vni(spec)], ethernet(inner, etherType)), {});
    return over4(47, gre(0, middle.etherType, [], middle.packet), spec);
  },
  'pppoe-in-vxlan': (inner, etherType, spec) =>
    udp(4789, join([8, 0, 0, 0, ...vni(spec)], ethernet(join(pppoeSession(etherType, inner.length), inner), 0x8864)), spec),
};

export const TUNNEL_NAMES: readonly string[] = Object.keys(TUNNELS);

/** Teredo carries IPv6 alone. */
export function carries(tunnel: string, etherType: number): boolean {
  return etherType === IPV6 || !tunnel.startsWith('teredo');
}

/** The outer packet with its ethertype. */
export function tunnelPacket(tunnel: string, inner: Uint8Array, etherType: number, spec: TunnelSpec = {}): Outer {
  const wrap = TUNNELS[tunnel];
  if (wrap === undefined) throw new Error(`no such tunnel: ${tunnel}`);
  return wrap(inner, etherType, spec);
}

/** As an Ethernet frame. */
export function tunnelFrame(tunnel: string, inner: Uint8Array, etherType: number, spec: TunnelSpec = {}): Uint8Array<ArrayBuffer> {
  const outer = tunnelPacket(tunnel, inner, etherType, spec);
  return linkFrame('ethernet', outer.etherType, outer.packet);
}

function over4(protocol: number, payload: Uint8Array, { isBack = false, fragmentBytes }: TunnelSpec): Outer {
  const [src, dst] = isBack ? [OUTER_B, OUTER_A] : [OUTER_A, OUTER_B];
  if (fragmentBytes === undefined) return { etherType: IPV4, packet: ipPacket(src, dst, protocol, payload, 64, 4711) };
  const first = payload.subarray(0, fragmentBytes);
  return { etherType: IPV4, packet: ipv4Packet({ src, dst, protocol, id: 4711, moreFragments: true }, first) };
}

function over6(protocol: number, payload: Uint8Array, { isBack = false }: TunnelSpec): Outer {
  const [src, dst] = isBack ? [OUTER_B6, OUTER_A6] : [OUTER_A6, OUTER_B6];
  return { etherType: IPV6, packet: ipPacket(src, dst, protocol, payload, 64) };
}

function udp(port: number, payload: Uint8Array, spec: TunnelSpec): Outer {
  return over4(17, udpDatagram(54_321, port, payload, OUTER_A, OUTER_B), spec);
}

function gre(flags: number, type: number, options: readonly number[], payload: Uint8Array): Uint8Array {
  return new ByteWriter().u16(flags).u16(type).bytes(options).bytes(payload).finish();
}

function ethernet(packet: Uint8Array, etherType: number, vlans: readonly number[] = []): Uint8Array {
  return linkFrame('ethernet', etherType, packet, { vlans });
}

function ppp(packet: Uint8Array, etherType: number): Uint8Array {
  return new ByteWriter().u16(pppProtocol(etherType)).bytes(packet).finish();
}

function join(head: ArrayLike<number>, tail: Uint8Array): Uint8Array {
  return new ByteWriter().bytes(head).bytes(tail).finish();
}

function word(value: number): number[] {
  return [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];
}

function half(value: number): number[] {
  return [value >>> 8, value & 255];
}

function vni({ id = 1 }: TunnelSpec): number[] {
  return [(id >>> 16) & 255, (id >>> 8) & 255, id & 255, 0];
}
