// SHA-256 of what was analysed, for reports: of a file in a pass of its own, of standard input while it is read.

import { createHash } from 'node:crypto';
import type { ByteSource } from '#engine/model/byte-source';

/** Null when the file cannot be read any more. */
export async function sha256Of(source: ByteSource): Promise<string | null> {
  const hash = createHash('sha256');
  try {
    for await (const chunk of source.chunks()) hash.update(chunk);
  } catch {
    return null;
  }
  return hash.digest('hex');
}

export interface WatchedSource {
  readonly source: ByteSource;
  /** Null when not all of it was read. */
  readonly sha256: () => string | null;
}

/** For what can be read only once. */
export function watched(source: ByteSource): WatchedSource {
  const hash = createHash('sha256');
  let digest: string | null = null;
  async function* chunks(): AsyncGenerator<Uint8Array> {
    for await (const chunk of source.chunks()) {
      hash.update(chunk);
      yield chunk;
    }
    digest = hash.digest('hex');
  }
  return { source: { ...source, chunks }, sha256: () => digest };
}
