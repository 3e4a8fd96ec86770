// The same ladder with the sequence numbers that stand in the headers, for comparison with other tools and other captures.

import type { LadderModel, PacketRow } from './ladder-model';

export function withRawNumbers(model: LadderModel): LadderModel {
  return {
    ...model,
    rows: model.rows.map((row) => {
      if (row.kind === 'packet') return rawRow(row);
      return row.kind === 'run' ? { ...row, rows: row.rows.map(rawRow) } : row;
    }),
  };
}

function rawRow(row: PacketRow): PacketRow {
  return { ...row, seq: row.rawSeq, ack: row.ack === null ? null : row.rawAck };
}
