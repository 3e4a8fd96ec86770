// Two captures as the page compares them: through the service, in blobs, in either order.

import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { ComparingApi, ComparisonAnswer, ComparisonQuery } from '../rpc/comparing';
import type { Envelope } from '../rpc/protocol';
import { createPipelineService } from './service';

const RECORDINGS = new URL('../../lab/recordings/two-sided/', import.meta.url);
const blobOf = (name: string): Blob => new Blob([new Uint8Array(readFileSync(new URL(`${name}.pcapng.gz`, RECORDINGS)))]);
const ALL: ComparisonQuery = { words: [], finding: null, onlyDiffering: false, sort: 'index', descending: false };

async function opened(name: string): Promise<ComparingApi> {
  let now = 0;
  const service = createPipelineService({
    nowMs: () => (now += 1000),
    breathe: () => Promise.resolve(),
    blobOf: (pieces) => new Blob(pieces as Blob[]),
  });
  const answer = await service.open(1, blobOf(name), name, { progress: () => undefined, provisional: () => undefined });
  if (!answer.ok) throw new Error(answer.failure.code);
  return service.comparing();
}

function valueOf<T>(envelope: Envelope<T>): T {
  if (!envelope.ok) throw new Error(JSON.stringify(envelope.failure));
  return envelope.value;
}

async function comparedWith(desk: ComparingApi, name: string, told: number[] = []): Promise<ComparisonAnswer> {
  const files = [{ blob: blobOf(name), name }];
  return valueOf(await desk.withOther(files, { progress: (fraction) => told.push(fraction) }));
}

describe.runIf(existsSync(RECORDINGS))('comparing', () => {
  it('finds the forged resets whichever file is open', async () => {
    for (const [open, other, nearer] of [
      ['client', 'server', 'first'],
      ['server', 'client', 'second'],
    ] as const) {
      const desk = await opened(`injected-both-ends.${open}`);
      const told: number[] = [];
      const answer = await comparedWith(desk, `injected-both-ends.${other}`, told);
      expect(answer.overview.nearerClient).toBe(nearer);
      expect(answer.overview.findings[0]).toMatchObject({ cause: 'injected-reset', place: 'between' });
      expect(answer).toMatchObject({ connections: 7, differing: 2, lone: [], loneLeftOut: 0 });
      expect(told.length).toBeGreaterThan(0);
      expect(told).toEqual(told.toSorted((a, b) => a - b));
      expect(told.at(-1)).toBeLessThanOrEqual(1);
    }
  });

  it('answers filters, sorting, rows, details and ladders', async () => {
    const desk = await opened('injected-both-ends.client');
    await comparedWith(desk, 'injected-both-ends.server');
    expect([...valueOf(await desk.query({ ...ALL, descending: true }))]).toEqual([6, 5, 4, 3, 2, 1, 0]);
    const differing = valueOf(await desk.query({ ...ALL, onlyDiffering: true }));
    expect(valueOf(await desk.rows(differing)).map(({ counts }) => counts.appeared)).toEqual([2, 2]);
    expect([...valueOf(await desk.query({ ...ALL, finding: 0 }))]).toEqual([...differing]);
    expect(
      valueOf(
        await desk.query({
          ...ALL,
          words: [
            { text: '10.31.1.6', causes: [] },
            { text: 'forged', causes: ['injected-reset'] },
          ],
        }),
      ),
    ).toHaveLength(1);
    const [last] = valueOf(await desk.query({ ...ALL, sort: 'appeared' })).slice(-1);
    const index = differing[0] ?? 0;
    expect(differing).toContain(last);
    expect(valueOf(await desk.connection(index)).differences.map(({ kind }) => kind)).toEqual(['appeared', 'appeared']);
    const { rows } = valueOf(await desk.ladder(index, []));
    expect(rows.flatMap((row) => (row.kind === 'packet' && row.fate !== 'both' ? [row.fate] : []))).toEqual(['appeared', 'appeared']);
    expect(await desk.connection(99)).toMatchObject({ ok: false, failure: { code: 'internal' } });
  });

  it('takes the other capture for the nearer one where it is told to, and finds its own way back', async () => {
    const desk = await opened('lossy.client');
    const { overview } = await comparedWith(desk, 'lossy.server');
    const swapped = valueOf(await desk.nearer('second')).overview;
    expect([overview.nearerClient, swapped.nearerClient]).toEqual(['first', 'second']);
    // The clocks are measured, not chosen.
    expect(swapped.clock?.offsetSeconds).toBeCloseTo(overview.clock?.offsetSeconds ?? NaN, 6);
    expect(swapped.totals).not.toEqual(overview.totals);
    expect(valueOf(await desk.nearer(null)).overview).toEqual(overview);
  });

  it('saves what the command line prints, as JSON and as text in the language asked for', async () => {
    const desk = await opened('injected-both-ends.client');
    await comparedWith(desk, 'injected-both-ends.server');
    const fileOf = async (...wish: Parameters<ComparingApi['file']>) => (valueOf(await desk.file(...wish)) as Blob).text();
    const json: unknown = JSON.parse(await fileOf('json', 'en'));
    expect(json).toMatchObject({ schema: 'whyreset-compare/1', findings: [{ cause: 'injected-reset' }] });
    expect(await fileOf('text', 'en')).toContain('appeared on the way: not sent by the server');
    expect(await fileOf('text', 'zh')).toContain('途中凭空出现：并非服务器发出');
  });

  it('pairs nothing of strangers and lists every connection', async () => {
    const desk = await opened('lossy.client');
    const answer = await comparedWith(desk, 'injected-both-ends.server');
    expect(answer.connections).toBe(0);
    expect(answer.overview.paired).toBe(0);
    expect(answer.lone.length).toBe(answer.overview.first.connections + answer.overview.second.connections);
    expect(answer.lone.every(({ isAmbiguous }) => !isAmbiguous)).toBe(true);
  });

  it('stops when it is told to, and tells what is no capture', async () => {
    const desk = await opened('lossy.client');
    const running = desk.withOther([{ blob: blobOf('lossy.server'), name: 'b' }], { progress: () => undefined });
    await desk.cancel();
    expect(await running).toEqual({ ok: false, failure: { code: 'cancelled' } });
    expect((await desk.withOther([{ blob: new Blob(['nothing']), name: 'c' }], { progress: () => undefined })).ok).toBe(false);
    expect(await desk.query(ALL)).toMatchObject({ ok: false });
    expect((await comparedWith(desk, 'lossy.server')).connections).toBeGreaterThan(0);
  });
});
