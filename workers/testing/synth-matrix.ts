// One conversation on every link layer and in every tunnel: the same packets, each time on ports of their own, so that several
// times fit one capture.

import { ACK, FIN, PSH, RST, SYN } from '../model/tcp-flags';
import {
  IPV4,
  IPV6,
  ipPacket,
  LINK_TYPES,
  linkFrame,
  mplsLabels,
  pppoeSession,
  tcpOptions,
  tcpSegment,
  type LinkName,
} from './synth-frames';
import { carries, tunnelFrame, TUNNEL_NAMES } from './synth-tunnels';

export interface MatrixPlace {
  /** "sll, IPv6" or "vxlan, IPv4". */
  readonly name: string;
  readonly linkType: number;
  readonly frames: readonly MatrixFrame[];
}

export interface MatrixFrame {
  readonly milliseconds: number;
  readonly data: Uint8Array;
}

const CLIENTS = { 4: '10.1.0.1', 6: '2001:db8::1' } as const;
const SERVERS = { 4: '10.1.0.2', 6: '2001:db8:0:1::2' } as const;
/** Connections of one conversation. */
const PORTS_EACH = 4;
const FIRST_PORT = 20_000;
const SERVER_PORT = 8000;

interface Step {
  readonly at: number;
  readonly connection: number;
  readonly isBack?: boolean;
  readonly flags: number;
  /** From the first sequence number of either side. */
  readonly seq: number;
  readonly ack?: number;
  readonly bytes?: number;
}

/** A request that is sent twice and a quiet end; a refusal; a reset with data under way; a connection that began before. */
const STEPS: readonly Step[] = [
  { at: 0, connection: 0, flags: SYN, seq: 0 },
  { at: 1, connection: 0, isBack: true, flags: SYN | ACK, seq: 0, ack: 1 },
  { at: 2, connection: 0, flags: ACK, seq: 1, ack: 1 },
  { at: 3, connection: 1, flags: SYN, seq: 0 },
  { at: 4, connection: 1, isBack: true, flags: RST | ACK, seq: 0, ack: 1 },
  { at: 10, connection: 0, flags: PSH | ACK, seq: 1, ack: 1, bytes: 33 },
  { at: 20, connection: 2, flags: SYN, seq: 0 },
  { at: 21, connection: 2, isBack: true, flags: SYN | ACK, seq: 0, ack: 1 },
  { at: 22, connection: 2, flags: ACK, seq: 1, ack: 1 },
  { at: 310, connection: 0, flags: PSH | ACK, seq: 1, ack: 1, bytes: 33 },
  { at: 311, connection: 0, isBack: true, flags: ACK, seq: 1, ack: 34 },
  { at: 320, connection: 0, isBack: true, flags: PSH | ACK, seq: 1, ack: 34, bytes: 1200 },
  { at: 321, connection: 0, flags: ACK, seq: 34, ack: 1201 },
  { at: 400, connection: 2, flags: PSH | ACK, seq: 1, ack: 1, bytes: 7 },
  { at: 401, connection: 2, isBack: true, flags: RST, seq: 1 },
  { at: 500, connection: 3, isBack: true, flags: PSH | ACK, seq: 5000, ack: 700, bytes: 11 },
  { at: 501, connection: 3, flags: ACK, seq: 700, ack: 5011 },
  { at: 600, connection: 0, flags: FIN | ACK, seq: 34, ack: 1201 },
  { at: 601, connection: 0, isBack: true, flags: FIN | ACK, seq: 1201, ack: 35 },
  { at: 602, connection: 0, flags: ACK, seq: 35, ack: 1202 },
];

/** Places of link layers, then of tunnels, both with either family. */
export function matrixPlaces(): MatrixPlace[] {
  const links = (Object.keys(LINK_TYPES) as LinkName[]).map((link) => ({
    name: link as string,
    linkType: LINK_TYPES[link] as number,
    wrap: (packet: Uint8Array, etherType: number, _isBack: boolean) => linkFrame(link, etherType, packet),
  }));
  const tags = [[5], [5, 6, 7, 8]].map((vlans) => ({
    name: `${vlans.length} tags`,
    linkType: 1,
    wrap: (packet: Uint8Array, etherType: number, _isBack: boolean) => linkFrame('ethernet', etherType, packet, { vlans }),
  }));
  // Between Ethernet and IP: PPPoE behind a tag, a stack of labels, and an Ethernet frame below one with and without control word.
  const between = {
    'pppoe on ethernet': (packet: Uint8Array, type: number) =>
      linkFrame('ethernet', 0x8864, join(pppoeSession(type, packet.length), packet), { vlans: [7] }),
    'mpls on ethernet': (packet: Uint8Array) => linkFrame('ethernet', 0x8847, join(mplsLabels([16, 17, 18]), packet)),
    'ethernet over mpls': (packet: Uint8Array, type: number) =>
      linkFrame('ethernet', 0x8847, join(mplsLabels([16]), linkFrame('ethernet', type, packet))),
    'ethernet over mpls with control word': (packet: Uint8Array, type: number) =>
      linkFrame('ethernet', 0x8847, join(join(mplsLabels([16]), new Uint8Array(4)), linkFrame('ethernet', type, packet))),
  };
  const encapsulations = Object.entries(between).map(([name, wrap]) => ({ name, linkType: 1, wrap }));
  const tunnels = TUNNEL_NAMES.map((name) => ({
    name,
    linkType: 1,
    wrap: (packet: Uint8Array, etherType: number, isBack: boolean) => tunnelFrame(name, packet, etherType, { id: 77, isBack }),
  }));
  const places: MatrixPlace[] = [];
  for (const { name, linkType, wrap } of [...links, ...tags, ...encapsulations, ...tunnels]) {
    for (const family of [4, 6] as const) {
      const etherType = family === 4 ? IPV4 : IPV6;
      if (!carries(name, etherType)) continue;
      const port = FIRST_PORT + places.length * PORTS_EACH;
      const frames = STEPS.map((step, index) => ({
        milliseconds: step.at,
        data: wrap(packetOf(step, family, port, index), etherType, step.isBack === true),
      }));
      places.push({ name: `${name}, IPv${family}`, linkType, frames });
    }
  }
  return places;
}

function join(head: Uint8Array, tail: Uint8Array): Uint8Array {
  return Uint8Array.from([...head, ...tail]);
}

function packetOf(
  { connection, isBack = false, flags, seq, ack, bytes = 0 }: Step,
  family: 4 | 6,
  port: number,
  index: number,
): Uint8Array {
  const client = CLIENTS[family];
  const server = SERVERS[family];
  const [src, dst] = isBack ? [server, client] : [client, server];
  // The client's numbers pass the end of the circle.
  const [own, other] = isBack ? [0x2000_0000, 0xffff_fff0] : [0xffff_fff0, 0x2000_0000];
  const clientPort = port + connection;
  const segment = tcpSegment(
    {
      srcPort: isBack ? SERVER_PORT : clientPort,
      dstPort: isBack ? clientPort : SERVER_PORT,
      seq: (own + seq) >>> 0,
      ack: ack === undefined ? 0 : (other + ack) >>> 0,
      flags,
      win: (flags & RST) === 0 ? 64_240 : 0,
      payload: new Uint8Array(bytes).fill(0x61),
      ...((flags & SYN) === 0 ? {} : { options: tcpOptions({ mss: 1400, windowScale: 7 }) }),
    },
    src,
    dst,
  );
  return ipPacket(src, dst, 6, segment, 64, index + 1);
}
