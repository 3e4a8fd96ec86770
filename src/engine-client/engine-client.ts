// The page's only way to the engine: starts the worker, names its end, turns silence and crashes into failures.

import { proxy, releaseProxy, wrap, type Remote } from 'comlink';
import type { Failure } from '#engine/model/failure';
import type { ComparingApi } from '#engine/rpc/comparing';
import type { AnalysisSummary, Envelope, NamedBlob, PipelineApi, ProgressSink, Thrift } from '#engine/rpc/protocol';

/** What can be asked of the capture that is open. */
export type Engine = Pick<
  PipelineApi,
  | 'query'
  | 'facets'
  | 'matchError'
  | 'rows'
  | 'compare'
  | 'connection'
  | 'ladder'
  | 'packet'
  | 'placeOfFrame'
  | 'connectionOfFrame'
  | 'charts'
  | 'window'
  | 'json'
  | 'share'
  | 'analysisFile'
  | 'postmortem'
  | 'fileHashes'
  | 'trim'
>;

export interface OpenJob {
  /** Resolves exactly once; with failure "cancelled" after cancel(). */
  readonly result: Promise<Envelope<AnalysisSummary>>;
  cancel(): void;
  finishEarly(): void;
}

/** A worker, or the end of a message channel in tests. */
export interface EnginePort {
  readonly endpoint: Parameters<typeof wrap>[0];
  onDeath(report: (failure: Failure) => void): void;
  terminate(): void;
}

export interface EngineClient extends Engine {
  /** Starts the worker for a capture that is about to be opened: it takes longer to start than a small file to read. */
  prepare(): void;
  /** Replaces the capture that was open before. */
  open(file: Blob, name: string, sink: ProgressSink, others?: readonly NamedBlob[], thrift?: Thrift): OpenJob;
  /** Of a capture in parts: they hold the same handshakes. */
  isTwoCaptures(): Promise<Envelope<boolean>>;
  /** For comparing-client.ts. */
  comparing<T>(call: (desk: ComparingApi) => Promise<Envelope<T>>): Promise<Envelope<T>>;
  close(): void;
}

/** A worker that is asked to stop has this long to say so; the page promises 200 ms. */
const CANCEL_PATIENCE_MS = 150;

interface Connection {
  readonly api: Remote<PipelineApi>;
  readonly died: Promise<Envelope<never>>;
  end(failure: Failure): void;
}

function connect(port: EnginePort): Connection {
  const api = wrap<PipelineApi>(port.endpoint);
  let isOver = false;
  let settle: (envelope: Envelope<never>) => void = () => {};
  const died = new Promise<Envelope<never>>((resolve) => {
    settle = resolve;
  });
  const end = (failure: Failure) => {
    if (isOver) return;
    isOver = true;
    settle({ ok: false, failure });
    api[releaseProxy]();
    port.terminate();
  };
  port.onDeath(end);
  return { api, died, end };
}

function crashed(error: unknown): Envelope<never> {
  return { ok: false, failure: { code: 'internal', detail: error instanceof Error ? error.message : String(error) } };
}

export function createEngineClient(spawn: () => EnginePort): EngineClient {
  let current: Connection | null = null;
  let spare: Connection | null = null;
  let jobs = 0;
  let desk: { readonly of: Remote<PipelineApi>; readonly made: Promise<ComparingApi> } | null = null;

  const ask = <T>(call: (api: Remote<PipelineApi>) => Promise<Envelope<T>>): Promise<Envelope<T>> => {
    if (current === null) return Promise.resolve({ ok: false, failure: { code: 'cancelled' } });
    return Promise.race([call(current.api).catch(crashed), current.died]);
  };

  const close = () => {
    current?.end({ code: 'cancelled' });
    current = null;
  };

  return {
    open: (file, name, sink, others = [], thrift = {}) => {
      close();
      const connection = spare ?? connect(spawn());
      spare = null;
      current = connection;
      const job = ++jobs;
      const result = Promise.race([connection.api.open(job, file, name, proxy(sink), others, thrift).catch(crashed), connection.died]);
      return {
        result,
        cancel: () => {
          void connection.api.cancel(job).catch(() => undefined);
          const timer = setTimeout(() => connection.end({ code: 'cancelled' }), CANCEL_PATIENCE_MS);
          void result.then(() => {
            clearTimeout(timer);
            connection.end({ code: 'cancelled' });
            if (current === connection) current = null;
          });
        },
        finishEarly: () => {
          void connection.api.finishEarly(job).catch(() => undefined);
        },
      };
    },
    prepare: () => {
      if (spare !== null) return;
      const started = connect(spawn());
      spare = started;
      // One that dies waiting is nobody's failure: the next capture gets a fresh one.
      void started.died.then(() => {
        if (spare === started) spare = null;
      });
    },
    close,
    comparing: (call) =>
      ask(async (api) => {
        if (desk?.of !== api) desk = { of: api, made: api.comparing() };
        return call(await desk.made);
      }),
    query: (query) => ask((api) => api.query(query)),
    facets: (text) => ask((api) => api.facets(text)),
    rows: (ids) => ask((api) => api.rows(ids)),
    matchError: (pasted) => ask((api) => api.matchError(pasted)),
    compare: (ids) => ask((api) => api.compare(ids)),
    connection: (id) => ask((api) => api.connection(id)),
    ladder: (id, expanded, opened, filter) => ask((api) => api.ladder(id, expanded, opened, filter)),
    packet: (frame) => ask((api) => api.packet(frame)),
    placeOfFrame: (frame) => ask((api) => api.placeOfFrame(frame)),
    connectionOfFrame: (frame) => ask((api) => api.connectionOfFrame(frame)),
    charts: (text) => ask((api) => api.charts(text)),
    window: (id) => ask((api) => api.window(id)),
    json: (language) => ask((api) => api.json(language)),
    share: (wish) => ask((api) => api.share(wish)),
    analysisFile: (wish) => ask((api) => api.analysisFile(wish)),
    postmortem: (wish) => ask((api) => api.postmortem(wish)),
    fileHashes: () => ask((api) => api.fileHashes()),
    trim: (wish) => ask((api) => api.trim(wish)),
    isTwoCaptures: () => ask((api) => api.isTwoCaptures()),
  };
}

function spawnWorker(): EnginePort {
  const worker = new Worker(new URL('../../workers/entries/pipeline.worker.ts', import.meta.url), {
    type: 'module',
    name: 'pipeline',
  });
  return {
    endpoint: worker,
    onDeath: (report) => {
      worker.addEventListener('error', (event) => {
        event.preventDefault();
        report(
          /memory|allocation/i.test(event.message)
            ? { code: 'out-of-memory', frames: 0 }
            : { code: 'internal', detail: event.message || 'The worker could not be started.' },
        );
      });
      worker.addEventListener('messageerror', () => report({ code: 'internal', detail: 'A message could not be read.' }));
    },
    terminate: () => worker.terminate(),
  };
}

const client = createEngineClient(spawnWorker);

/** Questions about the open capture. Always answers with an envelope; "cancelled" when no capture is open. */
export function engine(): Engine {
  return client;
}

/** Opening and closing: for features/landing alone. */
export function engineClient(): EngineClient {
  return client;
}
