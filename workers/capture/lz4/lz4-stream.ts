// LZ4 as a stream: frames of version 1 (lz4_Frame_format.md), the legacy format, several of them, skippable frames between. Every
// length is held against the block size that the frame names; checksums are verified where they are there.

import { u32le } from '../../base/bytes';
import { ByteQueue } from '../byte-queue';
import type { UnpackEnd, Unpacker, UnpackOutput } from '../unpacker';
import { Xxh32, xxh32 } from './xxh32';

const MAGIC = 0x184d2204;
const LEGACY_MAGIC = 0x184c2102;
/** 0x184d2a50 to 0x184d2a5f: a length and bytes of no concern. */
const SKIPPABLE = 0x184d2a5;
const LEGACY_BLOCK_BYTES = 8_388_608;
/** What a legacy block can grow to when it cannot be shrunk. */
const LEGACY_PACKED_BYTES = LEGACY_BLOCK_BYTES + LEGACY_BLOCK_BYTES / 255 + 16;
const HISTORY_BYTES = 65_536;
const MIN_MATCH_BYTES = 4;
/** Chunks are taken in pieces, so that what waits stays bounded. */
const STEP_BYTES = 65_536;

type Phase = 'magic' | 'skip' | 'block' | 'legacy-block' | 'content-checksum';

export class Lz4Stream implements Unpacker {
  bytesOut = 0;
  damageOffset = 0;
  readonly #output: UnpackOutput;
  readonly #queue = new ByteQueue();
  #phase: Phase = 'magic';
  #isStopped = false;
  #isCorrupt = false;
  #skip = 0;
  #blockBytes = 0;
  #areBlocksLinked = false;
  #hasBlockChecksum = false;
  #contentHash: Xxh32 | null = null;
  /** History in front of the block that is being unpacked. */
  #window = new Uint8Array(0);
  #history = 0;

  constructor(output: UnpackOutput) {
    this.#output = output;
  }

  push(chunk: Uint8Array): boolean {
    for (let at = 0; at < chunk.length && !this.#isStopped && !this.#isCorrupt; at += STEP_BYTES) {
      this.#queue.add(chunk.subarray(at, at + STEP_BYTES));
      while (!this.#isStopped && !this.#isCorrupt && this.#step());
    }
    return !this.#isStopped && !this.#isCorrupt;
  }

  end(): UnpackEnd {
    if (this.#isStopped) return 'whole';
    if (this.#isCorrupt) return 'corrupt';
    const isBetween = this.#queue.length === 0 && (this.#phase === 'magic' || this.#phase === 'legacy-block');
    if (!isBetween) this.damageOffset = this.#queue.offset + this.#queue.length;
    return isBetween ? 'whole' : 'truncated';
  }

  /** One unit; false when more bytes are needed first. */
  #step(): boolean {
    switch (this.#phase) {
      case 'magic':
        return this.#readMagic();
      case 'skip': {
        const dropped = Math.min(this.#skip, this.#queue.length);
        this.#queue.drop(dropped);
        this.#skip -= dropped;
        if (this.#skip === 0) this.#phase = 'magic';
        return this.#skip === 0;
      }
      case 'block':
        return this.#readBlock();
      case 'legacy-block':
        return this.#readLegacyBlock();
      case 'content-checksum':
        return this.#readContentChecksum();
    }
  }

  #readMagic(): boolean {
    const { data, start, length } = this.#queue;
    if (length < 4) return false;
    const magic = u32le(data, start);
    if (magic === LEGACY_MAGIC) {
      this.#queue.drop(4);
      this.#startFrame(LEGACY_BLOCK_BYTES, false);
      this.#phase = 'legacy-block';
      return true;
    }
    if (magic >>> 4 === SKIPPABLE) {
      if (length < 8) return false;
      this.#skip = u32le(data, start + 4);
      this.#queue.drop(8);
      this.#phase = 'skip';
      return true;
    }
    return magic === MAGIC ? this.#readHeader() : this.#fail();
  }

  /** Flags, block size, then 8 bytes of content size and 4 of a dictionary where the flags say so, and a checksum byte. */
  #readHeader(): boolean {
    const { data, start, length } = this.#queue;
    if (length < 7) return false;
    const flags = data[start + 4];
    const sizeId = (data[start + 5] >>> 4) & 7;
    const hasDictionary = (flags & 1) !== 0;
    const bytes = 6 + ((flags & 8) === 0 ? 0 : 8) + (hasDictionary ? 4 : 0) + 1;
    if (length < bytes) return false;
    if (flags >>> 6 !== 1 || sizeId < 4 || hasDictionary) return this.#fail();
    if (data[start + bytes - 1] !== ((xxh32(data, start + 4, start + bytes - 1) >>> 8) & 255)) return this.#fail();
    this.#queue.drop(bytes);
    this.#startFrame(4 ** (sizeId + 4), (flags & 0x20) === 0);
    this.#hasBlockChecksum = (flags & 0x10) !== 0;
    this.#contentHash = (flags & 4) === 0 ? null : new Xxh32();
    this.#phase = 'block';
    return true;
  }

  #startFrame(blockBytes: number, areBlocksLinked: boolean): void {
    this.#blockBytes = blockBytes;
    this.#areBlocksLinked = areBlocksLinked;
    this.#hasBlockChecksum = false;
    this.#contentHash = null;
    this.#history = 0;
    if (this.#window.length < HISTORY_BYTES + blockBytes) this.#window = new Uint8Array(HISTORY_BYTES + blockBytes);
  }

  #readBlock(): boolean {
    const { data, start, length } = this.#queue;
    if (length < 4) return false;
    const head = u32le(data, start);
    if (head === 0) {
      this.#queue.drop(4);
      this.#phase = this.#contentHash === null ? 'magic' : 'content-checksum';
      return true;
    }
    const bytes = head & 0x7fffffff;
    if (bytes > this.#blockBytes) return this.#fail();
    const whole = 4 + bytes + (this.#hasBlockChecksum ? 4 : 0);
    if (length < whole) return false;
    const body = start + 4;
    if (this.#hasBlockChecksum && xxh32(data, body, body + bytes) !== u32le(data, body + bytes)) return this.#fail();
    if (head >= 0x80000000) {
      this.#window.set(data.subarray(body, body + bytes), this.#history);
      this.#emit(bytes);
    } else {
      const unpacked = unpackBlock(data, body, body + bytes, this.#window, this.#history, this.#history + this.#blockBytes);
      if (unpacked < 0) return this.#fail();
      this.#emit(unpacked - this.#history);
    }
    this.#queue.drop(whole);
    return true;
  }

  #readLegacyBlock(): boolean {
    const { data, start, length } = this.#queue;
    if (length < 4) return false;
    const bytes = u32le(data, start);
    if (bytes === MAGIC || bytes === LEGACY_MAGIC || bytes >>> 4 === SKIPPABLE) {
      this.#phase = 'magic';
      return true;
    }
    if (bytes > LEGACY_PACKED_BYTES) return this.#fail();
    if (length < 4 + bytes) return false;
    const unpacked = unpackBlock(data, start + 4, start + 4 + bytes, this.#window, 0, this.#blockBytes);
    if (unpacked < 0) return this.#fail();
    this.#emit(unpacked);
    this.#queue.drop(4 + bytes);
    return true;
  }

  #readContentChecksum(): boolean {
    const { data, start, length } = this.#queue;
    if (length < 4) return false;
    if (this.#contentHash !== null && this.#contentHash.digest() !== u32le(data, start)) return this.#fail();
    this.#queue.drop(4);
    this.#phase = 'magic';
    return true;
  }

  /** Hands over the bytes behind the history, and keeps what the next block may refer to. */
  #emit(bytes: number): void {
    const from = this.#history;
    const to = from + bytes;
    this.#contentHash?.update(this.#window, from, to);
    const offset = this.bytesOut;
    this.bytesOut += bytes;
    if (bytes > 0 && !this.#output(this.#window.subarray(from, to), offset)) this.#isStopped = true;
    if (!this.#areBlocksLinked) return;
    this.#history = Math.min(HISTORY_BYTES, to);
    this.#window.copyWithin(0, to - this.#history, to);
  }

  #fail(): false {
    this.#isCorrupt = true;
    this.damageOffset = this.#queue.offset;
    return false;
  }
}

/** Unpacks one block to out[at, limit); where it ends, or -1 when it contradicts itself. */
function unpackBlock(data: Uint8Array, from: number, end: number, out: Uint8Array, at: number, limit: number): number {
  let read = from;
  let write = at;
  while (read < end) {
    const token = data[read++];
    let literals = token >>> 4;
    if (literals === 15) {
      let more: number;
      do {
        if (read >= end) return -1;
        more = data[read++];
        literals += more;
      } while (more === 255);
    }
    if (read + literals > end || write + literals > limit) return -1;
    if (literals > 32) out.set(data.subarray(read, read + literals), write);
    else for (let i = 0; i < literals; i++) out[write + i] = data[read + i];
    read += literals;
    write += literals;
    // The last sequence has no match.
    if (read === end) return write;
    if (read + 2 > end) return -1;
    const distance = data[read] | (data[read + 1] << 8);
    read += 2;
    let length = (token & 15) + MIN_MATCH_BYTES;
    if ((token & 15) === 15) {
      let more: number;
      do {
        if (read >= end) return -1;
        more = data[read++];
        length += more;
      } while (more === 255);
    }
    if (distance === 0 || distance > write || write + length > limit) return -1;
    if (distance >= length && length > 32) out.copyWithin(write, write - distance, write - distance + length);
    else for (let i = 0; i < length; i++) out[write + i] = out[write - distance + i];
    write += length;
  }
  return end === from ? write : -1;
}
