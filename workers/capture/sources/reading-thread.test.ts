// A reading thread over a message channel: the same bytes as without it, never more under way than agreed, and its ends.

import { MessageChannel } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { received, type ReaderWord, type ReadingThread } from './reading-thread';
import { SliceSender } from './slice-sender';

const SLICE = 1000;
const bytes = Uint8Array.from({ length: 20_500 }, (_, at) => (at * 31) % 251);

interface Watched {
  readonly start: () => ReadingThread;
  sent: number;
  asked: number;
  mostUnder: number;
  ended: number;
}

/** A thread whose messages are cloned and handed over as between workers. */
function watched(onSlice: (sent: number) => 'go' | 'die' = () => 'go'): Watched {
  const watch: Watched = {
    sent: 0,
    asked: 0,
    mostUnder: 0,
    ended: 0,
    start: () => {
      const { port1, port2 } = new MessageChannel();
      const sender = new SliceSender();
      let died = (): void => undefined;
      return {
        read: (blob) =>
          void sender.send(
            blob,
            (word, handedOver) => {
              if ('slice' in word) {
                watch.sent++;
                watch.mostUnder = Math.max(watch.mostUnder, watch.sent - watch.asked);
                if (onSlice(watch.sent) === 'die') return died();
              }
              port2.postMessage(word, [...handedOver]);
            },
            SLICE,
          ),
        more: () => {
          watch.asked++;
          sender.more();
        },
        listen: (word, whenDead) => {
          died = whenDead;
          port1.on('message', (data: ReaderWord) => word(data));
        },
        end: () => {
          watch.ended++;
          port1.close();
        },
      };
    },
  };
  return watch;
}

async function bytesOf(chunks: AsyncIterable<Uint8Array>): Promise<number[]> {
  const all: number[] = [];
  for await (const chunk of chunks) all.push(...chunk);
  return all;
}

describe('a reading thread', () => {
  it('hands over the bytes of the file in order, a few slices ahead and no more', async () => {
    const watch = watched();
    expect(await bytesOf(received(new Blob([bytes]), watch.start))).toEqual([...bytes]);
    expect(watch.sent).toBe(21);
    expect(watch.mostUnder).toBe(1);
    expect(watch.ended).toBe(1);
  });

  it('ends when nobody wants more', async () => {
    const watch = watched();
    const chunks = received(new Blob([bytes]), watch.start);
    await chunks.next();
    await chunks.return(undefined);
    expect(watch.ended).toBe(1);
    expect(watch.sent).toBeLessThan(10);
  });

  it('reads on in its place where it cannot start, or dies', async () => {
    for (const dies of [1, 7]) {
      const watch = watched((sent) => (sent === dies ? 'die' : 'go'));
      expect(await bytesOf(received(new Blob([bytes]), watch.start))).toEqual([...bytes]);
      expect(watch.ended).toBe(1);
    }
  });

  it('tells what the file says when it cannot be read', async () => {
    const gone = { size: 5000, slice: () => gone, arrayBuffer: () => Promise.reject(new DOMException('gone', 'NotReadableError')) };
    const reading = bytesOf(received(gone, watched().start));
    await expect(reading).rejects.toMatchObject({ name: 'NotReadableError', message: 'gone' });
  });
});
