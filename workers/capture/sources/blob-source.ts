// A Blob or File as a ByteSource: large slices, read ahead so that reading and analysing overlap.

import type { ByteSource } from '../../model/byte-source';

/** Chromium reads fastest with about three slices of some megabytes under way. */
const SLICE_BYTES = 8 * 1024 * 1024;
const READ_AHEAD = 3;

export function blobSource(blob: BlobLike, name: string, sliceBytes: number = SLICE_BYTES): ByteSource {
  return {
    name,
    size: blob.size,
    chunks: () => slices(blob, 0, sliceBytes),
    read: (offset, length) => readSlice(blob, offset, length),
  };
}

/** The bytes from `next` on. */
export async function* slices(
  blob: BlobLike,
  next: number,
  sliceBytes: number = SLICE_BYTES,
  readAhead: number = READ_AHEAD,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const underWay: Promise<Uint8Array<ArrayBuffer>>[] = [];
  for (;;) {
    while (underWay.length < readAhead && next < blob.size) {
      const slice = readSlice(blob, next, sliceBytes);
      // A slice that fails while an earlier one is awaited must not count as unhandled; awaiting it still throws.
      slice.catch(() => undefined);
      underWay.push(slice);
      next += sliceBytes;
    }
    const first = underWay.shift();
    if (first === undefined) return;
    yield await first;
  }
}

async function readSlice(blob: BlobLike, offset: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await blob.slice(offset, Math.min(blob.size, offset + length)).arrayBuffer());
}
