// The engine behind a message port: one worker per open capture. The service turns its own errors into failures.

import './no-network';
import { expose, proxy, transfer } from 'comlink';
import { blobSource } from '../capture/sources/blob-source';
import type { ByteSource } from '../model/byte-source';
import { createPipelineService } from '../pipeline/service';
import type { PipelineApi } from '../rpc/protocol';

/** A task of its own, so that a "cancel" that is waiting gets in between; setTimeout would cost 4 ms each time. */
function createBreath(): () => Promise<void> {
  const { port1, port2 } = new MessageChannel();
  const waiting: (() => void)[] = [];
  port1.addEventListener('message', () => waiting.shift()?.());
  port1.start();
  return () =>
    new Promise((resolve) => {
      waiting.push(resolve);
      port2.postMessage(null);
    });
}

/** Tabs of today's browsers die somewhere above 4 GB; judging takes half as much again as what is kept, and the page has its own. */
const TAB_BYTES = 2.5e9;
/** Of the machine's memory, where the browser tells it (a power of two, at most 8). */
const MACHINE_SHARE = 0.4;

function haveBytes(): number {
  const { deviceMemory } = navigator as { readonly deviceMemory?: number };
  return deviceMemory === undefined ? TAB_BYTES : Math.min(TAB_BYTES, deviceMemory * 1e9 * MACHINE_SHARE);
}

/** A thread takes some 20 ms to start: what is gained by it in so many bytes. */
const READING_THREAD_FROM_BYTES = 64e6;

/** As blobSource(), but for who reads: fetched with the first large file. */
function largeSource(blob: Blob, name: string): ByteSource {
  return {
    ...blobSource(blob, name),
    chunks: async function* () {
      yield* (await import('./reading-worker')).chunksFromWorker(blob);
    },
  };
}

const service = createPipelineService({
  sourceOf: (blob, name) => (blob.size < READING_THREAD_FROM_BYTES ? blobSource(blob, name) : largeSource(blob, name)),
  nowMs: () => performance.now(),
  breathe: createBreath(),
  haveBytes: haveBytes(),
  blobOf: (pieces) => new Blob([...pieces] as BlobPart[]),
});

const api: PipelineApi = {
  ...service,
  query: async (query) => {
    const answer = await service.query(query);
    // A million ids are handed over, not cloned: the service makes a new list for every question.
    return answer.ok && answer.value.ok ? transfer(answer, [answer.value.ids.buffer]) : answer;
  },
  comparing: async () => proxy(await service.comparing()),
};

expose(api);
