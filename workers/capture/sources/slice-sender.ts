// The end of a reading thread that reads: sends slices of a file, a few ahead of whoever analyses them (reading-thread.ts).

import { slices } from './blob-source';
import type { ReaderWord } from './reading-thread';

/** Large files are read with the least work in large slices: each costs Chromium a file opened and a pipe (docs/adr/0006). */
const SLICE_BYTES = 24 * 1024 * 1024;
const READ_AHEAD = 2;
/** Slices that were sent and not yet begun with: one to go on with at once. With it four are in memory. */
const SENT_AHEAD = 1;

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
