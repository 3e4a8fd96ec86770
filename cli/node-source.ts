// A file or standard input as a ByteSource. A file is read piece by piece on the thread that analyses it: the copy that the kernel makes is
// then in that processor's cache, which is worth more than a second thread that copies meanwhile (docs/adr/0006). The kernel reads ahead
// from the disk either way. Streams and Blobs of Node cost many times as much.

import { closeSync, openSync, readSync } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { failed, success, type Result } from '#engine/base/result';
import type { ByteSource } from '#engine/model/byte-source';
import type { Failure } from '#engine/model/failure';

/** Pieces of a file fit into a processor's own cache beside the tables. */
const PIECE_BYTES = 256 * 1024;
/** Of a pipe as much as its writer has ready. */
const PIPE_READ_BYTES = 2 * 1024 * 1024;

/** Failure when the path names nothing that can be read; the file is opened anew by each chunks(). */
export async function fileSource(path: string): Promise<Result<ByteSource, Failure>> {
  try {
    const stats = await stat(path);
    if (stats.isDirectory()) return failed({ code: 'not-a-file', kind: 'directory' });
    // Opened once for the error: permissions show only then. A pipe would lose its writer by it.
    if (stats.isFile()) await (await open(path, 'r')).close();
    const size = stats.isFile() ? stats.size : null;
    return success({
      name: basename(path),
      size,
      chunks: () => (size === null ? chunksOfPipe(path) : chunksOf(path, size)),
      read: size === null ? null : (offset, length) => readAt(path, offset, length),
    });
  } catch (error) {
    return failed({ code: 'file-unreadable', reason: reasonOf(error) });
  }
}

export function inputSource(input: AsyncIterable<Uint8Array | string>): ByteSource {
  return { name: '-', size: null, chunks: () => bytesOf(input), read: null };
}

async function* bytesOf(input: AsyncIterable<Uint8Array | string>): AsyncGenerator<Uint8Array> {
  for await (const chunk of input) yield typeof chunk === 'string' ? Buffer.from(chunk, 'latin1') : chunk;
}

/** A piece stays as it is until two more were asked for: a decompressor may still look at the last bytes of the one before. */
async function* chunksOf(path: string, size: number): AsyncGenerator<Uint8Array> {
  const file = openSync(path, 'r');
  // One byte more than the file holds: its end shows without another read.
  const bytes = Math.min(PIECE_BYTES, size + 1);
  const pieces = [new Uint8Array(bytes), new Uint8Array(bytes)] as const;
  try {
    for (let turn = 0; ; turn++) {
      const piece = pieces[turn & 1] as Uint8Array;
      let filled = 0;
      while (filled < bytes) {
        const read = readSync(file, piece, filled, bytes - filled, null);
        if (read === 0) break;
        filled += read;
      }
      if (filled > 0) yield piece.subarray(0, filled);
      if (filled < bytes) return;
    }
  } finally {
    closeSync(file);
  }
}

/** A pipe has no end that is known, and its writer may be slow: others get their turn meanwhile. */
async function* chunksOfPipe(path: string): AsyncGenerator<Uint8Array> {
  const handle = await open(path, 'r');
  const pieces = [new Uint8Array(PIPE_READ_BYTES), new Uint8Array(PIPE_READ_BYTES)] as const;
  try {
    for (let turn = 0; ; turn++) {
      const piece = pieces[turn & 1] as Uint8Array;
      const { bytesRead } = await handle.read(piece, 0, piece.length, null);
      if (bytesRead === 0) return;
      yield piece.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}

async function readAt(path: string, offset: number, length: number): Promise<Uint8Array> {
  const handle = await open(path, 'r');
  try {
    const buffer = new Uint8Array(length);
    let filled = 0;
    while (filled < length) {
      const { bytesRead } = await handle.read(buffer, filled, length - filled, offset + filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return buffer.subarray(0, filled);
  } finally {
    await handle.close();
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ENOTDIR: 'no such file',
  ENAMETOOLONG: 'the name is too long',
  EISDIR: 'a directory',
  EIO: 'the device reports an error',
  EMFILE: 'too many open files',
  ENOSPC: 'no space left on the device',
  EROFS: 'the file system is read-only',
};

export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return REASONS[code] ?? (code || error.message);
}
