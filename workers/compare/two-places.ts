// One file that was captured at two places of a router: its interfaces, told apart by what the file or its cooked headers say.

import { FROM_RESP } from '../model/tcp-flags';
import { Tap, type ComparedCapture } from './tap';
import type { TapColumns } from './tap-columns';

/** The two interfaces that most TCP segments passed, as two taps over the same tables; null where there is one alone. */
export function twoPlaces(capture: ComparedCapture, columns: TapColumns): readonly [Tap, Tap] | null {
  const { segments, frames, connections } = capture.analysis.tables;
  const rows = segments.length;
  const { places } = columns;
  const hasInterfaces = frames.interfaceIndex.length > 0;
  if (places === null && !hasInterfaces) return null;
  const placeOf = (row: number): number => {
    // A cooked header is nearer to the truth than the one "any" interface around it.
    if (places !== null) {
      const place = places[row] as number;
      if (!columns.areWays) return place;
      // What a router took in from the client's side it gave out on the server's, and the other way round.
      return (place === 1) === (((columns.flags[row] as number) & FROM_RESP) === 0) ? 1 : 2;
    }
    const frame = segments.frameIndex.values[connections.segments[row] as number] as number;
    return frame < frames.interfaceIndex.length ? (frames.interfaceIndex.values[frame] as number) : 0;
  };
  const counts = new Map<number, number>();
  for (let row = 0; row < rows; row++) counts.set(placeOf(row), (counts.get(placeOf(row)) ?? 0) + 1);
  const [one, two] = [...counts].sort((a, b) => b[1] - a[1]);
  if (one === undefined || two === undefined) return null;
  const tapAt = (place: number): Tap => {
    const member = new Uint8Array(rows);
    for (let row = 0; row < rows; row++) if (placeOf(row) === place) member[row] = 1;
    const name = places === null ? (capture.analysis.meta.interfaces[place]?.name ?? null) : null;
    return new Tap(capture, columns, member, name ?? `interface ${place}`);
  };
  const taps = [tapAt(Math.min(one[0], two[0])), tapAt(Math.max(one[0], two[0]))] as const;
  // A proxy's two interfaces share no connection.
  return shareConnections(...taps) ? taps : null;
}

function shareConnections(first: Tap, second: Tap): boolean {
  const numbers = new Set<number>();
  for (let c = 0; c < first.connections; c++) {
    if (first.count[c] === 0) continue;
    if ((second.count[c] as number) > 0) return true;
    if (first.seen[c] !== 0) numbers.add(first.clientIsn[c] as number);
  }
  for (let c = 0; c < second.connections; c++)
    if ((second.count[c] as number) > 0 && second.seen[c] !== 0 && numbers.has(second.clientIsn[c] as number)) return true;
  return false;
}
