// A file or standard input as a ByteSource: large reads by file handle, some ahead of the analysis.
// Sequential reads of 2 MB reach the disk's speed and are still in the processor's cache when they are analysed; streams
// and Blobs of Node cost many times as much.

import { open, stat, type FileHandle } from 'node:fs/promises';
import { basename } from 'node:path';
import { failed, success, type Result } from '#engine/base/result';
import type { ByteSource } from '#engine/model/byte-source';
import type { Failure } from '#engine/model/failure';

const READ_BYTES = 2 * 1024 * 1024;
/** Reads under way at a time: with one, the thread that reads waits for the analysis to ask for the next. */
const AHEAD = 2;
/** One being analysed, those being read, and one whose last bytes a decompressor may still look at. */
const BUFFERS = AHEAD + 2;

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
      chunks: () => chunksOf(path, size),
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

async function* chunksOf(path: string, size: number | null): AsyncGenerator<Uint8Array> {
  const handle = await open(path, 'r');
  // One byte more than the file holds: its end shows without another buffer.
  const bytes = size === null ? READ_BYTES : Math.min(READ_BYTES, size + 1);
  const buffers: Uint8Array[] = [];
  // A pipe has no positions: what is read next depends on how much came before.
  const atATime = size === null || size < bytes ? 1 : AHEAD;
  let turn = 0;
  const ahead: Promise<Uint8Array>[] = [];
  const askAhead = (): void => {
    while (ahead.length < atATime) {
      const buffer = (buffers[turn % BUFFERS] ??= new Uint8Array(bytes));
      const chunk = fill(handle, buffer, size === null ? null : turn * bytes);
      turn++;
      // A read that fails while another chunk is analysed must not count as unhandled; awaiting it still throws.
      chunk.catch(() => undefined);
      ahead.push(chunk);
    }
  };
  try {
    for (;;) {
      askAhead();
      const chunk = await (ahead.shift() as Promise<Uint8Array>);
      if (chunk.length === 0) return;
      const isEnd = size !== null && chunk.length < bytes;
      if (!isEnd) askAhead();
      yield chunk;
      if (isEnd) return;
    }
  } finally {
    await Promise.allSettled(ahead);
    await handle.close();
  }
}

/** From a place in a file as much as fits, less only at its end; of a pipe (`from` null) what there is. Empty at the end. */
async function fill(handle: FileHandle, buffer: Uint8Array, from: number | null): Promise<Uint8Array> {
  let filled = 0;
  do {
    const { bytesRead } = await handle.read(buffer, filled, buffer.length - filled, from === null ? null : from + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  } while (from !== null && filled < buffer.length);
  return buffer.subarray(0, filled);
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
