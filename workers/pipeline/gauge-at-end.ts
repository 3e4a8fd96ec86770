// How many connections were open when one ended, counted as the gauge of its handshake is: of its client where the limit is the
// client's, else of the whole listener.

import { Admission } from '../handlers/connection-columns';
import type { LadderModel } from '../ladder/ladder-model';
import { FIN, RST } from '../model/tcp-flags';
import type { ConnectionReport } from '../model/verdict';
import type { Analysis } from './analysis';

type Gauge = LadderModel['gauge'];

/** Two times are the same below the resolution of any capture. */
const SAME_SECONDS = 1e-9;

export function withEnd(gauge: Gauge, { tables, columns }: Analysis, { id, verdict }: ConnectionReport): Gauge {
  const ended = columns.ended[id] as number;
  const begun = columns.accepted[id] as number;
  if (gauge === null || ended < 0 || begun < 0) return gauge;
  const ofClient = change(true);
  const ofServer = change(false);
  const isPerClient = verdict.cause === 'connection-limit-per-client';
  // Whose connections a gauge without a limit counts is not known: it is told where both agree.
  if (!isPerClient && verdict.cause !== 'connection-limit-total' && ofClient !== ofServer) return gauge;
  const frame = endFrame();
  const open = gauge.open + (isPerClient ? ofClient : ofServer);
  return frame === 0 || open < 0 ? gauge : { ...gauge, atEnd: { open, frame } };

  /** By how much the number of open connections grew from the handshake to the end. */
  function change(isOfClient: boolean): number {
    const { origAddress, respAddress, respPort } = tables.connections;
    let grown = 0;
    for (let c = 0; c < tables.connections.length; c++) {
      if (c === id || (columns.accepted[c] as number) < 0 || columns.admission[c] === Admission.Rejected) continue;
      if (respPort.values[c] !== respPort.values[id] || respAddress.values[c] !== respAddress.values[id]) continue;
      if (isOfClient && origAddress.values[c] !== origAddress.values[id]) continue;
      if (isBetween(columns.accepted[c] as number)) grown++;
      if (isBetween(columns.openUntil[c] as number)) grown--;
    }
    return grown;
  }

  function isBetween(seconds: number): boolean {
    return seconds >= begun && seconds < ended;
  }

  /** Number of the FIN or RST that ended it; 0 where none did. */
  function endFrame(): number {
    const { connections, segments, frames } = tables;
    const end = connections.segmentStart[id + 1] as number;
    for (let at = connections.segmentStart[id] as number; at < end; at++) {
      const row = connections.segments[at] as number;
      const frame = segments.frameIndex.values[row] as number;
      if (((segments.flags.values[row] as number) & (FIN | RST)) === 0) continue;
      if (Math.abs((frames.tsNs.values[frame] as number) / 1e9 - ended) < SAME_SECONDS) return frame + 1;
    }
    return 0;
  }
}
