// How keys and numbers find their way through the ladder with two taps.

import { describe, expect, it } from 'vitest';
import type { TwoTapLadder, TwoTapPacket, TwoTapRow, TwoTapRun } from '#engine/compare/compare-model';
import type { PacketRow, StatePair } from '#engine/ladder/ladder-model';
import { entriesOf, indexOfFrame, stepTo } from './two-tap-entries';

const after: StatePair = { client: 'established', server: 'established' };

function packet(near: number | null, far: number | null, over: Partial<TwoTapPacket> = {}): TwoTapPacket {
  return {
    kind: 'packet',
    packet: { frame: near ?? far ?? 0 } as PacketRow,
    fate: near === null ? 'appeared' : far === null ? 'lost' : 'both',
    clientFrames: near === null ? [] : [near],
    serverFrames: far === null ? [] : [far],
    clientSeconds: near,
    serverSeconds: far,
    oneWaySeconds: null,
    changes: [],
    notes: [],
    after,
    ...over,
  };
}

function run(over: Partial<TwoTapRun>): TwoTapRun {
  return {
    kind: 'run',
    id: 4,
    what: 'data',
    packets: 9,
    differing: 0,
    bytesClient: 0,
    bytesServer: 0,
    seconds: 0,
    durationSeconds: 1,
    clientFrames: [10, 18],
    serverFrames: [30, 38],
    expanded: false,
    rows: [],
    hidden: 0,
    after,
    ...over,
  };
}

const ladderOf = (...rows: TwoTapRow[]): TwoTapLadder => ({
  index: 0,
  client: { address: '10.0.0.1', port: 1, tap: 'a' },
  server: { address: '10.0.0.2', port: 2, tap: 'b' },
  clientTap: 'first',
  clock: null,
  packets: rows.length,
  timeDigits: 6,
  startNs: '0',
  rows,
  notes: [],
});

describe('entries of the ladder with two taps', () => {
  it('stand below their open run, what it leaves out between them', () => {
    const open = run({ expanded: true, rows: [packet(10, 30), packet(18, 38)], hidden: 7 });
    const entries = entriesOf(ladderOf(packet(1, 21), { kind: 'gap', seconds: 2, after }, open));
    expect(entries.map(({ kind, level }) => `${kind} ${level}`)).toEqual([
      'packet 1',
      'gap 1',
      'run 1',
      'packet 2',
      'hidden 2',
      'packet 2',
    ]);
    expect(new Set(entries.map(({ key }) => key)).size).toBe(entries.length);
  });

  it('are walked by what differs or is cited, and stay where there is no more', () => {
    const entries = entriesOf(ladderOf(packet(1, 21), packet(2, null), packet(3, 22), packet(4, 23, { notes: [1] }), run({})));
    expect(stepTo(entries, -1, 1)).toBe(1);
    expect(stepTo(entries, 1, 1)).toBe(3);
    expect(stepTo(entries, 3, 1)).toBe(3);
    expect(stepTo(entries, 3, -1)).toBe(1);
    expect(stepTo(entriesOf(ladderOf(packet(1, 21))), -1, 1)).toBe(-1);
  });

  it('are found by a number of either file, also inside a closed run', () => {
    const entries = entriesOf(ladderOf(packet(1, 21), packet(null, 22), run({})));
    expect(indexOfFrame(entries, 'client', 1)).toBe(0);
    expect(indexOfFrame(entries, 'server', 22)).toBe(1);
    expect(indexOfFrame(entries, 'client', 12)).toBe(2);
    expect(indexOfFrame(entries, 'server', 12)).toBe(-1);
  });
});
