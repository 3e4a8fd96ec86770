// The command line as its users and their scripts meet it: what goes to standard output, what to standard error, which status.

import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { Readable, Writable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AnalysisJson } from '#engine/report/analysis-json';
import { parseTrace } from '#engine/testing/trace-dsl';
import { fileSource } from './node-source';
import { parseOptions } from './options';
import { Output } from './output';
import { run } from './run';

const REFUSED = parseTrace(`
conn a client=10.0.0.1:40000 server=10.0.0.2:80
conn b client=10.0.0.1:40001 server=10.0.0.2:443
0.000 a > S mss=1460
0.001 a < RA rawseq=0 ack=1 id=0
0.100 b > S mss=1460
0.101 b < SA mss=1460
0.102 b > A
0.103 b > PA len=10
0.104 b < PA len=20
0.105 b > A
0.110 b > FA
0.111 b < FA
0.112 b > A
`).pcapng;

const QUIET = parseTrace(`
0.000 > S mss=1460
0.001 < SA mss=1460
0.002 > A
0.003 > PA len=10
0.004 < PA len=20
0.005 > A
0.010 > FA
0.011 < FA
0.012 > A
`).pcapng;

let folder = '';
const path = (name: string): string => join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'whyreset-'));
  await writeFile(path('refused.pcapng'), REFUSED);
  await writeFile(path('quiet.pcapng'), QUIET);
  await writeFile(path('cut.pcapng'), REFUSED.subarray(0, REFUSED.length - 7));
  await writeFile(path('refused.pcapng.gz'), gzipSync(REFUSED));
  await writeFile(path('empty'), '');
  await writeFile(path('notes.txt'), 'not a capture at all\n');
  await mkdir(path('folder'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

interface Result {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

async function whyreset(args: readonly string[], input: Uint8Array = new Uint8Array(0), isTTY = false): Promise<Result> {
  const texts = { out: '', err: '' };
  const sink = (name: 'out' | 'err'): Writable =>
    new Writable({
      write(chunk: Buffer, _encoding, done) {
        texts[name] += chunk.toString();
        done();
      },
    });
  const status = await run(args, {
    stdin: Readable.from([Buffer.from(input)]),
    stdout: sink('out'),
    stderr: Object.assign(sink('err'), { isTTY }),
  });
  return { status, ...texts };
}

const json = (text: string): AnalysisJson => JSON.parse(text) as AnalysisJson;

describe('answers', () => {
  it('prints findings in words, worst first, with the ladder', async () => {
    const { status, out, err } = await whyreset([path('refused.pcapng')]);
    expect(status).toBe(0);
    expect(err).toBe('');
    expect(out).toMatch(/^refused\.pcapng · 11 packets · 2 connections/);
    expect(out).toMatch(/1\. REFUSED · 10\.0\.0\.2:80 refused 1 connection attempt/);
    expect(out).toMatch(/║◀×+ RST\+ACK seq \d+ ack 1 ×+/);
  });

  it('prints one JSON object with --json', async () => {
    const { status, out, err } = await whyreset(['--json', path('refused.pcapng')]);
    expect([status, err]).toEqual([0, '']);
    expect(out.endsWith(']}\n')).toBe(true);
    const { schema, capture, findings, connections } = json(out);
    expect(schema).toBe('whyreset/1');
    expect(capture).toMatchObject({ name: 'refused.pcapng', format: 'pcapng', bytes: REFUSED.length, frames: 11, connections: 2 });
    expect(findings[0]).toMatchObject({ cause: 'port-closed', count: 1, connections: [0] });
    expect(connections.map(({ id, connState, history, completeness }) => [id, connState, history, completeness])).toEqual([
      [0, 'REJ', 'Sr', 37],
      [1, 'SF', 'ShADdFf', 31],
    ]);
  });

  it('reads standard input, gzip and a cut file', async () => {
    const whole = json((await whyreset(['--json', path('refused.pcapng')])).out);
    const piped = json((await whyreset(['--json', '-'], REFUSED)).out);
    expect({ ...piped, capture: { ...piped.capture, name: '' } }).toEqual({ ...whole, capture: { ...whole.capture, name: '' } });
    expect(json((await whyreset(['--json', path('refused.pcapng.gz')])).out)).toMatchObject({
      capture: { compression: 'gzip' },
      connections: whole.connections,
    });
    const cut = await whyreset(['--json', path('cut.pcapng')]);
    expect(cut.status).toBe(0);
    expect(json(cut.out).capture.issues.map(({ code }) => code)).toContain('truncated-file');
  });

  it('keeps one connection and the findings that name it', async () => {
    const one = json((await whyreset(['--json', '--connection', '1', path('refused.pcapng')])).out);
    expect(one.connections.map(({ id }) => id)).toEqual([1]);
    expect(one.findings).toEqual([]);
    const text = await whyreset(['--connection', '0', path('refused.pcapng')]);
    expect(text.out).toContain('Connection 0: 10.0.0.1:40000 → 10.0.0.2:80');
    const none = await whyreset(['--connection', '2', path('refused.pcapng')]);
    expect([none.status, none.out]).toEqual([2, '']);
    expect(none.err).toMatch(/no connection 2; they are numbered 0 to 1/);
  });

  it('says that nothing went wrong', async () => {
    const { status, out } = await whyreset([path('quiet.pcapng')]);
    expect(status).toBe(0);
    expect(out).toContain('No failed connection. 1 closed normally, 0 still open.');
    expect((await whyreset(['--lang', 'zh', path('quiet.pcapng')])).out).toContain('没有发现失败的连接：1 个正常关闭，0 个仍打开。');
  });

  it('answers for several files in their order, without those that failed; the worst status counts', async () => {
    const files = [path('refused.pcapng'), path('notes.txt'), path('quiet.pcapng')];
    const { status, out, err } = await whyreset(['--json', ...files]);
    expect(status).toBe(3);
    expect((JSON.parse(out) as AnalysisJson[]).map(({ capture }) => capture.name)).toEqual(['refused.pcapng', 'quiet.pcapng']);
    expect(err.trim().split('\n')).toHaveLength(1);
    expect((await whyreset(['--json', path('empty'), path('notes.txt')])).out).toBe('[]\n');
    const words = await whyreset(files);
    expect(words.out.indexOf('refused.pcapng')).toBeLessThan(words.out.indexOf('quiet.pcapng'));
  });
});

describe('what cannot be analysed', () => {
  it.each([
    ['an empty file', 'empty', /This file is empty.*\[E01\]/],
    ['no capture', 'notes.txt', /not a pcap or pcapng file.*\[E03\]/],
    ['a folder', 'folder', /That is a folder.*\[E08\]/],
    ['a missing file', 'missing.pcap', /cannot be read \(no such file\).*\[E24\]/],
  ])('%s: status 3 and one line', async (_what, name, message) => {
    const { status, out, err } = await whyreset([path(name)]);
    expect([status, out]).toEqual([3, '']);
    expect(err).toMatch(message);
    expect(err.match(/\n/g)).toHaveLength(1);
    expect((await whyreset(['--lang', 'zh', path(name)])).err).toMatch(/[\u4e00-\u9fff].*\n$/);
  });

  it.skipIf(process.getuid?.() === 0)('a file without permission: status 3', async () => {
    await writeFile(path('locked'), REFUSED);
    await chmod(path('locked'), 0);
    expect(await whyreset([path('locked')])).toMatchObject({ status: 3, out: '' });
  });

  it('standard input without a byte: status 3', async () => {
    expect(await whyreset(['-'])).toMatchObject({ status: 3, out: '' });
  });
});

describe('usage', () => {
  it.each([
    [[], /No capture file was named/],
    [['--nonsense', 'a'], /--nonsense/],
    [['--lang', 'fr', 'a'], /--lang takes en or zh/],
    [['--connection', '-1', 'a'], /--connection/],
    [['--connection=x', 'a'], /--connection takes a connection's number/],
    [['-', '-'], /only once/],
    [['--redact', 'a'], /--redact goes with --report/],
    [['--json=yes', 'a'], /--json/],
  ])('%j is refused with status 2', async (args, message) => {
    const { status, out, err } = await whyreset(args);
    expect([status, out]).toEqual([2, '']);
    expect(err).toMatch(message);
    expect(err).toContain('whyreset --help');
  });

  it('complains in the language asked for', () => {
    expect(parseOptions(['--lang', 'zh'])).toMatchObject({ ok: false, problem: '没有指定抓包文件。' });
  });

  it('prints help and version', async () => {
    expect((await whyreset(['--help'])).out).toMatch(/^Usage: whyreset FILE\.\.\./);
    expect((await whyreset(['--lang', 'zh', '-h'])).out).toMatch(/^用法/);
    expect((await whyreset(['--version'])).out).toMatch(/^whyreset \d+\.\d+\.\d+\n$/);
  });
});

describe('streams', () => {
  it('reads a file that is larger than one read in order and again from the start', async () => {
    const bytes = Uint8Array.from({ length: 17 * 1024 * 1024 + 3 }, (_, index) => (index * 31) & 255);
    await writeFile(path('large'), bytes);
    const source = await fileSource(path('large'));
    if (!source.ok) throw new Error(source.failure.code);
    for (let round = 0; round < 2; round++) {
      let offset = 0;
      let same = true;
      for await (const chunk of source.value.chunks()) {
        same &&= Buffer.compare(chunk, bytes.subarray(offset, offset + chunk.length)) === 0;
        offset += chunk.length;
      }
      expect([same, offset]).toEqual([true, bytes.length]);
    }
    expect(await source.value.read?.(bytes.length - 4, 100)).toEqual(bytes.subarray(-4));
  });

  it('stops quietly when the reader goes away', async () => {
    const broken = new Writable({
      write(_chunk, _encoding, done) {
        done(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
      },
    });
    const output = new Output(broken);
    await output.write('x'.repeat(100_000));
    await new Promise((resolve) => setImmediate(resolve));
    expect(await output.write('more')).toBe(false);
  });

  it('writes progress only to a terminal', async () => {
    expect((await whyreset(['--json', path('refused.pcapng')], undefined, true)).err).not.toMatch(/\n/);
    expect((await whyreset(['--json', path('refused.pcapng')])).err).toBe('');
  });
});

describe('text and parts', () => {
  const printed = [
    '12:00:00.000000 IP 10.0.0.1.40000 > 10.0.0.2.80: Flags [S], seq 100, win 64240, options [mss 1460], length 0',
    '12:00:00.000200 IP 10.0.0.2.80 > 10.0.0.1.40000: Flags [R.], seq 0, ack 101, win 0, length 0',
  ].join('\n');

  it('what tcpdump printed is read from standard input, and said to be text', async () => {
    const { status, out } = await whyreset(['-', '--json'], new TextEncoder().encode(printed));
    const { capture, connections } = json(out);
    expect([status, capture.format, capture.startTime, connections[0]?.cause]).toEqual([0, 'text', null, 'port-closed']);
    expect(capture.issues.map(({ code }) => code)).toContain('text-import');
  });

  it('text without times is told as such', async () => {
    const { status, err } = await whyreset(['-'], new TextEncoder().encode(printed.replaceAll(/^\S+ /gm, '')));
    expect([status, err]).toEqual([3, expect.stringContaining('[E07]')]);
  });

  it('--join: captures that overlap are two captures, not parts', async () => {
    const { status, err, out } = await whyreset(['--join', path('refused.pcapng'), path('refused.pcapng')]);
    expect([status, out, err]).toEqual([3, '', expect.stringContaining('[E09]')]);
    expect((await whyreset(['--join', '-', path('refused.pcapng')])).status).toBe(2);
  });
});
