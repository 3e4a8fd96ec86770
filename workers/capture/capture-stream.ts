// From bytes to records: waits for the head, decides what the file is, unpacks it once, and feeds the format's parser. What must be
// loaded first (a rare compression or format) leaves the stream waiting: the caller awaits settle() before it pushes more.

import type { Compression } from '../model/capture';
import type { Failure } from '../model/failure';
import type { RecordSink } from '../model/record-sink';
import type { CaptureFormat, CaptureParser } from './capture-format';
import type { IssueLog } from './issue-log';
import { CAPTURE_FORMATS } from './registry';
import { compressionOf, createUnpacker, type Unpacker } from './unpacker';

/** What unpacks to so many times its size, from so many bytes on, is made to fill a memory: packets never shrink so far. */
const BOMB_RATIO = 500;
const BOMB_FROM_BYTES = 67_108_864;

/** As much of the beginning as any decision looks at. */
export const HEAD_BYTES = 4096;

/** No capture: what it is instead is looked up by whoever reports it (sniff.ts), so that captures need not load that. */
export interface Foreign {
  readonly code: 'foreign';
  readonly head: Uint8Array;
}

export class CaptureStream {
  failure: Failure | Foreign | null = null;
  compression: Compression | null = null;
  #format: CaptureFormat | null = null;
  #parser: CaptureParser | null = null;
  readonly #sink: RecordSink;
  readonly #issues: IssueLog;
  readonly #mayUnpack: boolean;
  #head: Uint8Array = new Uint8Array(0);
  #bytesParsed = 0;
  #unpacker: Unpacker | null = null;
  #inner: CaptureStream | null = null;
  #loading: Promise<void> | null = null;
  /** What arrived while something was loaded, and whether it is all. */
  #held: Uint8Array[] = [];
  #isHeldLast = false;
  #packedBytes = 0;
  #isBomb = false;
  #isEnded = false;

  constructor(sink: RecordSink, issues: IssueLog, mayUnpack = true) {
    this.#sink = sink;
    this.#issues = issues;
    this.#mayUnpack = mayUnpack;
  }

  /** Null until the first bytes told what the file is. */
  get format(): CaptureFormat | null {
    return this.#inner === null ? this.#format : this.#inner.format;
  }

  get parser(): CaptureParser | null {
    return this.#inner === null ? this.#parser : this.#inner.parser;
  }

  /** True while settle() must be awaited. */
  get isLoading(): boolean {
    return this.#loading !== null || this.#inner?.isLoading === true;
  }

  /** Takes the next bytes; false once nothing more will be read (failure, or damage told as an issue). */
  push(chunk: Uint8Array, isLast: boolean): boolean {
    if (this.failure !== null) return false;
    if (this.#loading !== null) return this.#hold(chunk, isLast);
    if (this.#unpacker !== null) return this.#unpack(chunk, isLast);
    if (this.#parser !== null) return this.#parse(chunk, isLast);
    const bytes = this.#head.length === 0 ? chunk : joined([this.#head, chunk]);
    if (bytes.length < HEAD_BYTES && !isLast) {
      this.#head = bytes === chunk ? chunk.slice() : bytes;
      return true;
    }
    this.#head = new Uint8Array(0);
    return this.#decide(bytes, isLast);
  }

  /** Waits for what is loaded and reads what arrived meanwhile; as push(), false once nothing more will be read. */
  async settle(): Promise<boolean> {
    let goesOn = true;
    while (this.#loading !== null) {
      await this.#loading;
      this.#loading = null;
      const held = joined(this.#held);
      this.#held = [];
      goesOn = this.push(held, this.#isHeldLast);
    }
    if (this.#inner?.isLoading !== true) return goesOn;
    goesOn = (await this.#inner.settle()) && !this.#isEnded;
    this.failure = this.#inner.failure;
    return goesOn && this.failure === null;
  }

  #hold(chunk: Uint8Array, isLast: boolean): boolean {
    if (chunk.length > 0) this.#held.push(chunk.slice());
    this.#isHeldLast ||= isLast;
    return true;
  }

  #decide(bytes: Uint8Array, isLast: boolean): boolean {
    const head = bytes.subarray(0, HEAD_BYTES);
    const compression = compressionOf(head);
    if (this.#mayUnpack && compression !== null) {
      const inner = new CaptureStream(this.#sink, this.#issues, false);
      this.compression = compression;
      this.#inner = inner;
      const made = createUnpacker(compression, (output) => !this.#checkBomb() && inner.push(output, false));
      return this.#whenMade(made, bytes, isLast, (unpacker) => {
        this.#unpacker = unpacker;
      });
    }
    const format = CAPTURE_FORMATS.find((candidate) => candidate.sniff(head));
    if (format === undefined) {
      this.failure = compression === null ? { code: 'foreign', head: head.slice() } : { code: 'archive', kind: compression };
      return false;
    }
    this.#format = format;
    return this.#whenMade(format.createParser(this.#sink, this.#issues), bytes, isLast, (parser) => {
      this.#parser = parser;
    });
  }

  #whenMade<T>(made: T | Promise<T>, bytes: Uint8Array, isLast: boolean, take: (made: T) => void): boolean {
    if (!(made instanceof Promise)) {
      take(made);
      return this.push(bytes, isLast);
    }
    this.#loading = made.then(take);
    return this.#hold(bytes, isLast);
  }

  #parse(chunk: Uint8Array, isLast: boolean): boolean {
    const offset = this.#bytesParsed;
    this.#bytesParsed += chunk.length;
    return this.#parser !== null && this.#parser.push(chunk, offset, isLast);
  }

  #checkBomb(): boolean {
    const { bytesOut } = this.#unpacker ?? { bytesOut: 0 };
    this.#isBomb = bytesOut > BOMB_FROM_BYTES && bytesOut > this.#packedBytes * BOMB_RATIO;
    return this.#isBomb;
  }

  #unpack(chunk: Uint8Array, isLast: boolean): boolean {
    const unpacker = this.#unpacker;
    const inner = this.#inner;
    if (unpacker === null || inner === null || this.compression === null) return false;
    this.#packedBytes += chunk.length;
    const goesOn = unpacker.push(chunk);
    if (goesOn && !isLast) return true;
    this.#isEnded = true;
    const format = this.compression;
    if (this.#isBomb) {
      inner.push(new Uint8Array(0), true);
      this.#issues.add('decompression-bomb', unpacker.bytesOut, { format, bytes: unpacker.bytesOut, ratio: BOMB_RATIO });
      this.failure = inner.failure;
      return false;
    }
    const end = unpacker.end();
    // Nothing came out at all: the file is nothing that anyone can unpack.
    if (end !== 'whole' && unpacker.bytesOut === 0) {
      this.failure = { code: 'decompression-failed', format, offset: unpacker.damageOffset };
      return false;
    }
    // After damage the last record is cut by it, not by the end of the file: told once, where the damage is.
    if (end !== 'corrupt' || inner.format === null || inner.format.id === 'text') inner.push(new Uint8Array(0), true);
    if (end === 'corrupt') this.#issues.add('decompression-failed', unpacker.damageOffset, { format });
    else if (end === 'truncated' && !this.#issues.has('truncated-file')) this.#issues.add('truncated-file', unpacker.bytesOut);
    this.failure = inner.failure;
    return false;
  }
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  if (parts.length === 1) return parts[0];
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
