// What the page asks of the engine when somebody shares or exports: parts of links and their costs, reports, trimmed captures, and
// that nothing private is in any of them where it was to stay behind.

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import type { PipelineApi, ReportWish, ShareWish, TrimWish } from '../rpc/protocol';
import { decodeLink } from '../share/link';
import { parseTrace } from '../testing/trace-dsl';
import { createPipelineService } from './service';

const ROOT = join(import.meta.dirname, '../..');
const SILENT = { progress: () => undefined, provisional: () => undefined };

async function opened(bytes: Uint8Array, name = 'secret-name.pcapng', others: readonly Uint8Array[] = []): Promise<PipelineApi> {
  const service = createPipelineService({
    nowMs: () => 0,
    breathe: () => Promise.resolve(),
    blobOf: (pieces) => new Blob(pieces as Blob[]),
  });
  const parts = others.map((part, index) => ({ blob: new Blob([new Uint8Array(part)]), name: `part-${index}` }));
  const answer = await service.open(1, new Blob([new Uint8Array(bytes)]), name, SILENT, parts);
  if (!answer.ok) throw new Error(answer.failure.code);
  return service;
}

const sample = (name: string) => new Uint8Array(readFileSync(join(ROOT, 'public/samples', `${name}.pcapng`)));

const LINK: ShareWish = { finding: null, connection: null, keepsAddresses: false, notes: [] };
const REPORT: ReportWish = {
  language: 'en',
  program: 'whyreset 9.9.9',
  finding: null,
  connection: null,
  keepsAddresses: true,
  hidesClock: false,
  notes: [],
  edits: {},
};
const TRIM: TrimWish = {
  language: 'en',
  program: 'whyreset 9.9.9',
  finding: null,
  connections: null,
  keepsPayload: false,
  hidesClock: false,
  notes: [],
};

async function linkOf(service: PipelineApi, wish: Partial<ShareWish> = {}) {
  const answer = await service.share({ ...LINK, ...wish });
  if (!answer.ok) throw new Error(answer.failure.code);
  return answer.value;
}

async function reportOf(service: PipelineApi, wish: Partial<ReportWish> = {}) {
  const answer = await service.postmortem({ ...REPORT, ...wish });
  if (!answer.ok) throw new Error(answer.failure.code);
  return answer.value;
}

async function trimOf(service: PipelineApi, wish: Partial<TrimWish> = {}) {
  const answer = await service.trim({ ...TRIM, ...wish });
  if (!answer.ok) throw new Error(answer.failure.code);
  return { ...answer.value, bytes: new Uint8Array(await answer.value.file.arrayBuffer()) };
}

/** Two servers that refuse in other ways: two findings. */
const TWO = parseTrace(`
sort
conn a client=10.0.0.1:40000 server=10.0.0.2:81
conn b client=10.0.0.1:40001 server=10.0.0.3:80
0.0 a > S mss=1460
0.001 a < RA rawseq=0 ack=1 id=0
1.0 b > S mss=1460
1.001 b < SA mss=1460
1.002 b > A
1.003 b > PA data="GET /secret HTTP/1.1\\r\\nHost: intranet.example\\r\\n\\r\\n"
1.004 b < R
`).pcapng;

describe('a link', () => {
  it('tells its parts, and what each of them costs', async () => {
    const service = await opened(TWO);
    const whole = await linkOf(service);
    expect(whole.findings.map(({ index }) => index)).toEqual([0, 1]);
    expect(whole.ladders).toHaveLength(2);
    expect(whole.names).toContainEqual(['10.0.0.1', 'client-1']);
    const [ladder, kept] = whole.ladders;
    const parts = { findings: [0, 1], connections: [kept?.connection ?? -1] };
    const shorter = await linkOf(service, { parts });
    expect(whole.fragment.length - shorter.fragment.length).toBe(ladder?.characters);
    expect(decodeLink(shorter.fragment)).toMatchObject({ ok: true, value: { connections: [{ report: { id: kept?.connection } }] } });
    const [, second] = whole.findings;
    const one = await linkOf(service, { parts: { findings: [0], connections: [ladder?.connection ?? -1] } });
    expect(whole.fragment.length - one.fragment.length).toBe(second?.characters);
    expect(one.findingsLeftOut).toBe(1);
  });

  it('counts the notes that are in it, and names nobody where addresses stay', async () => {
    const service = await opened(TWO);
    const notes = [
      { about: 'finding', number: 0, text: 'ours' },
      { about: 'connection', number: 7, text: 'of another capture' },
    ] as const;
    expect(await linkOf(service, { notes, keepsAddresses: true })).toMatchObject({ notes: 1, names: [] });
  });

  it('holds no time of day where that is hidden', async () => {
    const service = await opened(TWO);
    const decoded = async (hidesClock: boolean) => {
      const link = decodeLink((await linkOf(service, { hidesClock })).fragment);
      if (!link.ok) throw new Error(link.failure.code);
      return link.value;
    };
    const [told, hidden] = [await decoded(false), await decoded(true)];
    expect(told.capture.startNs).toMatch(/^\d{19}$/);
    expect(hidden.capture.startNs).toBeNull();
    for (const { ladder } of hidden.connections) expect(Number(ladder.startNs)).toBeLessThan(10e9);
    expect(hidden.findings).toEqual(told.findings);
  });

  it('is one of a connection or of a finding when that is asked for', async () => {
    const service = await opened(TWO);
    expect(await linkOf(service, { connection: 1 })).toMatchObject({ findings: [{}], ladders: [{ connection: 1 }] });
    expect(await linkOf(service, { finding: 1 })).toMatchObject({ findings: [{ index: 1 }] });
    expect(await service.share({ ...LINK, connection: 9 })).toMatchObject({ ok: false });
  });
});

describe('a report', () => {
  it('is what the command line writes, with the hash once it was asked for', async () => {
    const bytes = sample('zookeeper-limit');
    const service = await opened(bytes, 'zookeeper-limit.pcapng');
    const before = await reportOf(service);
    expect(before).toMatchObject({ hasHashes: false });
    expect(before.markdown).not.toContain('SHA-256');
    expect(await service.fileHashes()).toEqual({ ok: true, value: true });
    const after = await reportOf(service);
    expect(after).toMatchObject({ hasHashes: true });
    expect(after.markdown).toContain(`- SHA-256: \`${createHash('sha256').update(bytes).digest('hex')}\``);
    expect(after.html).toContain('whyreset 9.9.9');
    const golden = readFileSync(join(ROOT, 'workers/report/postmortem/goldens/zookeeper-limit.en.md.txt'), 'utf8');
    const plain = (text: string) => text.replaceAll(/SHA-256: .*|whyreset [\d.]+/g, '');
    expect(plain(after.markdown)).toBe(plain(golden));
  });

  it('is of one finding or one connection, in the language that is wished, with what was typed', async () => {
    const service = await opened(TWO);
    const { markdown, drafted } = await reportOf(service, {
      finding: 1,
      edits: { author: 'me' },
      notes: [{ about: 'finding', number: 1, text: 'N' }],
    });
    expect(markdown).toMatch(/Author: me/);
    expect(markdown).toMatch(/## Notes\n\n- N\n/);
    expect(drafted.author).toBe('');
    expect((await reportOf(service, { connection: 0, language: 'zh' })).markdown).toContain('连接 0：10.0.0.1:40000 → 10.0.0.2:81');
  });

  it('does without the hash of a file that is gone', async () => {
    const service = createPipelineService({ nowMs: () => 0, breathe: () => Promise.resolve(), blobOf: () => new Blob() });
    let isGone = false;
    const blob = new Blob([new Uint8Array(TWO)]);
    const file: BlobLike = {
      size: blob.size,
      slice: (from, to) => {
        if (isGone) return { size: 0, slice: () => blob, arrayBuffer: () => Promise.reject(new DOMException('gone', 'NotReadableError')) };
        return blob.slice(from, to);
      },
      arrayBuffer: () => blob.arrayBuffer(),
    };
    expect(await service.open(1, file, 'a', SILENT)).toMatchObject({ ok: true });
    isGone = true;
    expect(await service.fileHashes()).toEqual({ ok: true, value: false });
    expect(await service.postmortem(REPORT)).toMatchObject({ ok: true, value: { hasHashes: false } });
    expect(await service.trim(TRIM)).toMatchObject({ ok: false, failure: { code: 'file-unreadable' } });
  });
});

describe('a trimmed capture', () => {
  it('holds what was picked, and says how much', async () => {
    const service = await opened(TWO);
    const one = await trimOf(service, { connections: [1] });
    expect(one).toMatchObject({ frames: 5, connections: 1 });
    const again = await opened(one.bytes, 'again.pcapng');
    expect(await again.connection(0)).toMatchObject({ ok: true, value: { outcome: 'reset' } });
    expect(await trimOf(service, { finding: 0 })).toMatchObject({ frames: 5, connections: 1 });
    expect(await trimOf(service)).toMatchObject({ frames: 7, connections: 2 });
  });

  it('holds payload only when that is wished', async () => {
    const service = await opened(TWO);
    const text = async (keepsPayload: boolean) => Buffer.from((await trimOf(service, { keepsPayload })).bytes).toString('latin1');
    expect(await text(false)).not.toMatch(/GET \/secret|intranet/);
    expect(await text(true)).toMatch(/GET \/secret/);
  });

  it('is cut out of the parts of a rotated capture', async () => {
    const late = parseTrace('50 > S mss=1460\n50.1 < RA rawseq=0 ack=1 id=0').pcapng;
    const service = await opened(TWO, 'early.pcapng', [late]);
    expect((await trimOf(service)).frames).toBeGreaterThan(7);
    expect(await service.fileHashes()).toEqual({ ok: true, value: true });
    expect((await reportOf(service)).markdown.match(/SHA-256/g)).toHaveLength(2);
  });

  it('is none of printed text', async () => {
    const line = (flags: string, from: string, to: string) =>
      `12:00:00.000000 IP ${from} > ${to}: Flags [${flags}], seq 1, win 100, length 0\n`;
    const printed = line('S', '10.0.0.1.40000', '10.0.0.2.80') + line('R.', '10.0.0.2.80', '10.0.0.1.40000');
    const service = await opened(new TextEncoder().encode(printed), 'printed.txt');
    expect(await service.trim(TRIM)).toMatchObject({ ok: false, failure: { code: 'internal' } });
  });
});

describe('redacted', () => {
  const recording = (name: string) => gunzipSync(readFileSync(join(ROOT, 'lab/recordings', name)));

  it.each([
    ['TWO', TWO, /10\.0\.0\.\d|intranet|secret/],
    ['keep-alive', sample('keep-alive'), /\b10\.\d+\.\d+\.\d+|secret-name/],
    ['names', recording('incident-17-refusals-in-words--server.pcapng.gz'), /\b10\.\d+\.\d+\.\d+|secret-name/],
  ])('no form tells an address, a name or the file: %s', async (_name, bytes, secret) => {
    const service = await opened(bytes);
    await service.fileHashes();
    const notes = [{ about: 'capture', number: 0, text: 'seen on 10.0.0.2 and 10.211.55.2' }] as const;
    const edits = { title: '10.0.0.2 is down', author: '10.0.0.9', actions: [{ text: 'ask 10.0.0.1', owner: '', due: '' }] };
    for (const language of ['en', 'zh'] as const) {
      for (const hidesClock of [false, true]) {
        const { html, markdown } = await reportOf(service, { language, keepsAddresses: false, hidesClock, notes, edits });
        expect(markdown.match(secret)).toBeNull();
        expect(html.match(secret)).toBeNull();
      }
    }
    const link = decodeLink((await linkOf(service, { notes })).fragment);
    expect(JSON.stringify(link).match(secret)).toBeNull();
    // The same with addresses does tell them.
    expect((await reportOf(service)).markdown).toMatch(secret);
  });
});
