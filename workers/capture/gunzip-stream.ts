// Gzip as a stream: several members, bounded memory, checksums, and whatever could be read before damage or a cut end.

import { Gunzip } from 'fflate';
import { u32le } from '../base/bytes';
import { crc32 } from './crc32';
import type { UnpackEnd, Unpacker, UnpackOutput } from './unpacker';

/** Compressed bytes handed over at once: deflate grows at most 1,032 times, so this bounds the output held to some 17 MB. */
const STEP_BYTES = 16_384;
/** Compressed bytes kept of the step before, so that a member's trailer can be read once the next header was recognised. */
const KEPT_BYTES = 1024;
const TRAILER_BYTES = 8;

export class GunzipStream implements Unpacker {
  bytesOut = 0;
  /** Where in the compressed bytes damage showed; meaningful once end() said so. */
  damageOffset = 0;
  #bytesIn = 0;
  #isStopped = false;
  #isCorrupt = false;
  #hasBadChecksum = false;
  /** Of the member under way. */
  #crc = 0;
  #memberBytes = 0;
  /** The last compressed bytes; they end at #bytesIn. */
  readonly #recent = new Uint8Array(KEPT_BYTES + STEP_BYTES);
  #recentLength = 0;
  readonly #gunzip: Gunzip;

  constructor(output: UnpackOutput) {
    this.#gunzip = new Gunzip((bytes) => {
      if (bytes.length === 0 || this.#isStopped) return;
      const offset = this.bytesOut;
      this.bytesOut += bytes.length;
      this.#memberBytes += bytes.length;
      this.#crc = crc32(bytes, this.#crc);
      if (!output(bytes, offset)) this.#isStopped = true;
    });
    this.#gunzip.onmember = (offset) => {
      if (this.#checkTrailer(offset) !== 'sound') this.#noteBadChecksum(offset - TRAILER_BYTES);
      this.#crc = 0;
      this.#memberBytes = 0;
    };
  }

  /** False once nothing more will come out: enough was read, or the data is damaged. */
  push(chunk: Uint8Array): boolean {
    for (let at = 0; at < chunk.length && !this.#isStopped && !this.#isCorrupt; at += STEP_BYTES) {
      const step = chunk.subarray(at, at + STEP_BYTES);
      this.#remember(step);
      this.#inflate(step, false);
    }
    return !this.#isStopped && !this.#isCorrupt;
  }

  /** How it ended; call once, after the last push. */
  end(): UnpackEnd {
    if (this.#isStopped) return 'whole';
    if (this.#isCorrupt || this.#hasBadChecksum) return 'corrupt';
    this.#inflate(new Uint8Array(0), true);
    if (this.#isCorrupt) return 'truncated';
    const trailer = this.#checkTrailer(this.#bytesIn);
    if (trailer === 'bad-checksum') this.#noteBadChecksum(this.#bytesIn - TRAILER_BYTES);
    return trailer === 'sound' ? 'whole' : trailer === 'bad-length' ? 'truncated' : 'corrupt';
  }

  #inflate(step: Uint8Array, isLast: boolean): void {
    try {
      this.#gunzip.push(step, isLast);
    } catch (error) {
      // The library tells damage by throwing its own error with a numeric code; anything else is a bug of the reader behind it.
      if (!(error instanceof Error) || typeof (error as { code?: unknown }).code !== 'number') throw error;
      this.#isCorrupt = true;
      if (!this.#hasBadChecksum) this.damageOffset = this.#bytesIn - step.length;
    }
  }

  #noteBadChecksum(offset: number): void {
    if (!this.#hasBadChecksum) this.damageOffset = Math.max(0, offset);
    this.#hasBadChecksum = true;
  }

  /** Compares what came out of a member with the CRC-32 and length that stand before `end`. */
  #checkTrailer(end: number): 'sound' | 'bad-length' | 'bad-checksum' {
    const at = this.#recentLength - (this.#bytesIn - end) - TRAILER_BYTES;
    if (at < 0) return this.#bytesIn < KEPT_BYTES ? 'bad-length' : 'sound';
    if (u32le(this.#recent, at + 4) !== this.#memberBytes % 4294967296) return 'bad-length';
    return u32le(this.#recent, at) === this.#crc ? 'sound' : 'bad-checksum';
  }

  #remember(step: Uint8Array): void {
    const kept = Math.min(KEPT_BYTES, this.#recentLength);
    this.#recent.copyWithin(0, this.#recentLength - kept, this.#recentLength);
    this.#recent.set(step, kept);
    this.#recentLength = kept + step.length;
    this.#bytesIn += step.length;
  }
}
