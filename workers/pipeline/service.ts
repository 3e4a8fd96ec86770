// The engine as the page's worker offers it: one open capture, answers on demand, failures as values.

import { blobSource } from '../capture/sources/blob-source';
import { joinedSource, type ByteSource } from '../model/byte-source';
import type { Failure } from '../model/failure';
import type { AnalysisSummary, ConnectionQuery, Envelope, PipelineApi, ProgressSink } from '../rpc/protocol';
import { analyzeCapture } from './analyze';
import type { Analysis } from './analysis';
import type { LadderDesk } from './answers';
import { checkedId, FailureError, type OpenCapture } from './open-capture';
import { summarize } from './summary';

/** Progress is told at most this often: the page has other things to paint. */
const PROGRESS_EVERY_MS = 100;

/** The clock and the timer come from the host; the engine itself has neither. */
export interface ServiceHost {
  /** Where a file is read; without it, on this thread. */
  readonly sourceOf?: (blob: BlobLike, name: string) => ByteSource;
  nowMs(): number;
  /** Memory that an analysis may keep. */
  readonly haveBytes?: number;
  /** One file of these pieces, kept outside of this memory where the host can. */
  blobOf(pieces: readonly (Uint8Array | BlobLike)[]): BlobLike;
  /** Resolves after the host handled its pending messages. */
  breathe(): Promise<void>;
}

/** Fetched when the findings stand: nobody asks before. */
const answers = () => import('./answers');
/** Fetched with the first question that few ask. */
const onDemand = () => import('./on-demand');

export function createPipelineService(host: ServiceHost): PipelineApi {
  let analysis: Analysis | null = null;
  let source: ByteSource | null = null;
  let desk: LadderDesk | null = null;
  let currentJob = -1;
  let order: 'go' | 'cancel' | 'finish' = 'go';

  const guarded = async <T>(work: () => T | Promise<T>): Promise<Envelope<T>> => {
    try {
      return { ok: true, value: await work() };
    } catch (error) {
      return { ok: false, failure: toFailure(error) };
    }
  };
  const opened = (): Analysis => {
    if (analysis === null) throw new Error('no capture is open');
    return analysis;
  };

  const later = <T>(answer: (on: Awaited<ReturnType<typeof onDemand>>, capture: OpenCapture) => T | Promise<T>): Promise<Envelope<T>> =>
    guarded(async () => {
      if (source === null) throw new Error('no capture is open');
      const capture = { analysis: opened(), source };
      return answer(await onDemand(), capture);
    });

  const atDesk = async (): Promise<LadderDesk> => {
    const { LadderDesk } = await answers();
    return (desk ??= new LadderDesk());
  };

  return {
    async open(job, file, name, sink, others = [], thrift = {}): Promise<Envelope<AnalysisSummary>> {
      currentJob = job;
      order = 'go';
      analysis = null;
      desk?.clear();
      const sourceOf = host.sourceOf ?? blobSource;
      const first = sourceOf(file, name);
      const opening = others.length === 0 ? first : joinedSource([first, ...others.map((other) => sourceOf(other.blob, other.name))]);
      try {
        const told = throttled(host, sink);
        let bytesRead = 0;
        const result = await analyzeCapture(opening, {
          verdict: () => (job !== currentJob ? 'cancel' : bytesRead < (thrift.upToBytes ?? Infinity) ? order : 'finish'),
          headersOnly: thrift.headersOnly === true,
          breathe: () => host.breathe(),
          ...(host.haveBytes === undefined ? {} : { haveBytes: host.haveBytes }),
          ...told,
          progress: (progress) => {
            bytesRead = progress.bytesDone;
            told.progress(progress);
          },
        });
        if (!result.ok) return result;
        analysis = result.value;
        source = opening;
        void answers();
        return { ok: true, value: summarize(analysis) };
      } catch (error) {
        return { ok: false, failure: toFailure(error) };
      }
    },
    cancel(job) {
      if (job === currentJob) order = 'cancel';
    },
    finishEarly(job) {
      if (job === currentJob) order = 'finish';
    },
    query: (query: ConnectionQuery) => guarded(async () => (await answers()).connectionsUnder(opened(), query)),
    facets: (text) => guarded(async () => (await answers()).facetsUnder(opened(), text)),
    rows: (ids) => guarded(async () => (await answers()).rowsOf(opened(), ids)),
    matchError: (pasted) => later((on, capture) => on.matched(capture, pasted)),
    connection: (id) => guarded(async () => (await atDesk()).report(opened(), checkedId(opened(), id))),
    ladder: (id, expanded, packets = [], filter = '') =>
      guarded(async () => (await atDesk()).ladder(opened(), checkedId(opened(), id), expanded, packets, filter)),
    packet: (frame) => later((on, capture) => on.packet(capture, frame)),
    compare: (ids) => guarded(async () => (await answers()).comparisonOf(opened(), ids)),
    placeOfFrame: (frame) => later((on, capture) => on.place(capture, frame)),
    connectionOfFrame: (frame) => guarded(async () => (await answers()).ownerOf(opened(), frame)),
    charts: (text) => later((on, capture) => on.charts(capture, text)),
    window: (id) => later((on, capture) => on.window(capture, id)),
    share: (wish) => later((on, capture) => on.link(capture, wish)),
    analysisFile: (wish) => later((on, capture) => on.analysisFile(capture, wish)),
    postmortem: (wish) => later((on, capture) => on.postmortem(capture, wish)),
    fileHashes: () => later((on, capture) => on.hashes(capture)),
    trim: (wish) => later((on, capture) => on.trimmed(capture, wish, host)),
    json: (language) => later((on, capture) => on.json(capture, language)),
    isTwoCaptures: () => later((on, capture) => on.isTwoCaptures(capture)),
    comparing: async () => {
      if (source === null) throw new Error('no capture is open');
      return (await import('./comparing')).createComparing(host, { analysis: opened(), source });
    },
  };
}

function toFailure(error: unknown): Failure {
  if (error instanceof FailureError) return error.failure;
  if (error instanceof RangeError && /array buffer|allocation|invalid (?:typed )?array length/i.test(error.message))
    return { code: 'out-of-memory', frames: 0 };
  return { code: 'internal', detail: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
}

function throttled(
  host: ServiceHost,
  sink: ProgressSink,
): { progress: ProgressSink['progress']; provisional: (analysis: Analysis) => void } {
  let lastMs = -Infinity;
  return {
    progress: (progress) => {
      const now = host.nowMs();
      if (now - lastMs < PROGRESS_EVERY_MS) return;
      lastMs = now;
      sink.progress(progress);
    },
    provisional: (analysis) => sink.provisional(summarize(analysis)),
  };
}
