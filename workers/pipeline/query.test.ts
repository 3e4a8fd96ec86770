// Order and selection of the connections table, by the rows that it shows.

import { beforeAll, describe, expect, it } from 'vitest';
import { CAUSE_IDS } from '../model/vocabulary';
import type { ConnectionRow, SortColumn } from '../rpc/protocol';
import { memorySource } from '../testing/memory-source';
import { parseTrace } from '../testing/trace-dsl';
import type { Analysis } from './analysis';
import { analyzeCapture } from './analyze';
import { ENDED_BY, OUTCOMES } from './judge';
import { connectionRow, queryConnections } from './query';

/** Four clients, two families; closed, refused, reset and silent; different sizes, lengths and round trips, and some that tie. */
const TRACE = `
  sort
  repeat i=1..6 {
    conn ok\${i} client=10.0.0.\${i*3}:\${40000+i} server=10.0.1.\${1+i%2}:80 ttlc=64 ttls=63 ts
    \${i} ok\${i} > S
    \${i+0.001*i} ok\${i} < SA id=0
    \${i+0.001*i+0.0001} ok\${i} > A
    \${i+0.01} ok\${i} > PA len=\${100*(i%3)+20}
    \${i+0.02} ok\${i} < PA len=50
    \${i+0.1*i} ok\${i} > FA
    \${i+0.1*i+0.01} ok\${i} < FA
    \${i+0.1*i+0.02} ok\${i} > A
  }
  repeat i=1..3 {
    conn no\${i} client=[2001:db8::\${i}]:\${50000-i} server=[2001:db8::80]:443
    \${i*2+0.5} no\${i} > S
    \${i*2+0.51} no\${i} < RA rawseq=0
  }
  conn cut client=9.0.0.1:40000 server=10.0.1.1:80 ttlc=64 ttls=63 ts
  3.2 cut > S
  3.21 cut < SA id=0
  3.2101 cut > A
  3.22 cut > PA len=100
  3.9 cut > PA seq=1 len=100
  3.91 cut < A
  4.5 cut < RA win=500 ts
`;

let analysis: Analysis;
let rows: readonly ConnectionRow[];

beforeAll(async () => {
  const result = await analyzeCapture(memorySource(parseTrace(TRACE).pcapng), { verdict: () => 'go', progress: () => undefined });
  if (!result.ok) throw new Error(result.failure.code);
  analysis = result.value;
  rows = Array.from({ length: analysis.tables.connections.length }, (_, id) => connectionRow(analysis, id));
});

async function ids(text: string, sort: SortColumn = 'id', descending = false): Promise<number[]> {
  const result = await queryConnections(analysis, { text, sort, descending });
  if (!result.ok) throw new Error(result.reason);
  return [...result.ids];
}

/** Addresses as numbers: IPv4 before IPv6, byte by byte, then the port. */
function endpointKey(text: string): string {
  const [, v6, v4, port = '0'] = /^(?:\[([^\]]+)\]|([\d.]+)):(\d+)$/.exec(text) ?? [];
  const groups =
    v4 === undefined ? (v6 ?? '').split(':').map((group) => group.padStart(5, '0')) : v4.split('.').map((byte) => byte.padStart(5, '0'));
  return `${v4 === undefined ? 6 : 4} ${groups.join('.')} ${port.padStart(5, '0')}`;
}

const KEYS: Readonly<Record<Exclude<SortColumn, 'id'>, (row: ConnectionRow) => number | string>> = {
  outcome: (row) => OUTCOMES.indexOf(row.outcome),
  cause: (row) => CAUSE_IDS.indexOf(row.cause),
  client: (row) => endpointKey(row.client),
  server: (row) => endpointKey(row.server),
  start: (row) => row.startSeconds,
  duration: (row) => row.durationSeconds,
  rtt: (row) => row.handshakeSeconds ?? -1,
  bytes: (row) => row.bytesClient + row.bytesServer,
  packets: (row) => row.packets,
  retransmissions: (row) => row.retransmissions,
  endedBy: (row) => ENDED_BY.indexOf(row.endedBy),
  confidence: (row) => row.confidence,
};

describe('order', () => {
  it.each(Object.keys(KEYS) as (keyof typeof KEYS)[])('by %s, ties by id', async (column) => {
    const key = KEYS[column];
    const expected = rows.toSorted((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : a.id - b.id)).map((row) => row.id);
    expect(await ids('', column)).toEqual(expected);
    expect(await ids('', column, true)).toEqual(expected.toReversed());
    expect(new Set(rows.map(key)).size).toBeGreaterThan(1);
  });

  it('by a second column where the first ties, each its own way', async () => {
    for (const [down, secondDown] of [
      [false, false],
      [false, true],
      [true, false],
      [true, true],
    ] as const) {
      const result = await queryConnections(analysis, {
        text: '',
        sort: 'server',
        descending: down,
        second: { sort: 'bytes', descending: secondDown },
      });
      const way = (value: number, isDown: boolean) => (isDown ? -value : value);
      const order = (a: ConnectionRow, b: ConnectionRow) => {
        const [first, other] = [KEYS.server(a), KEYS.server(b)];
        if (first !== other) return way(first < other ? -1 : 1, down);
        return way((KEYS.bytes(a) as number) - (KEYS.bytes(b) as number), secondDown) || way(a.id - b.id, down);
      };
      expect(result.ok && [...result.ids]).toEqual(rows.toSorted(order).map(({ id }) => id));
    }
  });

  it('takes addresses as numbers, not as text', async () => {
    const clients = (await ids('', 'client')).map((id) => rows[id].client);
    expect(clients.slice(0, 4)).toEqual(['9.0.0.1:40000', '10.0.0.3:40001', '10.0.0.6:40002', '10.0.0.9:40003']);
    expect(clients.at(-1)).toBe('[2001:db8::3]:49997');
  });

  it('is that of the capture by default', async () => {
    expect(await ids('')).toEqual(rows.map((row) => row.id));
    expect(rows.map((row) => row.startSeconds)).toEqual(rows.map((row) => row.startSeconds).toSorted((a, b) => a - b));
  });
});

describe('selection', () => {
  it('keeps the order asked for', async () => {
    const refused = await ids('outcome:refused', 'start', true);
    expect(refused.map((id) => rows[id].server)).toEqual(['[2001:db8::80]:443', '[2001:db8::80]:443', '[2001:db8::80]:443']);
    expect(refused).toEqual(refused.toSorted((a, b) => b - a));
  });

  it('finds the connection of a frame, and those of a finding', async () => {
    const cut = rows.find((row) => row.client === '9.0.0.1:40000') as ConnectionRow;
    const { connections, segments } = analysis.tables;
    const row = connections.segments[connections.segmentStart[cut.id] + 3];
    expect(await ids(`pkt:${segments.frameIndex.values[row] + 1}`)).toEqual([cut.id]);
    const found = await Promise.all(analysis.findings.map((_, index) => ids(`finding:${index}`)));
    expect(found).toEqual(analysis.findings.map((finding) => [...finding.connections]));
    expect(await ids('finding:99')).toEqual([]);
  });

  it('finds connections by their numbers and ranges of them', async () => {
    expect(await ids('conn:2,5..7')).toEqual([2, 5, 6, 7]);
    expect(await ids('-conn:1..99')).toEqual([0]);
    expect(await queryConnections(analysis, { text: 'conn:2-5', sort: 'id', descending: false })).toMatchObject({ ok: false, position: 0 });
  });

  it('tells the packets at its ends', () => {
    const { connections, segments } = analysis.tables;
    for (const row of rows) {
      const frames = connections.segments
        .slice(connections.segmentStart[row.id], connections.segmentStart[row.id + 1])
        .map((segment) => segments.frameIndex.values[segment] + 1);
      expect([row.firstFrame, row.lastFrame]).toEqual([Math.min(...frames), Math.max(...frames)]);
    }
  });

  it('finds causes by their words in both languages', async () => {
    const refused = await ids('cause:port-closed');
    expect(refused.length).toBe(3);
    expect(await ids('cause:端口')).toEqual(expect.arrayContaining(refused));
  });

  it('says where a filter cannot be read', async () => {
    expect(await queryConnections(analysis, { text: 'outcome:reset dur<soon', sort: 'start', descending: false })).toMatchObject({
      ok: false,
      position: 18,
      reason: 'bad-number',
    });
  });
});
