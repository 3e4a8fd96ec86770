// Reads a capture from any source to the end: the one place that awaits, asks whether to go on, and tells progress.

import { failed, success, type Result } from '../base/result';
import type { ByteSource } from '../model/byte-source';
import type { CaptureMeta } from '../model/capture';
import type { Failure } from '../model/failure';
import type { RecordSink } from '../model/record-sink';
import { CaptureStream, HEAD_BYTES, type Foreign } from './capture-stream';
import { IssueLog } from './issue-log';

/** Compressed bytes unpacked between two questions to the host, so that cancelling answers quickly. */
const COMPRESSED_STEP_BYTES = 131_072;
const MAX_REASON_LENGTH = 200;

export interface ReadControl {
  /** Asked at every chunk. */
  verdict(): 'go' | 'cancel' | 'finish';
  /** Bytes of the file as given (compressed, if it is). */
  progress(bytesDone: number, bytesTotal: number | null): void;
  /** After each chunk; lets the host's event loop run (worker messages). */
  breathe?: () => Promise<void>;
}

export interface CaptureRead extends CaptureMeta {
  /** 1 when the whole file was read; less after "finish" or where damage ended the reading. */
  readonly fractionRead: number;
}

/** Hands every record to the sink, in file order. Damage keeps what was read before it; only unreadable input fails. */
export async function readCapture(source: ByteSource, sink: RecordSink, control: ReadControl): Promise<Result<CaptureRead, Failure>> {
  if (source.parts !== undefined) {
    const { readParts } = await import('./read-parts');
    return readParts(source.parts, sink, control, readCapture);
  }
  const issues = new IssueLog();
  const stream = new CaptureStream(sink, issues);
  const chunks = source.chunks()[Symbol.asyncIterator]();
  let bytesDone = 0;
  let isWhole = false;
  let goesOn = true;
  while (goesOn) {
    const next = await nextChunk(chunks);
    if (!next.ok) return next;
    if (next.value === null) {
      isWhole = stream.push(new Uint8Array(0), true) || stream.compression !== null;
      if (stream.isLoading) isWhole = (await stream.settle()) || stream.compression !== null;
      break;
    }
    const chunk = next.value;
    for (let at = 0; goesOn && at < chunk.length;) {
      const end = Math.min(chunk.length, at + stepBytes(stream, bytesDone));
      goesOn = stream.push(chunk.subarray(at, end), false);
      if (stream.isLoading) goesOn = await stream.settle();
      bytesDone += end - at;
      at = end;
      if (!goesOn) break;
      control.progress(bytesDone, source.size);
      await control.breathe?.();
      const verdict = control.verdict();
      if (verdict === 'cancel') {
        await chunks.return?.();
        return failed({ code: 'cancelled' });
      }
      if (verdict === 'finish') goesOn = false;
    }
  }
  if (!isWhole) await chunks.return?.();
  if (!isWhole && stream.failure === null && stream.parser === null) {
    stream.push(new Uint8Array(0), true);
    if (stream.isLoading) await stream.settle();
  }
  if (stream.failure !== null) return failed(await explained(stream.failure));
  return described(source, stream, issues, bytesDone, isWhole);
}

/** A first small step (of compressed data several) tells what the file is; then whole chunks, or short steps where each unpacks to many bytes. */
function stepBytes(stream: CaptureStream, bytesDone: number): number {
  if (bytesDone === 0 || (stream.format === null && stream.compression !== null)) return HEAD_BYTES;
  return stream.compression === null ? Number.MAX_SAFE_INTEGER : COMPRESSED_STEP_BYTES;
}

async function explained(failure: Failure | Foreign): Promise<Failure> {
  if (failure.code !== 'foreign') return failure;
  const { explainUnreadable } = await import('./sniff');
  return explainUnreadable(failure.head);
}

/** The next chunk; null at the end. What a source throws (file gone, no permission) is a failure, not a bug. */
async function nextChunk(chunks: AsyncIterator<Uint8Array>): Promise<Result<Uint8Array | null, Failure>> {
  try {
    const { done, value } = await chunks.next();
    // A plain view: a subclass (Node's Buffer) would make the hot loops polymorphic.
    return success(done === true ? null : new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
  } catch (error) {
    return failed({ code: 'file-unreadable', reason: reasonText(error) });
  }
}

export function reasonText(error: unknown): string {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return text.slice(0, MAX_REASON_LENGTH);
}

function described(
  source: ByteSource,
  stream: CaptureStream,
  issues: IssueLog,
  bytesDone: number,
  isWhole: boolean,
): Result<CaptureRead, Failure> {
  if (stream.parser === null || stream.format === null) return failed({ code: 'internal', detail: 'a capture without a format' });
  const { frames, startNs, interfaces, comments, reportedDrops, hostNames } = stream.parser.parsed();
  if (stream.format.id === 'text' && frames === 0) return failed({ code: 'tcpdump-text' });
  const bytes = source.size ?? bytesDone;
  const bytesRead = stream.compression === null ? (stream.parser.stoppedAt ?? bytesDone) : bytesDone;
  return success({
    name: source.name,
    format: stream.format.id,
    compression: stream.compression,
    bytes,
    frames,
    startNs,
    interfaces,
    comments,
    reportedDrops,
    ...(hostNames === undefined ? {} : { hostNames }),
    issues: issues.list(),
    fractionRead: isWhole || bytes === 0 ? 1 : Math.min(1, bytesRead / bytes),
  });
}
