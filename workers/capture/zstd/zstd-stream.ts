// Zstandard as a stream (RFC 8878): several frames, skippable frames between, checksums verified where they are there. The window is
// bounded and grows with what really comes out, whatever the header claims.

import { u32le } from '../../base/bytes';
import { ByteQueue } from '../byte-queue';
import type { UnpackEnd, Unpacker, UnpackOutput } from '../unpacker';
import { BlockDecoder, MAX_BLOCK_BYTES } from './block';
import { Xxh64 } from './xxh64';

const MAGIC = 0xfd2fb528;
/** 0x184d2a50 to 0x184d2a5f: a length and bytes of no concern. */
const SKIPPABLE = 0x184d2a5;
/** What zstd itself unpacks without being told to: --long=27. */
const MAX_WINDOW_BYTES = 134_217_728;
const FIRST_ROOM_BYTES = 2 * MAX_BLOCK_BYTES;
const STEP_BYTES = 65_536;
const RAW = 0;
const RLE = 1;
const COMPRESSED = 2;

type Phase = 'magic' | 'skip' | 'block' | 'checksum';

export class ZstdStream implements Unpacker {
  bytesOut = 0;
  damageOffset = 0;
  readonly #output: UnpackOutput;
  readonly #queue = new ByteQueue();
  readonly #block = new BlockDecoder();
  #phase: Phase = 'magic';
  #isStopped = false;
  #isCorrupt = false;
  #skip = 0;
  #windowBytes = 0;
  #hash: Xxh64 | null = null;
  /** The frame's output so far, as much as a match may reach: #bytes[#end - reach, #end). */
  #bytes = new Uint8Array(FIRST_ROOM_BYTES);
  #end = 0;

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
    const isBetween = this.#queue.length === 0 && this.#phase === 'magic';
    if (!isBetween) this.damageOffset = this.#queue.offset + this.#queue.length;
    return isBetween ? 'whole' : 'truncated';
  }

  /** One unit; false when more bytes are needed first. */
  #step(): boolean {
    const { data, start, length } = this.#queue;
    switch (this.#phase) {
      case 'magic':
        return this.#readMagic();
      case 'skip': {
        const dropped = Math.min(this.#skip, length);
        this.#queue.drop(dropped);
        this.#skip -= dropped;
        if (this.#skip === 0) this.#phase = 'magic';
        return this.#skip === 0;
      }
      case 'block':
        return this.#readBlock();
      case 'checksum':
        if (length < 4) return false;
        if (this.#hash !== null && this.#hash.digestLow() !== u32le(data, start)) return this.#fail();
        this.#queue.drop(4);
        this.#phase = 'magic';
        return true;
    }
  }

  #readMagic(): boolean {
    const { data, start, length } = this.#queue;
    if (length < 4) return false;
    const magic = u32le(data, start);
    if (magic >>> 4 === SKIPPABLE) {
      if (length < 8) return false;
      this.#skip = u32le(data, start + 4);
      this.#queue.drop(8);
      this.#phase = 'skip';
      return true;
    }
    return magic === MAGIC ? this.#readHeader() : this.#fail();
  }

  /** 3.1.1.1: descriptor, window, dictionary, content size. */
  #readHeader(): boolean {
    const { data, start, length } = this.#queue;
    if (length < 5) return false;
    const descriptor = data[start + 4];
    const isSingle = (descriptor & 0x20) !== 0;
    const dictionaryBytes = [0, 1, 2, 4][descriptor & 3];
    const sizeFlag = descriptor >>> 6;
    const sizeBytes = sizeFlag === 0 ? (isSingle ? 1 : 0) : 2 ** sizeFlag;
    const windowAt = start + 5;
    const dictionaryAt = windowAt + (isSingle ? 0 : 1);
    const sizeAt = dictionaryAt + dictionaryBytes;
    if (length < sizeAt + sizeBytes - start) return false;
    if ((descriptor & 8) !== 0) return this.#fail();
    for (let i = 0; i < dictionaryBytes; i++) if (data[dictionaryAt + i] !== 0) return this.#fail();
    let size = sizeFlag === 1 ? 256 : 0;
    for (let i = sizeBytes - 1; i >= 0; i--) size += data[sizeAt + i] * 2 ** (8 * i);
    const base = 2 ** (10 + (data[windowAt] >>> 3));
    this.#windowBytes = isSingle ? size : base + (base / 8) * (data[windowAt] & 7);
    if (this.#windowBytes > MAX_WINDOW_BYTES) return this.#fail();
    this.#queue.drop(sizeAt + sizeBytes - start);
    this.#block.reset();
    this.#hash = (descriptor & 4) === 0 ? null : new Xxh64();
    this.#end = 0;
    this.#phase = 'block';
    return true;
  }

  #readBlock(): boolean {
    const { data, start, length } = this.#queue;
    if (length < 3) return false;
    const head = data[start] | (data[start + 1] << 8) | (data[start + 2] << 16);
    const type = (head >>> 1) & 3;
    const size = head >>> 3;
    const bodyBytes = type === RLE ? 1 : size;
    if (type > COMPRESSED || size > MAX_BLOCK_BYTES) return this.#fail();
    if (length < 3 + bodyBytes) return false;
    this.#makeRoom();
    const body = start + 3;
    let written = size;
    if (type === RAW) this.#bytes.set(data.subarray(body, body + size), this.#end);
    else if (type === RLE) this.#bytes.fill(data[body], this.#end, this.#end + size);
    else {
      const reach = Math.min(this.#end, this.#windowBytes);
      written = this.#block.decode(data, body, body + size, { bytes: this.#bytes, end: this.#end, reach });
      if (written < 0) return this.#fail();
    }
    this.#queue.drop(3 + bodyBytes);
    this.#emit(written);
    if ((head & 1) !== 0) this.#phase = this.#hash === null ? 'magic' : 'checksum';
    return true;
  }

  /** Room for one more block: the buffer grows to a window and half of it, then what no match can reach any more is moved out. */
  #makeRoom(): void {
    if (this.#end + MAX_BLOCK_BYTES <= this.#bytes.length) return;
    const kept = Math.min(this.#end, this.#windowBytes);
    const enough = kept + Math.max(FIRST_ROOM_BYTES, kept / 2);
    const room =
      this.#bytes.length >= enough ? this.#bytes : new Uint8Array(Math.ceil(Math.max(enough, kept * 2 < this.#windowBytes ? kept * 2 : 0)));
    if (room === this.#bytes) room.copyWithin(0, this.#end - kept, this.#end);
    else room.set(this.#bytes.subarray(this.#end - kept, this.#end));
    this.#bytes = room;
    this.#end = kept;
  }

  #emit(bytes: number): void {
    const from = this.#end;
    this.#end += bytes;
    this.#hash?.update(this.#bytes, from, this.#end);
    const offset = this.bytesOut;
    this.bytesOut += bytes;
    if (bytes > 0 && !this.#output(this.#bytes.subarray(from, this.#end), offset)) this.#isStopped = true;
  }

  #fail(): false {
    this.#isCorrupt = true;
    this.damageOffset = this.#queue.offset;
    return false;
  }
}
