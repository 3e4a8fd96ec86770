// From a frame to its connection, without keeping a column for it.

import type { CaptureTables } from '../model/tables';

/** Connection of a frame (0-based), -1 when it is not TCP or an ICMP error about none. */
export function connectionOfFrame(tables: CaptureTables, frameIndex: number): number {
  const { segments, connections, icmp } = tables;
  const frames = segments.frameIndex.values;
  const low = firstSegmentFrom(tables, frameIndex);
  if (low >= segments.length || frames[low] !== frameIndex) {
    for (let row = 0; row < icmp.length; row++)
      if (icmp.frameIndex.values[row] === frameIndex) return icmp.connectionIndex.values[row] as number;
    return -1;
  }
  return connections.ofSegment[low] ?? -1;
}

/** Row of the first segment at or after a frame; the number of segments when there is none. */
export function firstSegmentFrom({ segments }: CaptureTables, frameIndex: number): number {
  const frames = segments.frameIndex.values;
  let low = 0;
  let high = segments.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((frames[middle] as number) < frameIndex) low = middle + 1;
    else high = middle;
  }
  return low;
}
