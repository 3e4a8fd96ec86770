// `whyreset compare`: words, JSON and pictures of two captures; what is refused, and with which status.

import { Readable, Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { readAnalysisFile } from '#engine/analysis-file/read-analysis-file';
import { decodeComparison } from '#engine/share/comparison/comparison-link';
import { compare } from './compare';

const FOLDER = 'lab/recordings/two-sided';
const CLIENT = `${FOLDER}/injected-both-ends.client.pcapng.gz`;
const SERVER = `${FOLDER}/injected-both-ends.server.pcapng.gz`;

async function whyreset(...args: readonly string[]) {
  const written = { out: '', err: '' };
  const sink = (to: 'out' | 'err') =>
    new Writable({
      write(chunk: Buffer, _encoding, done) {
        written[to] += chunk.toString('utf8');
        done();
      },
    });
  const status = await compare(args, { stdin: Readable.from([]), stdout: sink('out'), stderr: sink('err') });
  return { status, ...written };
}

describe('whyreset compare', () => {
  it('says in words what both together show, which capture showed what, and the ladder', async () => {
    const { status, out, err } = await whyreset(SERVER, CLIENT);
    expect([status, err]).toEqual([0, '']);
    expect(out).toContain('Nearer to the clients: injected-both-ends.client.pcapng.gz');
    expect(out).toMatch(/Clock of the second capture: [+−][\d.]+ µs ± [\d.]+ ms, removed/);
    expect(out).toMatch(/1\. ●●●● Forged reset — between the two captures/);
    expect(out).toContain('Only both captures together show it.');
    expect(out).toMatch(/1 RST in the server’s name reached the client; the server never sent it/);
    expect(out).toMatch(/×╎ appeared on the way: not sent by the server/);
  });

  it('says it in Chinese', async () => {
    const { status, out } = await whyreset(CLIENT, SERVER, '--lang', 'zh');
    expect(status).toBe(0);
    expect(out).toContain('更靠近客户端的是 injected-both-ends.client.pcapng.gz');
    expect(out).toContain('途中凭空出现：并非服务器发出');
    expect(out).not.toMatch(/captures|appeared/);
  });

  it('prints JSON with the frame numbers of both files', async () => {
    const { status, out } = await whyreset(CLIENT, SERVER, '--json');
    expect(status).toBe(0);
    const json: unknown = JSON.parse(out);
    expect(json).toMatchObject({
      schema: 'whyreset-compare/1',
      comparison: {
        kind: 'captures',
        nearerClient: 'first',
        paired: 7,
        clock: { isOneWay: false },
        totals: { appeared: 4, lostTowardsServer: 0 },
      },
      findings: [{ cause: 'injected-reset', place: 'between', party: 'middlebox', connections: [2, 4] }],
    });
    expect(json).toHaveProperty('connections.2.verdict.cause', 'injected-reset');
    expect(json).toHaveProperty(
      'connections.2.differences.0',
      expect.objectContaining({ kind: 'appeared', from: 'server', frames: { first: [31], second: [] } }),
    );
  });

  it('shows one connection alone, as words or as a picture', async () => {
    const words = await whyreset(CLIENT, SERVER, '--connection', '2');
    expect(words.out).toMatch(
      /1#31 +RST +appeared on the way: not sent by the server \(the sender’s capture does not have it, its TTL is not the sender’s/,
    );
    const picture = await whyreset(CLIENT, SERVER, '--connection', '2', '--svg');
    expect(picture.out).toMatch(/^<svg [^]*<\/svg>\n$/);
    expect(await whyreset(CLIENT, SERVER, '--connection', '99')).toMatchObject({ status: 2, out: '' });
  });

  it.each([
    ['en', /No connection occurs in both captures\. They cover 2\d{3}-.* and 2\d{3}-.*; by their clocks they do not overlap\./],
    ['zh', /两个抓包没有共同的连接。时间范围分别为 .* 与 .*；按各自时钟没有重叠。/],
  ])('says that nothing pairs: %s', async (language, text) => {
    const { status, out } = await whyreset(CLIENT, `${FOLDER}/rewritten.server.pcapng.gz`, '--lang', language);
    expect(status).toBe(0);
    expect(out).toMatch(text);
  });

  it.each(['en', 'zh'])(
    'writes a report: the verdict first, frame numbers of both files, clocks, what settles the rivals, the ladder: %s',
    async (language) => {
      const { status, out, err } = await whyreset(SERVER, CLIENT, '--report', 'md', '--lang', language);
      expect([status, err]).toEqual([0, '']);
      const places = (
        language === 'en'
          ? [
              /^# Forged reset: between the two captures, at 10\./,
              /## Impact/,
              /### What shows it\n\n.*client `#31`, server `–`/,
              /alone: /,
              /appeared on the way: not sent by the server/,
              /## Clocks and path\n\n.*Clock of the second capture: [+−]/,
              /## The captures[^]*SHA-256[^]*SHA-256/,
            ]
          : [/^# 伪造的 RST：/, /## 影响范围/, /### 依据\n\n.*客户端 `#31`，服务器 `–`/, /途中凭空出现/, /## 时钟与路径/, /## 抓包信息/]
      ).map((pattern) => out.search(pattern));
      expect(places.filter((place) => place < 0)).toEqual([]);
      expect(places.toSorted((a, b) => a - b)).toEqual(places);
      expect(out).toMatch(/injected-both-ends\.client\.pcapng\.gz \(#\u2060?2\)/);
    },
  );

  it('writes a report that names nobody, and one that opens again', async () => {
    const { out } = await whyreset(CLIENT, SERVER, '--report', 'html', '--redact');
    expect(out).toMatch(/^<!doctype html>/);
    expect(out).toContain('<template id="whyreset-evidence">');
    expect(out).toContain('client-1');
    expect(out).not.toMatch(/10\.\d+\.\d+\.\d+|injected-both-ends|<script/);
    const opened = readAnalysisFile(new TextEncoder().encode(out));
    expect(opened).toMatchObject({ ok: true, value: { comparison: expect.stringMatching(/^s2\./) } });
    const one = await whyreset(CLIENT, SERVER, '--report', 'md', '--connection', '2', '--redact');
    expect(one.out).toMatch(/1 of 7 compared/);
  });

  it('prints a link that shows it without the captures', async () => {
    const { status, out, err } = await whyreset(CLIENT, SERVER, '--share', '--base', 'https://host/whyreset/');
    expect([status, err]).toEqual([0, '']);
    expect(out).toMatch(/^https:\/\/host\/whyreset\/#s2\.[\w.-]+\n$/);
    const opened = decodeComparison(new URL(out.trim()).hash);
    expect(opened).toMatchObject({ ok: true, value: { isRedacted: true, overview: { findings: [{ cause: 'injected-reset' }] } } });
  });

  it('compares one capture with itself where it holds two places', async () => {
    const { out } = await whyreset(`${FOLDER}/one-machine/router-any.router.pcapng.gz`);
    expect(out).toContain('Two interfaces of one capture');
    expect(out).toMatch(/Silently dropped — between/);
  });

  it.each([
    [['-', SERVER], 2, /standard input/],
    [[], 2, /takes two captures/],
    [[CLIENT, SERVER, CLIENT], 2, /takes two captures/],
    [[CLIENT, SERVER, '--svg'], 2, /--svg goes with --connection/],
    [[CLIENT, SERVER, '--report', 'pdf'], 2, /--report takes md or html/],
    [[CLIENT, SERVER, '--report', 'md', '--json'], 2, /exclude each other/],
    [[CLIENT, SERVER, '--redact'], 2, /--redact goes with --report/],
    [[CLIENT, SERVER, '--keep-addresses'], 2, /goes with --share/],
    [[CLIENT, SERVER, '--lang', 'fr'], 2, /--lang takes en or zh/],
    [[CLIENT, SERVER, '--nonsense'], 2, /nonsense/],
    [[CLIENT, 'missing.pcapng'], 3, /missing\.pcapng: .*\[file-unreadable|missing\.pcapng: .*\[E\d+\]/],
    [[CLIENT, 'package.json'], 3, /package\.json/],
  ])('refuses %j', async (args, status, message) => {
    const told = await whyreset(...args);
    expect([told.status, told.out]).toEqual([status, '']);
    expect(told.err).toMatch(message);
  });

  it('explains itself', async () => {
    expect((await whyreset('--help')).out).toContain('Usage: whyreset compare');
    expect((await whyreset('--help', '--lang=zh')).out).toContain('用法');
  });
});
