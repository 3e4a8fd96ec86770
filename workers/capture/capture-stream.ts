// From bytes to records: waits for the head, decides what the file is, unpacks gzip once, and feeds the format's parser.

import type { Compression } from '../model/capture';
import type { Failure } from '../model/failure';
import type { RecordSink } from '../model/record-sink';
import type { CaptureFormat, CaptureParser } from './capture-format';
import { GunzipStream } from './decompress';
import type { IssueLog } from './issue-log';
import { CAPTURE_FORMATS } from './registry';
import { explainUnreadable, HEAD_BYTES, isGzip } from './sniff';

export class CaptureStream {
  failure: Failure | null = null;
  compression: Compression | null = null;
  #format: CaptureFormat | null = null;
  #parser: CaptureParser | null = null;
  readonly #sink: RecordSink;
  readonly #issues: IssueLog;
  readonly #mayUnpack: boolean;
  #head: Uint8Array = new Uint8Array(0);
  #bytesParsed = 0;
  #gunzip: GunzipStream | null = null;
  #inner: CaptureStream | null = null;

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

  /** Takes the next bytes; false once nothing more will be read (failure, or damage told as an issue). */
  push(chunk: Uint8Array, isLast: boolean): boolean {
    if (this.failure !== null) return false;
    if (this.#gunzip !== null) return this.#unpack(chunk, isLast);
    if (this.#parser !== null) return this.#parse(chunk, isLast);
    const bytes = this.#head.length === 0 ? chunk : joined(this.#head, chunk);
    if (bytes.length < HEAD_BYTES && !isLast) {
      this.#head = bytes === chunk ? chunk.slice() : bytes;
      return true;
    }
    this.#head = new Uint8Array(0);
    return this.#decide(bytes, isLast);
  }

  #decide(bytes: Uint8Array, isLast: boolean): boolean {
    const head = bytes.subarray(0, HEAD_BYTES);
    if (this.#mayUnpack && isGzip(head)) {
      const inner = new CaptureStream(this.#sink, this.#issues, false);
      this.compression = 'gzip';
      this.#inner = inner;
      this.#gunzip = new GunzipStream((output) => inner.push(output, false));
      return this.#unpack(bytes, isLast);
    }
    const format = CAPTURE_FORMATS.find((candidate) => candidate.sniff(head));
    if (format === undefined) {
      this.failure = isGzip(head) ? { code: 'archive', kind: 'gzip' } : explainUnreadable(head);
      return false;
    }
    this.#format = format;
    this.#parser = format.createParser(this.#sink, this.#issues);
    return this.#parse(bytes, isLast);
  }

  #parse(chunk: Uint8Array, isLast: boolean): boolean {
    const offset = this.#bytesParsed;
    this.#bytesParsed += chunk.length;
    return this.#parser !== null && this.#parser.push(chunk, offset, isLast);
  }

  #unpack(chunk: Uint8Array, isLast: boolean): boolean {
    const gunzip = this.#gunzip;
    const inner = this.#inner;
    if (gunzip === null || inner === null) return false;
    const goesOn = gunzip.push(chunk);
    if (goesOn && !isLast) return true;
    const end = gunzip.end();
    // Nothing came out at all: the file is no gzip that anyone can read.
    if (end !== 'whole' && gunzip.bytesOut === 0) {
      this.failure = { code: 'decompression-failed', format: 'gzip', offset: gunzip.damageOffset };
      return false;
    }
    // After damage the last record is cut by it, not by the end of the file: told once, where the damage is.
    if (end !== 'corrupt' || inner.format === null) inner.push(new Uint8Array(0), true);
    if (end === 'corrupt') this.#issues.add('decompression-failed', gunzip.damageOffset, { format: 'gzip' });
    else if (end === 'truncated' && !this.#issues.has('truncated-file')) this.#issues.add('truncated-file', gunzip.bytesOut);
    this.failure = inner.failure;
    return false;
  }
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}
