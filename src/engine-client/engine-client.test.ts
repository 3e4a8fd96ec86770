// The client over real message channels, against the fake engine: no browser, no worker.

import { expose } from 'comlink';
// @ts-expect-error TS7016: comlink ships the declaration under another name than the module
import untypedEndpoint from 'comlink/dist/esm/node-adapter.mjs';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { describe, expect, it, vi } from 'vitest';
import type { Failure } from '#engine/model/failure';
import type { PipelineApi, Progress } from '#engine/rpc/protocol';
import { createFakePipeline } from '../testing/fake-pipeline';
import { createEngineClient, type EnginePort } from './engine-client';

const nodeEndpoint: (port: MessagePort) => EnginePort['endpoint'] = untypedEndpoint;

function harness(api: PipelineApi) {
  const terminated: number[] = [];
  const deaths: ((failure: Failure) => void)[] = [];
  let spawned = 0;
  const client = createEngineClient((): EnginePort => {
    const { port1, port2 } = new MessageChannel();
    const number = spawned++;
    expose(api, nodeEndpoint(port2));
    return {
      endpoint: nodeEndpoint(port1),
      onDeath: (report) => deaths.push(report),
      terminate: () => {
        terminated.push(number);
        port1.close();
        port2.close();
      },
    };
  });
  return { client, terminated, deaths, spawned: () => spawned };
}

const silent = { progress: () => undefined, provisional: () => undefined };
const file = new Blob(['x']);

describe('engine client', () => {
  it('starts no worker before a capture is opened, and answers all the same', async () => {
    const { client, spawned } = harness(createFakePipeline());
    expect(await client.connectionOfFrame(1)).toEqual({ ok: false, failure: { code: 'cancelled' } });
    expect(spawned()).toBe(0);
  });

  it('opens, asks, and replaces the capture by the next', async () => {
    const { client, terminated } = harness(createFakePipeline());
    const first = await client.open(file, 'a.pcapng', silent).result;
    expect(first.ok && first.value.capture.name).toBe('a.pcapng');
    const answer = await client.query({ text: '', sort: 'id', descending: false });
    expect(answer.ok && answer.value.ok && answer.value.ids.length).toBe(92);
    const second = await client.open(file, 'b.pcapng', silent).result;
    expect(second.ok && second.value.capture.name).toBe('b.pcapng');
    expect(terminated).toEqual([0]);
    client.close();
    expect(terminated).toEqual([0, 1]);
  });

  it('uses the worker that was started ahead, once', async () => {
    const { client, spawned } = harness(createFakePipeline());
    client.prepare();
    client.prepare();
    expect(spawned()).toBe(1);
    expect((await client.open(file, 'a', silent).result).ok).toBe(true);
    expect(spawned()).toBe(1);
    expect((await client.open(file, 'b', silent).result).ok).toBe(true);
    expect(spawned()).toBe(2);
    client.close();
  });

  it('hands failures through unharmed', async () => {
    const { client } = harness(createFakePipeline());
    const answer = await client.open(file, 'broken', silent).result;
    expect(answer).toEqual({ ok: false, failure: { code: 'unrecognized-format', headHex: '00 01 02 03' } });
    client.close();
  });

  it('reports progress, and cancels', async () => {
    const { client, terminated } = harness(createFakePipeline());
    const seen: Progress[] = [];
    const job = client.open(file, 'slow', { ...silent, progress: (progress) => void seen.push(progress) });
    await vi.waitFor(() => expect(seen).toHaveLength(1));
    expect(seen[0]).toMatchObject({ bytesDone: 250, bytesTotal: 1000 });
    job.cancel();
    expect(await job.result).toEqual({ ok: false, failure: { code: 'cancelled' } });
    await vi.waitFor(() => expect(terminated).toEqual([0]));
  });

  it('ends a worker that does not answer a cancel within 200 ms', async () => {
    const { client, terminated } = harness({ ...createFakePipeline(), cancel: () => undefined });
    const job = client.open(file, 'slow', silent);
    await new Promise((resolve) => setTimeout(resolve, 20));
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      job.cancel();
      expect(terminated).toEqual([]);
      await vi.advanceTimersByTimeAsync(200);
      expect(await job.result).toEqual({ ok: false, failure: { code: 'cancelled' } });
      expect(terminated).toEqual([0]);
    } finally {
      vi.useRealTimers();
    }
  });

  it('finishes early with what was read', async () => {
    const { client } = harness(createFakePipeline());
    const job = client.open(file, 'slow', silent);
    await new Promise((resolve) => setTimeout(resolve, 20));
    job.finishEarly();
    const answer = await job.result;
    expect(answer.ok && answer.value.capture.fractionRead).toBe(0.25);
    client.close();
  });

  it('turns the death of the worker into a failure of every open question', async () => {
    const { client, deaths } = harness({ ...createFakePipeline(), rows: () => new Promise(() => undefined) });
    await client.open(file, 'a', silent).result;
    const question = client.rows(new Uint32Array([1]));
    deaths[0]?.({ code: 'out-of-memory', frames: 0 });
    expect(await question).toEqual({ ok: false, failure: { code: 'out-of-memory', frames: 0 } });
  });

  it('turns a throw into an internal failure', async () => {
    const { client } = harness({
      ...createFakePipeline(),
      packet: () => Promise.reject(new Error('no such packet')),
    });
    await client.open(file, 'a', silent).result;
    expect(await client.packet(1)).toEqual({ ok: false, failure: { code: 'internal', detail: 'no such packet' } });
    client.close();
  });
});
