// Recordings of both ends, with the fate of every packet written down by the wire between them: all of it is named, and nothing else.
// The same for captures that this was never made with, where that folder exists.

import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { analyzeCapture } from '../pipeline/analyze';
import { memorySource } from '../testing/memory-source';
import { findTwoSided, scoreTwoSided, type TwoSidedScore } from '../testing/two-sided-truth';
import { compareCaptures, compareWithin } from './compare-captures';
import type { CaptureComparison } from './comparison';
import { SegmentWatch } from './segment-bytes';
import type { ComparedCapture } from './tap';

// A busy machine is no fault.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const ROOT = new URL('../../', import.meta.url);
const RECORDINGS = new URL('lab/recordings/two-sided/', ROOT);
const SHARED = new URL('../shared/captures/', ROOT);
const GO = { verdict: (): 'go' => 'go', progress: (): undefined => undefined };

/** `isWatched`: what the bytes tell is seen during the analysis, else by reading again. */
async function open(path: URL, isWatched = true): Promise<ComparedCapture> {
  const source = memorySource(new Uint8Array(readFileSync(path)), [4001, 90_000], path.pathname.split('/').at(-1));
  const observer = isWatched ? new SegmentWatch(source.size) : null;
  const result = await analyzeCapture(source, observer === null ? GO : { ...GO, observer });
  if (!result.ok) throw new Error(`${path.pathname}: ${result.failure.code}`);
  return { analysis: result.value, source, seen: observer?.bytes ?? null };
}

async function compared(first: URL, second: URL, isWatched = true): Promise<CaptureComparison> {
  const result = await compareCaptures(await open(first, isWatched), await open(second, isWatched), GO);
  if (!result.ok) throw new Error(result.failure.code);
  return result.value;
}

const connectionsOf = (comparison: CaptureComparison) =>
  Array.from({ length: comparison.length }, (_, index) => comparison.connection(index));

describe('recordings of both ends', () => {
  const scores: TwoSidedScore[] = [];
  beforeAll(async () => {
    for (const recording of findTwoSided(RECORDINGS)) {
      const { client, server, serverFirst } = recording;
      const comparison = await (serverFirst ? compared(server, client) : compared(client, server));
      scores.push(scoreTwoSided(recording, comparison.overview, connectionsOf(comparison)));
    }
  });

  it('are there', () => {
    expect(scores.length).toBeGreaterThanOrEqual(20);
    expect(scores.reduce((sum, { packets }) => sum + packets, 0)).toBeGreaterThan(150);
  });

  it('name every packet that was lost, forged, changed or held up, no other, the true cause and the clocks', () => {
    expect(scores.flatMap(({ faults }) => faults)).toEqual([]);
    expect(scores.map(({ name, named }) => `${name} ${named}`)).toEqual(scores.map(({ name, packets }) => `${name} ${packets}`));
  });

  it('say the same whether the bytes were seen during the analysis or read again', async () => {
    const [first, second] = ['rewritten.client.pcapng.gz', 'rewritten.server.pcapng.gz'].map((name) => new URL(name, RECORDINGS));
    if (first === undefined || second === undefined) throw new Error('no recording');
    const seen = await compared(first, second);
    const read = await compared(first, second, false);
    expect(read.overview).toEqual(seen.overview);
    expect(connectionsOf(read)).toEqual(connectionsOf(seen));
    expect(seen.overview.totals.changed).toBeGreaterThan(10);
  });

  it('say the same in either order of the files', async () => {
    const at = (name: string) => new URL(`idle-forgotten-reset.${name}.pcapng.gz`, RECORDINGS);
    const one = await compared(at('client'), at('server'));
    const two = await compared(at('server'), at('client'));
    expect([one.overview.nearerClient, two.overview.nearerClient]).toEqual(['first', 'second']);
    expect(two.overview.totals).toEqual(one.overview.totals);
    const causes = (comparison: CaptureComparison) =>
      connectionsOf(comparison)
        .map(({ client, verdict }) => `${client} ${verdict.cause} ${verdict.place}`)
        .sort();
    expect(causes(two)).toEqual(causes(one));
    expect((two.overview.clock?.offsetSeconds ?? 0) + (one.overview.clock?.offsetSeconds ?? 0)).toBeCloseTo(0, 5);
  });

  it('do not take a repetition for the original that was lost, where the other capture ends before it', async () => {
    const whole = gunzipSync(readFileSync(new URL('lossy.server.pcapng.gz', RECORDINGS)));
    const source = memorySource(new Uint8Array(whole.subarray(0, whole.length >> 2)));
    const result = await analyzeCapture(source, GO);
    if (!result.ok) throw new Error(result.failure.code);
    const comparison = await compareCaptures(
      await open(new URL('lossy.client.pcapng.gz', RECORDINGS)),
      { analysis: result.value, source },
      GO,
    );
    if (!comparison.ok) throw new Error(comparison.failure.code);
    expect(comparison.value.overview.totals).toMatchObject({ changed: 0, appeared: 0, notCaptured: 0 });
    expect(comparison.value.overview.paired).toBeGreaterThan(0);
  });

  it('of two incidents have nothing in common', async () => {
    const { overview, length } = await compared(
      new URL('lossy.client.pcapng.gz', RECORDINGS),
      new URL('rewritten.server.pcapng.gz', RECORDINGS),
    );
    expect([overview.paired, length, overview.clock]).toEqual([0, 0, null]);
  });
});

describe('one machine on the path', () => {
  const at = (name: string) => new URL(`one-machine/${name}.pcapng.gz`, RECORDINGS);

  it('compares the two interfaces of a router: the SYNs that it dropped went in and never came out', async () => {
    const result = await compareWithin(await open(at('router-any.router')), GO);
    if (!result.ok) throw new Error(result.failure.code);
    const { overview } = result.value;
    expect(overview.kind).toBe('interfaces');
    expect(overview.totals).toMatchObject({ lostTowardsServer: 3, lostTowardsClient: 0, appeared: 0, changed: 0, notCaptured: 0 });
    expect(overview.findings).toMatchObject([{ cause: 'firewall-drop', place: 'between', server: '10.56.2.5:81' }]);
  });

  it.each([
    ['two files', 'proxy.client', 'proxy.server'],
    ['two files, the server’s first', 'proxy.server', 'proxy.client'],
  ])('pairs the hops of a proxy by what is said and when: %s', async (_, first, second) => {
    const comparison = await compared(at(first), at(second));
    expect(comparison.overview).toMatchObject({ kind: 'hops', paired: 4, nearerClient: first === 'proxy.client' ? 'first' : 'second' });
    const connections = connectionsOf(comparison);
    expect(connections.every(({ pairedBy, common }) => pairedBy === 'payload' && common > 0)).toBe(true);
    const failed = connections.filter(({ verdict }) => verdict.place === 'server-side');
    expect(failed).toHaveLength(1);
    expect(failed[0]?.verdict.contributions).toMatchObject([{ observation: 'hop-ended-first', values: { side: 'server' } }]);
  });

  it('finds the hops of a proxy in one file', async () => {
    const result = await compareWithin(await open(at('proxy.router')), GO);
    expect(result).toMatchObject({ ok: true, value: { overview: { kind: 'hops', paired: 4 } } });
  });
});

describe.skipIf(!existsSync(SHARED))('captures of others', () => {
  it('tell forged resets from an idle timeout, with the offset of the clocks', async () => {
    const at = (name: string) => new URL(`two-sided-${name}.pcapng`, SHARED);
    const injected = await compared(at('injected-both.client'), at('injected-both.server'));
    expect(injected.overview.findings).toMatchObject([{ cause: 'injected-reset', place: 'between' }]);
    expect(injected.overview.findings[0]?.connections).toHaveLength(7);
    expect(Math.abs(injected.overview.clock?.offsetSeconds ?? 1)).toBeLessThan(0.001);
    expect(injected.overview.totals).toMatchObject({ lostTowardsServer: 0, lostTowardsClient: 0, appeared: 14, changed: 0 });
    const idle = await compared(at('idle-reset.server'), at('idle-reset.client'));
    expect(idle.overview.findings).toMatchObject([{ cause: 'middlebox-idle-timeout', place: 'between' }]);
    expect(idle.overview.totals).toMatchObject({ lostTowardsServer: 5, lostTowardsClient: 0, appeared: 5, changed: 0 });
  });
});
