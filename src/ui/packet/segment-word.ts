// The one word by which a segment is called.

import type { PacketRow } from '#engine/ladder/ladder-model';

/** TCP flag word of a segment as experts say it: "SYN-ACK", "RST+ACK", "FIN". */
export function segmentWord(row: PacketRow): string {
  const has = (flag: string) => row.flags.includes(flag);
  if (has('SYN')) return has('ACK') ? 'SYN-ACK' : 'SYN';
  // RST with and without ACK are different evidence: only an existing socket sends the first.
  if (has('RST')) return has('ACK') ? 'RST+ACK' : 'RST';
  if (has('FIN')) return 'FIN';
  return 'ACK';
}
