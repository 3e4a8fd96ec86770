// Gzip as a stream: several members, bounded memory, and whatever could be read before damage or a cut end.

import { Gunzip } from 'fflate';

/** Compressed bytes handed over at once: deflate grows at most 1,032 times, so this bounds the output held to some 17 MB. */
const STEP_BYTES = 16_384;

export type GunzipEnd = 'whole' | 'truncated' | 'corrupt';

export class GunzipStream {
  /** Compressed bytes taken, for messages. */
  bytesIn = 0;
  #bytesOut = 0;
  #isStopped = false;
  #isCorrupt = false;
  readonly #gunzip: Gunzip;

  /** @param output takes bytes with their offset in the uncompressed stream; false: no more is wanted */
  constructor(output: (bytes: Uint8Array, offset: number) => boolean) {
    this.#gunzip = new Gunzip((bytes) => {
      if (bytes.length === 0 || this.#isStopped) return;
      const offset = this.#bytesOut;
      this.#bytesOut += bytes.length;
      if (!output(bytes, offset)) this.#isStopped = true;
    });
  }

  get bytesOut(): number {
    return this.#bytesOut;
  }

  /** False once nothing more will come out: enough was read, or the data is damaged. */
  push(chunk: Uint8Array): boolean {
    for (let at = 0; at < chunk.length && !this.#isStopped && !this.#isCorrupt; at += STEP_BYTES) {
      const step = chunk.subarray(at, at + STEP_BYTES);
      this.#inflate(step, false);
      if (!this.#isCorrupt) this.bytesIn += step.length;
    }
    return !this.#isStopped && !this.#isCorrupt;
  }

  /** How it ended; call once, after the last push. */
  end(): GunzipEnd {
    if (this.#isCorrupt) return 'corrupt';
    if (this.#isStopped) return 'whole';
    this.#inflate(new Uint8Array(0), true);
    return this.#isCorrupt ? 'truncated' : 'whole';
  }

  #inflate(step: Uint8Array, isLast: boolean): void {
    try {
      this.#gunzip.push(step, isLast);
    } catch (error) {
      // The library tells damage by throwing its own error with a numeric code; anything else is a bug of the reader behind it.
      if (!(error instanceof Error) || typeof (error as { code?: unknown }).code !== 'number') throw error;
      this.#isCorrupt = true;
    }
  }
}
