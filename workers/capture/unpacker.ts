// What the compressions have in common: how each is recognised and unpacked as a stream. Each reader is loaded when a file needs it.

import { u32le } from '../base/bytes';
import type { Compression } from '../model/capture';

/** How a compressed stream ended. */
export type UnpackEnd = 'whole' | 'truncated' | 'corrupt';

export interface Unpacker {
  /** Bytes that came out so far. */
  readonly bytesOut: number;
  /** Where in the compressed bytes damage showed; meaningful once end() said so. */
  readonly damageOffset: number;
  /** False once nothing more will come out: enough was read, or the data is damaged. */
  push(chunk: Uint8Array): boolean;
  /** Call once, after the last push. */
  end(): UnpackEnd;
}

/** Takes bytes with their offset in the uncompressed stream; false: no more is wanted. The bytes are not kept beyond the call. */
export type UnpackOutput = (bytes: Uint8Array, offset: number) => boolean;

const ZSTD_MAGIC = 0xfd2fb528;
const LZ4_MAGIC = 0x184d2204;
const LZ4_LEGACY_MAGIC = 0x184c2102;

/** By the first bytes; null when they are not compressed in a way that can be read. */
export function compressionOf(head: Uint8Array): Compression | null {
  if (head.length >= 3 && head[0] === 0x1f && head[1] === 0x8b && head[2] === 8) return 'gzip';
  if (head.length < 4) return null;
  const magic = u32le(head, 0);
  if (magic === ZSTD_MAGIC) return 'zstd';
  return magic === LZ4_MAGIC || magic === LZ4_LEGACY_MAGIC ? 'lz4' : null;
}

export function createUnpacker(compression: Compression, output: UnpackOutput): Promise<Unpacker> {
  switch (compression) {
    case 'gzip':
      return import('./gunzip-stream').then(({ GunzipStream }) => new GunzipStream(output));
    case 'zstd':
      return import('./zstd/zstd-stream').then(({ ZstdStream }) => new ZstdStream(output));
    case 'lz4':
      return import('./lz4/lz4-stream').then(({ Lz4Stream }) => new Lz4Stream(output));
  }
}
