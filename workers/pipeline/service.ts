// The engine as the page's worker offers it: one open capture, answers on demand, failures as values.

import type { Result } from '../base/result';
import { blobSource } from '../capture/sources/blob-source';
import { joinedSource, type ByteSource } from '../model/byte-source';
import type { Failure } from '../model/failure';
import type { AnalysisSummary, ConnectionQuery, Envelope, PipelineApi, ProgressSink } from '../rpc/protocol';
import { analyzeCapture } from './analyze';
import type { Analysis } from './analysis';
import type { LadderDesk } from './answers';
import { summarize } from './summary';

/** Progress is told at most this often: the page has other things to paint. */
const PROGRESS_EVERY_MS = 100;

/** The clock and the timer come from the host; the engine itself has neither. */
export interface ServiceHost {
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

  const atDesk = async (): Promise<LadderDesk> => {
    const { LadderDesk } = await answers();
    return (desk ??= new LadderDesk());
  };

  return {
    async open(job, file, name, sink, others = []): Promise<Envelope<AnalysisSummary>> {
      currentJob = job;
      order = 'go';
      analysis = null;
      desk?.clear();
      const first = blobSource(file, name);
      const opening = others.length === 0 ? first : joinedSource([first, ...others.map((other) => blobSource(other.blob, other.name))]);
      try {
        const result = await analyzeCapture(opening, {
          verdict: () => (job === currentJob ? order : 'cancel'),
          breathe: () => host.breathe(),
          ...(host.haveBytes === undefined ? {} : { haveBytes: host.haveBytes }),
          ...throttled(host, sink),
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
    matchError: (pasted) =>
      guarded(async () => {
        const current = opened();
        const { answerError } = await import('./match-error');
        return answerError(current, pasted);
      }),
    connection: (id) => guarded(async () => (await atDesk()).report(opened(), checked(opened(), id))),
    ladder: (id, expanded, packets = []) =>
      guarded(async () => (await atDesk()).ladder(opened(), checked(opened(), id), expanded, packets)),
    packet: (frame) =>
      guarded(async () => {
        const current = opened();
        if (source === null || frame < 1 || frame > current.tables.frames.length) throw new Error(`no frame ${frame}`);
        const { packetDetail } = await import('./packet-detail');
        return answered(await packetDetail(current, source, frame));
      }),
    compare: (ids) => guarded(async () => (await answers()).comparisonOf(opened(), ids)),
    placeOfFrame: (frame) =>
      guarded(async () => {
        const current = opened();
        if (source === null || frame < 1 || frame > current.tables.frames.length) throw new Error(`no frame ${frame}`);
        const { placeOfFrame } = await import('./packet-detail');
        return answered(await placeOfFrame(current, source, frame));
      }),
    connectionOfFrame: (frame) => guarded(async () => (await answers()).ownerOf(opened(), frame)),
    charts: (text) =>
      guarded(async () => {
        const current = opened();
        const { connectionsUnder } = await answers();
        const result = await connectionsUnder(current, { text, sort: 'id', descending: false });
        if (!result.ok) return null;
        const { buildCharts } = await import('./charts/charts');
        return buildCharts(current, result.ids);
      }),
    window: (id) =>
      guarded(async () => {
        const current = opened();
        const { windowChart } = await import('./charts/window');
        return windowChart(current.tables, checked(current, id));
      }),
    share: (wish) => guarded(async () => (await import('./sharing')).linkOf(opened(), source, wish)),
    analysisFile: (wish) => guarded(async () => (await import('./sharing')).analysisFileOf(opened(), source, wish)),
    postmortem: (wish) => guarded(async () => (await import('./exports')).postmortemOf(opened(), source, wish)),
    fileHashes: () => guarded(async () => (await import('./exports')).hashFiles(opened(), source)),
    trim: (wish) => guarded(async () => answered(await (await import('./exports')).trimmedOf(opened(), source, wish, host))),
    json: (language) =>
      guarded(async () => {
        const [{ buildJson }] = await Promise.all([import('../report/build-json'), import('../causes/words/both-languages')]);
        return buildJson(opened(), language);
      }),
  };
}

class FailureError extends Error {
  readonly failure: Failure;
  constructor(failure: Failure) {
    super(failure.code);
    this.failure = failure;
  }
}

/** Failures cross as values: guarded() makes one of what is thrown here. */
function answered<T>(result: Result<T, Failure>): T {
  if (!result.ok) throw new FailureError(result.failure);
  return result.value;
}

function toFailure(error: unknown): Failure {
  if (error instanceof FailureError) return error.failure;
  if (error instanceof RangeError && /array buffer|allocation|invalid (?:typed )?array length/i.test(error.message))
    return { code: 'out-of-memory', frames: 0 };
  return { code: 'internal', detail: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
}

function checked(analysis: Analysis, id: number): number {
  if (!Number.isInteger(id) || id < 0 || id >= analysis.tables.connections.length) throw new Error(`no connection ${id}`);
  return id;
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
