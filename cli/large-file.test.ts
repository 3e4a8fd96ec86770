// A file beyond 2^32 bytes through the command line's own source: offsets stay exact. Sparse, so the disk holds little: 6 GB
// in `npm run test:full`, 200 MB in the normal run, which reads the same way (the line of 4 GB is crossed on made-up
// sources in capture/).

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readFrame } from '../workers/capture/read-frame';
import { analyzeCapture } from '../workers/pipeline/analyze';
import { packetsAtOf, writeSparseCapture } from '../workers/testing/write-sparse';
import { fileSource } from './node-source';

const FILLER_BYTES = process.env['WHYRESET_FULL'] === '1' ? 6e9 : 200e6;
const SAMPLE = join(import.meta.dirname, '..', 'public', 'samples', 'connection-close.pcapng');

describe('a large file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'whyreset-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('is read to its end, and its last packets are found again by their offsets', async () => {
    const path = join(folder, 'large.pcapng');
    const sample = readFileSync(SAMPLE);
    const secondAt = writeSparseCapture(path, sample, packetsAtOf(sample), FILLER_BYTES);
    expect(secondAt).toBeGreaterThan(FILLER_BYTES);
    const source = await fileSource(path);
    if (!source.ok) throw new Error(source.failure.code);
    const analysis = await analyzeCapture(source.value, { verdict: () => 'go', progress: () => undefined });
    if (!analysis.ok) throw new Error(analysis.failure.code);
    const { frames } = analysis.value.tables;
    const half = frames.length / 2;
    expect(Number.isInteger(half)).toBe(true);
    const first = await readFrame(source.value, analysis.value.meta, frames.fileOffset(0), 0);
    const again = await readFrame(source.value, analysis.value.meta, frames.fileOffset(half), 0);
    expect(frames.fileOffset(half)).toBe(secondAt);
    expect(again).toEqual(first);
  }, 120_000);
});
