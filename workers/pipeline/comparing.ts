// The open capture compared with another one, or with itself: reads what is missing, keeps the comparison, answers about it. A chunk of
// its own, fetched when somebody compares. How captures are compared is workers/compare.

import type { Result } from '../base/result';
import { formatEndpoint } from '../base/format';
import { blobSource } from '../capture/sources/blob-source';
import { compareAgain, compareCaptures, compareWithin } from '../compare/compare-captures';
import type { ComparisonRow, TapId } from '../compare/compare-model';
import type { CaptureComparison } from '../compare/comparison';
import { AMBIGUOUS } from '../compare/pair-connections';
import { SegmentWatch } from '../compare/segment-bytes';
import type { Tap } from '../compare/tap';
import { TwoTapBuilder } from '../compare/two-tap-ladder';
import { joinedSource, type ByteSource } from '../model/byte-source';
import type { Failure } from '../model/failure';
import type { ComparingApi, ComparingSink, ComparisonAnswer, ComparisonQuery, LoneConnection } from '../rpc/comparing';
import type { Envelope, NamedBlob } from '../rpc/protocol';
import { analyzeCapture, keptBytes } from './analyze';
import type { OpenCapture } from './open-capture';
import { packetDetail } from './packet-detail';

/** Connections without a partner that are told one by one. */
const LONE_MOST = 500;
const PROGRESS_EVERY_MS = 100;
/** Of the time that reading takes, comparing takes so much again. */
const MATCHING_SHARE = 0.15;
const PIECE_CHARACTERS = 4_000_000;

interface ComparingHost {
  nowMs(): number;
  readonly haveBytes?: number;
  breathe(): Promise<void>;
  blobOf(pieces: readonly (Uint8Array | BlobLike)[]): BlobLike;
}

export function createComparing(host: ComparingHost, open: OpenCapture): ComparingApi {
  let comparison: CaptureComparison | null = null;
  let isCancelled = false;
  /** Of the connection that is looked at: asked for again as runs open and filters are typed. */
  let ladder: { readonly of: CaptureComparison; readonly index: number; readonly builder: TwoTapBuilder } | null = null;

  const guarded = async <T>(work: () => T | Promise<T>): Promise<Envelope<T>> => {
    try {
      return { ok: true, value: await work() };
    } catch (error) {
      return { ok: false, failure: failureOf(error) };
    }
  };
  const compared = (): CaptureComparison => {
    if (comparison === null) throw new Error('nothing has been compared');
    return comparison;
  };
  const start = async (work: () => Promise<Result<CaptureComparison, Failure>>): Promise<Envelope<ComparisonAnswer>> => {
    isCancelled = false;
    comparison = null;
    try {
      const result = await work();
      if (!result.ok) return result;
      comparison = result.value;
      return { ok: true, value: answerOf(comparison) };
    } catch (error) {
      return { ok: false, failure: failureOf(error) };
    }
  };
  const verdict = (): 'go' | 'cancel' => (isCancelled ? 'cancel' : 'go');
  const control = { verdict, breathe: () => host.breathe() };

  return {
    withOther: (files, sink) =>
      start(async () => {
        const source = sourceOf(files);
        const [own, other] = [open.source.size ?? open.analysis.meta.bytes, source.size ?? 0];
        const observer = new SegmentWatch(source.size);
        const matching = MATCHING_SHARE * (own + other);
        const steps = stepped(host, sink, [other, own, matching]);
        const { haveBytes } = host;
        const read = await analyzeCapture(source, {
          ...control,
          observer,
          progress: ({ bytesDone }) => steps.tell(0, bytesDone),
          ...(haveBytes === undefined ? {} : { haveBytes: Math.max(0, haveBytes - keptBytes(open.analysis.tables)) }),
        });
        if (!read.ok) return read;
        return compareCaptures(
          open,
          { analysis: read.value, source, seen: observer.bytes },
          {
            ...control,
            progress: steps.following(1, 1),
            compared: (fraction) => steps.tell(2, fraction * matching),
          },
        );
      }),
    within: (sink) =>
      start(() => {
        const own = open.source.size ?? open.analysis.meta.bytes;
        const steps = stepped(host, sink, [own, MATCHING_SHARE * own]);
        return compareWithin(open, {
          ...control,
          progress: steps.following(0, 0),
          compared: (fraction) => steps.tell(1, fraction * MATCHING_SHARE * own),
        });
      }),
    cancel: () => {
      isCancelled = true;
      return Promise.resolve();
    },
    nearer: (tap) =>
      guarded(() => {
        comparison = compareAgain(compared(), tap);
        return answerOf(comparison);
      }),
    query: (query) => guarded(() => indicesOf(compared(), query)),
    rows: (indices) => guarded(() => Array.from(indices, (index) => compared().row(index))),
    connection: (index) => guarded(() => compared().connection(index)),
    ladder: (index, expanded, opened = [], filter = '') =>
      guarded(() => {
        if (ladder?.of !== comparison || ladder.index !== index)
          ladder = { of: compared(), index, builder: new TwoTapBuilder(compared(), index) };
        return ladder.builder.build(new Set(expanded), opened, filter);
      }),
    packet: async (tap, frame) => {
      try {
        const { analysis, source } = compared()[tap].capture;
        if (!Number.isInteger(frame) || frame < 1 || frame > analysis.tables.frames.length) throw new RangeError('no such frame');
        return await packetDetail(analysis, source, frame);
      } catch (error) {
        return { ok: false, failure: failureOf(error) };
      }
    },
    share: (wish) => guarded(async () => (await import('./comparison-sharing')).linkOf(compared(), wish)),
    analysisFile: (wish) => guarded(async () => (await import('./comparison-sharing')).fileOf(compared(), wish)),
    report: (wish) => guarded(async () => (await import('./comparison-sharing')).reportOf(compared(), wish)),
    hashFiles: () => guarded(async () => (await import('./comparison-sharing')).hashFiles(compared())),
    file: (what, language) => guarded(async () => blobOf(what === 'json' ? jsonOf(compared()) : textOf(compared(), language), host)),
  };
}

function sourceOf(files: readonly NamedBlob[]): ByteSource {
  const sources = files.map(({ blob, name }) => blobSource(blob, name));
  const [first] = sources;
  if (first === undefined) throw new Error('no file');
  return sources.length === 1 ? first : joinedSource(sources);
}

interface Steps {
  tell(step: number, bytesDone: number): void;
  /** For passes that follow each other, up to `last`, and do not say which they are: bytes begin anew with each. */
  following(step: number, last: number): (bytesDone: number) => void;
}

function stepped(host: ComparingHost, sink: ComparingSink, bytes: readonly number[]): Steps {
  const total = bytes.reduce((sum, one) => sum + one, 0);
  let lastMs = -Infinity;
  let most = 0;
  const tell = (step: number, bytesDone: number): void => {
    const before = bytes.slice(0, step).reduce((sum, one) => sum + one, 0);
    most = Math.max(most, total === 0 ? 0 : Math.min(1, (before + Math.min(bytesDone, bytes[step] ?? 0)) / total));
    const now = host.nowMs();
    if (now - lastMs < PROGRESS_EVERY_MS) return;
    lastMs = now;
    sink.progress(most);
  };
  return {
    tell,
    following: (step, lastStep) => {
      let at = step;
      let last = 0;
      return (bytesDone) => {
        if (bytesDone < last && at < lastStep) at++;
        last = bytesDone;
        tell(at, bytesDone);
      };
    },
  };
}

async function* jsonOf(comparison: CaptureComparison): AsyncGenerator<string, void> {
  yield* (await import('../compare/build-compare-json')).comparisonJsonPieces(comparison);
  yield '\n';
}

async function* textOf(comparison: CaptureComparison, language: 'en' | 'zh'): AsyncGenerator<string, void> {
  const [{ comparisonTextPieces }, { words }] = await Promise.all([
    import('../compare/render-compare-text'),
    language === 'zh' ? import('../compare/words/words-zh') : import('../compare/words/words-en'),
    import('../causes/words/both-languages'),
  ]);
  yield* comparisonTextPieces(comparison, words, language);
}

/** In pieces: all of a large comparison does not fit one string. */
async function blobOf(pieces: AsyncIterable<string>, host: ComparingHost): Promise<BlobLike> {
  const encoder = new TextEncoder();
  const blobs: BlobLike[] = [];
  let waiting: string[] = [];
  let characters = 0;
  for await (const piece of pieces) {
    waiting.push(piece);
    characters += piece.length;
    if (characters < PIECE_CHARACTERS) continue;
    blobs.push(host.blobOf([encoder.encode(waiting.join(''))]));
    waiting = [];
    characters = 0;
  }
  return host.blobOf([...blobs, encoder.encode(waiting.join(''))]);
}

function answerOf(comparison: CaptureComparison): ComparisonAnswer {
  let differing = 0;
  for (let index = 0; index < comparison.length; index++) if (differs(comparison.row(index))) differing++;
  const lone: LoneConnection[] = [];
  let loneLeftOut = 0;
  for (const tap of ['first', 'second'] as const) {
    for (const { id, isAmbiguous } of loneOf(comparison, tap)) {
      if (lone.length < LONE_MOST) lone.push(describeLone(comparison[tap], tap, id, isAmbiguous));
      else loneLeftOut++;
    }
  }
  const other = comparison.second.capture.analysis;
  const otherIssues = comparison.kind === 'captures' ? other.issues : [];
  return { overview: comparison.overview, connections: comparison.length, differing, lone, loneLeftOut, otherIssues };
}

function* loneOf(comparison: CaptureComparison, tap: TapId): Generator<{ readonly id: number; readonly isAmbiguous: boolean }, void> {
  const own = comparison[tap];
  const isCompared = new Uint8Array(own.connections);
  for (let index = 0; index < comparison.length; index++) {
    const id = comparison.pairOf(index)[tap];
    if (id >= 0) isCompared[id] = 1;
  }
  const partners = comparison.partners[tap];
  for (let id = 0; id < own.connections; id++)
    if (isCompared[id] === 0 && (own.count[id] as number) > 0) yield { id, isAmbiguous: partners[id] === AMBIGUOUS };
}

function describeLone({ tables, count }: Tap, tap: TapId, id: number, isAmbiguous: boolean): LoneConnection {
  const { connections, addresses } = tables;
  const end = (address: ArrayLike<number>, port: ArrayLike<number>): string =>
    formatEndpoint(addresses.text(address[id] as number), port[id]);
  return {
    tap,
    id,
    client: end(connections.origAddress.values, connections.origPort.values),
    server: end(connections.respAddress.values, connections.respPort.values),
    packets: count[id] as number,
    isAmbiguous,
  };
}

function differs({ counts, changedFields, first, second }: ComparisonRow): boolean {
  return (
    first === null ||
    second === null ||
    changedFields.length > 0 ||
    counts.lostTowardsServer + counts.lostTowardsClient + counts.appeared + counts.changed + counts.delayed + counts.notCaptured > 0
  );
}

function indicesOf(comparison: CaptureComparison, query: ComparisonQuery): Uint32Array {
  const { words, finding, onlyDiffering, sort, descending } = query;
  const of = finding === null ? null : new Set(comparison.overview.findings[finding]?.connections ?? []);
  const texts = words.map(({ text, causes }) => ({ text: text.toLowerCase(), causes: new Set<string>(causes) }));
  const rows: ComparisonRow[] = [];
  for (let index = 0; index < comparison.length; index++) {
    if (of !== null && !of.has(index)) continue;
    const row = comparison.row(index);
    if (onlyDiffering && !differs(row)) continue;
    const ends = `${row.client} ${row.server}`.toLowerCase();
    if (texts.every(({ text, causes }) => ends.includes(text) || causes.has(row.cause))) rows.push(row);
  }
  const sign = descending ? -1 : 1;
  rows.sort((a, b) => sign * compareBy(sort, a, b) || a.index - b.index);
  return Uint32Array.from(rows, ({ index }) => index);
}

function compareBy(sort: ComparisonQuery['sort'], a: ComparisonRow, b: ComparisonRow): number {
  switch (sort) {
    case 'index':
      return a.index - b.index;
    case 'connection':
      return `${a.client} ${a.server}` < `${b.client} ${b.server}` ? -1 : 1;
    case 'common':
      return a.common - b.common;
    case 'confidence':
      return a.confidence - b.confidence;
    case 'changed':
      return a.counts.changed - b.counts.changed || a.changedFields.length - b.changedFields.length;
    default:
      return a.counts[sort] - b.counts[sort];
  }
}

function failureOf(error: unknown): Failure {
  if (error instanceof RangeError && /array buffer|allocation|invalid (?:typed )?array length/i.test(error.message))
    return { code: 'out-of-memory', frames: 0 };
  return { code: 'internal', detail: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
}
