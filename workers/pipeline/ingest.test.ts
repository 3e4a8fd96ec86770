// From bytes of a file to rows: every format, byte order and link layer must give the same tables; what is no TCP is counted.

import { describe, expect, it } from 'vitest';
import { Column } from '../base/column';
import { readCapture } from '../capture/read-capture';
import { decodeFrame } from '../decode/decode-frame';
import { DecodedFrame } from '../decode/decoded-frame';
import { CaptureTables } from '../model/tables';
import { memorySource } from '../testing/memory-source';
import {
  arpFrame,
  icmpErrorPacket,
  IPV4,
  IPV6,
  ipPacket,
  ipv4Packet,
  ipv6Packet,
  LINK_TYPES,
  linkFrame,
  type LinkName,
  tcpOptions,
  tcpSegment,
  type TcpSpec,
  udpDatagram,
} from '../testing/synth-frames';
import { writePcap } from '../testing/write-pcap';
import { PcapngWriter } from '../testing/write-pcapng';
import { Ingest } from './ingest';

const A = '10.0.0.1';
const B = '10.0.0.2';
const A6 = 'fd00::1';
const B6 = 'fd00::2';
/** Microseconds between packets. */
const STEP = 1500;

/** Two connections, over IPv4 and IPv6: handshake, request, RST; the first is told by an ICMP error as well. */
function packets(): [etherType: number, packet: Uint8Array][] {
  const dialogue: [fromClient: boolean, Omit<TcpSpec, 'srcPort' | 'dstPort'>][] = [
    [true, { seq: 0xffff_fffe, flags: 0x02, options: tcpOptions({ mss: 1460, windowScale: 7 }) }],
    [false, { seq: 500, ack: 0xffff_ffff, flags: 0x12, options: tcpOptions({ mss: 1400, windowScale: 9 }) }],
    [true, { seq: 0xffff_ffff, ack: 501, flags: 0x10 }],
    [true, { seq: 0xffff_ffff, ack: 501, flags: 0x18, payload: new TextEncoder().encode('GET / HTTP/1.1\r\n\r\n') }],
    [false, { seq: 501, ack: 17, flags: 0x14, win: 0 }],
  ];
  const list = dialogue.flatMap(([fromClient, spec], index): [number, Uint8Array][] => {
    const ports = fromClient ? { srcPort: 40_000, dstPort: 80 } : { srcPort: 80, dstPort: 40_000 };
    const [src, dst, src6, dst6] = fromClient ? [A, B, A6, B6] : [B, A, B6, A6];
    return [
      [IPV4, ipv4Packet({ src, dst, id: index, ttl: 60 + index }, tcpSegment({ ...ports, ...spec }, src, dst))],
      [IPV6, ipv6Packet({ src: src6, dst: dst6, hopLimit: 50 + index }, tcpSegment({ ...ports, ...spec }, src6, dst6))],
    ];
  });
  const syn = list[0]?.[1];
  if (syn === undefined) throw new Error('no packet to quote');
  return [...list, [IPV4, icmpErrorPacket({ from: '10.0.0.254', to: A, type: 3, code: 13 }, syn)]];
}

async function tablesOf(file: Uint8Array): Promise<CaptureTables> {
  const tables = new CaptureTables();
  const ingest = new Ingest(tables, new DecodedFrame(), decodeFrame);
  const read = await readCapture(memorySource(file, [97, 1000]), ingest, { verdict: () => 'go', progress: () => undefined });
  expect(read.ok && read.value.issues).toEqual([]);
  expect([...ingest.issueCounts]).toEqual([]);
  ingest.finish();
  return tables;
}

/** Everything but where records lie in the file. */
function contentOf(tables: CaptureTables): unknown {
  const { segments, connections, icmp, marks, frames } = tables;
  const columns = (table: object): unknown =>
    Object.entries(table).flatMap(([name, column]: [string, unknown]) =>
      column instanceof Column && name !== 'offsetLow' ? [[name, Array.from(column.values.subarray(0, column.length))]] : [],
    );
  const addresses = Array.from({ length: tables.addresses.length }, (_, index) => tables.addresses.text(index));
  return [...[frames, segments, connections, icmp, marks].map(columns), addresses, Array.from(connections.segments)];
}

const FORMATS: Readonly<Record<string, (linkType: number, frames: readonly Uint8Array[]) => Uint8Array>> = {
  'pcap, little endian': (linkType, frames) => writePcap(records(frames, 1), { linkType }),
  'pcap, big endian': (linkType, frames) => writePcap(records(frames, 1), { linkType, isLittle: false }),
  'pcap, nanoseconds': (linkType, frames) => writePcap(records(frames, 1000), { linkType, isNano: true }),
  'pcap, modified': (linkType, frames) => writePcap(records(frames, 1), { linkType, isModified: true }),
  'pcapng, little endian': (linkType, frames) => pcapng(linkType, frames, true),
  'pcapng, big endian': (linkType, frames) => pcapng(linkType, frames, false),
};

function records(frames: readonly Uint8Array[], unitsPerMicrosecond: number) {
  return frames.map((data, index) => ({ seconds: 1_700_000_000, fraction: index * STEP * unitsPerMicrosecond, data }));
}

function pcapng(linkType: number, frames: readonly Uint8Array[], isLittle: boolean): Uint8Array {
  const writer = new PcapngWriter(isLittle).interface({ linkType });
  frames.forEach((data, index) => writer.packet({ ticks: 1_700_000_000_000_000n + BigInt(index * STEP), data }));
  return writer.finish();
}

describe('the same packets', async () => {
  const overEthernet = packets().map(([type, packet]) => linkFrame('ethernet', type, packet));
  const reference = contentOf(await tablesOf(writePcap(records(overEthernet, 1), { linkType: 1 })));
  const links = Object.keys(LINK_TYPES) as LinkName[];

  it('are two connections and an ICMP error about one of them', async () => {
    const tables = await tablesOf(writePcap(records(overEthernet, 1), { linkType: 1 }));
    expect([tables.segments.length, tables.connections.length, tables.icmp.length, tables.marks.segment.length]).toEqual([10, 2, 1, 2]);
    expect(tables.icmp.connectionIndex.values[0]).toBe(0);
    expect(Array.from(tables.connections.segments)).toEqual([0, 2, 4, 6, 8, 1, 3, 5, 7, 9]);
  });

  it.each(Object.keys(FORMATS).flatMap((format) => links.map((link) => [format, link] as const)))('as %s over %s', async (format, link) => {
    const frames = packets().map(([type, packet]) => linkFrame(link, type, packet));
    const file = FORMATS[format]?.(LINK_TYPES[link], frames) ?? new Uint8Array(0);
    expect(contentOf(await tablesOf(file))).toEqual(reference);
  });
});

describe('what is no TCP', () => {
  it('is counted by name, several numbers under one name, and not twice after a provisional result', async () => {
    const udp = ipPacket(A, B, 17, udpDatagram(53, 53, new Uint8Array(4), A, B));
    // A label, and below it what is neither IP nor Ethernet.
    const labelled = Uint8Array.of(0, 0, 0x11, 64, 0x10, 0, 0, 7, 0, 0);
    const frames = [
      linkFrame('ethernet', IPV4, udp),
      linkFrame('ethernet', IPV4, udp),
      linkFrame('ethernet', 0x8847, labelled),
      linkFrame('ethernet', 0x8848, labelled),
      arpFrame(false, A, B),
    ];
    const tables = new CaptureTables();
    const ingest = new Ingest(tables, new DecodedFrame(), decodeFrame);
    for (const data of frames) {
      ingest.record(0, 1, 0, data, 0, data.length, data.length, 0);
      ingest.finish();
    }
    expect([...tables.otherProtocols]).toEqual([
      ['UDP', 2],
      ['MPLS', 2],
    ]);
    expect(tables.arp.length).toBe(1);
  });
});
