// `--trim OUT`: the trimmed capture into a file or to standard output, never over the capture that it is cut out of.

import { open, realpath, rm, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Writable } from 'node:stream';
import { failed, success, type Result } from '#engine/base/result';
import type { ByteSource } from '#engine/model/byte-source';
import type { Failure } from '#engine/model/failure';
import type { Analysis } from '#engine/pipeline/analysis';
import { unquotedSource } from '#engine/share/redacted-source';
import { trimCapture, type TrimOptions, type TrimSummary } from '#engine/trim/trim-capture';
import { reasonOf } from './node-source';

/** What the other side of the pipe or the disk said. */
export interface WriteProblem {
  readonly code: 'not-written';
  readonly reason: string;
}

export async function writeTrimmed(
  out: string,
  source: ByteSource,
  analysis: Analysis,
  options: TrimOptions,
  stdout: Writable,
): Promise<Result<TrimSummary, Failure | WriteProblem>> {
  // Payload that stays behind is not quoted in comments either.
  const told = options.keepsPayload ? analysis : unquotedSource(analysis);
  if (out === '-') return trimCapture(source, told, options, (bytes) => toStream(stdout, bytes));
  let handle;
  let isFile = false;
  try {
    handle = await open(out, 'w');
    isFile = (await handle.stat()).isFile();
  } catch (error) {
    return failed({ code: 'not-written', reason: reasonOf(error) });
  }
  const file = handle;
  let problem: WriteProblem | null = null;
  try {
    const trimmed = await trimCapture(source, told, options, async (bytes) => {
      try {
        await writeAll(file, bytes);
      } catch (error) {
        problem = { code: 'not-written', reason: reasonOf(error) };
        throw error;
      }
    });
    await file.close();
    // Half a capture would be taken for a whole one.
    if (!trimmed.ok && isFile) await rm(out, { force: true });
    return trimmed.ok ? success(trimmed.value) : trimmed;
  } catch (error) {
    await file.close().catch(() => undefined);
    if (isFile) await rm(out, { force: true });
    if (problem === null) throw error;
    return failed(problem);
  }
}

/** True when writing `out` would destroy one of the inputs. */
export async function isSameFile(out: string, inputs: readonly string[]): Promise<boolean> {
  const target = await identityOf(out);
  for (const input of inputs) if (input !== '-' && (await identityOf(input)) === target) return true;
  return false;
}

/** Device and number of the file, so that links count as what they lead to; its path where there is none yet. */
async function identityOf(path: string): Promise<string> {
  try {
    const { dev, ino } = await stat(path, { bigint: true });
    return ino === 0n ? await realpath(path) : `${dev}:${ino}`;
  } catch {
    return resolve(path);
  }
}

async function writeAll(file: Awaited<ReturnType<typeof open>>, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += (await file.write(bytes, at, bytes.length - at)).bytesWritten;
}

/** A reader that went away is no error: what it did not want is not written. */
function toStream(stream: Writable, bytes: Uint8Array): Promise<void> {
  return new Promise((done) => {
    stream.write(bytes, () => done());
  });
}
