// The linear scale of this ladder: when each row stands, and which rows matter more where there is room for few labels.

import { linearLayout, type LinearLayout } from '../../../ui/ladder/linear-layout';
import { secondsAt, type LadderEntry } from './ladder-rows';

export function layoutOf(entries: readonly LadderEntry[], viewPx: number, zoom: number, rowPx: number): LinearLayout {
  return linearLayout(secondsOf(entries), Uint8Array.from(entries, labelRank), viewPx, zoom, rowPx);
}

/** Moment of each row; a pause and what a run leaves out stand in the middle of their time. */
function secondsOf(entries: readonly LadderEntry[]): Float64Array {
  const seconds = new Float64Array(entries.length);
  let before = 0;
  entries.forEach((entry, index) => {
    if (entry.kind === 'packet') before = entry.row.seconds;
    else if (entry.kind === 'run') before = entry.row.seconds;
    seconds[index] =
      entry.kind === 'gap'
        ? before + entry.row.seconds / 2
        : entry.kind === 'hidden' || entry.kind === 'unseen'
          ? (before + secondsAt(entries, index)[1]) / 2
          : before;
    // What follows a folded run is later than its end.
    if (entry.kind === 'run' && !entry.row.expanded) before += entry.row.durationSeconds;
  });
  return seconds;
}

/** Smaller is more important: annotated, flags, runs and retries, data, pauses, pure ACKs. */
export function labelRank(entry: LadderEntry): number {
  if (entry.kind === 'run' || entry.kind === 'hidden') return 2;
  if (entry.kind === 'gap' || entry.kind === 'unseen') return 4;
  const { row } = entry;
  if (row.notes.length > 0) return 0;
  if (row.style === 'icmp' || row.flags.some((flag) => flag === 'SYN' || flag === 'FIN' || flag === 'RST')) return 1;
  if (row.retry > 0 || row.style === 'retransmission' || row.window === 0) return 2;
  return row.len > 0 ? 3 : 5;
}
