// One line on a terminal that says how far the reading is; nothing at all where standard error is no terminal.

import type { Writable } from 'node:stream';
import { formatBytes, formatCount, type Language } from '#engine/base/format';

const EVERY_MS = 200;
/** Short readings show nothing: a line that flashes up helps nobody. */
const FIRST_AFTER_MS = 300;

export class ProgressLine {
  readonly #stream: Writable;
  readonly #language: Language;
  readonly #startedMs = Date.now();
  #lastMs = 0;
  #isShown = false;

  constructor(stream: Writable, language: Language) {
    this.#stream = stream;
    this.#language = language;
  }

  show(progress: { readonly bytesDone: number; readonly bytesTotal: number; readonly frames: number }): void {
    const now = Date.now();
    if (now - this.#startedMs < FIRST_AFTER_MS || now - this.#lastMs < EVERY_MS) return;
    this.#lastMs = now;
    this.#isShown = true;
    const total = progress.bytesTotal > progress.bytesDone ? ` / ${formatBytes(progress.bytesTotal, 'en')}` : '';
    const packets = this.#language === 'zh' ? '个报文' : 'packets';
    this.#stream.write(`\r\u001b[K${formatBytes(progress.bytesDone, 'en')}${total} · ${formatCount(progress.frames)} ${packets}`);
  }

  clear(): void {
    if (this.#isShown) this.#stream.write('\r\u001b[K');
    this.#isShown = false;
  }
}
