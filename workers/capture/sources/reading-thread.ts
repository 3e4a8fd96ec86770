// A file read on a thread of its own: both ends of it. Browsers hand the bytes of a Blob over on the thread that asked for them, and read
// on only while that thread is idle: where it analyses as well, reading and analysing take turns.

import type { ByteSource } from '../../model/byte-source';
import { blobSource, slices } from './blob-source';

/** Large files are read with the least work in large slices: each costs Chromium a file opened and a pipe (docs/adr/0006). */
const SLICE_BYTES = 24 * 1024 * 1024;
const READ_AHEAD = 2;
/** Slices that were sent and not yet begun with: one to go on with at once. With it four are in memory. */
const SENT_AHEAD = 1;

/** What the reading thread says: the next slice, that there are no more, or why it stopped. */
export type ReaderWord =
  | { readonly slice: ArrayBuffer }
  | { readonly end: true }
  | { readonly error: { readonly name: string; readonly message: string } };

/** The thread that reads: a worker, or one end of a message channel in tests. */
export interface ReadingThread {
  read(blob: BlobLike): void;
  /** One slice was begun with: another may be sent. */
  more(): void;
  listen(word: (word: ReaderWord) => void, died: () => void): void;
  end(): void;
}

/** The end that reads. */
export class SliceSender {
  #credit = SENT_AHEAD;
  #wake: (() => void) | null = null;

  more(): void {
    this.#credit++;
    this.#wake?.();
  }

  async send(blob: BlobLike, say: (word: ReaderWord, handedOver: readonly ArrayBuffer[]) => void, sliceBytes = SLICE_BYTES): Promise<void> {
    try {
      for await (const { buffer } of slices(blob, 0, sliceBytes, READ_AHEAD)) {
        while (this.#credit === 0) {
          await new Promise<void>((resolve) => {
            this.#wake = resolve;
          });
        }
        this.#credit--;
        say({ slice: buffer }, [buffer]);
      }
      say({ end: true }, []);
    } catch (error) {
      const { name, message } = error instanceof Error ? error : { name: 'Error', message: String(error) };
      say({ error: { name, message } }, []);
    }
  }
}

/** As blobSource(), read on a thread that `start` starts; here, where that cannot be. */
export function readingThreadSource(blob: BlobLike, name: string, start: () => ReadingThread): ByteSource {
  return { ...blobSource(blob, name), chunks: () => received(blob, start) };
}

async function* received(blob: BlobLike, start: () => ReadingThread): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const words: (ReaderWord | 'died')[] = [];
  let wake: (() => void) | null = null;
  const take = (word: ReaderWord | 'died'): void => {
    words.push(word);
    wake?.();
  };
  const thread = start();
  let offset = 0;
  try {
    thread.listen(take, () => take('died'));
    thread.read(blob);
    for (;;) {
      const word = words.shift();
      if (word === undefined) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        continue;
      }
      if (word === 'died') break;
      if ('end' in word) return;
      if ('error' in word) throw Object.assign(new Error(word.error.message), { name: word.error.name });
      thread.more();
      offset += word.slice.byteLength;
      yield new Uint8Array(word.slice);
    }
  } finally {
    thread.end();
  }
  // A host that forbids threads of threads, or lost the file of this one: what is left is read here.
  yield* slices(blob, offset);
}
