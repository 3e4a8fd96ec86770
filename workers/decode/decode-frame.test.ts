// The hot decoder against byte literals, every link layer, damage of every kind, and the plain oracle.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AddressTable } from '../model/address-table';
import {
  OPT_CUT,
  OPT_MSS,
  OPT_SACK_BLOCKS,
  OPT_SACK_PERMITTED,
  OPT_TIMESTAMPS,
  OPT_WINDOW_SCALE,
  PSH,
  ACK,
  SYN,
  RST,
} from '../model/tcp-flags';
import { decodeByOracle, type OracleFrame } from '../testing/oracle-decoder';
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
  type Ipv6Extension,
  type LinkName,
} from '../testing/synth-frames';
import { BAD_REASONS } from './bad-frame';
import { decodeFrame, protocolName } from './decode-frame';
import { DecodedFrame, FrameKind } from './decoded-frame';

const A = '10.0.0.1';
const B = '10.0.0.2';
const A6 = '2001:db8::1';
const B6 = 'fe80::1:2';
const LINKS = Object.keys(LINK_TYPES) as LinkName[];

function decode(frame: Uint8Array, linkType = 1, origLen = frame.length): DecodedFrame {
  const out = new DecodedFrame();
  decodeFrame(linkType, frame, 0, frame.length, origLen, out);
  return out;
}

function bytes(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(text.trim().split(/\s+/), (octet) => parseInt(octet, 16));
}

function addressOf(family: 4 | 6, ...words: [number, number, number, number]): string {
  const table = new AddressTable();
  return table.text(table.intern(family, ...words));
}
const sourceOf = (f: DecodedFrame) => addressOf(f.family, f.src0, f.src1, f.src2, f.src3);
const destinationOf = (f: DecodedFrame) => addressOf(f.family, f.dst0, f.dst1, f.dst2, f.dst3);
const badnessOf = (f: DecodedFrame) => (f.kind === FrameKind.Bad ? BAD_REASONS[f.bad] : 'fine');

const segment = (src: string, dst: string, payload = 'hello', options?: Uint8Array) =>
  tcpSegment(
    {
      srcPort: 40_000,
      dstPort: 443,
      seq: 0xfffffff0 | 0,
      ack: 0x80000001 | 0,
      flags: PSH | ACK,
      win: 501,
      payload: new TextEncoder().encode(payload),
      ...(options === undefined ? {} : { options }),
    },
    src,
    dst,
  );

// A SYN as Linux sends it, written out by hand.
const SYN_FRAME = bytes(`
  02 00 00 00 00 02  02 00 00 00 00 01  08 00
  45 00 00 3c  1c 46 40 00  40 06 00 00  c0 a8 00 01  c0 a8 00 c7
  d4 31 00 50  f0 00 00 01  00 00 00 00  a0 02 fa f0  00 00 00 00
  02 04 05 b4  04 02 08 0a  80 00 00 01  00 00 00 00  01 03 03 07`);

describe('plain frames', () => {
  it('reads every field of a SYN', () => {
    expect(decode(SYN_FRAME)).toMatchObject({
      kind: FrameKind.Tcp,
      family: 4,
      src3: 0xc0a80001 | 0,
      dst3: 0xc0a800c7 | 0,
      srcPort: 0xd431,
      dstPort: 80,
      seq: 0xf0000001 | 0,
      ack: 0,
      flags: SYN,
      wnd: 0xfaf0,
      len: 0,
      ipId: 0x1c46,
      ttl: 64,
      optionBits: OPT_MSS | OPT_SACK_PERMITTED | OPT_TIMESTAMPS | OPT_WINDOW_SCALE,
      mss: 1460,
      windowScale: 7,
      tsVal: 0x80000001 | 0,
      tsEcr: 0,
      payloadStart: 74,
      payloadEnd: 74,
      isFragment: false,
      isPayloadCut: false,
    });
  });

  it.each(LINKS.flatMap((link) => [A, A6].map((source) => [link, source] as const)))('%s from %s', (link, source) => {
    const isV6 = source === A6;
    const target = isV6 ? B6 : B;
    const frame = linkFrame(link, isV6 ? IPV6 : IPV4, ipPacket(source, target, 6, segment(source, target), 57, 4660));
    const out = decode(frame, LINK_TYPES[link]);
    expect([sourceOf(out), destinationOf(out)]).toEqual([source, target]);
    expect(out).toMatchObject({
      kind: FrameKind.Tcp,
      srcPort: 40_000,
      dstPort: 443,
      seq: 0xfffffff0 | 0,
      ack: 0x80000001 | 0,
      flags: PSH | ACK,
      wnd: 501,
    });
    expect(out).toMatchObject({ ttl: 57, ipId: isV6 ? 0 : 4660, len: 5, optionBits: 0, mss: 0, windowScale: 255, tsVal: 0, tsEcr: 0 });
    expect(new TextDecoder().decode(frame.subarray(out.payloadStart, out.payloadEnd))).toBe('hello');
  });

  it.each([[[]], [[5]], [[5, 6]], [[1, 2, 3, 4, 5, 6]]])('under VLAN tags %j', (vlans) => {
    const out = decode(linkFrame('ethernet', IPV4, ipPacket(A, B, 6, segment(A, B)), { vlans }));
    expect(out).toMatchObject({ kind: FrameKind.Tcp, len: 5, payloadStart: 14 + 4 * vlans.length + 40 });
  });

  it('reads all nine flags', () => {
    for (const flags of [RST, 0, 0x1ff, 0x100]) {
      const out = decode(linkFrame('ethernet', IPV4, ipPacket(A, B, 6, tcpSegment({ srcPort: 80, dstPort: 5000, seq: 1, flags }, A, B))));
      expect(out.flags).toBe(flags);
    }
  });

  it('does not take padding for payload', () => {
    const frame = linkFrame('ethernet', IPV4, ipPacket(A, B, 6, segment(A, B, '')));
    const padded = new Uint8Array(60);
    padded.set(frame);
    const out = decode(padded);
    expect(out).toMatchObject({ kind: FrameKind.Tcp, len: 0, isPayloadCut: false });
    expect(out.payloadEnd).toBe(out.payloadStart);
  });

  it('leaves nothing of the frame before', () => {
    const out = new DecodedFrame();
    decodeFrame(1, SYN_FRAME, 0, SYN_FRAME.length, SYN_FRAME.length, out);
    const plain = linkFrame('ethernet', IPV6, ipPacket(A6, B6, 6, segment(A6, B6)));
    decodeFrame(1, plain, 0, plain.length, plain.length, out);
    expect(out).toEqual(decode(plain));
  });
});

describe('IPv4', () => {
  const frameOf = (packet: Uint8Array) => linkFrame('ethernet', IPV4, packet);

  it('steps over header options', () => {
    const out = decode(frameOf(ipv4Packet({ src: A, dst: B, options: Uint8Array.from([7, 7, 4, 0, 0, 0, 0]) }, segment(A, B))));
    expect(out).toMatchObject({ kind: FrameKind.Tcp, dstPort: 443, len: 5, payloadStart: 14 + 28 + 20 });
  });

  it('takes the frame for the length when there is none (segmentation offload)', () => {
    const frame = frameOf(ipv4Packet({ src: A, dst: B, totalLength: 0 }, segment(A, B, 'x'.repeat(3000))));
    expect(decode(frame)).toMatchObject({ kind: FrameKind.Tcp, len: 3000, isPayloadCut: false });
    expect(decode(frame.subarray(0, 96), 1, frame.length)).toMatchObject({ len: 3000, isPayloadCut: true, payloadEnd: 96 });
    // A file that claims less on the wire than it holds.
    expect(decode(frame, 1, 10)).toMatchObject({ kind: FrameKind.Tcp, len: 3000 });
  });

  it('flags fragments: the first is decoded, later ones have no ports', () => {
    const first = decode(frameOf(ipv4Packet({ src: A, dst: B, moreFragments: true }, segment(A, B, 'x'.repeat(20)))));
    expect(first).toMatchObject({ kind: FrameKind.Tcp, isFragment: true, dstPort: 443 });
    const later = decode(frameOf(ipv4Packet({ src: A, dst: B, fragmentOffset: 40 }, segment(A, B))));
    expect(later).toMatchObject({ kind: FrameKind.Other, isFragment: true, protocol: 6 });
    expect(protocolName(later.protocol)).toBe('TCP fragment');
  });

  it.each<[string, (packet: Uint8Array) => void, string]>([
    ['another version', (packet) => packet.fill(0x65, 0, 1), 'bad-ip-header'],
    ['a header of 16 bytes', (packet) => packet.fill(0x44, 0, 1), 'bad-ip-header'],
    ['a header beyond the packet', (packet) => packet.fill(0x4f, 0, 1), 'bad-ip-header'],
    ['a total length below the header', (packet) => packet.set([0, 19], 2), 'bad-ip-header'],
    ['a total length below the TCP header', (packet) => packet.set([0, 39], 2), 'bad-tcp-header'],
    ['a TCP header of 16 bytes', (packet) => packet.fill(0x40, 32, 33), 'bad-tcp-header'],
    ['a TCP header beyond the segment', (packet) => packet.fill(0xf0, 32, 33), 'bad-tcp-header'],
  ])('refuses %s', (_name, damage, reason) => {
    const packet = ipPacket(A, B, 6, segment(A, B));
    damage(packet);
    expect(badnessOf(decode(frameOf(packet)))).toBe(reason);
  });

  it('keeps the length of the IP header when the payload was cut', () => {
    const frame = frameOf(ipPacket(A, B, 6, segment(A, B, 'x'.repeat(100))));
    const out = decode(frame.subarray(0, 60), 1, frame.length);
    expect(out).toMatchObject({ kind: FrameKind.Tcp, len: 100, payloadStart: 54, payloadEnd: 60, isPayloadCut: true });
  });
});

describe('IPv6', () => {
  const frameOf = (packet: Uint8Array) => linkFrame('ethernet', IPV6, packet);
  const packet = (extensions: readonly Ipv6Extension[]) => ipv6Packet({ src: A6, dst: B6, extensions }, segment(A6, B6));
  const padding = new Uint8Array(6);

  it.each<[string, readonly Ipv6Extension[]]>([
    ['hop-by-hop', [{ type: 0, body: padding }]],
    ['routing', [{ type: 43, body: new Uint8Array(22) }]],
    ['destination', [{ type: 60, body: padding }]],
    ['authentication', [{ type: 51, body: new Uint8Array(22) }]],
    ['an atomic fragment', [{ type: 44, body: fragmentBody(0, false, 7) }]],
    ['all of them', [0, 60, 43, 51, 60].map((type) => ({ type, body: padding }))],
  ])('reads TCP behind %s', (_name, extensions) => {
    expect(decode(frameOf(packet(extensions)))).toMatchObject({
      kind: FrameKind.Tcp,
      dstPort: 443,
      len: 5,
      isFragment: false,
      protocol: 6,
    });
  });

  it('flags fragments', () => {
    expect(decode(frameOf(packet([{ type: 44, body: fragmentBody(0, true, 7) }])))).toMatchObject({
      kind: FrameKind.Tcp,
      isFragment: true,
    });
    const later = decode(frameOf(packet([{ type: 44, body: fragmentBody(1448, false, 7) }])));
    expect(later).toMatchObject({ kind: FrameKind.Other, isFragment: true, protocol: 6 });
  });

  it('takes the frame for the length of a jumbogram', () => {
    const frame = frameOf(
      ipv6Packet({ src: A6, dst: B6, payloadLength: 0, extensions: [{ type: 0, body: padding }] }, segment(A6, B6, 'x'.repeat(70_000))),
    );
    expect(decode(frame)).toMatchObject({ kind: FrameKind.Tcp, len: 70_000 });
  });

  it('gives up on a chain without end, and on one that leaves the packet', () => {
    expect(badnessOf(decode(frameOf(packet(Array.from({ length: 17 }, () => ({ type: 60, body: padding }))))))).toBe('bad-ip-header');
    const liar = frameOf(packet([{ type: 0, body: padding }]));
    liar[14 + 40 + 1] = 200;
    expect(badnessOf(decode(liar))).toBe('bad-ip-header');
  });
});

describe('TCP options', () => {
  const withOptions = (options: Uint8Array) => decode(linkFrame('ethernet', IPV4, ipPacket(A, B, 6, segment(A, B, '', options))));

  it('reads the usual timestamps and others alike', () => {
    const timestamps = [0xdeadbeef, 0x89abcdef] as const;
    const usual = Uint8Array.from([1, 1, ...tcpOptions({ timestamps }).subarray(0, 10)]);
    expect(withOptions(usual)).toMatchObject({ optionBits: OPT_TIMESTAMPS, tsVal: timestamps[0] | 0, tsEcr: timestamps[1] | 0 });
    expect(withOptions(tcpOptions({ timestamps }))).toMatchObject({
      optionBits: OPT_TIMESTAMPS,
      tsVal: timestamps[0] | 0,
      tsEcr: timestamps[1] | 0,
    });
  });

  it.each<[string, readonly number[], number]>([
    ['SACK blocks', [5, 10, 0, 0, 0, 1, 0, 0, 0, 2], OPT_SACK_BLOCKS],
    ['SACK blocks of no known size', [5, 9, 0, 0, 0, 1, 0, 0, 0], 0],
    ['unknown options before known ones', [254, 4, 0, 0, 4, 2], OPT_SACK_PERMITTED],
    ['nothing after the end of the list', [0, 2, 4, 5, 180], 0],
    ['an option of length 0', [8, 0, 4, 2], 0],
    ['an option of length 1', [4, 2, 3, 1], OPT_SACK_PERMITTED],
    ['an option beyond the header', [4, 2, 8, 10, 0, 0], OPT_SACK_PERMITTED],
    ['an MSS of a wrong length', [2, 3, 5, 4, 2], OPT_SACK_PERMITTED],
  ])('%s', (_name, options, bits) => {
    expect(withOptions(Uint8Array.from(options)).optionBits).toBe(bits);
  });

  it('caps the window scale as RFC 7323 does', () => {
    expect(withOptions(Uint8Array.from([3, 3, 200])).windowScale).toBe(14);
  });

  it('says that the snapshot length cut them, and reads those before', () => {
    const options = tcpOptions({ mss: 1460, sackPermitted: true, timestamps: [1, 2], windowScale: 7 });
    const frame = linkFrame('ethernet', IPV4, ipPacket(A, B, 6, segment(A, B, 'hello', options)));
    const out = decode(frame.subarray(0, 14 + 20 + 20 + 6), 1, frame.length);
    expect(out).toMatchObject({ kind: FrameKind.Tcp, optionBits: OPT_CUT | OPT_MSS | OPT_SACK_PERMITTED, len: 5, isPayloadCut: true });
    expect(out.payloadStart).toBe(out.payloadEnd);
  });
});

describe('what is not TCP', () => {
  it('reads ICMP errors about TCP', () => {
    const quoted = ipPacket(A, B, 6, segment(A, B));
    const frame = linkFrame('ethernet', IPV4, icmpErrorPacket({ from: '10.9.9.9', to: A, type: 3, code: 4, mtu: 1400 }, quoted));
    const out = decode(frame);
    expect(out).toMatchObject({
      kind: FrameKind.IcmpError,
      icmpType: 3,
      icmpCode: 4,
      icmpMtu: 1400,
      quotedSrcPort: 40_000,
      quotedDstPort: 443,
      quotedSeq: 0xfffffff0,
    });
    expect(sourceOf(out)).toBe('10.9.9.9');
    expect(addressOf(4, out.quotedSrc0, out.quotedSrc1, out.quotedSrc2, out.quotedSrc3)).toBe(A);
    expect(addressOf(4, out.quotedDst0, out.quotedDst1, out.quotedDst2, out.quotedDst3)).toBe(B);
    // Routers of old quote 28 bytes; fewer say nothing.
    const short = (count: number) =>
      decode(linkFrame('ethernet', IPV4, icmpErrorPacket({ from: B, to: A, type: 11, code: 0 }, quoted.subarray(0, count))));
    expect(short(28)).toMatchObject({ kind: FrameKind.IcmpError, icmpType: 11, icmpMtu: 0 });
    expect(short(27)).toMatchObject({ kind: FrameKind.Other, protocol: 1 });
  });

  it('reads ICMPv6 errors, also of packets with extension headers', () => {
    for (const extensions of [
      [],
      [
        { type: 0, body: new Uint8Array(6) },
        { type: 60, body: new Uint8Array(14) },
      ],
    ]) {
      const quoted = ipv6Packet({ src: A6, dst: B6, extensions }, segment(A6, B6));
      const out = decode(
        linkFrame('ethernet', IPV6, icmpErrorPacket({ from: '2001:db8::ffff', to: A6, type: 2, code: 0, mtu: 1280 }, quoted)),
      );
      expect(out).toMatchObject({
        kind: FrameKind.IcmpError,
        family: 6,
        icmpType: 2,
        icmpMtu: 1280,
        quotedDstPort: 443,
        quotedSeq: 0xfffffff0,
      });
      expect(addressOf(6, out.quotedDst0, out.quotedDst1, out.quotedDst2, out.quotedDst3)).toBe(B6);
    }
  });

  it.each<[string, number, Uint8Array]>([
    ['echo', 8, ipPacket(A, B, 6, segment(A, B))],
    ['redirect', 5, ipPacket(A, B, 6, segment(A, B))],
    ['unreachable about UDP', 3, ipPacket(A, B, 17, udpDatagram(1, 2, new Uint8Array(20), A, B))],
    ['unreachable about a later fragment', 3, ipv4Packet({ src: A, dst: B, fragmentOffset: 1480 }, segment(A, B))],
  ])('leaves %s alone', (_name, type, quoted) => {
    expect(decode(linkFrame('ethernet', IPV4, icmpErrorPacket({ from: B, to: A, type, code: 0 }, quoted)))).toMatchObject({
      kind: FrameKind.Other,
      protocol: 1,
    });
  });

  it('reads ARP, but for probes of an address of one’s own', () => {
    const request = decode(arpFrame(false, A, B));
    expect(request).toMatchObject({ kind: FrameKind.Arp, isArpReply: false, family: 4 });
    expect([sourceOf(request), destinationOf(request)]).toEqual([A, B]);
    expect(decode(arpFrame(true, B, A, 'sll'), 113)).toMatchObject({ kind: FrameKind.Arp, isArpReply: true });
    expect(decode(arpFrame(false, '0.0.0.0', B))).toMatchObject({ kind: FrameKind.Other });
  });

  it('tells IPv6 neighbour discovery as ARP', () => {
    const target = [0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9];
    const message = (type: number) => Uint8Array.from([type, 0, 0, 0, 0, 0, 0, 0, ...target]);
    const ask = decode(linkFrame('ethernet', IPV6, ipPacket(A6, 'ff02::1:ff00:9', 58, message(135))));
    expect(ask).toMatchObject({ kind: FrameKind.Arp, isArpReply: false, family: 6 });
    expect([sourceOf(ask), destinationOf(ask)]).toEqual([A6, 'fe80::9']);
    const answer = decode(linkFrame('ethernet', IPV6, ipPacket('fe80::1', A6, 58, message(136))));
    expect(answer).toMatchObject({ kind: FrameKind.Arp, isArpReply: true });
    expect([sourceOf(answer), destinationOf(answer)]).toEqual(['fe80::9', A6]);
    expect(decode(linkFrame('ethernet', IPV6, ipPacket('::', 'ff02::1:ff00:9', 58, message(135))))).toMatchObject({
      kind: FrameKind.Other,
      protocol: 58,
    });
  });

  it.each<[string, Uint8Array, number, string]>([
    ['UDP', linkFrame('ethernet', IPV4, ipPacket(A, B, 17, udpDatagram(53, 53, new Uint8Array(4), A, B))), 1, 'UDP'],
    ['SCTP over IPv6', linkFrame('ethernet', IPV6, ipPacket(A6, B6, 132, new Uint8Array(12))), 1, 'SCTP'],
    ['an unknown protocol', linkFrame('raw', IPV4, ipPacket(A, B, 253, new Uint8Array(4))), 101, 'IP protocol 253'],
    ['LLDP', linkFrame('ethernet', 0x88cc, new Uint8Array(40)), 1, 'LLDP'],
    ['an unknown ethertype', linkFrame('ethernet', 0x1234, new Uint8Array(40)), 1, 'ethertype 0x1234'],
    ['a beacon', Uint8Array.of(0x80, 0, 0, 0), 105, '802.11'],
    ['encrypted data', Uint8Array.of(0x08, 0x41, 0, 0), 105, 'encrypted 802.11'],
    ['LCP', Uint8Array.of(0xff, 3, 0xc0, 0x21, 1, 1, 0, 4), 9, 'PPP control'],
    ['Van Jacobson compression', Uint8Array.of(0, 0x2d, 1, 2, 3), 9, 'TCP with compressed headers'],
    ['an unknown PPP protocol', Uint8Array.of(0, 0x99, 1), 9, 'PPP protocol 0x0099'],
    ['spanning tree', linkFrame('ethernet', 38, new Uint8Array(40)), 1, 'LLC'],
  ])('names %s', (_name, frame, linkType, name) => {
    const out = decode(frame, linkType);
    expect(out.kind).toBe(FrameKind.Other);
    expect(protocolName(out.protocol)).toBe(name);
  });

  it('says so when the link type is not known', () => {
    expect(badnessOf(decode(SYN_FRAME, 10))).toBe('unsupported-link-type');
  });
});

describe('cut frames', () => {
  it.each(LINKS)('%s: every length from nothing to all is survived, and told', (link) => {
    const options = tcpOptions({ mss: 1460, windowScale: 7 });
    const frame = linkFrame(link, IPV4, ipPacket(A, B, 6, segment(A, B, 'hello', options)));
    const header = frame.length - 5 - options.length;
    for (let size = 0; size <= frame.length; size++) {
      const out = decode(frame.subarray(0, size), LINK_TYPES[link], frame.length);
      const told = out.kind === FrameKind.Tcp ? out.len : badnessOf(out);
      expect([size, told]).toEqual([size, size < header ? 'snaplen-cut-header' : 5]);
      expect(out.isPayloadCut).toBe(size >= header && size < frame.length);
    }
  });
});

describe('hostile bytes', () => {
  const linkType = fc.constantFrom(...Object.values(LINK_TYPES), 12, 14, 228, 229, 127);
  // Frames that are nearly right go deeper than noise.
  const damaged = fc
    .tuple(frames(), fc.array(fc.tuple(fc.nat(120), fc.nat(255)), { maxLength: 4 }), fc.nat(200))
    .map(([{ linkType: type, frame }, changes, cut]) => {
      const copy = frame.slice();
      for (const [at, value] of changes) if (at < copy.length) copy[at] = value;
      return { linkType: type, frame: cut < copy.length ? copy.subarray(0, cut) : copy };
    });
  const noise = fc.record({ linkType, frame: fc.uint8Array({ maxLength: 120 }) });

  it('never throws, never looks outside the record', () => {
    fc.assert(
      fc.property(fc.oneof(damaged, noise), fc.nat(40), fc.nat(2000), (record, before, more) => {
        const { frame } = record;
        const results = [0x00, 0x45, 0xff].map((poison) => {
          const surroundings = new Uint8Array(before + frame.length + 64).fill(poison);
          surroundings.set(frame, before);
          const out = new DecodedFrame();
          decodeFrame(record.linkType, surroundings, before, frame.length, frame.length + more, out);
          expect(out.payloadStart).toBeLessThanOrEqual(out.payloadEnd);
          expect(out.payloadEnd).toBeLessThanOrEqual(before + frame.length);
          expect(out.kind !== FrameKind.Tcp || out.payloadStart > before).toBe(true);
          expect(out.len).toBeGreaterThanOrEqual(0);
          return out;
        });
        expect(results[1]).toEqual(results[0]);
        expect(results[2]).toEqual(results[0]);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('the oracle', () => {
  it('agrees on every synthesised frame, whole or cut', () => {
    fc.assert(
      fc.property(frames(), fc.option(fc.nat(160), { nil: null }), ({ linkType, frame }, cut) => {
        const captured = cut === null ? frame : frame.subarray(0, Math.min(cut, frame.length));
        const out = decode(captured, linkType, frame.length);
        const [mine, theirs] = [asOracle(out, captured), comparable(decodeByOracle(linkType, captured))];
        // From half a fragment header the oracle knows a fragment already; the decoder wants all of it.
        const isHalf = captured.length < frame.length && theirs['kind'] === 'fragment' && mine['kind'] === 'nothing';
        expect(isHalf ? theirs : mine).toEqual(theirs);
      }),
      { numRuns: 2000 },
    );
  });
});

/** The decoded frame in the words of the oracle. */
function asOracle(f: DecodedFrame, frame: Uint8Array): Record<string, unknown> {
  switch (f.kind) {
    case FrameKind.Tcp:
      return {
        kind: 'tcp',
        src: sourceOf(f),
        dst: destinationOf(f),
        ttl: f.ttl,
        ipId: f.ipId,
        srcPort: f.srcPort,
        dstPort: f.dstPort,
        seq: f.seq >>> 0,
        ack: f.ack >>> 0,
        flags: f.flags,
        win: f.wnd,
        len: f.len,
        isFragment: f.isFragment,
        mss: (f.optionBits & OPT_MSS) === 0 ? null : f.mss,
        windowScale: (f.optionBits & OPT_WINDOW_SCALE) === 0 ? null : f.windowScale,
        sackPermitted: (f.optionBits & OPT_SACK_PERMITTED) !== 0,
        hasSack: (f.optionBits & OPT_SACK_BLOCKS) !== 0,
        timestamps: (f.optionBits & OPT_TIMESTAMPS) === 0 ? null : [f.tsVal >>> 0, f.tsEcr >>> 0],
        payload: [...frame.subarray(f.payloadStart, f.payloadEnd)],
      };
    case FrameKind.IcmpError:
      return {
        kind: 'icmp-error',
        from: sourceOf(f),
        type: f.icmpType,
        code: f.icmpCode,
        quotedSrc: addressOf(f.family, f.quotedSrc0, f.quotedSrc1, f.quotedSrc2, f.quotedSrc3),
        quotedDst: addressOf(f.family, f.quotedDst0, f.quotedDst1, f.quotedDst2, f.quotedDst3),
        quotedSrcPort: f.quotedSrcPort,
        quotedDstPort: f.quotedDstPort,
        quotedSeq: f.quotedSeq,
      };
    case FrameKind.Arp:
      return { kind: 'arp', isReply: f.isArpReply, sender: sourceOf(f), target: destinationOf(f) };
    default:
      return { kind: f.isFragment && f.kind === FrameKind.Other ? 'fragment' : 'nothing' };
  }
}

/** What both decoders tell: the oracle knows no reasons, and calls a quote that was cut bad where the decoder calls it other. */
function comparable(frame: OracleFrame): Record<string, unknown> {
  switch (frame.kind) {
    case 'tcp': {
      const { sack, payload, src, dst, windowScale, ...rest } = frame;
      const scale = windowScale === null ? null : Math.min(14, windowScale);
      return { ...rest, src: plain(src), dst: plain(dst), windowScale: scale, hasSack: sack.length > 0, payload: [...payload] };
    }
    case 'icmp-error': {
      const { to: _to, mtu: _mtu, from, quotedSrc, quotedDst, ...rest } = frame;
      return { ...rest, from: plain(from), quotedSrc: plain(quotedSrc), quotedDst: plain(quotedDst) };
    }
    case 'arp':
      return { ...frame };
    default:
      return { kind: frame.kind === 'fragment' ? 'fragment' : 'nothing' };
  }
}

/** The oracle writes IPv6 addresses in full. */
function plain(address: string): string {
  if (!address.includes(':')) return address;
  const groups = address.split(':').map((group) => parseInt(group, 16));
  const word = (index: number) => ((groups[index * 2] << 16) | groups[index * 2 + 1]) >>> 0;
  return addressOf(6, word(0), word(1), word(2), word(3));
}

/** Frames of every kind that can be synthesised, with the number of their link type. */
function frames(): fc.Arbitrary<{ linkType: number; frame: Uint8Array }> {
  const u8 = fc.nat(255);
  const u16 = fc.nat(0xffff);
  const u32 = fc.integer({ min: 0, max: 0xffffffff });
  const v4 = fc.tuple(fc.integer({ min: 1, max: 255 }), u8, u8, u8).map((parts) => parts.join('.'));
  const v6 = fc.array(u16, { minLength: 8, maxLength: 8 }).map((groups) => groups.map((group) => group.toString(16)).join(':'));
  const usual = fc.record(
    {
      mss: u16,
      windowScale: u8,
      sackPermitted: fc.boolean(),
      timestamps: fc.tuple(u32, u32),
      sack: fc.array(fc.tuple(u32, u32), { minLength: 1, maxLength: 2 }),
    },
    { requiredKeys: [] },
  );
  const options = fc.oneof(
    usual.map((spec) => tcpOptions(spec)).filter((encoded) => encoded.length <= 40),
    fc.uint8Array({ maxLength: 40 }),
    fc.constant(new Uint8Array(0)),
  );
  const tcp = fc.record({
    srcPort: u16,
    dstPort: u16,
    seq: u32,
    ack: u32,
    flags: fc.nat(0x1ff),
    win: u16,
    options,
    payload: fc.uint8Array({ maxLength: 60 }),
  });
  const extension = fc.oneof(
    fc.record({ type: fc.constantFrom(0, 43, 60, 51), body: fc.uint8Array({ maxLength: 22 }) }),
    fc
      .record({ offset: fc.constantFrom(0, 0, 0, 8, 1480), more: fc.boolean(), id: u32 })
      .map(({ offset, more, id }) => ({ type: 44, body: fragmentBody(offset, more, id) })),
  );
  const ipv4 = fc
    .tuple(v4, v4, tcp, u8, u16, fc.boolean(), fc.constantFrom(0, 0, 0, 0, 8, 1480), fc.uint8Array({ maxLength: 40 }))
    .map(([src, dst, spec, ttl, id, moreFragments, fragmentOffset, ipOptions]) =>
      ipv4Packet({ src, dst, ttl, id, moreFragments, fragmentOffset, options: ipOptions }, tcpSegment(spec, src, dst)),
    );
  const ipv6 = fc
    .tuple(v6, v6, tcp, u8, fc.array(extension, { maxLength: 3 }))
    .map(([src, dst, spec, hopLimit, extensions]) => ipv6Packet({ src, dst, hopLimit, extensions }, tcpSegment(spec, src, dst)));
  const icmp4 = fc
    .tuple(v4, v4, ipv4, fc.constantFrom(3, 4, 11, 12), u8, u16)
    .filter(([, , quoted]) => (((quoted[6] << 8) | quoted[7]) & 0x1fff) === 0)
    .map(([from, to, quoted, type, code, mtu]) => icmpErrorPacket({ from, to, type, code, mtu }, quoted));
  const icmp6 = fc
    .tuple(v6, v6, fc.tuple(v6, v6, tcp), fc.constantFrom(1, 2, 3, 4), u8, u32)
    .map(([from, to, [src, dst, spec], type, code, mtu]) =>
      icmpErrorPacket({ from, to, type, code, mtu }, ipv6Packet({ src, dst }, tcpSegment(spec, src, dst))),
    );
  const udp = fc
    .tuple(v4, v4, fc.uint8Array({ maxLength: 30 }))
    .map(([src, dst, payload]) => ipPacket(src, dst, 17, udpDatagram(53, 5353, payload, src, dst)));
  const packet = fc.oneof(
    { weight: 4, arbitrary: ipv4.map((data) => [IPV4, data] as const) },
    { weight: 4, arbitrary: ipv6.map((data) => [IPV6, data] as const) },
    icmp4.map((data) => [IPV4, data] as const),
    icmp6.map((data) => [IPV6, data] as const),
    udp.map((data) => [IPV4, data] as const),
  );
  const overLink = fc
    .tuple(fc.constantFrom(...LINKS), packet, fc.array(fc.nat(4094), { maxLength: 3 }))
    .map(([link, [etherType, data], vlans]) => ({
      linkType: LINK_TYPES[link],
      frame: linkFrame(link, etherType, data, link === 'ethernet' ? { vlans } : {}),
    }));
  const arp = fc
    .tuple(fc.boolean(), v4, v4)
    .map(([isReply, sender, target]) => ({ linkType: 1, frame: arpFrame(isReply, sender, target) }));
  return fc.oneof({ weight: 12, arbitrary: overLink }, arp);
}
