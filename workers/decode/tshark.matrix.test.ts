// Agreement with Wireshark over formats, byte orders, link types and tunnels: one conversation in every place, told as the golden
// text says. The text is tshark's (4.0.17) and is compared with it again wherever tshark is installed.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Analysis } from '../model/analysis-flags';
import { analyzeCapture } from '../pipeline/analyze';
import { memorySource } from '../testing/memory-source';
import { matrixPlaces, type MatrixPlace } from '../testing/synth-matrix';
import { writePcap } from '../testing/write-pcap';
import { PcapngWriter } from '../testing/write-pcapng';

const GOLDEN = readFileSync(join(import.meta.dirname, 'tshark.matrix.golden.txt'), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'));

/** Where tshark differs, and why that is accepted. */
const NO_READER = 'Wireshark has no reader for LINKTYPE_MPLS (219)';
const BY_MAKER = 'Wireshark tells a control word from an Ethernet address by the makers that it knows, we by what lies below';
const ACCEPTED: Readonly<Record<string, string>> = {
  'mpls, IPv4': NO_READER,
  'mpls, IPv6': NO_READER,
  'ethernet over mpls, IPv4': BY_MAKER,
  'ethernet over mpls, IPv6': BY_MAKER,
  'ethernet over mpls with control word, IPv4': BY_MAKER,
  'ethernet over mpls with control word, IPv6': BY_MAKER,
};
/** 8472 is Linux's port of VXLAN; Wireshark knows the official one and takes this one by hand. */
const DECODE_AS = ['-d', 'udp.port==8472,vxlan'];
const FLAGS_MASK = 0x1ff;
const PLACE_MILLISECONDS = 1000;

const places = matrixPlaces();
const linkTypes = [...new Set(places.map(({ linkType }) => linkType))];

interface MatrixFile {
  readonly name: string;
  readonly places: readonly MatrixPlace[];
  readonly bytes: Uint8Array;
}

function pcapng(isLittle: boolean): MatrixFile {
  const file = new PcapngWriter(isLittle);
  for (const linkType of linkTypes) file.interface({ linkType });
  places.forEach((place, index) => {
    for (const { milliseconds, data } of place.frames) {
      const ticks = BigInt((index * PLACE_MILLISECONDS + milliseconds) * 1000);
      file.packet({ interfaceId: linkTypes.indexOf(place.linkType), ticks, data });
    }
  });
  return { name: `pcapng, ${isLittle ? 'little' : 'big'} endian`, places, bytes: file.finish() };
}

/** A pcap has one link type: a file for each. */
function pcaps(isLittle: boolean, isNano: boolean): MatrixFile[] {
  return linkTypes.map((linkType) => {
    const chosen = places.filter((place) => place.linkType === linkType);
    const records = chosen.flatMap((place, index) =>
      place.frames.map(({ milliseconds, data }) => ({ seconds: index, fraction: milliseconds * (isNano ? 1_000_000 : 1000), data })),
    );
    const name = `pcap of link type ${linkType}, ${isNano ? 'nanoseconds' : 'microseconds'}, ${isLittle ? 'little' : 'big'} endian`;
    return { name, places: chosen, bytes: writePcap(records, { isLittle, isNano, linkType }) };
  });
}

const files = [pcapng(true), pcapng(false), ...pcaps(true, false), ...pcaps(false, false), ...pcaps(true, true), ...pcaps(false, true)];

/** A segment as either side tells it; streams and frames are counted within their place. */
interface Told {
  readonly frame: number;
  readonly stream: number;
  readonly flags: number;
  readonly seq: number;
  readonly ack: number;
  readonly len: number;
  readonly isRetransmission: boolean;
  readonly completeness: number;
}

/** Lines of the golden text, place by place. */
function linesByPlace(file: MatrixFile, told: readonly Told[]): Map<string, string[]> {
  const lines = new Map<string, string[]>(file.places.map(({ name }) => [name, []]));
  const size = file.places[0]?.frames.length ?? 1;
  const firstStream = new Map<MatrixPlace, number>();
  for (const { frame, stream, flags, seq, ack, len, isRetransmission, completeness } of told) {
    const place = file.places[Math.floor((frame - 1) / size)];
    if (!firstStream.has(place)) firstStream.set(place, stream);
    const own = stream - (firstStream.get(place) ?? 0);
    const cells = [((frame - 1) % size) + 1, own, `0x${flags.toString(16).padStart(3, '0')}`, seq, ack, len];
    lines.get(place.name)?.push([...cells, isRetransmission ? 'R' : '-', completeness].join(' '));
  }
  return lines;
}

async function byUs(file: MatrixFile): Promise<Map<string, string[]>> {
  const result = await analyzeCapture(memorySource(file.bytes, [4096]), { verdict: () => 'go', progress: () => undefined });
  if (!result.ok) throw new Error(result.failure.code);
  const { tables, report } = result.value;
  const { segments, connections } = tables;
  const completeness = Array.from({ length: connections.length }, (_, c) => report(c).completeness);
  const told = Array.from({ length: segments.length }, (_, row) => {
    const stream = connections.ofSegment[row];
    return {
      frame: segments.frameIndex.values[row] + 1,
      stream,
      flags: segments.flags.values[row] & FLAGS_MASK,
      seq: segments.seq.values[row],
      ack: segments.ack.values[row],
      len: segments.len(row),
      isRetransmission: (segments.analysis.values[row] & Analysis.Retransmission) !== 0,
      completeness: completeness[stream],
    };
  });
  return linesByPlace(file, told);
}

const FIELDS = [
  'frame.number',
  'tcp.stream',
  'tcp.flags',
  'tcp.seq_raw',
  'tcp.ack_raw',
  'tcp.len',
  'tcp.analysis.retransmission',
  'tcp.completeness',
];

function byTshark(path: string, file: MatrixFile): Map<string, string[]> {
  // Twice over the file: completeness is whole only then.
  const args = [
    '-2',
    '-r',
    path,
    '-n',
    ...DECODE_AS,
    '-Y',
    'tcp',
    '-T',
    'fields',
    '-E',
    'separator=|',
    ...FIELDS.flatMap((field) => ['-e', field]),
  ];
  const { stdout, status, stderr } = spawnSync('tshark', args, { encoding: 'latin1' });
  if (status !== 0) throw new Error(stderr);
  const rows = stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split('|'));
  // What a stream turned out to be is told by its last segment.
  const completeness = new Map(rows.map((cells) => [cells[1], Number(cells[7])]));
  const told = rows.map((cells) => ({
    frame: Number(cells[0]),
    stream: Number(cells[1]),
    flags: Number(cells[2]),
    seq: Number(cells[3]),
    ack: Number(cells[4]),
    len: Number(cells[5]),
    isRetransmission: cells[6] !== '',
    completeness: completeness.get(cells[1]) ?? 0,
  }));
  return linesByPlace(file, told);
}

test('every place is in every kind of file', () => {
  expect(new Set(files.map(({ name }) => name)).size).toBe(files.length);
  expect(files.filter(({ name }) => name.startsWith('pcapng')).map((file) => file.places.length)).toEqual([places.length, places.length]);
  expect(GOLDEN).toHaveLength(places[0]?.frames.length ?? 0);
});

describe('the golden text', () => {
  test.each(files.map((file) => [file.name, file] as const))('%s', async (_name, file) => {
    for (const [place, lines] of await byUs(file)) expect([place, ...lines]).toEqual([place, ...GOLDEN]);
  });
});

const isInstalled = spawnSync('tshark', ['-v'], { stdio: 'ignore' }).status === 0;

/** Wireshark's own reading of formats is not on trial: both kinds of file, each in one order at least, are enough of its time. */
const forTshark = files.filter(({ name }) => name.startsWith('pcapng') || name.endsWith('nanoseconds, big endian'));

describe.skipIf(!isInstalled)('tshark', () => {
  test.each(forTshark.map((file) => [file.name, file] as const))('%s', (_name, file) => {
    const folder = mkdtempSync(join(tmpdir(), 'whyreset-matrix-'));
    try {
      const path = join(folder, 'matrix.pcap');
      writeFileSync(path, file.bytes);
      const isUnreadable = file.places.every(({ name }) => name in ACCEPTED);
      // A pcap of a link type that it does not know tshark refuses as a whole.
      const told = isUnreadable ? new Map<string, string[]>() : byTshark(path, file);
      const expected = file.places.filter(({ name }) => !(name in ACCEPTED));
      for (const { name } of expected) expect([name, ...(told.get(name) ?? [])]).toEqual([name, ...GOLDEN]);
      expect(told.size > 0 || isUnreadable).toBe(true);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
