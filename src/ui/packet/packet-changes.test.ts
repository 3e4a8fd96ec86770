// In what a packet differs from itself at another place, by headers that were really decoded.

import { describe, expect, it } from 'vitest';
import { describePacket } from '#engine/decode/packet-fields';
import type { PacketDetail } from '#engine/rpc/protocol';
import { IPV4, ipPacket, linkFrame, tcpOptions, tcpSegment } from '#engine/testing/synth-frames';
import { fieldAt } from './field-tree';
import { changedValues, packetChanges, tellingChange } from './packet-changes';

const [FROM, TO] = ['10.0.0.1', '10.0.0.2'];
const ETHERNET = 1;

interface Wish {
  readonly ttl?: number;
  readonly mss?: number;
  readonly payload?: string;
  readonly srcMac?: readonly number[];
}

function packet({ ttl = 64, mss = 1460, payload = '', srcMac = [2, 0, 0, 0, 0, 1] }: Wish): PacketDetail {
  const segment = tcpSegment(
    { srcPort: 40_000, dstPort: 80, seq: 1, flags: 2, options: tcpOptions({ mss }), payload: new TextEncoder().encode(payload) },
    FROM,
    TO,
  );
  const bytes = linkFrame('ethernet', IPV4, ipPacket(FROM, TO, 6, segment, ttl), { srcMac: [...srcMac] });
  const { fields, payloadStart } = describePacket(ETHERNET, bytes, bytes.length);
  return { frame: 1, seconds: 0, capLen: bytes.length, origLen: bytes.length, fileOffset: 0, bytes, fields, payloadStart, comment: null };
}

describe('a packet at two places', () => {
  it('is the same where only the link layer differs', () => {
    const [here, there] = [packet({}), packet({ srcMac: [2, 0, 0, 0, 0, 9] })];
    expect(changedValues(here, there)).toEqual([]);
    expect(packetChanges(here, there)).toEqual({ there: new Map(), bytes: new Set() });
  });

  it('tells values in the order of the headers, the checksums that follow from them left out', () => {
    const [here, there] = [packet({ ttl: 64, mss: 1460 }), packet({ ttl: 61, mss: 1200 })];
    expect(changedValues(here, there)).toEqual([
      { id: 'ip.ttl', here: '64', there: '61' },
      { id: 'tcp.options.mss', here: '1460', there: '1200' },
    ]);
    const { there: values, bytes } = packetChanges(here, there);
    const ids = [...values.keys()].map((path) => fieldAt(here.fields, path)?.id);
    expect(ids).toEqual(['ip.ttl', 'ip.checksum', 'tcp.checksum', 'tcp.options.mss']);
    // TTL behind 14 bytes of Ethernet and 8 of IPv4; both bytes of the MSS.
    expect(bytes.has(22)).toBe(true);
    const changedMss = [...values].find(([path]) => fieldAt(here.fields, path)?.id === 'tcp.options.mss');
    expect(changedMss?.[1]).toBe('1200');
    const telling = tellingChange(here.fields, packetChanges(here, there));
    expect(fieldAt(here.fields, telling)?.id).toBe('tcp.options.mss');
  });

  it('tells the TTL where nothing else was changed', () => {
    const [here, there] = [packet({ ttl: 64 }), packet({ ttl: 63 })];
    expect(fieldAt(here.fields, tellingChange(here.fields, packetChanges(here, there)))?.id).toBe('ip.ttl');
    expect(tellingChange(here.fields, null)).toBeNull();
  });

  it('compares payloads by their bytes, and what one of them lacks', () => {
    const [here, there] = [packet({ payload: 'secret' }), packet({ payload: 'Secret' })];
    expect(changedValues(here, there).map(({ id }) => id)).toEqual(['tcp.payload']);
    const changed = packetChanges(here, there);
    expect([...changed.bytes].filter((at) => at >= here.payloadStart)).toEqual([here.payloadStart]);
    const without = changedValues(here, packet({}));
    expect(without.find(({ id }) => id === 'tcp.payload')).toMatchObject({ there: null });
  });
});
