// Every link layer: names, header lengths, tags, byte orders, and headers that were cut.

import { describe, expect, it } from 'vitest';
import { ETHERTYPE_IPV4, ETHERTYPE_IPV6, LINK_CUT, LINK_OTHER, LinkTarget } from './link-layer';
import { isLinkTypeSupported, linkLayerOf, linkTypeName } from './registry';

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

  it('names what it reads, what it does not, and numbers nobody named', () => {
    expect([0, 1, 12, 14, 101, 108, 113, 228, 229, 276].every(isLinkTypeSupported)).toBe(true);
    expect([-1, 2, 9, 105, 127, 1000, 65_535, 1.5, Number.NaN].some(isLinkTypeSupported)).toBe(false);
    expect([1, 113, 276, 101, 0, 108].map(linkTypeName)).toEqual(['ethernet', 'linux-sll', 'linux-sll2', 'raw', 'null', 'loop']);
    expect([9, 105, 127].map(linkTypeName)).toEqual(['ppp', 'ieee802-11', 'ieee802-11-radiotap']);
    expect(linkTypeName(4711)).toBe('linktype-4711');
  });
});
