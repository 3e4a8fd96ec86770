// Text to a stream with back-pressure, in large pieces; a reader that went away (head, less) is no error.

import type { Writable } from 'node:stream';

const PIECE_CHARACTERS = 65_536;

export class Output {
  readonly #stream: Writable;
  #pending = '';
  #isClosed = false;

  constructor(stream: Writable) {
    this.#stream = stream;
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE' && error.code !== 'ERR_STREAM_DESTROYED') throw error;
      this.#isClosed = true;
    });
  }

  /** False once nobody reads any more: nothing further need be made. */
  async write(text: string): Promise<boolean> {
    this.#pending += text;
    if (this.#pending.length >= PIECE_CHARACTERS) await this.flush();
    return !this.#isClosed;
  }

  async flush(): Promise<void> {
    const text = this.#pending;
    this.#pending = '';
    if (text === '' || this.#isClosed) return;
    await new Promise<void>((resolve) => {
      this.#stream.write(text, () => resolve());
    });
  }
}
