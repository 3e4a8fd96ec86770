// What printed lines leave open and how it is settled: numbers, times, names, lines without ports; and that no line breaks the reader.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cpuMilliseconds } from '../../testing/cpu-time';
import { memorySource } from '../../testing/memory-source';
import { DecodedFrame, FrameKind } from '../../decode/decoded-frame';
import { decodeFrame } from '../../decode/decode-frame';
import { readCapture, type CaptureRead } from '../read-capture';
import { readFrame } from '../read-frame';

interface Row {
  readonly seconds: number;
  readonly ports: string;
  readonly flags: number;
  readonly seq: number;
  readonly ack: number;
  readonly len: number;
  readonly wnd: number;
  readonly offset: number;
}

async function read(
  text: string | Uint8Array,
  chunks?: readonly number[],
): Promise<{ readonly meta: CaptureRead; readonly rows: readonly Row[] }> {
  const rows: Row[] = [];
  const frame = new DecodedFrame();
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text;
  const result = await readCapture(
    memorySource(bytes, chunks),
    {
      record(_, linkType, tsNs, data, at, capLen, origLen, offset) {
        decodeFrame(linkType, data, at, capLen, origLen, frame);
        if (frame.kind !== FrameKind.Tcp) return;
        const { flags, seq, ack, len, wnd, srcPort, dstPort } = frame;
        rows.push({ seconds: tsNs / 1e9, ports: `${srcPort}>${dstPort}`, flags, seq: seq >>> 0, ack: ack >>> 0, len, wnd, offset });
      },
    },
    { verdict: () => 'go', progress: () => undefined },
  );
  if (!result.ok) throw new Error(result.failure.code);
  return { meta: result.value, rows };
}

const C = '10.0.0.1.40000 > 10.0.0.2.80';
const S = '10.0.0.2.80 > 10.0.0.1.40000';
const HANDSHAKE = [
  `12:00:00.000000 IP ${C}: Flags [S], seq 4294967290, win 64240, options [mss 1460,nop,wscale 7], length 0`,
  `12:00:00.000100 IP ${S}: Flags [S.], seq 100, ack 4294967291, win 65160, options [mss 1460,nop,wscale 7], length 0`,
  `12:00:00.000200 IP ${C}: Flags [.], ack 1, win 502, length 0`,
];

describe('tcpdump', () => {
  test('relative numbers count from the handshake, across the wrap; an empty segment has the number that comes next', async () => {
    const { rows } = await read(
      [
        ...HANDSHAKE,
        `12:00:00.000300 IP ${C}: Flags [P.], seq 1:11, ack 1, win 502, length 10`,
        `12:00:00.000400 IP ${S}: Flags [.], ack 11, win 509, length 0`,
        `12:00:00.000500 IP ${C}: Flags [R], seq 5, win 0, length 0`,
      ].join('\n'),
    );
    expect(rows.map(({ seq, ack, len }) => [seq, ack, len])).toEqual([
      [4294967290, 0, 0],
      [100, 4294967291, 0],
      [4294967291, 101, 0],
      [4294967291, 101, 10],
      [101, 5, 0],
      [5, 0, 0],
    ]);
  });

  test('-S: numbers as they are', async () => {
    const { rows } = await read(
      [
        `1700000000.000000 IP ${C}: Flags [S], seq 3000000000, win 64240, length 0`,
        `1700000000.000100 IP ${S}: Flags [S.], seq 2000000000, ack 3000000001, win 65160, length 0`,
        `1700000000.000200 IP ${C}: Flags [.], ack 2000000001, win 502, length 0`,
        `1700000000.000300 IP ${C}: Flags [P.], seq 3000000001:3000000011, ack 2000000001, win 502, length 10`,
      ].join('\n'),
    );
    expect(rows.map(({ seq, ack }) => [seq, ack]).slice(2)).toEqual([
      [3000000001, 2000000001],
      [3000000001, 2000000001],
    ]);
  });

  test('an excerpt of relative numbers fits together without its handshake', async () => {
    const { rows } = await read(
      [
        `12:00:00.000300 IP ${C}: P 1:11(10) ack 1 win 502`,
        `12:00:00.000400 IP ${S}: . ack 11 win 509`,
        `12:00:00.000500 IP ${S}: R 1:1(0) ack 11 win 509`,
        `12:00:00.000600 IP ${C}: R 1231228012:1231228012(0) win 0`,
      ].join('\n'),
    );
    const [data, ack, reset, bare] = rows;
    expect(((ack?.ack ?? 0) - (data?.seq ?? 0)) >>> 0).toBe(10);
    expect([ack?.seq, reset?.seq]).toEqual([data?.ack, data?.ack]);
    expect(bare?.seq).toBe(reset?.ack);
  });

  test('an acknowledgement that repeats itself unasked after a pause is a probe', async () => {
    const { rows } = await read([...HANDSHAKE, `12:00:10.000200 IP ${C}: Flags [.], ack 1, win 502, length 0`].join('\n'));
    expect(rows.map(({ seq }) => seq).slice(2)).toEqual([4294967291, 4294967290]);
  });

  test('midnight passes once', async () => {
    const lines = ['23:59:59.9', '00:00:00.1', '23:59:59.95', '00:00:01.1'].map((at) => `${at} IP ${C}: Flags [.], ack 1, win 5, length 0`);
    const { rows, meta } = await read(lines.join('\n'));
    expect(rows.map(({ seconds }) => Math.round(seconds * 100) / 100)).toEqual([0, 0.2, 0.05, 1.2]);
    expect(meta.startNs).toBeNull();
  });

  test('a date gives the start; differences are summed up', async () => {
    const dated = await read(`2024-02-29 12:00:00.500000 IP ${C}: Flags [.], ack 1, win 5, length 0\n`);
    expect(dated.meta.startNs).toBe(1_709_208_000_500_000_000n);
    const steps = ['00:00:00.000000', '00:00:05.000000', '00:00:00.100000', '00:00:07.000000', '00:00:00.200000'];
    const { rows } = await read(steps.map((at) => ` ${at} IP ${C}: Flags [.], ack 1, win 5, length 0`).join('\n'));
    expect(rows.map(({ seconds }) => seconds)).toEqual([0, 5, 5.1, 12.1, 12.3]);
  });

  test('names of hosts stay names, names of services become ports; unknown ones are told', async () => {
    const { meta, rows } = await read(
      [
        '12:00:00.000000 IP web-1.example.can-ferret > db.example.postgresql: Flags [S], seq 1, win 5, length 0',
        '12:00:00.000100 IP db.example.postgresql > web-1.example.can-ferret: Flags [R.], seq 0, ack 2, win 0, length 0',
      ].join('\n'),
    );
    expect([...(meta.hostNames?.values() ?? [])]).toEqual(['web-1.example', 'db.example']);
    expect(rows.map(({ ports }) => ports)).toEqual(['65535>5432', '5432>65535']);
    expect(meta.issues[0]?.detail?.['ports']).toBe('can-ferret = 65535');
  });

  test('what stands between packets is counted, not read', async () => {
    const { meta, rows } = await read(
      ['$ tcpdump -nn', ...HANDSHAKE, 'E..<..@.@.', '\t0x0000:  4500 003c', 'x'.repeat(40_000), '3 packets captured'].join('\n'),
    );
    expect([rows.length, meta.issues[0]?.detail?.['unread']]).toEqual([3, 4]);
  });
});

const ROW = (at: string, from: string, to: string, rest: string): string => `    1   ${at} ${from} → ${to} ${rest}`;
const [A, B] = ['10.0.0.1', '10.0.0.2'];

describe('tshark', () => {
  test('a line without ports belongs to the connection that lacks its bytes', async () => {
    const open = (port: number, at: string): string[] => [
      ROW(`${at}1`, A, B, `TCP 66 ${port} → 80 [SYN] Seq=0 Win=64240 Len=0 MSS=1460 SACK_PERM WS=128`),
      ROW(`${at}2`, B, A, `TCP 66 80 → ${port} [SYN, ACK] Seq=0 Ack=1 Win=64240 Len=0 MSS=1460 SACK_PERM WS=128`),
      ROW(`${at}3`, A, B, `TCP 54 ${port} → 80 [ACK] Seq=1 Ack=1 Win=64256 Len=0`),
    ];
    const { rows } = await read(
      [
        ...open(41000, '0.0'),
        ...open(42000, '0.1'),
        ROW('0.20', A, B, 'HTTP 130 GET / HTTP/1.1 '),
        ROW('0.21', B, A, 'TCP 54 80 → 41000 [ACK] Seq=1 Ack=77 Win=64256 Len=0'),
        ROW('0.22', B, A, 'TCP 54 80 → 41000 [RST, ACK] Seq=1 Ack=77 Win=64256 Len=0'),
      ].join('\n'),
    );
    expect(rows.map(({ ports, len }) => `${ports} ${len}`)[6]).toBe('41000>80 76');
    expect([rows[2]?.wnd, rows[6]?.ack]).toEqual([502, rows[2]?.ack]);
  });

  test('a refused attempt has the numbers of the wire; the next attempt has others', async () => {
    const { rows } = await read(
      [
        ROW('0.1', A, B, 'TCP 74 41000 → 81 [SYN] Seq=0 Win=64240 Len=0'),
        ROW('0.2', B, A, 'TCP 54 81 → 41000 [RST, ACK] Seq=1 Ack=1 Win=0 Len=0'),
        ROW('0.3', A, B, 'TCP 74 [TCP Port numbers reused] 41000 → 81 [SYN] Seq=0 Win=64240 Len=0'),
      ].join('\n'),
    );
    expect([rows[1]?.seq, ((rows[1]?.ack ?? 0) - (rows[0]?.seq ?? 0)) >>> 0]).toEqual([0, 1]);
    expect(rows[2]?.seq).not.toBe(rows[0]?.seq);
  });

  test('CSV, columns and UTF-16 read the same', async () => {
    const csv = [
      '"No.","Time","Source","Destination","Protocol","Length","Info"',
      '"1","0.5","10.0.0.1","10.0.0.2","TCP","54","41000  >  81 [ACK] Seq=1 Ack=1 Win=5 Len=0"',
    ];
    const columns =
      'No.     Time        Source                Destination           Protocol Length Info\n      1 0.5    10.0.0.1              10.0.0.2              TCP      54     41000 > 81 [ACK] Seq=1 Ack=1 Win=5 Len=0\n';
    const text = columns.replaceAll('\n', '\r\n');
    const utf16 = new Uint8Array(2 + text.length * 2);
    utf16.set([0xff, 0xfe]);
    for (let i = 0; i < text.length; i++) utf16[2 + i * 2] = text.charCodeAt(i);
    const plain = (await read(columns)).rows.map(({ offset: _, ...row }) => row);
    expect(plain.length).toBe(1);
    expect((await read(csv.join('\n').replace('41000  >  81', '41000 > 81'))).rows.map(({ offset: _, ...row }) => row)).toEqual(plain);
    expect((await read(utf16)).rows.map(({ offset: _, ...row }) => row)).toEqual(plain);
    expect((await read(utf16, [1])).rows).toEqual((await read(utf16)).rows);
  });
});

test('a frame that was made from a line is made again', async () => {
  const bytes = new TextEncoder().encode(HANDSHAKE.join('\n'));
  const { meta, rows } = await read(bytes);
  const again = await readFrame(memorySource(bytes), meta, rows[1]?.offset ?? -1, 0);
  if (!again.ok) throw new Error(again.failure.code);
  const frame = new DecodedFrame();
  decodeFrame(again.value.linkType, again.value.bytes, 0, again.value.capLen, again.value.origLen, frame);
  expect([frame.seq >>> 0, frame.ack >>> 0]).toEqual([100, 4294967291]);
});

test('no change of a line breaks the reader', async () => {
  const text = new TextEncoder().encode([...HANDSHAKE, ROW('0.20', A, B, 'HTTP 130 GET / HTTP/1.1 '), ...HANDSHAKE].join('\n'));
  const change = fc.record({ at: fc.nat(text.length - 1), value: fc.constantFrom(10, 32, 46, 48, 57, 58, 62, 91, 93, 0xe2) });
  await fc.assert(
    fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 20 }), async (changes) => {
      const copy = text.slice();
      for (const { at, value } of changes) copy[at] = value;
      const { meta, rows } = await read(copy).catch((error: unknown) => {
        // No line that can be read any more is told as such.
        if (!(error instanceof Error) || error.message !== 'tcpdump-text') throw error;
        return { meta: { frames: 0 }, rows: [] };
      });
      expect(rows.length).toBeLessThanOrEqual(meta.frames);
      for (const row of rows) expect(Number.isFinite(row.seconds)).toBe(true);
    }),
    { numRuns: 300 },
  );
});

test.each([
  ['brackets', `${ROW('0.5', A, B, '')}TCP 74 ${'[a]'.repeat(2600)}`],
  ['blanks', `1 0.5${' '.repeat(8000)}x`],
  ['link types', `12:00:00.0 ${'ethertype '.repeat(790)}`],
  ['options', `12:00:00.0 IP ${C}: Flags [S]${', options ['.repeat(700)}`],
  ['quotes', `"1","0.5","${'"'.repeat(8000)}`],
])('a megabyte of lines that end in no match: %s', async (_, line) => {
  const startedMs = cpuMilliseconds();
  const { meta } = await read(`${HANDSHAKE[0]}\n${`${line}\n`.repeat(Math.floor(1e6 / line.length))}`);
  expect(meta.frames).toBeGreaterThan(0);
  expect(cpuMilliseconds() - startedMs).toBeLessThan(2_000);
});
