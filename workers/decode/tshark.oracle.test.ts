// Wireshark as an independent judge, where it is installed: one pcapng with every link layer, header fields must equal its own.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { OPT_MSS, OPT_TIMESTAMPS, OPT_WINDOW_SCALE } from '../model/tcp-flags';
import { analyzeCapture } from '../pipeline/analyze';
import { memorySource } from '../testing/memory-source';
import {
  fragmentBody,
  icmpErrorPacket,
  IPV4,
  IPV6,
  ipv4Packet,
  ipv6Packet,
  LINK_TYPES,
  linkFrame,
  type LinkName,
  tcpOptions,
  tcpSegment,
  type TcpSpec,
} from '../testing/synth-frames';
import { PcapngWriter } from '../testing/write-pcapng';
import { decodeFrame } from './decode-frame';
import { DecodedFrame, FrameKind } from './decoded-frame';

const A = '192.0.2.1';
const B = '198.51.100.2';
const A6 = '2001:db8::1';
const B6 = '2001:db8:0:1::2';
const FIELDS = [
  'tcp.srcport',
  'tcp.dstport',
  'tcp.seq_raw',
  'tcp.ack_raw',
  'tcp.flags',
  'tcp.len',
  'tcp.window_size_value',
  'ip.ttl',
  'ipv6.hlim',
  'ip.id',
  'tcp.options.mss_val',
  'tcp.options.wscale.shift',
  'tcp.options.timestamp.tsval',
  'tcp.options.timestamp.tsecr',
  'icmp.type',
  'icmpv6.type',
  // Of the segment that an ICMP error quotes; tcp.seq_raw is not told there.
  'tcp.seq',
];

interface Sample {
  readonly linkType: number;
  readonly data: Uint8Array;
  readonly origLen: number;
}

/** Flags, options, lengths and positions on the sequence circle that Wireshark and we must see alike. */
function segments(src: string, dst: string): Uint8Array[] {
  const base: TcpSpec = { srcPort: 40_000, dstPort: 443, seq: 0xffff_fff0, ack: 0x8000_0001, flags: 0x10, win: 501 };
  const specs: TcpSpec[] = [
    { ...base, flags: 0x002, ack: 0, options: tcpOptions({ mss: 1460, sackPermitted: true, timestamps: [1, 0], windowScale: 7 }) },
    { ...base, flags: 0x012, options: tcpOptions({ mss: 8960, windowScale: 14 }) },
    {
      ...base,
      options: tcpOptions({
        timestamps: [0xffff_ffff, 5],
        sack: [
          [1, 2],
          [3, 4],
        ],
      }),
    },
    { ...base, flags: 0x018, payload: new Uint8Array(33).fill(0x41) },
    { ...base, flags: 0x1d1, payload: new Uint8Array(1) },
    { ...base, flags: 0x004, ack: 0, win: 0 },
    { ...base, flags: 0x014, win: 65_535, options: Uint8Array.of(1, 1, 1, 0) },
  ];
  return specs.map((spec) => tcpSegment(spec, src, dst));
}

function samples(): Sample[] {
  const packets: [number, Uint8Array][] = [
    ...segments(A, B).map((segment, id): [number, Uint8Array] => [
      IPV4,
      ipv4Packet({ src: A, dst: B, id: id * 9000, ttl: 64 - id }, segment),
    ]),
    ...segments(A6, B6).map((segment, hop): [number, Uint8Array] => [IPV6, ipv6Packet({ src: A6, dst: B6, hopLimit: 64 - hop }, segment)]),
  ];
  const [syn = new Uint8Array(0)] = segments(A, B);
  const [syn6 = new Uint8Array(0)] = segments(A6, B6);
  const hop = { type: 0, body: Uint8Array.of(1, 4, 0, 0, 0, 0) };
  packets.push(
    [IPV4, ipv4Packet({ src: A, dst: B, options: Uint8Array.of(1, 1, 1, 1, 0) }, syn)],
    [IPV4, ipv4Packet({ src: A, dst: B, totalLength: 0 }, syn)],
    [IPV6, ipv6Packet({ src: A6, dst: B6, extensions: [hop, { type: 60, body: new Uint8Array(6) }] }, syn6)],
    // Whole, though it has a fragment header (RFC 6946).
    [IPV6, ipv6Packet({ src: A6, dst: B6, extensions: [{ type: 44, body: fragmentBody(0, false, 7) }] }, syn6)],
    [IPV4, icmpErrorPacket({ from: B, to: A, type: 3, code: 13 }, ipv4Packet({ src: A, dst: B, options: Uint8Array.of(1, 1, 1, 1) }, syn))],
    [IPV6, icmpErrorPacket({ from: B6, to: A6, type: 1, code: 4 }, ipv6Packet({ src: A6, dst: B6 }, syn6))],
  );
  // Wireshark has no reader for LINKTYPE_MPLS (219); MPLS below Ethernet is part of the matrix of tunnels.
  const links = (Object.keys(LINK_TYPES) as LinkName[]).filter((link) => link !== 'mpls');
  const carriers = [
    ...links.map((link) => ({ link, vlans: [] as number[] })),
    ...[[7], [7, 8], [7, 8, 9]].map((vlans) => ({ link: 'ethernet' as const, vlans })),
  ];
  return carriers.flatMap(({ link, vlans }) =>
    packets.flatMap(([type, packet]) => {
      const linkType = LINK_TYPES[link];
      const data = linkFrame(link, type, packet, { vlans });
      const list = [{ linkType, data, origLen: data.length }];
      // Of a cut TCP header Wireshark shows what is left; we read none of it.
      if (packet.length > (type === IPV4 ? 40 : 60)) list.push({ linkType, data: data.subarray(0, -1), origLen: data.length });
      // Short Ethernet frames are filled up to 60 bytes.
      if (link === 'ethernet' && data.length < 60) {
        const padded = new Uint8Array(60);
        padded.set(data);
        list.push({ linkType, data: padded, origLen: 60 });
      }
      return list;
    }),
  );
}

function byTshark(path: string): string[] {
  const fields = FIELDS.flatMap((field) => ['-e', field]);
  const preferences = ['tcp.relative_sequence_numbers:FALSE', 'ip.defragment:FALSE', 'ip.tso_support:TRUE'].flatMap((preference) => [
    '-o',
    preference,
  ]);
  const args = ['-r', path, '-n', ...preferences, '-T', 'fields', '-E', 'separator=|', '-E', 'occurrence=f', ...fields];
  const { stdout, status, stderr } = spawnSync('tshark', args, { encoding: 'latin1' });
  if (status !== 0) throw new Error(stderr);
  return stdout.split('\n').slice(0, -1);
}

/** The fields of FIELDS as tshark prints them; of ICMP errors only ports, sequence number and type are compared. */
function byUs({ linkType, data, origLen }: Sample): string {
  const f = new DecodedFrame();
  decodeFrame(linkType, data, 0, data.length, origLen, f);
  const v4 = f.family === 4;
  if (f.kind === FrameKind.IcmpError) return [f.quotedSrcPort, f.quotedDstPort, f.quotedSeq, f.icmpType].join('|');
  if (f.kind !== FrameKind.Tcp) return `kind ${f.kind}`;
  const has = (bit: number, value: number) => ((f.optionBits & bit) === 0 ? '' : value);
  return [
    f.srcPort,
    f.dstPort,
    f.seq >>> 0,
    f.ack >>> 0,
    `0x${f.flags.toString(16).padStart(4, '0')}`,
    f.len,
    f.wnd,
    v4 ? f.ttl : '',
    v4 ? '' : f.ttl,
    v4 ? `0x${f.ipId.toString(16).padStart(4, '0')}` : '',
    has(OPT_MSS, f.mss),
    has(OPT_WINDOW_SCALE, f.windowScale),
    has(OPT_TIMESTAMPS, f.tsVal >>> 0),
    has(OPT_TIMESTAMPS, f.tsEcr >>> 0),
    '',
    '',
  ].join('|');
}

/** A segment of 3,000 bytes in three parts, once per family. */
function fragments(): Sample[] {
  const spec: TcpSpec = { srcPort: 40_000, dstPort: 443, seq: 5, ack: 9, flags: 0x18, payload: new Uint8Array(3000).fill(0x41) };
  const [whole, whole6] = [tcpSegment(spec, A, B), tcpSegment(spec, A6, B6)];
  const cuts = [
    [0, 1480],
    [1480, 2960],
    [2960, whole.length],
  ] as const;
  const frames = cuts.flatMap(([from, to]) => {
    const moreFragments = to < whole.length;
    const part6 = { src: A6, dst: B6, extensions: [{ type: 44, body: fragmentBody(from, moreFragments, 7) }] };
    return [
      linkFrame('ethernet', IPV4, ipv4Packet({ src: A, dst: B, id: 7, fragmentOffset: from, moreFragments }, whole.subarray(from, to))),
      linkFrame('ethernet', IPV6, ipv6Packet(part6, whole6.subarray(from, to))),
    ];
  });
  return frames.map((data) => ({ linkType: 1, data, origLen: data.length }));
}

const isInstalled = spawnSync('tshark', ['-v'], { stdio: 'ignore' }).status === 0;

test.skipIf(!isInstalled)('every field of every link layer is what Wireshark reads', () => {
  const list = samples();
  const types = [...new Set(list.map((sample) => sample.linkType))];
  const file = new PcapngWriter();
  for (const linkType of types) file.interface({ linkType });
  list.forEach(({ linkType, data, origLen }, index) =>
    file.packet({ interfaceId: types.indexOf(linkType), ticks: BigInt(index), data, origLen }),
  );
  const folder = mkdtempSync(join(tmpdir(), 'whyreset-tshark-'));
  try {
    const path = join(folder, 'links.pcapng');
    writeFileSync(path, file.finish());
    const theirs = byTshark(path).map((line) => {
      const cells = line.split('|');
      const icmpType = cells[14] || cells[15];
      return icmpType ? [cells[0], cells[1], cells[16], icmpType].join('|') : cells.slice(0, 16).join('|');
    });
    const ours = list.map(byUs);
    const differences = ours.flatMap((line, index) =>
      line === theirs[index] ? [] : [{ frame: index + 1, link: list[index]?.linkType, ours: line, theirs: theirs[index] }],
    );
    expect(theirs).toHaveLength(list.length);
    expect(differences).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

// Accepted: Wireshark puts the parts together and shows the segment at the last of them, we where the first one stands.
test.skipIf(!isInstalled)('segments in IP fragments are as long as Wireshark makes them', async () => {
  const file = new PcapngWriter().interface();
  fragments().forEach(({ data }, index) => file.packet({ ticks: BigInt(index), data }));
  const bytes = file.finish();
  const folder = mkdtempSync(join(tmpdir(), 'whyreset-fragments-'));
  try {
    const path = join(folder, 'fragments.pcapng');
    writeFileSync(path, bytes);
    const fields = ['tcp.seq_raw', 'tcp.len'].flatMap((field) => ['-e', field]);
    const { stdout } = spawnSync('tshark', ['-r', path, '-n', '-Y', 'tcp', '-T', 'fields', ...fields], { encoding: 'latin1' });
    const result = await analyzeCapture(memorySource(bytes), { verdict: () => 'go', progress: () => undefined });
    if (!result.ok) throw new Error(result.failure.code);
    const { segments } = result.value.tables;
    const ours = Array.from({ length: segments.length }, (_, row) => `${segments.seq.values[row]}\t${segments.len(row)}`);
    expect(ours).toEqual(stdout.trim().split('\n'));
    expect(ours).toEqual(['5\t3000', '5\t3000']);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
