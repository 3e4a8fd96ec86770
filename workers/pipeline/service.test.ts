// The engine as the page has it (a Blob, the service) and as the command line has it (analyzeCapture, buildJson): one answer.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { buildJson } from '../report/build-json';
import { memorySource } from '../testing/memory-source';
import { analyzeCapture } from './analyze';
import { createPipelineService, type ServiceHost } from './service';

const SAMPLES = join(import.meta.dirname, '..', '..', 'public', 'samples');
const HOST: ServiceHost = {
  nowMs: () => 0,
  breathe: () => Promise.resolve(),
  blobOf: (pieces) => new Blob(pieces as Blob[]),
};
const SILENT = { progress: () => undefined, provisional: () => undefined };

describe('a capture that the memory did not suffice for', () => {
  const bytes = new Uint8Array(readFileSync(join(SAMPLES, 'keep-alive.pcapng')));

  it('is analysed as far as it had been read', async () => {
    const service = createPipelineService(HOST);
    const whole = await service.open(1, new Blob([bytes]), 'a', SILENT);
    // Larger than one piece of reading: the same capture again and again, each section a file of its own.
    const large = new Blob(Array.from({ length: 300 }, () => bytes));
    const part = await service.open(2, large, 'a', SILENT, [], { upToBytes: large.size / 2 });
    if (!whole.ok || !part.ok) throw new Error('not opened');
    expect(part.value.capture.fractionRead).toBeGreaterThanOrEqual(0.5);
    expect(part.value.capture.fractionRead).toBeLessThan(1);
    expect(part.value.capture.frames).toBeGreaterThan(whole.value.capture.frames);
    expect(part.value.capture.issues.map(({ code }) => code)).toContain('stopped-early');
  });

  it('is analysed without a look into payload', async () => {
    const service = createPipelineService(HOST);
    const opened = await service.open(1, new Blob([bytes]), 'a', SILENT, [], { headersOnly: true });
    const http = await service.query({ text: 'has(http)', sort: 'id', descending: false });
    const again = await service.open(2, new Blob([bytes]), 'a', SILENT);
    const read = await service.query({ text: 'has(http)', sort: 'id', descending: false });
    expect([opened.ok && opened.value.capture.frames, http.ok && http.value.ok && http.value.ids.length]).toEqual([
      again.ok && again.value.capture.frames,
      0,
    ]);
    expect(read.ok && read.value.ok && read.value.ids.length).toBeGreaterThan(0);
  });
});

describe('page and command line', () => {
  it.each(readdirSync(SAMPLES).filter((name) => name.endsWith('.pcapng')))('give the same JSON for %s', async (name) => {
    const bytes = new Uint8Array(readFileSync(join(SAMPLES, name)));
    const service = createPipelineService(HOST);
    const opened = await service.open(1, new Blob([bytes]), name, SILENT);
    expect(opened.ok).toBe(true);
    const line = await analyzeCapture(memorySource(bytes, [bytes.length], name), { verdict: () => 'go', progress: () => undefined });
    if (!line.ok) throw new Error(line.failure.code);
    for (const language of ['en', 'zh'] as const) {
      expect(await service.json(language)).toEqual({ ok: true, value: buildJson(line.value, language) });
    }
  });

  it('forget the capture before when another is opened, and say so when there is none', async () => {
    const service = createPipelineService(HOST);
    expect(await service.connection(0)).toMatchObject({ ok: false, failure: { code: 'internal' } });
    await service.open(1, new Blob([new Uint8Array(readFileSync(join(SAMPLES, 'keep-alive.pcapng')))]), 'a', SILENT);
    expect(await service.connection(0)).toMatchObject({ ok: true });
    expect(await service.open(2, new Blob([]), 'b', SILENT)).toMatchObject({ ok: false, failure: { code: 'empty-file' } });
    expect(await service.connection(0)).toMatchObject({ ok: false });
  });
});
