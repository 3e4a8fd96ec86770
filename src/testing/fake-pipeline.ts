// A small engine in memory for tests of the page: answers like the real one, analyses nothing. Test-only.

import type { Finding, Outcome } from '#engine/model/verdict';
import type { CauseId, FindingCause } from '#engine/model/vocabulary';
import type { AnalysisSummary, ConnectionRow, PipelineApi } from '#engine/rpc/protocol';

export function fakeFinding(cause: FindingCause, over: Partial<Finding> = {}): Finding {
  return {
    cause,
    count: 22,
    connections: Array.from({ length: 22 }, (_, at) => 60 + at),
    server: { address: '10.40.9.2', port: 2181 },
    client: { address: '10.40.1.11' },
    party: 'server',
    endedBy: 'server',
    outcome: 'reset',
    confidence: 0.93,
    facts: { limit: 60, rejected: 22 },
    firstSeconds: 12.4,
    lastSeconds: 61.02,
    representative: 61,
    evidence: [
      { fact: 'limit-at-rejection', frames: [420, 431, 440], values: { limit: 60, rejected: 22 } },
      { fact: 'served-below-limit', frames: [3, 7, 9, 14, 22, 31, 40, 44], values: { served: 69, highest: 60 } },
      { fact: 'fin-right-after-handshake', frames: [421, 424], values: { afterSeconds: 0.000648 } },
      { fact: 'no-bytes-from-server', frames: [424], values: {} },
    ],
    alternatives: [{ cause: 'connection-limit-total', because: 'only-one-client-address' }],
    ruledOut: [{ cause: 'listen-queue-overflow-reset', because: 'socket-existed', frames: [424] }],
    caveats: ['vantage-client'],
    ...over,
  };
}

export function fakeSummary(over: Partial<AnalysisSummary> = {}): AnalysisSummary {
  const findings = over.findings ?? [fakeFinding('connection-limit-per-client')];
  return {
    capture: {
      name: 'zookeeper-limit.pcapng',
      format: 'pcapng',
      compression: null,
      bytes: 124_560,
      frames: 1_204,
      tcpSegments: 1_198,
      connections: 92,
      startNs: '1561336306868738000',
      durationSeconds: 61.2,
      timeDigits: 6,
      linkTypes: ['ethernet'],
      vantage: 'client',
      issues: [],
      fractionRead: 1,
      otherProtocols: [],
    },
    findings,
    causes: [
      ['connection-limit-per-client', 22],
      ['normal-close', 53],
      ['open-at-end', 17],
    ],
    outcomes: [
      ['reset', 22],
      ['closed', 53],
      ['open', 17],
    ],
    opened: Array.from({ length: 64 }, (_, bin) => (bin % 7) + 1),
    openedByFinding: findings.map((_, at) => Array.from({ length: 64 }, (__, bin) => (bin > 40 + at ? bin % 4 : 0))),
    ...over,
  };
}

const KINDS: readonly (readonly [Outcome, CauseId, number])[] = [
  ['reset', 'connection-limit-per-client', 0.93],
  ['closed', 'normal-close', 0.99],
  ['refused', 'port-closed', 0.97],
  ['no-answer', 'firewall-drop', 0.8],
  ['closed', 'accept-then-close', 0.86],
  ['open', 'open-at-end', 0.99],
  ['unclear', 'insufficient-evidence', 0.3],
];

function fakeRow(id: number): ConnectionRow {
  const [outcome, cause, confidence] = KINDS[id % KINDS.length] ?? ['unclear', 'insufficient-evidence', 0];
  return {
    id,
    outcome,
    cause,
    confidence,
    client: `10.40.1.${11 + (id % 4)}:${40_000 + (id % 20_000)}`,
    server: '10.40.9.2:2181',
    startSeconds: id * 0.071,
    durationSeconds: 0.003847 * (1 + (id % 900)),
    handshakeSeconds: id % 5 === 0 ? null : 0.008012,
    bytesClient: 49 * (id % 40),
    bytesServer: 1_024 * (id % 90),
    packets: 7 + (id % 60),
    retransmissions: id % 9 === 0 ? 2 : 0,
    endedBy: id % 2 === 0 ? 'server' : 'client',
    firstFrame: id * 7 + 1,
    lastFrame: id * 7 + 7,
  };
}

/** `connections` rows exist; `open` resolves at once unless the name holds "slow", then it waits for cancel or finishEarly. */
export function createFakePipeline(connections = 92): PipelineApi {
  const waiting = new Map<number, (how: 'cancelled' | 'partial') => void>();
  return {
    open: async (job, _file, name, sink) => {
      if (name.includes('broken')) return { ok: false, failure: { code: 'unrecognized-format', headHex: '00 01 02 03' } };
      const summary = fakeSummary();
      const value = { ...summary, capture: { ...summary.capture, name, connections } };
      if (!name.includes('slow')) return { ok: true, value };
      sink.progress({ phase: 'reading', bytesDone: 250, bytesTotal: 1000, frames: 40, segments: 40, connections: 3 });
      const how = await new Promise<'cancelled' | 'partial'>((resolve) => waiting.set(job, resolve));
      return how === 'cancelled'
        ? { ok: false, failure: { code: 'cancelled' } }
        : { ok: true, value: { ...value, capture: { ...value.capture, fractionRead: 0.25 } } };
    },
    cancel: (job) => waiting.get(job)?.('cancelled'),
    finishEarly: (job) => waiting.get(job)?.('partial'),
    query: async ({ text, descending }) => {
      if (text.startsWith('bad:')) return { ok: true, value: { ok: false, position: 0, reason: 'unknown-key' } };
      const ids = Uint32Array.from({ length: text === '' ? connections : text === 'none' ? 0 : 7 }, (_, at) => at);
      return { ok: true, value: { ok: true, ids: descending ? ids.reverse() : ids } };
    },
    facets: async () => ({ ok: true, value: [{ facet: 'outcome', values: [{ value: 'reset', count: 7 }], others: 0 }] }),
    rows: async (ids) => ({ ok: true, value: [...ids].map(fakeRow) }),
    matchError: async () => ({ ok: true, value: { causes: [], connections: [], hasTime: false } }),
    connection: async () => ({ ok: false, failure: { code: 'internal', detail: 'fake' } }),
    ladder: async () => ({ ok: false, failure: { code: 'internal', detail: 'fake' } }),
    packet: async () => ({ ok: false, failure: { code: 'internal', detail: 'fake' } }),
    compare: async () => ({ ok: true, value: { differences: [], firstSeconds: 0 } }),
    placeOfFrame: async (frame) => ({
      ok: true,
      value: { connection: frame % 2 === 0 ? 61 : -1, protocol: frame % 2 === 0 ? 'TCP' : 'UDP', nearest: frame + 1 },
    }),
    connectionOfFrame: async (frame) => ({ ok: true, value: frame % 2 === 0 ? 61 : -1 }),
    charts: async () => ({ ok: true, value: null }),
    window: async () => ({ ok: false, failure: { code: 'internal', detail: 'fake' } }),
    json: async () => ({ ok: false, failure: { code: 'internal', detail: 'fake' } }),
    isTwoCaptures: async () => ({ ok: true, value: false }),
    comparing: () => Promise.reject(new Error('fake')),
    share: async () => ({ ok: false, failure: { code: 'internal', detail: 'fake' } }),
    analysisFile: async () => ({ ok: false, failure: { code: 'internal', detail: 'fake' } }),
    postmortem: async () => ({ ok: false, failure: { code: 'internal', detail: 'fake' } }),
    fileHashes: async () => ({ ok: true, value: false }),
    trim: async () => ({ ok: false, failure: { code: 'internal', detail: 'fake' } }),
  };
}
