// Bytes in memory as a ByteSource, cut into chunks at will, and a sink that writes down what it is given.

import type { ByteSource } from '../model/byte-source';
import type { RecordSink } from '../model/record-sink';

/** @param chunkBytes sizes of the chunks in turn, repeated; one chunk of everything when left out */
export function memorySource(bytes: Uint8Array, chunkBytes: readonly number[] = [Math.max(1, bytes.length)], name = 'memory'): ByteSource {
  return {
    name,
    size: bytes.length,
    chunks: () => cut(bytes, chunkBytes),
    read: (offset, length) => Promise.resolve(bytes.slice(offset, offset + length)),
  };
}

async function* cut(bytes: Uint8Array, chunkBytes: readonly number[]): AsyncGenerator<Uint8Array> {
  let at = 0;
  for (let turn = 0; at < bytes.length; turn++) {
    const size = chunkBytes[turn % chunkBytes.length] ?? 1;
    // A copy that is overwritten afterwards: whoever keeps a view of a chunk is found out.
    const chunk = bytes.slice(at, at + size);
    at += size;
    yield await Promise.resolve(chunk);
    chunk.fill(0xee);
  }
}

export interface SeenRecord {
  readonly interfaceIndex: number;
  readonly linkType: number;
  readonly tsNs: number;
  readonly data: Uint8Array;
  readonly origLen: number;
  readonly fileOffset: number;
}

export class RecordingSink implements RecordSink {
  readonly records: SeenRecord[] = [];

  record(
    interfaceIndex: number,
    linkType: number,
    tsNs: number,
    data: Uint8Array,
    offset: number,
    capLen: number,
    origLen: number,
    fileOffset: number,
  ): void {
    if (offset < 0 || capLen < 0 || offset + capLen > data.length)
      throw new Error(`record outside its bytes: ${offset}+${capLen} of ${data.length}`);
    this.records.push({ interfaceIndex, linkType, tsNs, data: data.slice(offset, offset + capLen), origLen, fileOffset });
  }
}
