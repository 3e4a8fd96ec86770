// Parts of one capture that was rotated (tcpdump -C, -G, dumpcap -b): joined in the order of their times, as mergecap would. Two
// captures that overlap were taken at two places: they are not joined, and that is told.

import { failed, success, type Result } from '../base/result';
import { joinedSource, PART_STRIDE, type ByteSource } from '../model/byte-source';
import type { CaptureInterface } from '../model/capture';
import type { CaptureIssue, Failure } from '../model/failure';
import type { RecordSink } from '../model/record-sink';
import type { CaptureRead, ReadControl } from './read-capture';

/** The last packets of a part may be older than the first of the next: queues of several processors. */
const OVERLAP_NS = 5e7;

type ReadOne = (source: ByteSource, sink: RecordSink, control: ReadControl) => Promise<Result<CaptureRead, Failure>>;

interface Part {
  readonly source: ByteSource;
  /** Where it stands among the parts as given: offsets count by it. */
  readonly index: number;
  readonly startNs: bigint;
}

export async function readParts(
  sources: readonly ByteSource[],
  sink: RecordSink,
  control: ReadControl,
  readOne: ReadOne,
): Promise<Result<CaptureRead, Failure>> {
  const parts: Part[] = [];
  for (const [index, source] of sources.entries()) {
    const startNs = await startOf(source, control, readOne);
    if (!startNs.ok) return startNs;
    if (startNs.value !== null) parts.push({ source, index, startNs: startNs.value });
  }
  parts.sort((a, b) => (a.startNs < b.startNs ? -1 : a.startNs > b.startNs ? 1 : a.index - b.index));
  const [first] = parts;
  if (first === undefined) return sources[0] === undefined ? failed({ code: 'empty-file' }) : readOne(sources[0], sink, control);
  const bytesTotal = sources.reduce<number | null>((sum, { size }) => (sum === null || size === null ? null : sum + size), 0);
  const joined = new JoinedRead(sink, first.startNs);
  for (const [at, part] of parts.entries()) {
    const next = parts[at + 1];
    if (joined.overlaps(part)) return failed({ code: 'captures-overlap', first: joined.lastName, second: part.source.name });
    const read = await readOne(part.source, joined.begin(part), {
      ...control,
      // Two captures of one time show it soon: the rest of the first need not be read to refuse them.
      verdict: () => (next !== undefined && joined.overlaps(next) ? 'finish' : control.verdict()),
      progress: (bytesDone) => control.progress(joined.bytes + bytesDone, bytesTotal),
    });
    if (!read.ok) return read;
    joined.end(part, read.value);
    if (read.value.fractionRead < 1 && control.verdict() === 'finish') break;
  }
  return joined.read(sources);
}

/** Time of the first packet; null where there is none. */
async function startOf(source: ByteSource, control: ReadControl, readOne: ReadOne): Promise<Result<bigint | null, Failure>> {
  let frames = 0;
  const read = await readOne(
    source,
    { record: () => frames++ },
    {
      verdict: () => (control.verdict() === 'cancel' ? 'cancel' : frames > 0 ? 'finish' : 'go'),
      progress: () => undefined,
      ...(control.breathe === undefined ? {} : { breathe: control.breathe }),
    },
  );
  if (!read.ok) return read;
  if (frames > 0 && read.value.startNs === null) return failed({ code: 'parts-without-date', name: source.name });
  return success(read.value.startNs);
}

class JoinedRead {
  bytes = 0;
  lastName = '';
  readonly #sink: RecordSink;
  readonly #startNs: bigint;
  #lastNs = -Infinity;
  #frames = 0;
  #drops = 0;
  #fractionRead = 1;
  #first: CaptureRead | null = null;
  readonly #interfaces: CaptureInterface[] = [];
  readonly #comments = new Map<number, string>();
  readonly #issues: CaptureIssue[] = [];
  #hostNames: ReadonlyMap<string, string> | undefined;

  constructor(sink: RecordSink, startNs: bigint) {
    this.#sink = sink;
    this.#startNs = startNs;
  }

  overlaps(part: Part): boolean {
    return Number(part.startNs - this.#startNs) < this.#lastNs - OVERLAP_NS;
  }

  /** Takes the records of one part. */
  begin(part: Part): RecordSink {
    const sink = this.#sink;
    const shiftNs = Number(part.startNs - this.#startNs);
    const base = part.index * PART_STRIDE;
    const interfaces = this.#interfaces.length;
    return {
      record: (interfaceIndex, linkType, tsNs, data, offset, capLen, origLen, fileOffset) => {
        const at = tsNs + shiftNs;
        if (at > this.#lastNs) this.#lastNs = at;
        sink.record(interfaces + interfaceIndex, linkType, at, data, offset, capLen, origLen, base + fileOffset);
      },
    };
  }

  end({ source }: Part, read: CaptureRead): void {
    this.#first ??= read;
    for (const [frame, comment] of read.comments) this.#comments.set(this.#frames + frame, comment);
    for (const issue of read.issues) this.#addIssue(issue);
    this.#interfaces.push(...read.interfaces);
    this.#hostNames ??= read.hostNames;
    this.#frames += read.frames;
    this.#drops += read.reportedDrops;
    this.#fractionRead = Math.min(this.#fractionRead, read.fractionRead);
    this.bytes += read.bytes;
    this.lastName = source.name;
  }

  /** One entry per code; frame numbers count over all parts. */
  #addIssue(issue: CaptureIssue): void {
    const after = issue.detail?.['afterFrame'];
    const detail = typeof after === 'number' ? { ...issue.detail, afterFrame: after + this.#frames } : issue.detail;
    const at = this.#issues.findIndex(({ code }) => code === issue.code);
    const known = this.#issues[at];
    if (known === undefined) this.#issues.push(detail === undefined ? issue : { ...issue, detail });
    else this.#issues[at] = { ...known, count: known.count + issue.count };
  }

  read(sources: readonly ByteSource[]): Result<CaptureRead, Failure> {
    if (this.#first === null) return failed({ code: 'empty-file' });
    return success({
      ...this.#first,
      name: joinedSource(sources).name,
      bytes: joinedSource(sources).size ?? this.bytes,
      frames: this.#frames,
      startNs: this.#startNs,
      interfaces: this.#interfaces,
      comments: this.#comments,
      reportedDrops: this.#drops,
      issues: this.#issues,
      fractionRead: this.#fractionRead,
      ...(this.#hostNames === undefined ? {} : { hostNames: this.#hostNames }),
    });
  }
}
