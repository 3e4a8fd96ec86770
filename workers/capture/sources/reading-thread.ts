// A file read on a thread of its own: the end that analyses (the other is slice-sender.ts). Browsers hand the bytes of a Blob over on the
// thread that asked for them, and read on only while that thread is idle: where it analyses as well, both take turns.

import { slices } from './blob-source';

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

/** The bytes of the file, read on a thread that `start` starts; here, where that cannot be. */
export async function* received(blob: BlobLike, start: () => ReadingThread): AsyncGenerator<Uint8Array<ArrayBuffer>> {
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
