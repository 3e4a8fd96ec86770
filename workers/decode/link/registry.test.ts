// Every link layer: names, header lengths, tags, byte orders, and headers that were cut.

import { describe, expect, it } from 'vitest';
import {
  ETHERTYPE_IPV4,
  ETHERTYPE_IPV6,
  ETHERTYPE_MPLS,
  LINK_CUT,
  LINK_OTHER,
  LINK_PPP,
  LINK_WLAN,
  LINK_WLAN_PROTECTED,
  LinkTarget,
} from './link-layer';
import { linkTypeName } from '../../model/link-type-names';
import { isLinkTypeSupported, linkLayerOf } from './registry';

const MACS = [2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1];
const SLL = [0, 0, 0, 1, 0, 6, 2, 0, 0, 0, 0, 1, 0, 0];
const SLL2_TAIL = [0, 0, 0, 0, 0, 2, 0, 1, 0, 6, 2, 0, 0, 0, 0, 1, 0, 0];
const V4 = [0x08, 0x00];
const V6 = [0x86, 0xdd];

function decode(linkType: number, bytes: readonly number[]): [etherType: number, payloadOffset: number] {
  const target = new LinkTarget();
  linkLayerOf(linkType)?.decode(Uint8Array.from(bytes), 0, bytes.length, target);
  return [target.etherType, target.payloadOffset];
}

describe('link layers', () => {
  it.each<[string, number, readonly number[], number, number]>([
    ['Ethernet, IPv4', 1, [...MACS, ...V4], ETHERTYPE_IPV4, 14],
    ['Ethernet, IPv6', 1, [...MACS, ...V6], ETHERTYPE_IPV6, 14],
    ['Ethernet, one tag', 1, [...MACS, 0x81, 0, 0, 7, ...V4], ETHERTYPE_IPV4, 18],
    ['Ethernet, 802.1ad and 802.1Q', 1, [...MACS, 0x88, 0xa8, 0, 7, 0x81, 0, 0, 8, ...V6], ETHERTYPE_IPV6, 22],
    ['Ethernet, three tags', 1, [...MACS, 0x91, 0, 0, 7, 0x81, 0, 0, 8, 0x81, 0, 0, 9, ...V4], ETHERTYPE_IPV4, 26],
    ['Ethernet, a type nobody knows', 1, [...MACS, 0x12, 0x34], 0x1234, 14],
    ['802.3 with SNAP', 1, [...MACS, 0, 60, 0xaa, 0xaa, 3, 0, 0, 0, ...V4], ETHERTYPE_IPV4, 22],
    ['802.3 without SNAP', 1, [...MACS, 0, 38, 0x42, 0x42, 3, 0, 0, 0, 0, 0], LINK_OTHER, 14],
    ['cooked v1', 113, [...SLL, ...V4], ETHERTYPE_IPV4, 16],
    ['cooked v1 with a tag', 113, [...SLL, 0x81, 0, 0, 7, ...V6], ETHERTYPE_IPV6, 20],
    ['cooked v2', 276, [...V4, ...SLL2_TAIL], ETHERTYPE_IPV4, 20],
    ['raw IPv4', 101, [0x45], ETHERTYPE_IPV4, 0],
    ['raw IPv6', 101, [0x60], ETHERTYPE_IPV6, 0],
    ['raw, neither', 101, [0x00], LINK_OTHER, 0],
    ['BSD raw', 12, [0x45], ETHERTYPE_IPV4, 0],
    ['OpenBSD raw', 14, [0x60], ETHERTYPE_IPV6, 0],
    ['IPv4', 228, [0x45], ETHERTYPE_IPV4, 0],
    ['IPv6', 229, [0x60], ETHERTYPE_IPV6, 0],
    ['loopback, little endian', 0, [2, 0, 0, 0, 0x45], ETHERTYPE_IPV4, 4],
    ['loopback, big endian', 0, [0, 0, 0, 2, 0x45], ETHERTYPE_IPV4, 4],
    ['loopback, macOS IPv6', 0, [30, 0, 0, 0, 0x60], ETHERTYPE_IPV6, 4],
    ['loopback, FreeBSD IPv6', 0, [0, 0, 0, 28, 0x60], ETHERTYPE_IPV6, 4],
    ['loopback, Windows IPv6', 0, [23, 0, 0, 0, 0x60], ETHERTYPE_IPV6, 4],
    ['loopback, another family', 0, [7, 0, 0, 0, 0x45], LINK_OTHER, 4],
    ['OpenBSD loopback', 108, [0, 0, 0, 24, 0x60], ETHERTYPE_IPV6, 4],
    ['OpenBSD loopback, other order', 108, [2, 0, 0, 0, 0x45], ETHERTYPE_IPV4, 4],
  ])('%s', (_name, linkType, bytes, etherType, offset) => {
    expect(decode(linkType, bytes)).toEqual([etherType, offset]);
    // What follows the header is not the link layer's to read (of raw IP it needs the version).
    expect(decode(linkType, [...bytes, 0xff, 0xff, 0xff])).toEqual([etherType, offset]);
  });

  it.each<[string, number, readonly number[]]>([
    ['Ethernet', 1, [...MACS, 0x08]],
    ['a tag', 1, [...MACS, 0x81, 0, 0, 7, 0x08]],
    ['a second tag', 1, [...MACS, 0x88, 0xa8, 0, 7, 0x81, 0, 0]],
    ['cooked v1', 113, [...SLL, 8]],
    ['cooked v2', 276, [...V4, ...SLL2_TAIL.slice(1)]],
    ['raw IP', 101, []],
    ['loopback', 0, [2, 0, 0]],
  ])('a cut header: %s', (_name, linkType, bytes) => {
    expect(decode(linkType, bytes)[0]).toBe(LINK_CUT);
  });

  const DATA = [0x08, 0x01, 0, 0, ...MACS, 2, 0, 0, 0, 0, 3, 0, 0];
  const LLC4 = [0xaa, 0xaa, 3, 0, 0, 0, ...V4];
  const RADIOTAP = [0, 0, 8, 0, 0, 0, 0, 0];
  it.each<[string, number, readonly number[], number, number]>([
    ['PPP', 9, [0, 0x21], ETHERTYPE_IPV4, 2],
    ['PPP, framed', 9, [0xff, 3, 0, 0x57], ETHERTYPE_IPV6, 4],
    ['PPP, protocol of one byte', 9, [0x21], ETHERTYPE_IPV4, 1],
    ['PPP, LCP', 9, [0xff, 3, 0xc0, 0x21], LINK_PPP + 0xc021, 4],
    ['PPP in HDLC', 50, [0xff, 3, 0, 0x21], ETHERTYPE_IPV4, 4],
    ['Cisco HDLC under the number of PPP', 50, [0x0f, 0, ...V4], ETHERTYPE_IPV4, 4],
    ['Cisco HDLC', 104, [0x8f, 0, ...V6], ETHERTYPE_IPV6, 4],
    ['PPPoE', 51, [0x11, 0, 0, 7, 0, 42, 0, 0x21], ETHERTYPE_IPV4, 8],
    ['PPPoE, another version', 51, [0x21, 0, 0, 7, 0, 42, 0, 0x21], LINK_OTHER, 0],
    ['pppd', 166, [1, 3, 0, 0x21], ETHERTYPE_IPV4, 4],
    ['PPP with direction', 204, [1, 0xff, 3, 0, 0x21], ETHERTYPE_IPV4, 5],
    ['802.11', 105, [...DATA, ...LLC4], ETHERTYPE_IPV4, 32],
    ['802.11, QoS', 105, [0x88, 1, ...DATA.slice(2), 0, 0, ...LLC4], ETHERTYPE_IPV4, 34],
    ['802.11, QoS with HT control', 105, [0x88, 0x81, ...DATA.slice(2), 0, 0, 1, 2, 3, 4, ...LLC4], ETHERTYPE_IPV4, 38],
    ['802.11, four addresses', 105, [0x08, 3, ...DATA.slice(2), 2, 0, 0, 0, 0, 4, ...LLC4], ETHERTYPE_IPV4, 38],
    ['802.11, several frames in one', 105, [0x88, 1, ...DATA.slice(2), 0x80, 0, ...MACS, 0, 50, ...LLC4], ETHERTYPE_IPV4, 48],
    ['802.11, encrypted', 105, [0x08, 0x41, ...DATA.slice(2)], LINK_WLAN_PROTECTED, 0],
    ['802.11, no data', 105, [0x48, 1, ...DATA.slice(2)], LINK_WLAN, 0],
    ['802.11, a beacon', 105, [0x80, 0, 0, 0], LINK_WLAN, 0],
    ['radiotap', 127, [...RADIOTAP, ...DATA, ...LLC4], ETHERTYPE_IPV4, 40],
    ['radiotap, padded header', 127, [0, 0, 9, 0, 2, 0, 0, 0, 0x20, 0x88, 1, ...DATA.slice(2), 0, 0, 0, 0, ...LLC4], ETHERTYPE_IPV4, 45],
    [
      'radiotap, flags behind two words and the clock',
      127,
      [0, 0, 25, 0, 3, 0, 0, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 9, 9, 9, 9, 9, 9, 9, 9, 0, ...DATA, ...LLC4],
      ETHERTYPE_IPV4,
      57,
    ],
    ['PPI', 192, [0, 0, 12, 0, 105, 0, 0, 0, 1, 2, 3, 4, ...DATA, ...LLC4], ETHERTYPE_IPV4, 44],
    ['PPI of Ethernet', 192, [0, 0, 8, 0, 1, 0, 0, 0, ...MACS, ...V4], ETHERTYPE_IPV4, 22],
    ['PPI of something else', 192, [0, 0, 8, 0, 147, 0, 0, 0], LINK_OTHER, 8],
    ['Prism', 119, [0x44, 0, 0, 0, 12, 0, 0, 0, 1, 2, 3, 4, ...DATA, ...LLC4], ETHERTYPE_IPV4, 44],
    ['Prism, big endian', 119, [0, 0, 0, 0x44, 0, 0, 0, 12, 1, 2, 3, 4, ...DATA, ...LLC4], ETHERTYPE_IPV4, 44],
    ['AVS', 163, [0x80, 0x21, 0x10, 1, 0, 0, 0, 12, 1, 2, 3, 4, ...DATA, ...LLC4], ETHERTYPE_IPV4, 44],
    ['MPLS', 219, [0, 0, 0x11, 64], ETHERTYPE_MPLS, 0],
    ['802.3 with IP on LLC', 1, [...MACS, 0, 60, 6, 6, 3], ETHERTYPE_IPV4, 17],
    ['802.3 with another organisation', 1, [...MACS, 0, 60, 0xaa, 0xaa, 3, 0, 0, 12, ...V4], LINK_OTHER, 14],
  ])('%s', (_name, linkType, bytes, etherType, offset) => {
    expect(decode(linkType, bytes)).toEqual([etherType, offset]);
  });

  it.each<[string, number, readonly number[]]>([
    ['PPP', 9, [0xff, 3, 0]],
    ['Cisco HDLC', 104, [15, 0, 8]],
    ['PPPoE', 51, [0x11, 0, 0, 7]],
    ['802.11', 105, DATA.slice(0, -1)],
    ['radiotap', 127, [0, 0, 40, 0, 0, 0, 0, 0]],
    ['PPI', 192, [0, 0, 8]],
    ['Prism', 119, [0x44, 0, 0, 0, 144, 0, 0, 0]],
  ])('a cut header: %s', (_name, linkType, bytes) => {
    expect(decode(linkType, bytes)[0]).toBe(LINK_CUT);
  });

  it('names what it reads, what it does not, and numbers nobody named', () => {
    expect([0, 1, 12, 14, 101, 108, 113, 228, 229, 276].every(isLinkTypeSupported)).toBe(true);
    expect([-1, 2, 6, 10, 1000, 65_535, 1.5, Number.NaN].some(isLinkTypeSupported)).toBe(false);
    expect([1, 113, 276, 101, 0, 108].map(linkTypeName)).toEqual(['ethernet', 'linux-sll', 'linux-sll2', 'raw', 'null', 'loop']);
    expect([6, 10, 9, 127].map(linkTypeName)).toEqual(['ieee802-5', 'fddi', 'ppp', 'ieee802-11-radiotap']);
    expect(linkTypeName(4711)).toBe('linktype-4711');
  });
});
