// Tunnels: the innermost packet is read as it is without one, nothing else on a tunnel's port is taken for one, and no bytes do harm.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PacketField } from '../../model/packet-field';
import {
  fragmentBody,
  icmpErrorPacket,
  IPV4,
  IPV6,
  ipPacket,
  ipv4Packet,
  ipv6Packet,
  linkFrame,
  mplsLabels,
  tcpOptions,
  tcpSegment,
  udpDatagram,
} from '../../testing/synth-frames';
import { carries, tunnelFrame, TUNNEL_NAMES as WRITTEN, tunnelPacket } from '../../testing/synth-tunnels';
import { BAD_REASONS } from '../bad-frame';
import { decodeFrame, protocolName } from '../decode-frame';
import { DecodedFrame, FrameKind } from '../decoded-frame';
import { describePacket } from '../packet-fields';
import { MAX_TUNNELS } from './open-tunnel';
import { TUNNEL_NAMES } from './tunnel-target';

const A = '10.0.0.1';
const B = '10.0.0.2';
const A6 = '2001:db8::1';
const B6 = '2001:db8::2';
const RAW = 101;

function decode(frame: Uint8Array, linkType = 1, origLen = frame.length): DecodedFrame {
  const out = new DecodedFrame();
  decodeFrame(linkType, frame, 0, frame.length, origLen, out);
  return out;
}

const segment = (src: string, dst: string, text = 'hello') =>
  tcpSegment(
    {
      srcPort: 40_000,
      dstPort: 443,
      seq: 0xffff_fff0,
      ack: 7,
      flags: 0x18,
      options: tcpOptions({ timestamps: [1, 2] }),
      payload: new TextEncoder().encode(text),
    },
    src,
    dst,
  );
const inner4 = ipPacket(A, B, 6, segment(A, B), 57, 4660);
const inner6 = ipPacket(A6, B6, 6, segment(A6, B6), 58);
const innerOf = (etherType: number) => (etherType === IPV4 ? inner4 : inner6);
const cases = WRITTEN.flatMap((name) => [IPV4, IPV6].filter((type) => carries(name, type)).map((type) => [name, type] as const));
const badnessOf = (f: DecodedFrame) => (f.kind === FrameKind.Bad ? BAD_REASONS[f.bad] : 'fine');

/** What must be the same however the packet travelled. */
function told(
  { bodyStart: _s, bodyLength: _l, tunnel: _t, tunnelKind: _k, payloadStart, payloadEnd, ...rest }: DecodedFrame,
  frame: Uint8Array,
) {
  return { ...rest, payload: [...frame.subarray(payloadStart, payloadEnd)] };
}

describe('every tunnel', () => {
  it.each(cases)('%s leads to the packet inside (0x%x)', (name, etherType) => {
    const inner = innerOf(etherType);
    const frame = tunnelFrame(name, inner, etherType, { id: 5 });
    const out = decode(frame);
    expect(told(out, frame)).toEqual(told(decode(inner, RAW), inner));
    expect(TUNNEL_NAMES[out.tunnelKind]).not.toBe('');
    expect(out.tunnel).toBeGreaterThan(0);
  });

  it.each(cases)('%s is followed behind other links, tags and padding (0x%x)', (name, etherType) => {
    const inner = innerOf(etherType);
    const outer = tunnelPacket(name, inner, etherType);
    const tagged = linkFrame('ethernet', outer.etherType, outer.packet, { vlans: [1, 2] });
    for (const [linkType, frame] of [
      [113, linkFrame('sll', outer.etherType, outer.packet)],
      [1, tagged],
      [1, Uint8Array.from([...tagged, ...new Uint8Array(9)])],
    ] as const) {
      expect(told(decode(frame, linkType), frame)).toEqual(told(decode(inner, RAW), inner));
    }
  });

  it.each(cases)('%s: the fields give the outer path, then the packet inside (0x%x)', (name, etherType) => {
    const frame = tunnelFrame(name, innerOf(etherType), etherType);
    const { fields, payloadStart } = describePacket(1, frame, frame.length);
    const ids = fields.map(({ id }) => id);
    expect(ids.filter((id) => id === 'tcp')).toHaveLength(1);
    expect(ids.filter((id) => id === 'ip' || id === 'ipv6').length).toBeGreaterThan(1);
    expect(ids[0]).toBe('eth');
    expect(payloadStart).toBe(decode(frame).payloadStart);
    // One header behind the other, nothing twice and nothing left out.
    for (const [index, field] of fields.entries())
      expect([field.id, field.start]).toEqual([field.id, index === 0 ? 0 : fields[index - 1]?.end]);
    expect(fields.at(-1)?.end).toBe(frame.length);
  });

  it('says between whom the outer packet goes, and in which tunnel', () => {
    const valuesOf = (name: string) => {
      const frame = tunnelFrame(name, inner6, IPV6, { id: 5 });
      return describePacket(1, frame, frame.length).fields.map(({ id, value }) => `${id} ${value}`);
    };
    const outer = 'ip 192.0.2.10 → 198.51.100.20';
    expect(valuesOf('vxlan')).toEqual([
      'eth Ethernet',
      outer,
      'udp UDP',
      'vxlan VNI 5',
      'eth Ethernet',
      'ipv6 IPv6',
      'tcp TCP',
      'tcp.payload 5 B',
    ]);
    expect(valuesOf('gtp-u')).toEqual(['eth Ethernet', outer, 'udp UDP', 'gtp TEID 0x00000005', 'ipv6 IPv6', 'tcp TCP', 'tcp.payload 5 B']);
    expect(valuesOf('gre-options')[2]).toBe('gre 0x00000005');
    expect(valuesOf('gre-ip6').slice(1, 3)).toEqual(['ipv6 2001:db8:ffff::10 → 2001:db8:ffff::20', 'gre 0x00000005']);
    expect(valuesOf('geneve-options')[3]).toBe('geneve VNI 5');
    expect(valuesOf('ipip')).toEqual(['eth Ethernet', outer, 'ipv6 IPv6', 'tcp TCP', 'tcp.payload 5 B']);
  });

  it.each(cases)('%s: cut anywhere, it is told as cut, or as the packet around (0x%x)', (name, etherType) => {
    const frame = tunnelFrame(name, innerOf(etherType), etherType);
    const payload = frame.length - 'hello'.length;
    const options = payload - 12;
    for (let size = 14; size < frame.length; size++) {
      const out = decode(frame.subarray(0, size), 1, frame.length);
      const isTold = out.kind === FrameKind.Other || badnessOf(out) === 'snaplen-cut-header';
      const expected = size < options ? isTold : [FrameKind.Tcp, 5, true];
      expect([size, size < options || [out.kind, out.len, out.isPayloadCut]]).toEqual([size, expected]);
    }
  });

  it('gives both directions of a tunnel one identity, and other tunnels another', () => {
    for (const name of WRITTEN) {
      const identity = (id: number, isBack = false) => decode(tunnelFrame(name, inner6, IPV6, { id, isBack })).tunnel;
      expect([name, identity(5, true)]).toEqual([name, identity(5)]);
    }
    for (const name of ['gre-ip6', 'vxlan', 'geneve', 'gtp-u', 'erspan-2', 'vxlan-in-gre']) {
      const identities = [5, 6, 7].map((id) => decode(tunnelFrame(name, inner6, IPV6, { id })).tunnel);
      expect([name, new Set(identities).size]).toEqual([name, 3]);
    }
  });

  it('carries ICMP errors, ARP and everything else as well', () => {
    const error = icmpErrorPacket({ from: '10.9.9.9', to: A, type: 3, code: 4, mtu: 1400 }, inner4);
    expect(decode(tunnelFrame('vxlan', error, IPV4))).toMatchObject({ kind: FrameKind.IcmpError, icmpMtu: 1400, quotedDstPort: 443 });
    const other = decode(tunnelFrame('gre', ipPacket(A, B, 17, udpDatagram(53, 53, new Uint8Array(9), A, B)), IPV4));
    expect([other.kind, protocolName(other.protocol)]).toEqual([FrameKind.Other, 'UDP']);
  });
});

describe('nesting', () => {
  const nested = (depth: number) => {
    let packet = inner4;
    for (let level = 0; level < depth; level++) packet = ipPacket('192.0.2.1', '192.0.2.2', 4, packet);
    return decode(linkFrame('ethernet', IPV4, packet));
  };

  it('is followed to its limit and no further', () => {
    expect(nested(MAX_TUNNELS)).toMatchObject({ kind: FrameKind.Tcp, dstPort: 443 });
    const deeper = nested(MAX_TUNNELS + 1);
    expect([deeper.kind, protocolName(deeper.protocol)]).toEqual([FrameKind.Other, 'IP in IP']);
  });

  it('of encapsulations ends too', () => {
    let frame = linkFrame('ethernet', IPV4, inner4);
    // Label, Ethernet, label, Ethernet, ...
    for (let level = 0; level < 40; level++) frame = linkFrame('ethernet', 0x8847, Uint8Array.from([...mplsLabels([16]), ...frame]));
    expect(decode(frame).kind).toBe(FrameKind.Other);
  });
});

describe('fragments', () => {
  it('of a tunnel: the first part has the inner header and its whole length', () => {
    const inner = ipPacket(A, B, 6, segment(A, B, 'x'.repeat(1000)));
    const frame = tunnelFrame('vxlan', inner, IPV4, { fragmentBytes: 400 });
    expect(decode(frame)).toMatchObject({ kind: FrameKind.Tcp, len: 1000, isFragment: false, isOuterFragment: true, isPayloadCut: false });
    expect(decode(frame.subarray(0, -50), 1, frame.length)).toMatchObject({ len: 1000, isOuterFragment: true, isPayloadCut: true });
    // 8 UDP, 8 VXLAN, 14 Ethernet, 20 IP: the TCP header is split.
    expect(badnessOf(decode(tunnelFrame('vxlan', inner, IPV4, { fragmentBytes: 56 })))).toBe('fragmented-header');
  });

  it('of a tunnel: later parts are not opened', () => {
    for (const protocol of [4, 17, 41, 47]) {
      const packet = ipv4Packet({ src: A, dst: B, protocol, fragmentOffset: 1480 }, inner4);
      expect(decode(linkFrame('ethernet', IPV4, packet))).toMatchObject({ kind: FrameKind.Other, isFragment: true, protocol });
    }
    const v6 = ipv6Packet({ src: A6, dst: B6, nextHeader: 47, extensions: [{ type: 44, body: fragmentBody(1480, true, 9) }] }, inner4);
    expect(decode(linkFrame('ethernet', IPV6, v6))).toMatchObject({ kind: FrameKind.Other, isFragment: true, protocol: 47 });
  });

  it('of TCP: a header over two parts is told, not read', () => {
    for (const [bytes, reason] of [
      [8, 'fragmented-header'],
      [24, 'fragmented-header'],
      [32, 'fine'],
    ] as const) {
      const part = segment(A, B).subarray(0, bytes);
      expect([bytes, badnessOf(decode(linkFrame('ethernet', IPV4, ipv4Packet({ src: A, dst: B, moreFragments: true }, part))))]).toEqual([
        bytes,
        reason,
      ]);
      const v6 = ipv6Packet({ src: A6, dst: B6, extensions: [{ type: 44, body: fragmentBody(0, true, 9) }] }, part);
      expect([bytes, badnessOf(decode(linkFrame('ethernet', IPV6, v6)))]).toEqual([bytes, reason]);
    }
  });
});

describe('UDP on the ports of tunnels', () => {
  const ports = [4789, 4790, 8472, 6081, 2152, 3544];
  const datagram = (port: number, payload: ArrayLike<number>) =>
    decode(linkFrame('ethernet', IPV4, ipPacket(A, B, 17, udpDatagram(port, 53, Uint8Array.from(payload), A, B))));

  it.each(ports)('%d: other content stays UDP', (port) => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (noise) => {
        const out = datagram(port, noise);
        // What begins like a tunnel by chance holds no IP packet that ends where the datagram ends.
        expect(out.kind === FrameKind.Other || out.kind === FrameKind.Arp).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['a VNI that is not valid', 4789, [0, 0, 0, 0, 0, 0, 1, 0]],
    ['reserved bits', 4789, [0x0a, 0, 0, 0, 0, 0, 1, 0]],
    ['a reserved byte', 4789, [8, 0, 0, 0, 0, 0, 1, 1]],
    ['a group without its bit', 4789, [8, 0, 0, 9, 0, 0, 1, 0]],
    ['another version of GENEVE', 6081, [0x40, 0, 0x65, 0x58, 0, 0, 1, 0]],
    ['GENEVE with an unknown protocol', 6081, [0, 0, 0x12, 0x34, 0, 0, 1, 0]],
  ])('%s', (_name, port, header) => {
    const frame = linkFrame('ethernet', IPV4, inner4);
    expect(datagram(port, [...header, ...frame])).toMatchObject({ kind: FrameKind.Other, protocol: 17 });
  });

  it('a packet inside that does not end with the datagram is none', () => {
    const frame = linkFrame('ethernet', IPV4, inner4);
    expect(datagram(4789, [8, 0, 0, 0, 0, 0, 1, 0, ...frame])).toMatchObject({ kind: FrameKind.Tcp });
    expect(datagram(4789, [8, 0, 0, 0, 0, 0, 1, 0, ...frame.subarray(0, -3)])).toMatchObject({ kind: FrameKind.Other, protocol: 17 });
    expect(datagram(3544, inner6)).toMatchObject({ kind: FrameKind.Tcp });
    expect(datagram(3544, [...inner6, 0])).toMatchObject({ kind: FrameKind.Other, protocol: 17 });
    expect(datagram(3544, inner4)).toMatchObject({ kind: FrameKind.Other, protocol: 17 });
  });

  it('a datagram without a length, left to the network card, is opened by its header', () => {
    const frame = tunnelFrame('vxlan', inner4, IPV4);
    frame.set([0, 0], 14 + 20 + 4);
    expect(decode(frame)).toMatchObject({ kind: FrameKind.Tcp, dstPort: 443, len: 5 });
  });

  it('GTP messages that carry no packet', () => {
    expect(datagram(2152, [0x32, 1, 0, 4, 0, 0, 0, 0, 0, 1, 0, 0])).toMatchObject({ kind: FrameKind.Other, protocol: 17 });
    // An extension of length 0 would never end.
    expect(datagram(2152, [0x34, 0xff, 0, 8, 0, 0, 0, 1, 0, 0, 0, 0x85, 0, 0, 0, 0])).toMatchObject({
      kind: FrameKind.Other,
      protocol: 17,
    });
  });
});

describe('GRE that carries no packet', () => {
  it.each<[string, readonly number[]]>([
    ['a keep-alive', [0, 0, 0, 0]],
    ['nothing behind the header', [0, 0, 8, 0]],
    ['source routes', [0x40, 0, 8, 0, 0, 0, 0, 0, ...inner4]],
    ['another version', [0, 2, 8, 0, ...inner4]],
    ['an acknowledgement of PPTP', [0x20, 0x81, 0x88, 0x0b, 0, 0, 0, 5, 0, 0, 0, 9]],
    ['ERSPAN of another version', [0x10, 0, 0x88, 0xbe, 0, 0, 0, 1, 0x30, 0, 0, 1, 0, 0, 0, 0, ...linkFrame('ethernet', IPV4, inner4)]],
  ])('%s', (_name, bytes) => {
    const out = decode(linkFrame('ethernet', IPV4, ipPacket(A, B, 47, Uint8Array.from(bytes))));
    expect([out.kind, protocolName(out.protocol)]).toEqual([FrameKind.Other, 'GRE']);
  });

  it('WCCP of either version', () => {
    for (const redirect of [[], [0, 0, 0, 9]]) {
      const bytes = Uint8Array.from([0, 0, 0x88, 0x3e, ...redirect, ...inner4]);
      expect(decode(linkFrame('ethernet', IPV4, ipPacket(A, B, 47, bytes)))).toMatchObject({ kind: FrameKind.Tcp, dstPort: 443 });
    }
  });
});

describe('other headers in front of TCP', () => {
  it('steps over AH in IPv4', () => {
    const ah = Uint8Array.from([6, 4, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1, ...new Uint8Array(12), ...segment(A, B)]);
    const frame = linkFrame('ethernet', IPV4, ipPacket(A, B, 51, ah));
    expect(decode(frame)).toMatchObject({ kind: FrameKind.Tcp, dstPort: 443, len: 5 });
    expect(describePacket(1, frame, frame.length).fields.map(({ id }) => id)).toEqual(['eth', 'ip', 'ah', 'tcp', 'tcp.payload']);
    frame[35] = 200;
    expect(badnessOf(decode(frame))).toBe('bad-ip-header');
  });

  it('reads MPLS with Ethernet below, with and without control word', () => {
    const frame = linkFrame('ethernet', IPV6, inner6);
    for (const word of [[], [0, 0, 0, 0]]) {
      const labelled = Uint8Array.from([...mplsLabels([16, 17, 18]), ...word, ...frame]);
      expect(decode(linkFrame('ethernet', 0x8847, labelled))).toMatchObject({ kind: FrameKind.Tcp, dstPort: 443 });
    }
    expect(decode(linkFrame('ethernet', 0x8847, Uint8Array.from([...mplsLabels([16]), 0x10, 0, 0, 7, 1, 2])))).toMatchObject({
      kind: FrameKind.Other,
    });
  });
});

describe('any bytes', () => {
  const damaged = fc
    .tuple(fc.constantFrom(...cases), fc.array(fc.tuple(fc.nat(180), fc.nat(255)), { maxLength: 5 }), fc.nat(260))
    .map(([[name, type], changes, cut]) => {
      const frame = tunnelFrame(name, innerOf(type), type).slice(0, cut);
      for (const [at, value] of changes) if (at < frame.length) frame[at] = value;
      return frame;
    });

  it('are decoded alike whatever stands around them, and never outside', () => {
    fc.assert(
      fc.property(damaged, fc.nat(20), fc.nat(2000), (frame, before, more) => {
        const results = [0x00, 0x45, 0xff].map((poison) => {
          const around = new Uint8Array(before + frame.length + 64).fill(poison);
          around.set(frame, before);
          const out = new DecodedFrame();
          decodeFrame(1, around, before, frame.length, frame.length + more, out);
          expect(out.payloadEnd).toBeLessThanOrEqual(before + frame.length);
          expect(out.kind !== FrameKind.Tcp || (out.payloadStart > before && out.payloadStart <= out.payloadEnd)).toBe(true);
          expect(out.len).toBeGreaterThanOrEqual(0);
          return out;
        });
        expect(results[1]).toEqual(results[0]);
        expect(results[2]).toEqual(results[0]);
      }),
      { numRuns: 4000 },
    );
  });

  it('give fields that lie in their parents and agree with the decoder', () => {
    fc.assert(
      fc.property(damaged, (frame) => {
        const { fields, payloadStart } = describePacket(1, frame, frame.length);
        const check = (children: readonly PacketField[], from: number, to: number) => {
          for (const field of children) {
            expect([field.id, field.start >= from, field.start <= field.end, field.end <= to]).toEqual([field.id, true, true, true]);
            check(field.children, field.start, field.end);
          }
        };
        check(fields, 0, frame.length);
        const decoded = decode(frame);
        if (decoded.kind !== FrameKind.Tcp) return;
        const tcp = fields.findLast(({ id }) => id === 'tcp')?.children ?? [];
        expect(['tcp.srcport', 'tcp.dstport', 'tcp.seq'].map((id) => Number(tcp.find((field) => field.id === id)?.value))).toEqual([
          decoded.srcPort,
          decoded.dstPort,
          decoded.seq >>> 0,
        ]);
        expect(payloadStart).toBe(decoded.payloadEnd > decoded.payloadStart ? decoded.payloadStart : frame.length);
      }),
      { numRuns: 3000 },
    );
  });
});
