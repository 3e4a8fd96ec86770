// Which segment an ICMP error quotes: among the connections of one four-tuple and the repetitions of one SYN. Reads tables
// only; which four-tuple it is, the tracker knows.

import type { CaptureTables } from '../model/tables';
import { FROM_RESP } from '../model/tcp-flags';

/** Connections of one four-tuple that are looked at, newest first. */
const CHAIN_MAX = 64;
/** Segments of a connection that are looked at, up to the error: routers quote what is in flight. */
const LOOKBACK_SEGMENTS = 256;
/** Errors that one burst may hold. */
const ERRORS_AHEAD = 256;

export interface Quote {
  readonly connection: number;
  /** Segment row, -1 when the quoted segment is not in the capture. */
  readonly row: number;
}

/** `newest`: latest connection of the quoted four-tuple, -1 when there is none. */
export function quotedSegment(tables: CaptureTables, newest: number, error: number): Quote {
  const { icmp, connections, segments } = tables;
  const frame = icmp.frameIndex.values[error];
  let begunBefore = -1;
  for (let c = newest, seen = 0; c >= 0 && seen < CHAIN_MAX; c = connections.previous.values[c], seen++) {
    if (segments.frameIndex.values[connections.segments[connections.segmentStart[c]]] > frame) continue;
    if (begunBefore < 0) begunBefore = c;
    const row = quotedRow(tables, c, error);
    if (row >= 0) return { connection: c, row };
  }
  return { connection: begunBefore >= 0 ? begunBefore : newest, row: -1 };
}

/**
 * The IP-ID tells repetitions apart where there is one. Else a router that answers several at once (it had asked for
 * the neighbour meanwhile) answers them in order: the last error before the next segment quotes the last of them.
 */
function quotedRow(tables: CaptureTables, connection: number, error: number): number {
  const { icmp, connections, segments } = tables;
  const frame = icmp.frameIndex.values[error];
  const seq = icmp.quotedSeq.values[error];
  const ipId = icmp.quotedIpId.values[error];
  const fromResp = icmp.quotedSource.values[error] === connections.origAddress.values[connection] ? 0 : FROM_RESP;
  const begin = connections.segmentStart[connection];
  let at = connections.segmentStart[connection + 1] - 1;
  let nextFrame = Infinity;
  for (; at >= begin && segments.frameIndex.values[connections.segments[at]] > frame; at--)
    nextFrame = segments.frameIndex.values[connections.segments[at]];
  const fitting: number[] = [];
  let same = -1;
  for (const stop = Math.max(begin, at - LOOKBACK_SEGMENTS); at >= stop; at--) {
    const row = connections.segments[at];
    if (segments.seq.values[row] !== seq || (segments.flags.values[row] & FROM_RESP) !== fromResp) continue;
    // Copies of one packet share their IP-ID: the first is the packet.
    if (ipId !== 0 && segments.ipId.values[row] === ipId) same = row;
    fitting.push(row);
  }
  if (same >= 0) return same;
  let later = 0;
  const last = Math.min(icmp.length, error + ERRORS_AHEAD);
  for (let other = error + 1; other < last && icmp.frameIndex.values[other] < nextFrame; other++) {
    if (
      icmp.quotedSeq.values[other] === seq &&
      icmp.quotedSource.values[other] === icmp.quotedSource.values[error] &&
      icmp.quotedSourcePort.values[other] === icmp.quotedSourcePort.values[error]
    )
      later++;
  }
  return fitting[Math.min(later, fitting.length - 1)] ?? -1;
}
