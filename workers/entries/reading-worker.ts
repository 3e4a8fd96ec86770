// Starts the worker that reads a large file for the one that analyses it. A chunk of its own: small files never need it.

import { received, type ReaderWord, type ReadingThread } from '../capture/sources/reading-thread';

export function chunksFromWorker(blob: Blob): AsyncIterable<Uint8Array> {
  return received(blob, startReading);
}

function startReading(): ReadingThread {
  const worker = new Worker(new URL('./reader.worker.ts', import.meta.url), { type: 'module', name: 'reader' });
  return {
    read: (blob) => worker.postMessage(blob),
    more: () => worker.postMessage(null),
    listen: (word, died) => {
      worker.addEventListener('message', ({ data }: MessageEvent<ReaderWord>) => word(data));
      worker.addEventListener('error', (event) => {
        event.preventDefault();
        died();
      });
    },
    end: () => worker.terminate(),
  };
}
