// Findings that only several connections together show: what the handlers found, as findings with evidence. They say
// nothing that a verdict on a single connection says already.

import { findBadBackend, type BadBackend } from '../handlers/one-bad-backend';
import { findClientLeaks, type ClientLeak } from '../handlers/client-leak';
import type { ListenerFacts } from '../handlers/listener-facts';
import { findPortExhaustion, type PortExhaustion } from '../handlers/port-exhaustion';
import { findSlowHandshakes, type SlowHandshakes } from '../handlers/slow-handshake';
import type { Alternative, Evidence, Finding, Party } from '../model/verdict';
import {
  BENIGN_CAUSES,
  CAUSE_IDS,
  QUIET_CAUSES,
  type CauseId,
  type EvidenceFact,
  type EvidenceValues,
  type FindingCause,
} from '../model/vocabulary';
import { ENDED_BY, OUTCOMES, type Judgement } from './judge';

const NOBODY = ENDED_BY.indexOf('none');
const CLIENT = ENDED_BY.indexOf('client');
const CLOSED = OUTCOMES.indexOf('closed');
const OVERFLOWS: readonly CauseId[] = ['listen-queue-overflow', 'listen-queue-overflow-reset'];
/** Where one of these explains the listener, connections that pile up or come late are its doing. A limit is what they run into. */
const EXPLAINS_OPEN: readonly CauseId[] = [...OVERFLOWS, 'accept-starvation', 'close-wait-leak'];

const CONFIDENCE = {
  loss: 0.9,
  server: 0.85,
  /** The path or the server: both leave the same packets here. */
  unknown: 0.6,
  backend: 0.9,
  /** What the program still means to do with its connections no packet tells. */
  leak: 0.7,
  ports: 0.9,
  /** That a client stopped may have any reason. */
  portsOfBlock: 0.5,
  /** Packets that the capture missed look like packets that the network lost. */
  lossyCaptureMost: 0.6,
} as const;

export function crossFindings(judgement: Judgement): Finding[] {
  return judgement.listeners.flatMap((listener) => {
    const shown = causesAt(judgement, listener);
    const has = (causes: readonly CauseId[]): boolean => causes.some((cause) => shown[CAUSE_IDS.indexOf(cause)] === 1);
    const { tables, columns, vantage, captureEndSeconds } = judgement;
    const findings: Finding[] = [];
    if (!has(OVERFLOWS)) {
      const slow = findSlowHandshakes(tables, columns, listener, vantage);
      if (slow !== null) findings.push(slowFinding(judgement, listener, slow));
      const bad = findBadBackend(tables, listener, (c) => HARMFUL.has(columns.cause[c] as number));
      if (bad !== null) findings.push(backendFinding(judgement, listener, bad));
    }
    if (!has(EXPLAINS_OPEN)) {
      const isOpen = (c: number): boolean => columns.endedBy[c] === NOBODY;
      for (const leak of findClientLeaks(tables, columns, listener, captureEndSeconds, isOpen))
        findings.push(leakFinding(judgement, listener, leak));
    }
    const isClosedByClient = (c: number): boolean => columns.endedBy[c] === CLIENT && columns.outcome[c] === CLOSED;
    for (const ports of findPortExhaustion(tables, columns, listener, isClosedByClient, captureEndSeconds))
      findings.push(portsFinding(judgement, listener, ports));
    return findings;
  });
}

const QUIET: readonly FindingCause[] = [...BENIGN_CAUSES, ...QUIET_CAUSES];
const HARMFUL: ReadonlySet<number> = new Set(CAUSE_IDS.flatMap((cause, index) => (QUIET.includes(cause) ? [] : [index])));

/** Per index into CAUSE_IDS: 1 where some connection of the listener was judged so. */
function causesAt({ columns }: Judgement, listener: ListenerFacts): Uint8Array {
  const causes = new Uint8Array(CAUSE_IDS.length);
  for (const c of listener.connections) causes[columns.cause[c] as number] = 1;
  return causes;
}

function slowFinding(judgement: Judgement, listener: ListenerFacts, slow: SlowHandshakes): Finding {
  const { example, reason, connections } = slow;
  const evidence = [
    seen(judgement, 'syn-unanswered', [example.synRow, example.lastSynRow], { syns: example.syns - 1, waitedSeconds: example.lateSeconds }),
    seen(judgement, 'handshakes-late', [example.lastSynRow, example.synAckRow], {
      connections: connections.length,
      handshakes: listener.handshakes,
      lateSeconds: slow.medianLateSeconds,
    }),
  ];
  if (slow.lossyConnections > 0) {
    evidence.push(
      seen(judgement, 'path-loses-packets', [slow.lossRow], { connections: slow.lossyConnections, handshakes: listener.handshakes }),
    );
  }
  if (reason === 'server') evidence.push(seen(judgement, 'first-syn-arrived', [example.synRow], { connections: connections.length }));
  const party: Party = reason === 'loss' ? 'network' : reason === 'server' ? 'server' : 'unknown';
  return finding(judgement, listener, {
    cause: 'slow-handshake',
    connections,
    representative: example.connection,
    party,
    confidence: Math.min(CONFIDENCE[reason], judgement.ackedUnseen > 0 ? CONFIDENCE.lossyCaptureMost : 1),
    facts: { lateSeconds: slow.medianLateSeconds, ...(reason === 'unknown' ? {} : { reason }) },
    evidence,
    alternatives: reason === 'loss' ? [] : [{ cause: 'listen-queue-overflow', because: 'overflow-looks-alike-from-client' }],
  });
}

function backendFinding(judgement: Judgement, listener: ListenerFacts, bad: BadBackend): Finding {
  const { traits, otherTraits } = bad;
  const facts: Record<string, number> = { backends: bad.backends, failed: bad.connections.length };
  if (traits.ttl !== otherTraits.ttl) Object.assign(facts, { ttl: traits.ttl, otherTtl: otherTraits.ttl });
  if (traits.window !== otherTraits.window) Object.assign(facts, { window: traits.window, otherWindow: otherTraits.window });
  if (traits.mss !== otherTraits.mss) Object.assign(facts, { mss: traits.mss, otherMss: otherTraits.mss });
  return finding(judgement, listener, {
    cause: 'one-bad-backend',
    connections: bad.connections,
    representative: bad.connections[0] ?? null,
    party: 'server',
    confidence: CONFIDENCE.backend,
    facts,
    evidence: [
      seen(judgement, 'failures-share-syn-ack', bad.rows, {
        failed: bad.connections.length,
        connections: bad.met,
        othersFailed: bad.othersFailed,
        others: bad.others,
      }),
    ],
    alternatives: [],
  });
}

function leakFinding(judgement: Judgement, listener: ListenerFacts, leak: ClientLeak): Finding {
  const representative = leak.connections[0] ?? null;
  const rows =
    representative === null ? [] : [firstRow(judgement, representative), firstRow(judgement, leak.connections.at(-1) ?? representative)];
  return finding(judgement, listener, {
    cause: 'client-leak',
    connections: leak.connections,
    representative,
    party: 'client',
    confidence: CONFIDENCE.leak,
    facts: { opened: leak.opened, closed: leak.closed, perMinute: ((leak.opened - leak.closed) / leak.overSeconds) * 60 },
    evidence: [
      seen(judgement, 'opened-not-closed', rows, { opened: leak.opened, closed: leak.closed, overSeconds: leak.overSeconds }),
      seen(judgement, 'left-unused', rows.slice(0, 1), { unused: leak.unused, idleSeconds: leak.medianIdleSeconds }),
    ],
    alternatives: [{ cause: 'open-at-end', because: 'capture-incomplete' }],
  });
}

function portsFinding(judgement: Judgement, listener: ListenerFacts, used: PortExhaustion): Finding {
  const representative = used.connections[0] ?? null;
  const last = used.connections.at(-1);
  const rows = representative === null || last === undefined ? [] : [firstRow(judgement, representative), firstRow(judgement, last)];
  return finding(judgement, listener, {
    cause: 'ephemeral-port-exhaustion',
    connections: used.connections,
    representative,
    party: 'client',
    confidence: used.stoppedSeconds < 0 ? CONFIDENCE.ports : CONFIDENCE.portsOfBlock,
    facts: {
      opened: used.connections.length,
      withinSeconds: used.withinSeconds,
      ports: used.ports,
      ...(used.reused === 0 ? {} : { reused: used.reused }),
      ...(used.stoppedSeconds < 0 ? {} : { stoppedSeconds: used.stoppedSeconds }),
    },
    evidence: [
      seen(judgement, 'closed-first-by-client', rows, {
        connections: used.connections.length,
        withinSeconds: used.withinSeconds,
        ports: used.ports,
      }),
      ...(used.stoppedSeconds < 0
        ? []
        : [
            seen(judgement, 'port-block-used', rows.slice(-1), {
              lowestPort: used.lowestPort,
              highestPort: used.highestPort,
              unused: used.available - used.ports,
              quietSeconds: used.stoppedSeconds,
            }),
          ]),
      ...(used.reused === 0
        ? []
        : [seen(judgement, 'ports-reused-early', rows.slice(-1), { reused: used.reused, youngestSeconds: used.youngestSeconds })]),
    ],
    alternatives: [],
  });
}

interface Draft {
  readonly cause: FindingCause;
  readonly connections: readonly number[];
  readonly representative: number | null;
  readonly party: Party;
  readonly confidence: number;
  readonly facts: Finding['facts'];
  readonly evidence: readonly Evidence[];
  readonly alternatives: readonly Alternative[];
}

function finding(judgement: Judgement, listener: ListenerFacts, draft: Draft): Finding {
  const { tables, columns, vantage } = judgement;
  const clients = new Set<number>();
  let firstSeconds = Infinity;
  let lastSeconds = -Infinity;
  for (const c of draft.connections) {
    firstSeconds = Math.min(firstSeconds, columns.start[c] as number);
    lastSeconds = Math.max(lastSeconds, columns.end[c] as number);
    if (clients.size < 2) clients.add(tables.connections.origAddress.values[c] as number);
  }
  const [client] = clients;
  return {
    ...draft,
    count: draft.connections.length,
    server: { address: tables.addresses.text(listener.address), port: listener.port },
    ...(clients.size === 1 && client !== undefined ? { client: { address: tables.addresses.text(client) } } : {}),
    endedBy: 'none',
    outcome: OUTCOMES[columns.outcome[draft.representative ?? 0] as number] ?? 'unclear',
    firstSeconds,
    lastSeconds,
    ruledOut: [],
    caveats: [`vantage-${vantage}`],
  };
}

function firstRow({ tables }: Judgement, connection: number): number {
  const { segments, segmentStart } = tables.connections;
  return segments[segmentStart[connection] as number] as number;
}

function seen<F extends EvidenceFact>({ tables }: Judgement, fact: F, rows: readonly number[], values: EvidenceValues[F]): Evidence {
  const frames = new Set(rows.filter((row) => row >= 0).map((row) => (tables.segments.frameIndex.values[row] as number) + 1));
  return { fact, frames: [...frames].sort((a, b) => a - b), values: { ...values } };
}
