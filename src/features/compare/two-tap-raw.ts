// The ladder with two taps with the sequence numbers that stand in the headers: those of the capture that its arrow is drawn from, which
// is the sender's where it has the packet.

import type { TwoTapLadder, TwoTapPacket } from '#engine/compare/compare-model';

export function withRawNumbers(ladder: TwoTapLadder): TwoTapLadder {
  return {
    ...ladder,
    rows: ladder.rows.map((row) => {
      if (row.kind === 'packet') return rawRow(row);
      return row.kind === 'run' ? { ...row, rows: row.rows.map(rawRow) } : row;
    }),
  };
}

function rawRow(row: TwoTapPacket): TwoTapPacket {
  const { packet } = row;
  return { ...row, packet: { ...packet, seq: packet.rawSeq, ack: packet.ack === null ? null : packet.rawAck } };
}
