// Trimmed captures: what is in them, what is left out, and that they say the same again, alone and beside tshark.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import '../causes/words/both-languages';
import { readCapture } from '../capture/read-capture';
import { joinedSource, type ByteSource } from '../model/byte-source';
import type { CauseId } from '../model/vocabulary';
import type { Analysis } from '../pipeline/analysis';
import { analyzeCapture } from '../pipeline/analyze';
import type { ReportSource } from '../report/report-source';
import { unquotedSource } from '../share/redacted-source';
import { memorySource, RecordingSink } from '../testing/memory-source';
import { findRecordings } from '../testing/recording-truth';
import { parseTrace } from '../testing/trace-dsl';
import { writePcap } from '../testing/write-pcap';
import { PcapngWriter } from '../testing/write-pcapng';
import type { TrimChoice } from './choose-frames';
import { trimCapture, type TrimOptions } from './trim-capture';

async function analyzed(source: ByteSource): Promise<Analysis> {
  const result = await analyzeCapture(source, { verdict: () => 'go', progress: () => undefined });
  if (!result.ok) throw new Error(result.failure.code);
  return result.value;
}

async function trimmed(
  source: ByteSource,
  analysis: ReportSource,
  choice: TrimChoice = {},
  keepsPayload = false,
  more: Pick<TrimOptions, 'notes' | 'hidesClock'> = {},
): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  const options = { choice, keepsPayload, language: 'en', program: 'whyreset test', ...more } as const;
  const result = await trimCapture(source, analysis, options, (bytes) => Promise.resolve(void pieces.push(bytes)));
  if (!result.ok) throw new Error(result.failure.code);
  const all = new Uint8Array(Buffer.concat(pieces));
  expect(result.value.bytes).toBe(all.length);
  return all;
}

interface Read {
  readonly records: RecordingSink['records'];
  readonly startNs: bigint;
  readonly comments: ReadonlyMap<number, string>;
  readonly interfaces: readonly { readonly name: string | null; readonly linkType: number; readonly timeDigits: number }[];
}

async function recordsOf(source: ByteSource): Promise<Read> {
  const sink = new RecordingSink();
  const read = await readCapture(source, sink, { verdict: () => 'go', progress: () => undefined });
  if (!read.ok) throw new Error(read.failure.code);
  expect(read.value.issues).toEqual([]);
  return { records: sink.records, startNs: read.value.startNs ?? 0n, comments: read.value.comments, interfaces: read.value.interfaces };
}

const timesOf = ({ records, startNs }: Read): readonly bigint[] => records.map(({ tsNs }) => startNs + BigInt(tsNs));

/** Two connections; one is refused, one closes normally and says something. */
const TRACE = parseTrace(`
conn a client=10.0.0.1:40000 server=10.0.0.2:81
conn b client=10.0.0.1:40001 server=10.0.0.2:80
0.000001001 b > S mss=1460
0.000010 a > S mss=1460
0.001 b < SA mss=1460
0.0010005 a < RA rawseq=0 ack=1 id=0
0.002 b > A
0.003 b > PA data="GET /secret HTTP/1.1\\r\\n"
0.004 b < PA data="HTTP/1.1 200 OK\\r\\nServer: hidden\\r\\n"
0.005 b > A
0.006 b > FA
0.007 b < FA
0.008 b > A
`).pcapng;

describe('what is chosen', () => {
  it('takes the clearest connection of every finding, with exact times, lengths and interface', async () => {
    const source = memorySource(TRACE);
    const before = await recordsOf(source);
    const after = await recordsOf(memorySource(await trimmed(source, await analyzed(source))));
    expect(timesOf(after)).toEqual([1, 3].map((row) => timesOf(before)[row]));
    expect(after.records.map(({ data }) => data)).toEqual([1, 3].map((row) => before.records[row]?.data));
    expect(after.interfaces).toEqual(before.interfaces);
  });

  it('takes one connection; its payload stays behind, its lengths do not change', async () => {
    const source = memorySource(TRACE);
    const before = await recordsOf(source);
    const bytes = await trimmed(source, await analyzed(source), { connections: [0] });
    const after = await recordsOf(memorySource(bytes));
    const rows = [0, 2, 4, 5, 6, 7, 8, 9, 10];
    expect(timesOf(after)).toEqual(rows.map((row) => timesOf(before)[row]));
    expect(after.records.map(({ origLen }) => origLen)).toEqual(rows.map((row) => before.records[row]?.origLen));
    for (const [index, { data }] of after.records.entries()) {
      const whole = before.records[rows[index] ?? 0]?.data ?? new Uint8Array();
      expect(data).toEqual(whole.subarray(0, data.length));
    }
    const text = Buffer.from(bytes).toString('latin1');
    expect(text).not.toMatch(/secret|hidden/);
    const kept = Buffer.from(await trimmed(source, await analyzed(source), { connections: [0] }, true)).toString('latin1');
    expect(kept).toMatch(/GET \/secret HTTP/);
  });

  it('takes all connections of a finding, and those whose packets it cites', async () => {
    const bytes = new Uint8Array(readFileSync(new URL('../../public/samples/zookeeper-limit.pcapng', import.meta.url)));
    const source = memorySource(bytes);
    const analysis = await analyzed(source);
    const finding = analysis.findings[0];
    const again = await analyzed(memorySource(await trimmed(source, analysis, { finding: 0 })));
    expect(again.tables.connections.length).toBeGreaterThan(finding?.connections.length ?? Infinity);
    expect(again.tables.connections.length).toBeLessThan(analysis.tables.connections.length);
  });

  it('takes connections that were picked, and judges each', async () => {
    const source = memorySource(TRACE);
    const bytes = await trimmed(source, await analyzed(source), { connections: [1, 0, 7] });
    expect((await recordsOf(memorySource(bytes))).records).toHaveLength(11);
    const text = Buffer.from(bytes).toString('utf8');
    expect(text).toMatch(/Closed · [^\n]+\nRefused · [^\n]+\nCut out of/);
    expect(text).toContain('11 of 11 packets (connections 0, 1)');
  });

  it('is a sound capture without packets where nothing failed', async () => {
    const quiet = memorySource(
      parseTrace('0.0 > S\n0.1 < SA\n0.2 > A\n0.3 > PA len=9\n0.4 < PA len=9\n0.5 > FA\n0.6 < FA\n0.7 > A').pcapng,
    );
    const bytes = await trimmed(quiet, await analyzed(quiet));
    expect((await recordsOf(memorySource(bytes))).records).toEqual([]);
    expect(Buffer.from(bytes).toString('latin1')).toContain('No failed connection');
  });

  it('takes ICMP errors that quote the connection, without the payload that they quote', async () => {
    const source = memorySource(
      parseTrace(`
0.0 > S mss=1460
0.1 < SA mss=1460
0.2 > A
0.3 > PA data="PASSWORD=hunter2 PASSWORD=hunter2"
0.4 icmp from=10.9.9.9 type=3 code=1 quote=last
0.6 > PA seq=1 data="PASSWORD=hunter2 PASSWORD=hunter2"
`).pcapng,
    );
    const bytes = await trimmed(source, await analyzed(source), { connections: [0] });
    expect((await recordsOf(memorySource(bytes))).records).toHaveLength(6);
    expect(Buffer.from(bytes).toString('latin1')).not.toContain('hunter2');
    const again = await analyzed(memorySource(bytes));
    expect([...again.tables.icmp.connectionIndex.values.subarray(0, again.tables.icmp.length)]).toEqual([0]);
  });

  it('takes ARP that a finding without any connection cites', async () => {
    const source = memorySource(
      parseTrace(Array.from({ length: 6 }, (_, index) => `${index} arp who-has 10.0.0.9 tell 10.0.0.1`).join('\n')).pcapng,
    );
    const analysis = await analyzed(source);
    expect(analysis.findings.map(({ representative }) => representative)).toEqual([null]);
    expect((await recordsOf(memorySource(await trimmed(source, analysis)))).records.length).toBeGreaterThan(0);
  });
});

describe('what is told beside the packets', () => {
  const SAID = parseTrace(`
0.0 > S mss=1460
0.1 < SA mss=1460
0.2 > A
0.3 < PA data="-ERR max number of clients reached, hidden.example\\r\\n"
0.4 < R
`).pcapng;

  it('is nothing of a payload that is left out', async () => {
    const source = memorySource(SAID);
    const analysis = await analyzed(source);
    const choice = { connections: [0] };
    const quoted = Buffer.from(await trimmed(source, analysis, choice, true)).toString('utf8');
    expect(quoted).toMatch(/#4 · [^#]*hidden\.example/);
    const bare = Buffer.from(await trimmed(source, unquotedSource(analysis), choice)).toString('utf8');
    expect(bare).not.toMatch(/hidden|max number/);
    expect(bare).toMatch(/#4 · /);
  });

  it('are the notes on what is in it: on packets there, else with the section', async () => {
    const source = memorySource(TRACE);
    const analysis = await analyzed(source);
    const notes = [
      { about: 'capture', number: 0, text: 'from host 7\n<b>' },
      { about: 'finding', number: 0, text: 'known' },
      { about: 'connection', number: 0, text: 'not in it' },
      { about: 'connection', number: 1, text: 'the one' },
      { about: 'packet', number: 4, text: 'look here \u202e' },
      { about: 'packet', number: 1, text: 'nor this' },
    ] as const;
    const bytes = await trimmed(source, analysis, { connections: [1] }, false, { notes });
    const text = Buffer.from(bytes).toString('utf8');
    expect(text).toContain('\nNote: from host 7 <b>\nFinding 1: known\nConnection 1: the one\nCut out of');
    expect((await recordsOf(memorySource(bytes))).comments.get(2)).toMatch(/^#4 · look here\n#4 · .*RST/);
    expect(text).not.toMatch(/not in it|nor this/);
  });

  it('is not the time of day where that is to be hidden', async () => {
    const source = memorySource(TRACE);
    const analysis = await analyzed(source);
    const before = await recordsOf(memorySource(await trimmed(source, analysis)));
    const after = await recordsOf(memorySource(await trimmed(source, analysis, {}, false, { hidesClock: true })));
    expect(timesOf(after)).toEqual([9_000n, 999_499n].map((_, row) => (timesOf(before)[row] ?? 0n) - (analysis.meta.startNs ?? 0n)));
    expect(timesOf(after).every((time) => time < 1_000_000_000n)).toBe(true);
  });

  it('keeps distances where a clock went back', async () => {
    const { records } = await recordsOf(memorySource(TRACE));
    const writer = new PcapngWriter().interface({ timeResolution: 9 });
    for (const [row, { data }] of records.entries()) writer.packet({ ticks: 10n ** 18n + BigInt(row === 0 ? 500 : row), data });
    const source = memorySource(writer.finish());
    const analysis = await analyzed(source);
    const choice = { connections: [0] };
    const times = timesOf(await recordsOf(memorySource(await trimmed(source, analysis, choice))));
    const hidden = timesOf(await recordsOf(memorySource(await trimmed(source, analysis, choice, false, { hidesClock: true }))));
    const earliest = (list: readonly bigint[]) => list.reduce((least, time) => (time < least ? time : least));
    expect(hidden.map((time) => time - earliest(hidden))).toEqual(times.map((time) => time - earliest(times)));
    expect(earliest(hidden)).toBeLessThan(1_000n);
  });
});

describe('whatever holds the capture', () => {
  const frames = async (source: ByteSource): Promise<Read> => {
    const bytes = await trimmed(source, await analyzed(source), { connections: [0] });
    return recordsOf(memorySource(bytes));
  };
  const plain = (): Promise<Read> => frames(memorySource(TRACE));

  it('reads compressed captures and any chunks', async () => {
    const expected = timesOf(await plain());
    expect(timesOf(await frames(memorySource(new Uint8Array(gzipSync(TRACE)), [7])))).toEqual(expected);
    expect(timesOf(await frames(memorySource(TRACE, [1])))).toEqual(expected);
  });

  it('reads classic captures in microseconds and nanoseconds', async () => {
    const { records } = await recordsOf(memorySource(TRACE));
    for (const isNano of [true, false]) {
      const rows = records.map(({ tsNs, data, origLen }) => {
        const fraction = isNano ? tsNs : Math.floor(tsNs / 1000);
        return { seconds: 1000, fraction, data, origLen };
      });
      const source = memorySource(writePcap(rows, { isNano }));
      const after = await frames(source);
      expect(after.interfaces[0]?.timeDigits).toBe(isNano ? 9 : 6);
      const before = timesOf(await recordsOf(source));
      expect(timesOf(after)).toEqual([0, 2, 4, 5, 6, 7, 8, 9, 10].map((row) => before[row]));
    }
  });

  it('keeps the times of a clock that ticks in powers of two', async () => {
    const { records } = await recordsOf(memorySource(TRACE));
    const writer = new PcapngWriter().interface({ timeResolution: 0x80 + 20, name: 'en7' });
    for (const [row, { data }] of records.entries()) writer.packet({ ticks: (1000n << 20n) + BigInt(row * 1337), data });
    const source = memorySource(writer.finish());
    const after = await frames(source);
    const before = timesOf(await recordsOf(source));
    expect(timesOf(after)).toEqual([0, 2, 4, 5, 6, 7, 8, 9, 10].map((row) => before[row]));
    expect(after.interfaces[0]).toMatchObject({ name: 'en7', timeDigits: 9 });
  });

  it('reads the parts of one capture, given in any order, with the interfaces of each', async () => {
    const { records, startNs } = await recordsOf(memorySource(TRACE));
    const part = (from: number, to: number, name: string): ByteSource => {
      const writer = new PcapngWriter().interface({ timeResolution: 9, name });
      for (const { tsNs, data } of records.slice(from, to)) writer.packet({ ticks: startNs + BigInt(tsNs), data });
      return memorySource(writer.finish(), undefined, name);
    };
    const after = await frames(joinedSource([part(5, 11, 'late'), part(0, 5, 'early')]));
    expect(timesOf(after)).toEqual(timesOf(await plain()));
    expect(after.interfaces.map(({ name }) => name)).toEqual(['early', 'late']);
    expect(after.records.map(({ interfaceIndex }) => interfaceIndex)).toEqual([0, 0, 0, 1, 1, 1, 1, 1, 1]);
  });

  it('keeps the losses that the capture reported, and comments that it had', async () => {
    const { records } = await recordsOf(memorySource(TRACE));
    const writer = new PcapngWriter().interface({ timeResolution: 6 });
    for (const { data, tsNs } of records) writer.packet({ ticks: BigInt(tsNs), data, comment: 'seen \u0007 before' });
    const source = memorySource(writer.statistics(0, 12n, 0n).finish());
    const again = await analyzed(memorySource(await trimmed(source, await analyzed(source))));
    expect(again.meta.reportedDrops).toBe(12);
    expect(again.meta.comments.get(2)).toMatch(/^seen \ufffd before\n#4 · .*RST/);
  });
});

describe('a long capture', () => {
  it('leaves memory as it is read: no piece is larger than what a few chunks brought', async () => {
    const { records, startNs } = await recordsOf(memorySource(TRACE));
    const writer = new PcapngWriter().interface({ timeResolution: 9 });
    const [, segment] = records.slice(4);
    for (let row = 0; row < 5_000; row++)
      writer.packet({ ticks: startNs + BigInt(row), data: (records[row] ?? segment ?? { data: TRACE }).data });
    const bytes = writer.finish();
    const chunk = 4_096;
    const source = memorySource(bytes, [chunk]);
    const analysis = await analyzed(source);
    const sizes: number[] = [];
    const options = { choice: { connections: [0, 1] }, keepsPayload: true, language: 'en', program: 'x' } as const;
    const result = await trimCapture(source, analysis, options, (piece) => Promise.resolve(void sizes.push(piece.length)));
    expect(result.ok).toBe(true);
    expect(sizes.length).toBeGreaterThan(20);
    expect(Math.max(...sizes)).toBeLessThan(bytes.length / 8);
  });
});

describe('what can go wrong', () => {
  it('fails when the file is another one by now', async () => {
    const analysis = await analyzed(memorySource(TRACE));
    const options = { choice: {}, keepsPayload: false, language: 'en', program: 'x' } as const;
    for (const other of [TRACE.subarray(0, 300), parseTrace('0.0 udp from=10.0.0.1:1 to=10.0.0.2:2 len=20\n'.repeat(20)).pcapng]) {
      const result = await trimCapture(memorySource(other), analysis, options, () => Promise.resolve());
      expect(result).toMatchObject({ ok: false, failure: { code: 'file-unreadable' } });
    }
  });

  it('hands on what the writer says, and reads no further', async () => {
    const analysis = await analyzed(memorySource(TRACE));
    const options = { choice: {}, keepsPayload: true, language: 'en', program: 'x' } as const;
    const full = () => Promise.reject(new Error('disk full'));
    await expect(trimCapture(memorySource(TRACE, [64]), analysis, options, full)).rejects.toThrow('disk full');
  });

  it('lets no name steer a terminal', async () => {
    const source: ByteSource = { ...memorySource(TRACE), name: 'a\u001b[2J\u202e.pcap' };
    const text = Buffer.from(await trimmed(source, await analyzed(source))).toString('utf8');
    expect(text).toContain('a\ufffd[2J\ufffd.pcap');
  });
});

/** Told from one connection's headers; the second list needs what was said in it as well. */
const BY_HEADERS: readonly CauseId[] = [
  'port-closed',
  'linger-abort',
  'write-after-close',
  'peer-lost-state',
  'injected-reset',
  'retransmission-timeout',
  'keepalive-timeout',
  'receiver-stalled',
  'port-reuse-collision',
  'half-open-probe',
  'fin-wait2-expired',
  'listen-queue-overflow-reset',
];
const BY_PAYLOAD: readonly CauseId[] = [...BY_HEADERS, 'unread-data-abort', 'client-abandoned', 'ignored-connection-close', 'tls-failure'];

describe('recordings', () => {
  const recordings = findRecordings(new URL('../../lab/recordings/', import.meta.url)).filter(({ truth }) =>
    BY_PAYLOAD.includes(truth.headline),
  );
  // A few of each cause: all of them say no more.
  const some = recordings.filter(
    ({ truth }, index) => recordings.findIndex((other) => other.truth.headline === truth.headline) > index - 5,
  );

  it('say the same again when only the connection is left', { timeout: 60_000 }, async () => {
    const differences: string[] = [];
    let compared = 0;
    for (const { name, path } of some) {
      const source = memorySource(new Uint8Array(readFileSync(path)));
      const analysis = await analyzed(source);
      for (const { representative } of analysis.findings) {
        if (representative === null) continue;
        const { cause } = analysis.report(representative).verdict;
        for (const keepsPayload of [false, true]) {
          if (!(keepsPayload ? BY_PAYLOAD : BY_HEADERS).includes(cause)) continue;
          const again = await analyzed(memorySource(await trimmed(source, analysis, { connections: [representative] }, keepsPayload)));
          const after = again.report(0).verdict.cause;
          compared++;
          if (after !== cause || again.tables.connections.length !== 1)
            differences.push(`${name} ${representative}: ${cause}, then ${after}`);
        }
      }
    }
    expect(differences).toEqual([]);
    expect(compared).toBeGreaterThan(50);
  });
});

function tsharkLines(file: string, fields: readonly string[], filter: string): readonly string[] {
  const args = ['-r', file, '-Y', filter, '-T', 'fields', ...fields.flatMap((field) => ['-e', field])];
  return execFileSync('tshark', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
    .trimEnd()
    .split('\n');
}

function isThere(program: 'tshark' | 'capinfos'): boolean {
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

describe.skipIf(!isThere('tshark'))('beside tshark', () => {
  it('holds the frames of that stream, and shows the comments', { timeout: 60_000 }, async () => {
    const file = new URL('../../public/samples/zookeeper-limit.pcapng', import.meta.url).pathname;
    const folder = mkdtempSync(join(tmpdir(), 'whyreset-trim-'));
    try {
      const source = memorySource(new Uint8Array(readFileSync(file)));
      const analysis = await analyzed(source);
      const connection = analysis.findings[0]?.representative ?? -1;
      const out = join(folder, 'out.pcapng');
      writeFileSync(out, await trimmed(source, analysis, { connections: [connection] }));
      const fields = ['frame.time_epoch', 'frame.len', 'ip.id', 'tcp.seq_raw', 'tcp.ack_raw', 'tcp.flags', 'tcp.len', 'tcp.options'];
      expect(tsharkLines(out, fields, 'frame')).toEqual(tsharkLines(file, fields, `tcp.stream==${connection}`));
      const cited = analysis.report(connection).verdict.evidence.flatMap(({ frames }) => frames);
      const own = tsharkLines(file, ['frame.number'], `tcp.stream==${connection}`).map(Number);
      const comments = tsharkLines(out, ['frame.comment'], 'frame.comment').join('\n');
      const commented = new Set([...comments.matchAll(/#(\d+) · /g)].map(([, frame]) => Number(frame)));
      expect([...commented].toSorted((x, y) => x - y)).toEqual(own.filter((frame) => cited.includes(frame)));
      expect(comments).toMatch(/^#\d+ · The server sent FIN/);
      const noted = { about: 'packet', number: own[0] ?? 0, text: 'our note' } as const;
      const notes = [noted, { about: 'capture', number: 0, text: 'taken at noon' }] as const;
      writeFileSync(out, await trimmed(source, analysis, { finding: 0 }, false, { notes }));
      expect(tsharkLines(out, ['frame.comment'], 'frame.comment contains "our note"')).toHaveLength(1);
      // Packaged apart from tshark in some places; what it shows stands in the bytes as well.
      const section = isThere('capinfos') ? execFileSync('capinfos', ['-k', out], { encoding: 'utf8' }) : readFileSync(out, 'utf8');
      expect(section).toMatch(/Reset · .* turned [\d.]+ away/);
      expect(section).toContain('taken at noon');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
