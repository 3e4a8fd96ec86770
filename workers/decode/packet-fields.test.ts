// The field tree: what it says, which bytes it points at, and that damage never breaks it.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PacketField } from '../model/packet-field';
import {
  arpFrame,
  fragmentBody,
  icmpErrorPacket,
  ipPacket,
  ipv4Packet,
  ipv6Packet,
  IPV4,
  IPV6,
  LINK_TYPES,
  linkFrame,
  tcpOptions,
  tcpSegment,
  udpDatagram,
  type LinkName,
} from '../testing/synth-frames';
import { decodeFrame } from './decode-frame';
import { DecodedFrame, FrameKind } from './decoded-frame';
import { describePacket } from './packet-fields';

const A = '10.0.0.1';
const B = '10.0.0.2';
const A6 = '2001:db8::1';
const B6 = '2001:db8::2';
const LINKS = Object.keys(LINK_TYPES) as LinkName[];

const tcp = (src: string, dst: string) =>
  tcpSegment(
    {
      srcPort: 40_000,
      dstPort: 443,
      seq: 4_000_000_000,
      ack: 77,
      flags: 0x12,
      win: 501,
      options: tcpOptions({ mss: 1460, sackPermitted: true, timestamps: [9, 8], windowScale: 7, sack: [[5, 6]] }),
      payload: new TextEncoder().encode('hello'),
    },
    src,
    dst,
  );
const v4 = (link: LinkName = 'ethernet') => linkFrame(link, IPV4, ipPacket(A, B, 6, tcp(A, B), 57, 4660));
const v6 = linkFrame(
  'ethernet',
  IPV6,
  ipv6Packet({ src: A6, dst: B6, hopLimit: 58, extensions: [{ type: 60, body: new Uint8Array(6) }] }, tcp(A6, B6)),
);

function flat(fields: readonly PacketField[]): PacketField[] {
  return fields.flatMap((field) => [field, ...flat(field.children)]);
}
const describe1 = (frame: Uint8Array, linkType = 1) => describePacket(linkType, frame, frame.length);
const idsOf = (frame: Uint8Array, linkType = 1) => flat(describe1(frame, linkType).fields).map((field) => field.id);
function valueOf(frame: Uint8Array, id: string, linkType = 1): string | undefined {
  return flat(describe1(frame, linkType).fields).find((field) => field.id === id)?.value;
}

describe('values and places', () => {
  it.each<[string, string, number, number]>([
    ['eth.dst', '02:00:00:00:00:02', 0, 6],
    ['eth.type', 'IPv4 (0x0800)', 12, 14],
    ['ip', 'IPv4', 14, 34],
    ['ip.id', '0x1234', 18, 20],
    ['ip.flags.df', '1', 20, 21],
    ['ip.ttl', '57', 22, 23],
    ['ip.proto', 'TCP (6)', 23, 24],
    ['ip.src', A, 26, 30],
    ['ip.dst', B, 30, 34],
    ['tcp.srcport', '40000', 34, 36],
    ['tcp.seq', '4000000000', 38, 42],
    ['tcp.ack', '77', 42, 46],
    ['tcp.flags', 'SYN, ACK', 46, 48],
    ['tcp.flags.syn', '1', 47, 48],
    ['tcp.flags.reset', '0', 47, 48],
    ['tcp.flags.ae', '0', 46, 47],
    ['tcp.window_size_value', '501', 48, 50],
    ['tcp.options.mss', '1460', 54, 58],
    ['tcp.options.timestamp', '9, 8', 60, 70],
    ['tcp.options.timestamp.tsecr', '8', 66, 70],
    ['tcp.options.wscale', '7 (× 128)', 70, 73],
    ['tcp.options.sack', '5–6', 73, 83],
    ['tcp.payload', '5 B', 86, 91],
  ])('%s is %s', (id, value, start, end) => {
    const found = flat(describe1(v4()).fields).find((field) => field.id === id);
    expect(found && [found.value, found.start, found.end]).toEqual([value, start, end]);
  });

  it('describes IPv6 and its extension headers', () => {
    expect(valueOf(v6, 'ipv6.src')).toBe(A6);
    expect(valueOf(v6, 'ipv6.hlim')).toBe('58');
    expect(valueOf(v6, 'ipv6.dstopts')).toBe('8 B');
    expect(valueOf(v6, 'tcp.seq')).toBe('4000000000');
    const fragment = linkFrame(
      'ethernet',
      IPV6,
      ipv6Packet({ src: A6, dst: B6, extensions: [{ type: 44, body: fragmentBody(1448, true, 99) }] }, new Uint8Array(20)),
    );
    expect(valueOf(fragment, 'ipv6.fraghdr.offset')).toBe('1448');
    expect(valueOf(fragment, 'data')).toBe('20 B');
    expect(idsOf(fragment)).not.toContain('tcp');
  });

  it.each(LINKS)('finds the packet behind %s', (link) => {
    const frame = v4(link);
    expect(valueOf(frame, 'tcp.dstport', LINK_TYPES[link])).toBe('443');
    const first: Partial<Record<LinkName, string>> = {
      raw: 'ip',
      ethernet: 'eth',
      sll: 'sll',
      sll2: 'sll',
      chdlc: 'chdlc',
      wlan: 'wlan',
      radiotap: 'radiotap',
      ppi: 'ppi',
      ppp: 'ppp',
      'ppp-hdlc': 'ppp',
      'ppp-with-dir': 'ppp',
      pppoe: 'pppoe',
      mpls: 'mpls',
    };
    expect(describe1(frame, LINK_TYPES[link]).fields[0]?.id).toBe(first[link] ?? 'null');
  });

  it('lists every VLAN tag', () => {
    const frame = linkFrame('ethernet', IPV4, ipPacket(A, B, 6, tcp(A, B)), { vlans: [100, 0x2007] });
    const tags = describe1(frame).fields.filter((field) => field.id === 'vlan');
    expect(tags.map((tag) => [tag.value, tag.start, tag.end])).toEqual([
      ['100', 14, 18],
      ['7', 18, 22],
    ]);
    expect(valueOf(frame, 'vlan.priority')).toBe('0');
  });

  it('puts the quoted packet inside the ICMP error', () => {
    const frame = linkFrame(
      'ethernet',
      IPV4,
      icmpErrorPacket({ from: '10.9.9.9', to: A, type: 3, code: 4, mtu: 1400 }, ipPacket(A, B, 6, tcp(A, B)).subarray(0, 28)),
    );
    const { fields, payloadStart } = describe1(frame);
    expect(payloadStart).toBe(frame.length);
    const icmp = fields.find((field) => field.id === 'icmp');
    const inside = flat(icmp?.children ?? []);
    expect(inside.find((field) => field.id === 'icmp.mtu')?.value).toBe('1400');
    expect(inside.find((field) => field.id === 'ip.dst')?.value).toBe(B);
    expect(inside.find((field) => field.id === 'tcp.seq')?.value).toBe('4000000000');
    // The router quoted eight bytes of the segment: no acknowledgement number, and none is made up.
    expect(inside.some((field) => field.id === 'tcp.ack')).toBe(false);
    const v6Error = linkFrame(
      'ethernet',
      IPV6,
      icmpErrorPacket({ from: B6, to: A6, type: 2, code: 0, mtu: 1280 }, ipPacket(A6, B6, 6, tcp(A6, B6))),
    );
    expect([valueOf(v6Error, 'icmpv6.mtu'), valueOf(v6Error, 'tcp.dstport')]).toEqual(['1280', '443']);
  });

  it('describes ARP, UDP, neighbour discovery and padding', () => {
    const arp = arpFrame(false, A, B);
    expect([valueOf(arp, 'arp.opcode'), valueOf(arp, 'arp.src.proto_ipv4'), valueOf(arp, 'arp.dst.proto_ipv4')]).toEqual([
      'request (1)',
      A,
      B,
    ]);
    const udp = new Uint8Array(60);
    udp.set(linkFrame('ethernet', IPV4, ipPacket(A, B, 17, udpDatagram(53, 5353, new Uint8Array(4), A, B))));
    expect([valueOf(udp, 'udp.dstport'), valueOf(udp, 'data'), valueOf(udp, 'eth.padding')]).toEqual(['5353', '4 B', '14 B']);
    const ask = linkFrame(
      'ethernet',
      IPV6,
      ipPacket(A6, 'ff02::1:ff00:9', 58, Uint8Array.from([135, 0, 0, 0, 0, 0, 0, 0, 0xfe, 0x80, ...new Uint8Array(13), 9])),
    );
    expect(valueOf(ask, 'icmpv6.nd.ns.target_address')).toBe('fe80::9');
  });

  it('names what cannot be described', () => {
    expect(describe1(Uint8Array.from([1, 2, 3]), 10)).toEqual({
      fields: [{ id: 'data', value: 'fddi', start: 0, end: 3, children: [] }],
      payloadStart: 3,
    });
    expect(valueOf(linkFrame('ethernet', 0x88cc, new Uint8Array(9)), 'data')).toBe('9 B');
  });

  it('shows options that lie, and stops there', () => {
    const frame = linkFrame(
      'ethernet',
      IPV4,
      ipPacket(
        A,
        B,
        6,
        tcpSegment({ srcPort: 1, dstPort: 2, seq: 3, flags: 2, options: Uint8Array.from([2, 4, 5, 180, 99, 200, 0, 0]) }, A, B),
      ),
    );
    expect(idsOf(frame).filter((id) => id.startsWith('tcp.options'))).toEqual(['tcp.options', 'tcp.options.mss', 'tcp.options.unknown']);
  });
});

describe('any bytes', () => {
  const whole = fc.constantFrom(
    ...LINKS.map((link) => ({ linkType: LINK_TYPES[link] as number, frame: v4(link) })),
    { linkType: 1, frame: v6 },
    { linkType: 1, frame: arpFrame(true, A, B) },
    {
      linkType: 1,
      frame: linkFrame('ethernet', IPV4, ipv4Packet({ src: A, dst: B, options: new Uint8Array(8), totalLength: 0 }, tcp(A, B)), {
        vlans: [1, 2],
      }),
    },
    {
      linkType: 1,
      frame: linkFrame('ethernet', IPV4, icmpErrorPacket({ from: B, to: A, type: 3, code: 1 }, ipPacket(A, B, 6, tcp(A, B)))),
    },
    { linkType: 1, frame: linkFrame('ethernet', IPV6, icmpErrorPacket({ from: B6, to: A6, type: 1, code: 4 }, v6.subarray(14))) },
  );
  const damaged = fc
    .tuple(whole, fc.array(fc.tuple(fc.nat(120), fc.nat(255)), { maxLength: 5 }), fc.nat(250))
    .map(([{ linkType, frame }, changes, cut]) => {
      const copy = frame.slice(0, cut);
      for (const [at, value] of changes) if (at < copy.length) copy[at] = value;
      return { linkType, frame: copy };
    });
  const noise = fc.record({ linkType: fc.constantFrom(0, 1, 101, 108, 113, 276, 127), frame: fc.uint8Array({ maxLength: 150 }) });

  it('gives a tree whose fields lie in the frame and in their parents, and agrees with the decoder', () => {
    fc.assert(
      fc.property(fc.oneof(damaged, noise), ({ linkType, frame }) => {
        const { fields, payloadStart } = describePacket(linkType, frame, frame.length);
        const check = (children: readonly PacketField[], from: number, to: number) => {
          for (const field of children) {
            expect([field.id, field.start >= from, field.start <= field.end, field.end <= to]).toEqual([field.id, true, true, true]);
            check(field.children, field.start, field.end);
          }
        };
        check(fields, 0, frame.length);
        const decoded = new DecodedFrame();
        decodeFrame(linkType, frame, 0, frame.length, frame.length, decoded);
        if (decoded.kind !== FrameKind.Tcp) return;
        const top = fields.find((field) => field.id === 'tcp')?.children ?? [];
        const number = (id: string) => Number(top.find((field) => field.id === id)?.value);
        expect([
          number('tcp.srcport'),
          number('tcp.dstport'),
          number('tcp.seq'),
          number('tcp.ack'),
          number('tcp.window_size_value'),
        ]).toEqual([decoded.srcPort, decoded.dstPort, decoded.seq >>> 0, decoded.ack >>> 0, decoded.wnd]);
        expect(payloadStart).toBe(decoded.payloadEnd > decoded.payloadStart ? decoded.payloadStart : frame.length);
      }),
      { numRuns: 1500 },
    );
  });
});
