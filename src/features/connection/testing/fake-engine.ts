// An engine for tests of this view: answers from a hand-written ladder. Never imported by the page.

import type { LadderModel, OpenedPackets } from '#engine/ladder/ladder-model';
import type { PacketField } from '#engine/model/packet-field';
import type { ConnectionReport, Verdict } from '#engine/model/verdict';
import type { Envelope, PacketDetail } from '#engine/rpc/protocol';
import type { Engine } from '../../../engine-client/engine-client';
import { packetRow } from './ladder-fixtures';

export function reportOf(model: LadderModel, over: Partial<Verdict> = {}): ConnectionReport {
  return {
    id: 12,
    client: model.client,
    server: model.server,
    rolesAssumed: model.rolesAssumed,
    startSeconds: 12.4,
    durationSeconds: 0.003847,
    handshakeSeconds: 0.000673,
    segments: model.packets,
    retransmissions: 0,
    bytes: { client: 49, server: 0 },
    connState: 'RSTR',
    history: 'ShAfDr',
    completeness: 63,
    outcome: 'reset',
    endedBy: 'server',
    verdict: {
      cause: 'accept-then-close',
      confidence: 0.86,
      party: 'server',
      facts: { delaySeconds: 0.000648 },
      evidence: model.annotations.map(({ fact, values, frames }) => ({ fact, values, frames })),
      alternatives: [{ cause: 'connection-limit-per-client', because: 'threshold-not-shown' }],
      ruledOut: [{ cause: 'injected-reset', because: 'ttl-fits', frames: [7] }],
      caveats: ['vantage-client'],
      ...over,
    },
  };
}

const field = (id: string, value: string, start: number, end: number, children: readonly PacketField[] = []): PacketField => ({
  id,
  value,
  start,
  end,
  children,
});

/** An Ethernet frame whose 54 header bytes count up, with a readable payload. */
export function packetOf(model: LadderModel, frame: number): PacketDetail {
  const rows = model.rows.flatMap((row) => (row.kind === 'packet' ? [row] : row.kind === 'run' ? row.rows : []));
  const row = rows.find((candidate) => candidate.frame === frame) ?? packetRow({ frame, seconds: 0, from: 'client', style: 'ack' });
  const bytes = Uint8Array.from({ length: 54 + row.len }, (_, at) => (at < 54 ? at : 0x41 + (at % 26)));
  return {
    frame,
    seconds: row.seconds,
    capLen: bytes.length,
    origLen: bytes.length,
    fileOffset: 24 + frame * 70,
    bytes,
    payloadStart: 54,
    comment: null,
    fields: [
      field('eth', 'Ethernet', 0, 14, [
        field('eth.dst', '00:01:02:03:04:05', 0, 6),
        field('eth.src', '06:07:08:09:0a:0b', 6, 12),
        field('eth.type', '0x0800', 12, 14),
      ]),
      field('ip', 'IPv4', 14, 34, [field('ip.ttl', String(row.ttl), 22, 23), field('ip.src', '10.0.0.1', 26, 30)]),
      field('tcp', 'TCP', 34, 54, [
        field('tcp.seq', String(row.rawSeq), 38, 42),
        field('tcp.ack', String(row.rawAck), 42, 46),
        field('tcp.flags', row.flags.join(', '), 46, 48, [field('tcp.flags.reset', '1', 47, 48)]),
      ]),
      ...(row.len > 0 ? [field('tcp.payload', `${row.len} B`, 54, 54 + row.len)] : []),
    ],
  };
}

const answer = <T>(value: T): Promise<Envelope<T>> => Promise.resolve({ ok: true, value });

/** `ladder` gets the ids of the open runs, as the worker does. */
export function fakeEngine(
  ladder: (expanded: readonly number[], opened?: readonly OpenedPackets[]) => LadderModel,
  over: Partial<Engine> = {},
): Engine {
  return {
    connection: () => answer(reportOf(ladder([]))),
    ladder: (_id, expanded, opened) => answer(ladder(expanded, opened)),
    packet: (frame) => answer(packetOf(ladder([]), frame)),
    query: () => answer({ ok: true, ids: Uint32Array.of(12) }),
    matchError: () => answer({ causes: [], connections: [], hasTime: false }),
    facets: () => answer([]),
    rows: () => answer([]),
    compare: () => answer({ differences: [], firstSeconds: 0 }),
    placeOfFrame: (frame) => answer({ connection: 12, protocol: 'TCP', nearest: frame }),
    connectionOfFrame: () => answer(12),
    charts: async () => ({ ok: true, value: null }),
    window: async () => ({ ok: false, failure: { code: 'internal', detail: 'fake' } }),
    json: () => Promise.resolve({ ok: false, failure: { code: 'cancelled' } }),
    share: () => Promise.resolve({ ok: false, failure: { code: 'cancelled' } }),
    analysisFile: () => Promise.resolve({ ok: false, failure: { code: 'cancelled' } }),
    postmortem: () => Promise.resolve({ ok: false, failure: { code: 'cancelled' } }),
    fileHashes: () => answer(false),
    trim: () => Promise.resolve({ ok: false, failure: { code: 'cancelled' } }),
    ...over,
  };
}
