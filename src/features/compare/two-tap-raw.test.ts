// Raw numbers in the ladder with two taps: in rows and inside open runs, and no acknowledgement where the packet has none.

import { describe, expect, it } from 'vitest';
import type { TwoTapLadder, TwoTapPacket, TwoTapRun } from '#engine/compare/compare-model';
import type { PacketRow } from '#engine/ladder/ladder-model';
import { withRawNumbers } from './two-tap-raw';

const row = (packet: Partial<PacketRow>): TwoTapPacket =>
  ({ kind: 'packet', packet: { seq: 1, ack: 7, rawSeq: 1_001, rawAck: 5_007, ...packet } }) as TwoTapPacket;

describe('withRawNumbers', () => {
  it('shows what the header says, in rows and in runs', () => {
    const run = { kind: 'run', rows: [row({})] } as unknown as TwoTapRun;
    const rows = [row({ ack: null, rawAck: 0 }), run, { kind: 'gap', seconds: 1 }];
    const raw = withRawNumbers({ rows } as unknown as TwoTapLadder);
    expect(raw.rows[0]).toMatchObject({ packet: { seq: 1_001, ack: null } });
    expect(raw.rows[1]).toMatchObject({ rows: [{ packet: { seq: 1_001, ack: 5_007 } }] });
    expect(raw.rows[2]).toEqual({ kind: 'gap', seconds: 1 });
  });
});
