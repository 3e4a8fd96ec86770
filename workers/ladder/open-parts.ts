// Which packets of an open run have rows: its ends, and what was opened beside them.

/** An open run shows so many of its packets at each end. */
export const RUN_ENDS = 250;

/** [from, to) in order and apart. `opened`: so many packets from a position on, or, below zero, up to it. */
export function openParts(
  start: number,
  end: number,
  opened: readonly (readonly [position: number, packets: number])[],
): readonly (readonly [number, number])[] {
  if (end - start <= 2 * RUN_ENDS) return [[start, end]];
  const parts: [number, number][] = [
    [start, start + RUN_ENDS],
    [end - RUN_ENDS, end],
  ];
  for (const [position, packets] of opened) {
    if (position < start || position >= end) continue;
    parts.push(packets < 0 ? [Math.max(start, position + 1 + packets), position + 1] : [position, Math.min(end, position + packets)]);
  }
  parts.sort((a, b) => a[0] - b[0]);
  const merged: [number, number][] = [];
  for (const [from, to] of parts) {
    const last = merged.at(-1);
    if (last !== undefined && from <= last[1]) last[1] = Math.max(last[1], to);
    else merged.push([from, to]);
  }
  return merged;
}
