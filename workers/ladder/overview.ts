// A connection at a glance: packets by equal parts of its time, with its FINs and RSTs. Drawn beside ladders that do not fit the screen.

import type { LadderOverview } from './ladder-model';
import { type LadderWalk, Bit, CLIENT, SERVER, at } from './ladder-walk';

/** A connection of fewer packets is seen whole by scrolling once. */
export const OVERVIEW_FROM = 100;
const PARTS = 240;

export function overviewOf(walk: LadderWalk): LadderOverview {
  const { count, tsNs } = walk;
  const startNs = at(tsNs, 0);
  // Clocks may step back: the last packet need not be the latest one.
  let endNs = startNs;
  for (let entry = 0; entry < count; entry++) endNs = Math.max(endNs, at(tsNs, entry));
  const durationNs = endNs - startNs;
  const perSide = [new Uint32Array(PARTS), new Uint32Array(PARTS)] as const;
  const frames = new Uint32Array(PARTS);
  const marks: { part: number; frame: number; what: 'fin' | 'rst' }[] = [];
  const marked = { fin: new Uint8Array(PARTS), rst: new Uint8Array(PARTS) };
  for (let entry = 0; entry < count; entry++) {
    const passed = durationNs > 0 ? (at(tsNs, entry) - startNs) / durationNs : 0;
    const part = Math.min(PARTS - 1, Math.max(0, Math.floor(passed * PARTS)));
    const frame = at(walk.frameIndex, entry) + 1;
    const counts = perSide[at(walk.side, entry) === CLIENT ? CLIENT : SERVER];
    counts[part] = at(counts, part) + 1;
    if (at(frames, part) === 0) frames[part] = frame;
    const what = walk.has(entry, Bit.Rst) ? 'rst' : walk.has(entry, Bit.Fin) ? 'fin' : null;
    if (what === null || at(marked[what], part) === 1) continue;
    marked[what][part] = 1;
    marks.push({ part, frame, what });
  }
  // An empty part leads to what comes next.
  for (let part = PARTS - 2; part >= 0; part--) if (at(frames, part) === 0) frames[part] = at(frames, part + 1);
  return { durationSeconds: durationNs / 1e9, client: [...perSide[CLIENT]], server: [...perSide[SERVER]], frames: [...frames], marks };
}
