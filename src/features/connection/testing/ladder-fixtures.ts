// Ladder models for tests of this view: the published incidents of the design, written by hand. Never imported by the page.

import type { Annotation, GapRow, LadderModel, LadderRow, PacketRow, RunRow, StatePair } from '#engine/ladder/ladder-model';
import type { EndpointState } from '#engine/model/tcp-state';

type Draft = Pick<PacketRow, 'frame' | 'seconds' | 'from' | 'style'> & Partial<PacketRow>;

const FLAGS: Readonly<Record<string, readonly string[]>> = {
  syn: ['SYN'],
  'syn-ack': ['SYN', 'ACK'],
  data: ['PSH', 'ACK'],
  fin: ['FIN', 'ACK'],
  rst: ['RST'],
  icmp: [],
};

export function packetRow(draft: Draft): PacketRow {
  return {
    kind: 'packet',
    deltaSeconds: 0,
    flags: FLAGS[draft.style] ?? ['ACK'],
    len: 0,
    seq: 0,
    ack: null,
    rawSeq: 1_000_000_000 + (draft.seq ?? 0),
    rawAck: draft.ack === undefined || draft.ack === null ? 0 : 2_743_105_458 + draft.ack,
    window: null,
    ttl: 64,
    mss: null,
    windowScale: null,
    retry: 0,
    retryOf: null,
    hint: '',
    icmp: null,
    crossed: false,
    foreign: false,
    ignored: false,
    duplicate: false,
    after: { client: 'established', server: 'established' },
    notes: [],
    ...draft,
  };
}

export function gapRow(seconds: number, reason: GapRow['reason'], after: StatePair): GapRow {
  return { kind: 'gap', seconds, reason, after };
}

export function runRow(draft: Partial<RunRow> & Pick<RunRow, 'id' | 'what' | 'packets' | 'firstFrame' | 'lastFrame'>): RunRow {
  return {
    kind: 'run',
    bytesClient: 0,
    bytesServer: 0,
    retransmissions: 0,
    windowChanges: 0,
    seconds: 0,
    durationSeconds: 0,
    turns: 0,
    expanded: false,
    hidden: 0,
    rows: [],
    after: { client: 'established', server: 'established' },
    ...draft,
  };
}

const states = (client: EndpointState, server: EndpointState): StatePair => ({ client, server });

/** Fills in the time since the packet before and the notes that cite each packet. */
function model(draft: Partial<LadderModel> & Pick<LadderModel, 'client' | 'server' | 'rows'>): LadderModel {
  const annotations = draft.annotations ?? [];
  let last: number | null = null;
  const timed = (row: PacketRow): PacketRow => {
    const deltaSeconds = last === null ? 0 : row.seconds - last;
    last = row.seconds;
    return { ...row, deltaSeconds, notes: annotations.filter((note) => note.frames.includes(row.frame)).map((note) => note.number) };
  };
  const rows = draft.rows.map((row): LadderRow => {
    if (row.kind === 'packet') return timed(row);
    if (row.kind === 'run') {
      const inner = row.rows.map(timed);
      last = row.seconds + row.durationSeconds;
      return { ...row, rows: inner };
    }
    return row;
  });
  return {
    connection: 0,
    rolesAssumed: false,
    vantage: 'client',
    middlebox: false,
    timeDigits: 6,
    startNs: '1561307506868738000',
    annotations,
    gauge: null,
    ...draft,
    packets: rows.reduce((sum, row) => sum + (row.kind === 'packet' ? 1 : row.kind === 'run' ? row.packets : 0), 0),
    rows,
  };
}

const note = (
  number: number,
  side: Annotation['side'],
  frames: readonly number[],
  fact: Annotation['fact'],
  values: Annotation['values'],
  decisive = true,
): Annotation => ({
  number,
  side,
  frames,
  fact,
  values,
  decisive,
});

/** Case 1: closed right after being accepted; the client writes into the closed socket. */
export const closedAfterAccept: LadderModel = model({
  client: { address: '10.211.55.2', port: 55884, ttl: 64 },
  server: { address: '10.211.55.10', port: 2181, ttl: 64 },
  gauge: { open: 60, limit: 60, atLeast: false },
  rows: [
    packetRow({
      frame: 1,
      seconds: 0,
      from: 'client',
      style: 'syn',
      window: 65535,
      mss: 1460,
      windowScale: 64,
      after: states('syn-sent', 'syn-received'),
    }),
    packetRow({
      frame: 2,
      seconds: 0.000628,
      from: 'server',
      style: 'syn-ack',
      ack: 1,
      window: 28960,
      mss: 1460,
      windowScale: 64,
      after: states('syn-sent', 'syn-received'),
    }),
    packetRow({ frame: 3, seconds: 0.000673, from: 'client', style: 'ack', seq: 1, ack: 1, after: states('established', 'established') }),
    packetRow({ frame: 4, seconds: 0.001321, from: 'server', style: 'fin', seq: 1, ack: 1, after: states('close-wait', 'fin-wait-1') }),
    packetRow({ frame: 5, seconds: 0.00137, from: 'client', style: 'ack', seq: 1, ack: 2, after: states('close-wait', 'fin-wait-2') }),
    packetRow({
      frame: 6,
      seconds: 0.003728,
      from: 'client',
      style: 'data',
      seq: 1,
      ack: 2,
      len: 49,
      hint: 'ZooKeeper connect',
      after: states('close-wait', 'fin-wait-2'),
    }),
    packetRow({ frame: 7, seconds: 0.003847, from: 'server', style: 'rst', seq: 2, after: states('closed', 'closed') }),
  ],
  annotations: [
    note(1, 'server', [3, 4], 'fin-right-after-handshake', { afterSeconds: 0.000648 }),
    note(2, 'client', [5, 6], 'sent-after-fin', { bytes: 49, afterSeconds: 0.002407 }),
    note(3, 'server', [6, 7], 'reply-rst', { bytes: 49 }),
  ],
});

/** Case 2: the kernel acknowledged the request, nobody read it, close() sent RST+ACK. */
export const unreadData: LadderModel = model({
  client: { address: '192.168.6.45', port: 36692, ttl: 64 },
  server: { address: '192.168.6.46', port: 8080, ttl: 64 },
  rows: [
    packetRow({
      frame: 1,
      seconds: 0,
      from: 'client',
      style: 'syn',
      window: 5792,
      mss: 1460,
      windowScale: 256,
      after: states('syn-sent', 'syn-received'),
    }),
    packetRow({
      frame: 2,
      seconds: 0.000081,
      from: 'server',
      style: 'syn-ack',
      ack: 1,
      window: 5792,
      after: states('syn-sent', 'syn-received'),
    }),
    packetRow({ frame: 3, seconds: 0.00009, from: 'client', style: 'ack', seq: 1, ack: 1, after: states('established', 'established') }),
    packetRow({
      frame: 4,
      seconds: 0.000134,
      from: 'client',
      style: 'data',
      seq: 1,
      ack: 1,
      len: 75,
      hint: 'GET',
      after: states('established', 'established'),
    }),
    packetRow({ frame: 5, seconds: 0.000222, from: 'server', style: 'ack', seq: 1, ack: 76, after: states('established', 'established') }),
    packetRow({
      frame: 6,
      seconds: 0.000881,
      from: 'server',
      style: 'rst',
      flags: ['RST', 'ACK'],
      seq: 1,
      ack: 76,
      after: states('closed', 'closed'),
    }),
  ],
  annotations: [
    note(1, 'client', [4], 'data-acked-by-kernel', { bytes: 75, afterSeconds: 0.000088 }, false),
    note(2, 'server', [5], 'unread-bytes', { unreadBytes: 75 }),
    note(3, 'server', [4, 5, 6], 'active-rst', { ackedBytes: 75 }),
  ],
});

/** Case 3: the request crossed the FIN in flight; taken at the server. */
export const crossedInFlight: LadderModel = model({
  client: { address: '10.95.196.29', port: 3621, ttl: 63 },
  server: { address: '10.95.196.27', port: 80, ttl: 64 },
  vantage: 'server',
  gauge: { open: 65387, limit: 65387, atLeast: true },
  rows: [
    packetRow({
      frame: 16822,
      seconds: 0,
      from: 'client',
      style: 'syn',
      window: 14600,
      mss: 1460,
      windowScale: 128,
      after: states('syn-sent', 'syn-received'),
    }),
    packetRow({
      frame: 16823,
      seconds: 0.000029,
      from: 'server',
      style: 'syn-ack',
      ack: 1,
      window: 2920,
      windowScale: 1024,
      after: states('syn-sent', 'syn-received'),
    }),
    packetRow({
      frame: 16824,
      seconds: 0.000176,
      from: 'client',
      style: 'ack',
      seq: 1,
      ack: 1,
      after: states('established', 'established'),
    }),
    packetRow({
      frame: 16825,
      seconds: 0.000374,
      from: 'server',
      style: 'fin',
      seq: 1,
      ack: 1,
      after: states('established', 'fin-wait-1'),
    }),
    packetRow({
      frame: 16826,
      seconds: 0.000437,
      from: 'client',
      style: 'data',
      seq: 1,
      ack: 1,
      len: 40,
      crossed: true,
      after: states('established', 'fin-wait-1'),
    }),
    packetRow({ frame: 16827, seconds: 0.000459, from: 'server', style: 'rst', seq: 1, after: states('closed', 'closed') }),
  ],
  annotations: [
    note(1, 'server', [16824, 16825], 'fin-right-after-handshake', { afterSeconds: 0.000198 }),
    note(2, 'server', [16825, 16826], 'data-crossed-fin', { afterSeconds: 0.000063, rttSeconds: 0.000147 }, false),
    note(3, 'server', [16826, 16827], 'reply-rst', { bytes: 40 }),
  ],
});

/** Case 4b: the final ACK of the handshake and the data are ignored until a place becomes free. */
export const acceptQueueFull: LadderModel = model({
  client: { address: '10.0.0.7', port: 51044, ttl: 64 },
  server: { address: '10.0.0.9', port: 9799, ttl: 64 },
  vantage: 'server',
  rows: [
    packetRow({
      frame: 311,
      seconds: 0,
      from: 'client',
      style: 'syn',
      window: 64240,
      mss: 1460,
      windowScale: 128,
      after: states('syn-sent', 'syn-received'),
    }),
    packetRow({
      frame: 312,
      seconds: 0.000031,
      from: 'server',
      style: 'syn-ack',
      ack: 1,
      window: 65160,
      after: states('syn-sent', 'syn-received'),
    }),
    packetRow({
      frame: 313,
      seconds: 0.000054,
      from: 'client',
      style: 'ack',
      seq: 1,
      ack: 1,
      ignored: true,
      after: states('established', 'syn-received'),
    }),
    packetRow({
      frame: 314,
      seconds: 0.000411,
      from: 'client',
      style: 'data',
      seq: 1,
      ack: 1,
      len: 31,
      ignored: true,
      after: states('established', 'syn-received'),
    }),
    packetRow({
      frame: 320,
      seconds: 0.204,
      from: 'client',
      style: 'retransmission',
      seq: 1,
      ack: 1,
      len: 31,
      retry: 1,
      retryOf: 314,
      ignored: true,
      flags: ['PSH', 'ACK'],
      after: states('established', 'syn-received'),
    }),
    gapRow(0.808, 'wait', states('established', 'syn-received')),
    packetRow({
      frame: 355,
      seconds: 1.012,
      from: 'server',
      style: 'retransmission',
      seq: 0,
      ack: 1,
      retry: 1,
      retryOf: 312,
      flags: ['SYN', 'ACK'],
      after: states('established', 'syn-received'),
    }),
    packetRow({
      frame: 356,
      seconds: 1.01202,
      from: 'client',
      style: 'ack',
      seq: 1,
      ack: 1,
      ignored: true,
      after: states('established', 'syn-received'),
    }),
    runRow({
      id: 9,
      what: 'retry',
      packets: 7,
      retransmissions: 7,
      firstFrame: 357,
      lastFrame: 402,
      seconds: 1.6,
      durationSeconds: 5.3,
      bytesClient: 155,
      after: states('established', 'syn-received'),
    }),
    packetRow({ frame: 404, seconds: 7.02, from: 'client', style: 'ack', seq: 1, ack: 1, after: states('established', 'established') }),
  ],
  annotations: [
    note(1, 'client', [313], 'data-ignored', { times: 7, bytes: 31 }),
    note(2, 'server', [312, 355], 'syn-ack-repeated', { times: 3 }),
    note(3, 'client', [404], 'served-on-retry', { afterSeconds: 7.02 }, false),
  ],
});

/** Case 5: a pooled connection is used 3.2 s after the server had closed it. */
export const stalePool: LadderModel = model({
  client: { address: '10.1.4.20', port: 40122, ttl: 64 },
  server: { address: '10.1.9.3', port: 8080, ttl: 61 },
  rows: [
    runRow({ id: 0, what: 'syn', packets: 3, firstFrame: 1, lastFrame: 3, durationSeconds: 0.00041, turns: 2 }),
    runRow({
      id: 3,
      what: 'exchange',
      packets: 38,
      firstFrame: 4,
      lastFrame: 41,
      seconds: 0.001,
      durationSeconds: 2.309,
      bytesClient: 7980,
      bytesServer: 61189,
      turns: 38,
    }),
    gapRow(20.004, 'idle', states('established', 'established')),
    packetRow({
      frame: 42,
      seconds: 22.314,
      from: 'server',
      style: 'fin',
      seq: 61190,
      ack: 7981,
      ttl: 61,
      after: states('close-wait', 'fin-wait-1'),
    }),
    packetRow({
      frame: 43,
      seconds: 22.3143,
      from: 'client',
      style: 'ack',
      seq: 7981,
      ack: 61191,
      after: states('close-wait', 'fin-wait-2'),
    }),
    gapRow(3.212, 'idle', states('close-wait', 'fin-wait-2')),
    packetRow({
      frame: 44,
      seconds: 25.526,
      from: 'client',
      style: 'data',
      seq: 7981,
      ack: 61191,
      len: 412,
      hint: 'POST',
      after: states('close-wait', 'fin-wait-2'),
    }),
    packetRow({ frame: 45, seconds: 25.5264, from: 'server', style: 'rst', seq: 61191, ttl: 61, after: states('closed', 'closed') }),
  ],
  annotations: [
    note(1, 'server', [42], 'idle-before-close', { idleSeconds: 20.004 }),
    note(2, 'client', [43], 'fin-acknowledged', { afterSeconds: 0.0003 }, false),
    note(3, 'client', [44], 'sent-after-fin', { bytes: 412, afterSeconds: 3.212 }),
    note(4, 'server', [44, 45], 'reply-rst', { bytes: 412 }),
  ],
});

/** A device on the path: an ICMP error and a RST that does not fit the server. */
export const deviceOnPath: LadderModel = model({
  client: { address: '2001:db8:85a3::8a2e:370:7334', port: 40112, ttl: 64 },
  server: { address: '2001:db8:2::443', port: 443, ttl: 49 },
  middlebox: true,
  vantage: 'client',
  timeDigits: 9,
  rows: [
    packetRow({
      frame: 10,
      seconds: 0,
      from: 'client',
      style: 'syn',
      window: 64240,
      mss: 1440,
      windowScale: 128,
      after: states('syn-sent', 'unseen'),
    }),
    packetRow({
      frame: 11,
      seconds: 0.014912345,
      from: 'server',
      style: 'syn-ack',
      ack: 1,
      window: 65535,
      ttl: 49,
      after: states('syn-sent', 'syn-received'),
    }),
    packetRow({
      frame: 12,
      seconds: 0.015001,
      from: 'client',
      style: 'data',
      seq: 1,
      ack: 1,
      len: 517,
      hint: 'TLS ClientHello',
      window: 0,
      after: states('established', 'established'),
    }),
    packetRow({
      frame: 13,
      seconds: 0.0171,
      from: 'middlebox',
      to: 'client',
      style: 'rst',
      seq: 1,
      ttl: 57,
      after: states('closed', 'established'),
    }),
    packetRow({
      frame: 14,
      seconds: 0.0298,
      from: 'server',
      style: 'data',
      seq: 1,
      ack: 518,
      len: 1460,
      ttl: 49,
      after: states('closed', 'established'),
    }),
    packetRow({
      frame: 15,
      seconds: 0.0302,
      from: 'middlebox',
      to: 'client',
      style: 'icmp',
      retryOf: 14,
      icmp: { type: 1, code: 1, from: '2001:db8::1' },
      after: states('closed', 'established'),
    }),
    packetRow({
      frame: 16,
      seconds: 0.0303,
      from: 'server',
      style: 'keepalive',
      seq: 1460,
      ack: 518,
      ttl: 49,
      after: states('closed', 'established'),
    }),
    packetRow({
      frame: 17,
      seconds: 0.0304,
      from: 'server',
      style: 'duplicate-ack',
      seq: 1461,
      ack: 518,
      ttl: 49,
      after: states('closed', 'established'),
    }),
  ],
  annotations: [
    note(1, 'middlebox', [13], 'rst-from-elsewhere', { rstTtl: 57, hostTtl: 49 }),
    note(2, 'server', [14], 'peer-goes-on', { afterSeconds: 0.0127 }),
  ],
});

function breakOf(count: number, packets: number): Pick<RunRow, 'breaks'> {
  if (count >= packets) return {};
  const firstFrame = 4 + Math.ceil(count / 2);
  return { breaks: [{ at: Math.ceil(count / 2), packets: packets - count, firstFrame, lastFrame: firstFrame + packets - count - 1 }] };
}

/** The pooled connection with its data run unfolded: 500 of 10,000 packets. */
export function expandedRun(count = 500, packets = 10_000): LadderModel {
  const rows = Array.from({ length: count }, (_, at) => {
    const isAck = at % 3 === 2;
    return packetRow({
      frame: 4 + at + (at >= count / 2 ? packets - count : 0),
      seconds: 0.001 + at * 0.00021,
      from: isAck ? 'client' : 'server',
      style: isAck ? 'ack' : at % 41 === 0 && at > 0 ? 'retransmission' : 'data',
      retry: at % 41 === 0 && at > 0 && !isAck ? 1 : 0,
      retryOf: at % 41 === 0 && at > 0 && !isAck ? at : null,
      seq: isAck ? 1 : 1 + at * 1460,
      ack: isAck ? 1 + at * 1460 : 1,
      len: isAck ? 0 : 1460,
    });
  });
  const first = stalePool.rows.flatMap((row) =>
    row.kind === 'run' && row.id === 3
      ? [
          runRow({
            ...row,
            what: 'data',
            packets,
            lastFrame: 3 + packets,
            expanded: true,
            hidden: packets - count,
            ...breakOf(count, packets),
            rows,
          }),
        ]
      : [row],
  );
  const shift = packets - 38;
  return model({
    ...stalePool,
    rows: first.map((row) => (row.kind === 'packet' ? { ...row, frame: row.frame + shift } : row)),
    annotations: stalePool.annotations.map((item) => ({ ...item, frames: item.frames.map((frame) => frame + shift) })),
  });
}

export const incidents = { closedAfterAccept, unreadData, crossedInFlight, acceptQueueFull, stalePool, deviceOnPath } as const;
