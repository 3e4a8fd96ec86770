// --share: the link on standard output and nothing else there; what it holds, and what is refused.

import { Readable, Writable } from 'node:stream';
import { beforeAll, describe, expect, it } from 'vitest';
import { parseTrace } from '#engine/testing/trace-dsl';
import { decodeLink } from '#engine/share/link';
import { run } from './run';
import { baseOf } from './base-address';

const SAMPLE = 'public/samples/zookeeper-limit.pcapng';

async function whyreset(args: readonly string[], input: Uint8Array = new Uint8Array()) {
  const written = { out: '', err: '' };
  const sink = (to: 'out' | 'err') =>
    new Writable({
      write(chunk: Buffer, _encoding, done) {
        written[to] += chunk.toString('utf8');
        done();
      },
    });
  const status = await run(args, { stdin: Readable.from([Buffer.from(input)]), stdout: sink('out'), stderr: sink('err') });
  return { status, ...written };
}

describe('--share', () => {
  let plain = '';
  beforeAll(async () => {
    plain = (await whyreset([SAMPLE, '--share'])).out;
  });

  it('prints one link that opens without the capture', () => {
    expect(plain).toMatch(/^http:\/\/127\.0\.0\.1:4173\/#s1\.\d+\.[\w-]+\.[\w-]{6}\n$/);
    const decoded = decodeLink(plain.trim().slice(plain.indexOf('#')));
    expect(decoded).toMatchObject({
      ok: true,
      value: {
        isRedacted: true,
        findings: [{ cause: 'connection-limit-per-client', facts: { limit: 60 }, server: { address: 'server-1' } }],
        connections: [{ report: { client: { address: 'client-1' } } }],
      },
    });
  });

  it('is the same each time, whatever the file is called', async () => {
    expect((await whyreset([SAMPLE, '--share'])).out).toBe(plain);
  });

  it('keeps addresses only when told to', async () => {
    const { out, err } = await whyreset([SAMPLE, '--share', '--keep-addresses', '--base', 'https://tools.example/why/#old']);
    expect(out).toMatch(/^https:\/\/tools\.example\/why\/#s1\./);
    expect(err).toBe('');
    const decoded = decodeLink(out.trim().slice(out.indexOf('#')));
    expect(decoded).toMatchObject({ ok: true, value: { isRedacted: false } });
    expect(JSON.stringify(decoded)).toMatch(/"address":"\d+\.\d+\.\d+\.\d+"/);
  });

  it('of one connection shares that one, also where nothing went wrong', async () => {
    const quiet = parseTrace(
      '0.000 > S\n0.001 < SA\n0.002 > A\n0.003 > PA len=10\n0.004 < PA len=20\n0.005 > A\n0.010 > FA\n0.011 < FA\n0.012 > A\n',
    ).pcapng;
    const { status, out } = await whyreset(['-', '--share', '--connection', '0'], quiet);
    expect(status).toBe(0);
    const decoded = decodeLink(out.trim().slice(out.indexOf('#')));
    expect(decoded).toMatchObject({
      ok: true,
      value: { findings: [], connections: [{ report: { id: 0, verdict: { cause: 'normal-close' } } }] },
    });
  });

  it('prints a line for each of several files', async () => {
    const { out } = await whyreset([SAMPLE, 'public/samples/descriptors.pcapng', '--share']);
    expect(out.trimEnd().split('\n')).toHaveLength(2);
    expect(out.startsWith(plain)).toBe(true);
  });

  it.each([
    [['--share', '--json', 'a'], /--share and --json exclude each other/],
    [['--share', '--report', 'md', 'a'], /--share and --report exclude each other/],
    [['--share', '--trim', 'out', 'a'], /--share and --trim exclude each other/],
    [['--base', 'https://x/', 'a'], /--base goes with --share/],
    [['--keep-addresses', 'a'], /--keep-addresses goes with --share/],
    [['--share', '--base', 'nowhere', 'a'], /--base takes the page's address/],
    [['--share', '--base', 'javascript:alert(1)', 'a'], /--base takes the page's address/],
  ])('%j is refused with status 2', async (args, message) => {
    const { status, out, err } = await whyreset(args);
    expect([status, out]).toEqual([2, '']);
    expect(err).toMatch(message);
  });
});

describe('baseOf', () => {
  it('leaves out what an earlier link left behind', () => {
    expect(baseOf('https://h/why?x=1#v1/findings')).toBe('https://h/why?x=1');
    expect(baseOf('file:///srv/dist/index.html')).toBe('file:///srv/dist/index.html');
    expect(baseOf('')).toBeNull();
  });
});
