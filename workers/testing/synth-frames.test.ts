// The frame builder and the oracle are each written from the RFCs alone: what one writes the other must read.

import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { decodeByOracle } from './oracle-decoder';
import {
  arpFrame,
  checksum,
  fragmentBody,
  icmpErrorPacket,
  IPV4,
  IPV6,
  ipPacket,
  ipv4Packet,
  ipv6Packet,
  LINK_TYPES,
  linkFrame,
  tcpOptions,
  tcpSegment,
  type LinkName,
} from './synth-frames';

const LINKS = Object.keys(LINK_TYPES) as LinkName[];
const V4 = ['10.1.2.3', '192.168.254.1'] as const;
const V6 = ['2001:db8:0:0:0:0:0:1', 'fe80:0:0:0:1:2:3:4'] as const;

function tcpBytes(src: string, dst: string): Uint8Array {
  const options = tcpOptions({ mss: 1460, windowScale: 7, sackPermitted: true, timestamps: [7, 8], sack: [[10, 20]] });
  return tcpSegment(
    { srcPort: 40000, dstPort: 443, seq: 4294967295, ack: 5, flags: 0x118, win: 512, options, payload: Uint8Array.of(1, 2, 3) },
    src,
    dst,
  );
}

const EXPECTED = {
  kind: 'tcp',
  srcPort: 40000,
  dstPort: 443,
  seq: 4294967295,
  ack: 5,
  flags: 0x118,
  win: 512,
  len: 3,
  mss: 1460,
  windowScale: 7,
  sackPermitted: true,
  timestamps: [7, 8],
  sack: [[10, 20]],
  payload: Uint8Array.of(1, 2, 3),
};

describe.each(LINKS)('frames on %s', (link) => {
  test('IPv4 with options and IPv6 with extension headers carry the same segment', () => {
    const v4 = ipv4Packet({ src: V4[0], dst: V4[1], ttl: 7, id: 99, options: Uint8Array.of(1, 1, 1) }, tcpBytes(...V4));
    const extensions = [
      { type: 0, body: new Uint8Array(6) },
      { type: 60, body: new Uint8Array(10) },
      { type: 51, body: new Uint8Array(10) },
      { type: 44, body: fragmentBody(0, false, 5) },
    ];
    const v6 = ipv6Packet({ src: V6[0], dst: V6[1], hopLimit: 7, extensions }, tcpBytes(...V6));
    const linkType = LINK_TYPES[link];
    expect(decodeByOracle(linkType, linkFrame(link, IPV4, v4))).toMatchObject({ ...EXPECTED, src: V4[0], dst: V4[1], ttl: 7, ipId: 99 });
    expect(decodeByOracle(linkType, linkFrame(link, IPV6, v6))).toMatchObject({ ...EXPECTED, src: V6[0], dst: V6[1], ttl: 7, ipId: 0 });
  });

  test('ICMP errors quote the segment', () => {
    for (const [src, dst] of [V4, V6]) {
      const error = icmpErrorPacket(
        { from: dst, to: src, type: src === V4[0] ? 3 : 2, code: 4, mtu: 1280 },
        ipPacket(src, dst, 6, tcpBytes(src, dst)),
      );
      const frame = linkFrame(link, src === V4[0] ? IPV4 : IPV6, error);
      expect(decodeByOracle(LINK_TYPES[link], frame)).toMatchObject({
        kind: 'icmp-error',
        from: dst,
        code: 4,
        mtu: 1280,
        quotedSrc: src,
        quotedDst: dst,
        quotedSrcPort: 40000,
        quotedDstPort: 443,
        quotedSeq: 4294967295,
      });
    }
  });
});

describe('frames', () => {
  test('VLAN tags of any depth', () => {
    const packet = ipPacket(V4[0], V4[1], 6, tcpBytes(...V4));
    for (const vlans of [[], [5], [5, 6], [5, 6, 7]]) {
      expect(decodeByOracle(1, linkFrame('ethernet', IPV4, packet, { vlans }))).toMatchObject({ kind: 'tcp', srcPort: 40000 });
    }
  });

  test('fragments after the first have no ports', () => {
    const later = ipv4Packet({ src: V4[0], dst: V4[1], fragmentOffset: 8 }, new Uint8Array(40));
    const first = ipv4Packet({ src: V4[0], dst: V4[1], moreFragments: true }, tcpBytes(...V4));
    expect(decodeByOracle(101, later)).toEqual({ kind: 'fragment', src: V4[0], dst: V4[1] });
    expect(decodeByOracle(101, first)).toMatchObject({ kind: 'tcp', isFragment: true });
  });

  test('ARP both ways', () => {
    expect(decodeByOracle(1, arpFrame(false, V4[0], V4[1]))).toEqual({ kind: 'arp', isReply: false, sender: V4[0], target: V4[1] });
    expect(decodeByOracle(113, arpFrame(true, V4[0], V4[1], 'sll'))).toEqual({ kind: 'arp', isReply: true, sender: V4[0], target: V4[1] });
  });

  test('checksums verify to zero', () => {
    const packet = ipPacket(V4[0], V4[1], 6, tcpBytes(...V4));
    expect(checksum(packet.subarray(0, 20))).toBe(0);
    const pseudo = Uint8Array.of(...packet.subarray(12, 20), 0, 6, 0, packet.length - 20, ...packet.subarray(20));
    expect(checksum(pseudo)).toBe(0);
  });

  test('the oracle answers for any bytes', () => {
    fc.assert(
      fc.property(fc.constantFrom(0, 1, 101, 108, 113, 276, 999), fc.uint8Array({ maxLength: 120 }), (linkType, bytes) => {
        expect(['tcp', 'icmp-error', 'arp', 'fragment', 'other', 'bad']).toContain(decodeByOracle(linkType, bytes).kind);
      }),
      { numRuns: 2000 },
    );
  });
});
