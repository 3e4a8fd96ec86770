// `--report` and `--trim` as users and their scripts meet them: where the answer goes, what is refused, what is never destroyed.

import { createHash } from 'node:crypto';
import { link, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AnalysisJson } from '#engine/report/analysis-json';
import { parseTrace } from '#engine/testing/trace-dsl';
import { run } from './run';

const REFUSED = parseTrace(`
conn a client=10.0.0.1:40000 server=10.0.0.2:80
conn b client=10.0.0.1:40001 server=10.0.0.2:443
0.000 a > S mss=1460
0.001 a < RA rawseq=0 ack=1 id=0
0.100 b > S mss=1460
0.101 b < SA mss=1460
0.102 b > A
0.103 b > PA data="GET /secret HTTP/1.1\\r\\n\\r\\n"
0.104 b < PA len=20
0.105 b > A
0.110 b > FA
0.111 b < FA
0.112 b > A
`).pcapng;
const PRINTED = '1700000000.000001 IP 10.0.0.1.4000 > 10.0.0.2.80: Flags [S], seq 1, win 64240, length 0\n';

let folder = '';
const path = (name: string): string => join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'whyreset-report-'));
  await writeFile(path('refused.pcapng'), REFUSED);
  await writeFile(path('refused.pcapng.gz'), gzipSync(REFUSED));
  await writeFile(path('later.pcapng'), parseTrace('60.0 > S mss=1460\n60.1 < RA rawseq=0 ack=1 id=0').pcapng);
  await writeFile(path('printed.txt'), PRINTED);
  await writeFile(path('notes.txt'), 'not a capture at all\n');
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

async function whyreset(
  args: readonly string[],
  input: Uint8Array = new Uint8Array(0),
): Promise<{ readonly status: number; readonly bytes: Buffer; readonly out: string; readonly err: string }> {
  const written: Record<'out' | 'err', Buffer[]> = { out: [], err: [] };
  const sink = (name: 'out' | 'err'): Writable =>
    new Writable({
      write(chunk: Buffer, _encoding, done) {
        written[name].push(Buffer.from(chunk));
        done();
      },
    });
  const status = await run(args, {
    stdin: Readable.from([Buffer.from(input)]),
    stdout: sink('out'),
    stderr: Object.assign(sink('err'), { isTTY: false }),
  });
  const bytes = Buffer.concat(written.out);
  return { status, bytes, out: bytes.toString(), err: Buffer.concat(written.err).toString() };
}

async function analysisOf(file: string): Promise<AnalysisJson> {
  const { status, out } = await whyreset(['--json', file]);
  expect(status).toBe(0);
  return JSON.parse(out) as AnalysisJson;
}

const HASH = createHash('sha256').update(REFUSED).digest('hex');

describe('--report', () => {
  it('prints Markdown with the hash of the file', async () => {
    const { status, out, err } = await whyreset(['--report', 'md', path('refused.pcapng')]);
    expect([status, err]).toEqual([0, '']);
    expect(out).toMatch(/^# Nothing listening: 10\.0\.0\.2:80\n/);
    expect(out).toContain(`- SHA-256: \`${HASH}\``);
    expect(out).toMatch(/- Made with: whyreset \d+\.\d+\.\d+/);
  });

  it('prints one page of HTML in the language asked for', async () => {
    const { status, out } = await whyreset(['--report', 'html', '--lang', 'zh', path('refused.pcapng')]);
    expect(status).toBe(0);
    expect(out).toMatch(/^<!doctype html>\n<html lang="zh-CN">/);
    expect(out).toMatch(/<\/html>\n$/);
    expect(out).toContain(HASH);
  });

  it('knows the hash of standard input, and of each part of a joined capture', async () => {
    expect((await whyreset(['--report', 'md', '-'], REFUSED)).out).toContain(HASH);
    const { out } = await whyreset(['--report', 'md', '--join', path('later.pcapng'), path('refused.pcapng')]);
    expect(out.match(/- SHA-256: `[0-9a-f]{64}`/g)).toHaveLength(2);
    expect(out).toContain(HASH);
  });

  it('tells several captures one after the other, and those that failed on standard error', async () => {
    const { status, out, err } = await whyreset(['--report', 'md', path('refused.pcapng'), path('notes.txt'), path('refused.pcapng.gz')]);
    expect(status).toBe(3);
    expect(out.match(/^# /gm)).toHaveLength(2);
    expect(out).toContain('\n\n---\n\n# ');
    expect(err).toContain('notes.txt');
  });

  it('narrows itself to a connection', async () => {
    expect((await whyreset(['--report', 'md', '--connection', '0', path('refused.pcapng')])).out).toContain('Connection 0: 10.0.0.1:40000');
    expect((await whyreset(['--report', 'md', '--connection', '2', path('refused.pcapng')])).status).toBe(2);
  });
});

describe('a report that is given instead of a capture', () => {
  it('is told as what it is, in the language asked for', async () => {
    const { out } = await whyreset(['--report', 'html', path('refused.pcapng')]);
    const report = path('report.html');
    await writeFile(report, out);
    const { status, err } = await whyreset([report]);
    expect(status).toBe(3);
    expect(err).toMatch(/report\.html: This is an analysis file or a report of whyreset/);
    expect((await whyreset([report, '--lang', 'zh'])).err).toContain('请在页面中打开它');
    await writeFile(report, '<!doctype html><title>Sign in</title>');
    expect((await whyreset([report])).err).toContain('[E05]');
  });
});

describe('--redact', () => {
  const NAMED = parseTrace(`
0.0 > S mss=1460
0.1 < SA mss=1460
0.2 > A
0.3 > PA data="GET / HTTP/1.1\\r\\nHost: intranet.example\\r\\n\\r\\n"
0.4 < PA data="HTTP/1.1 200 OK\\r\\nServer: Hidden/1\\r\\nConnection: close\\r\\n\\r\\n"
0.5 < FA
0.6 > A
0.7 > PA data="GET /b HTTP/1.1\\r\\nHost: intranet.example\\r\\n\\r\\n"
0.8 < R
`).pcapng;
  const PRIVATE = /10\.0\.0\.\d|intranet|Hidden|named\.pcapng/;

  it.each([['md'], ['html']])('leaves addresses, names and quotations out of %s', async (format) => {
    await writeFile(path('named.pcapng'), NAMED);
    for (const more of [[], ['--connection', '0'], ['--lang', 'zh']]) {
      const { status, out } = await whyreset(['--report', format, '--redact', ...more, path('named.pcapng')]);
      expect(status).toBe(0);
      expect(out).not.toMatch(PRIVATE);
      expect(out).toMatch(/server-1:80/);
      expect(out).toMatch(/tcp\.port==80/);
    }
    // The same report without it has what was looked for.
    expect((await whyreset(['--report', format, path('named.pcapng')])).out).toMatch(PRIVATE);
  });

  it('still tells the example, its evidence and its ladder', async () => {
    const { out } = await whyreset(['--report', 'md', '--redact', path('refused.pcapng')]);
    expect(out).toMatch(/^# Nothing listening: server-1:80\n/);
    expect(out).toMatch(/- Affected: 1 of 2 connections/);
    expect(out).toMatch(/║◀×+ RST\+ACK seq \d+ ack 1 ×+/);
  });
});

describe('--trim', () => {
  it('writes the connections of the findings and says so in a line', async () => {
    const { status, out, err } = await whyreset(['--trim', path('out.pcapng'), path('refused.pcapng')]);
    expect([status, err]).toEqual([0, '']);
    expect(out).toMatch(/out\.pcapng: 2 packets of 1 connection, [\d.]+ k?B, headers only\n$/);
    const { capture, connections } = await analysisOf(path('out.pcapng'));
    expect(capture).toMatchObject({ frames: 2, startTime: (await analysisOf(path('refused.pcapng'))).capture.startTime });
    expect(connections.map(({ cause }) => cause)).toEqual(['port-closed']);
  });

  it('writes one connection, its payload only when asked', async () => {
    await whyreset(['--trim', path('b.pcapng'), '--connection', '1', path('refused.pcapng.gz')]);
    expect((await readFile(path('b.pcapng'))).includes('secret')).toBe(false);
    expect((await analysisOf(path('b.pcapng'))).capture.frames).toBe(9);
    await whyreset(['--trim', path('b.pcapng'), '--connection', '1', '--payload', path('refused.pcapng.gz')]);
    expect((await readFile(path('b.pcapng'))).includes('secret')).toBe(true);
  });

  it('writes to standard output, and beside another answer', async () => {
    const { bytes } = await whyreset(['--trim', '-', path('refused.pcapng')]);
    await writeFile(path('piped.pcapng'), bytes);
    expect((await analysisOf(path('piped.pcapng'))).capture.frames).toBe(2);
    const { out } = await whyreset(['--trim', path('c.pcapng'), '--json', path('refused.pcapng')]);
    expect((JSON.parse(out) as AnalysisJson).capture.frames).toBe(11);
    expect((await analysisOf(path('c.pcapng'))).capture.frames).toBe(2);
  });

  it('never writes over the capture, whatever it is called', async () => {
    await link(path('refused.pcapng'), path('linked.pcapng'));
    for (const out of ['refused.pcapng', 'linked.pcapng', './refused.pcapng']) {
      const { status, err } = await whyreset(['--trim', join(folder, out), path('refused.pcapng')]);
      expect(status).toBe(2);
      expect(err).toMatch(/the capture itself/);
    }
    expect(new Uint8Array(await readFile(path('refused.pcapng')))).toEqual(REFUSED);
  });

  it('says when the file cannot be written, and leaves none behind when the capture cannot be read', async () => {
    const { status, err } = await whyreset(['--trim', path('nowhere/out.pcapng'), path('refused.pcapng')]);
    expect([status, err]).toEqual([2, expect.stringMatching(/cannot be written \(no such file\)/)]);
    expect((await whyreset(['--trim', path('none.pcapng'), path('notes.txt')])).status).toBe(3);
    expect(await readdir(folder)).not.toContain('none.pcapng');
  });

  it('refuses printed text, which holds no packets', async () => {
    const { status, err } = await whyreset(['--trim', path('text.pcapng'), path('printed.txt')]);
    expect([status, err]).toEqual([2, expect.stringMatching(/printed text/)]);
    expect(await readdir(folder)).not.toContain('text.pcapng');
  });

  it('takes all connections of a finding and those it cites, by the number that is printed', async () => {
    const { out } = await whyreset(['--trim', path('f.pcapng'), '--finding', '1', path('refused.pcapng')]);
    expect(out).toContain('11 packets of 2 connections');
    const { status, err } = await whyreset(['--trim', path('g.pcapng'), '--finding', '2', path('refused.pcapng')]);
    expect([status, err]).toEqual([2, expect.stringMatching(/no finding 2; they are numbered 1 to 1/)]);
  });
});

describe('usage', () => {
  it.each([
    [['--report', 'pdf', 'a'], /--report takes md or html/],
    [['--report', 'md', '--json', 'a'], /exclude each other/],
    [['--report', 'html', 'a', 'b'], /takes one capture/],
    [['--trim', 'out', 'a', 'b'], /takes one capture/],
    [['--trim', 'out', '-'], /standard input/],
    [['--trim', '-', '--json', 'a'], /Only one answer/],
    [['--trim', '', 'a'], /name of the file/],
    [['--trim', 'out', '--finding', '0', 'a'], /--finding takes a finding's number/],
    [['--trim', 'out', '--finding', '1', '--connection', '1', 'a'], /exclude each other/],
    [['--finding', '1', 'a'], /--finding goes with --trim/],
    [['--payload', 'a'], /--payload goes with --trim/],
    [['--redact', 'a'], /--redact goes with --report/],
    [['--redact', '--report', 'md', '--trim', 'out', 'a'], /does not reach into the packets/],
  ])('%j is refused with status 2', async (args, message) => {
    const { status, out, err } = await whyreset(args);
    expect([status, out]).toEqual([2, '']);
    expect(err).toMatch(message);
  });
});
