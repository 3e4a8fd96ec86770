// A connection at a glance: packets by equal parts of its time, with its FINs and RSTs. Drawn beside ladders that do not fit the screen.

import type { LadderOverview } from './ladder-model';
import { type LadderWalk, Bit, CLIENT, SERVER, at } from './ladder-walk';

/** A connection of fewer packets is seen whole by scrolling once. */
export const OVERVIEW_FROM = 100;
const PARTS = 240;

export function overviewOf(walk: LadderWalk): LadderOverview {
  const { count, tsNs, side, bits, frameIndex } = walk;
  const startNs = tsNs[0] ?? 0;
  // Clocks may step back: the last packet need not be the latest one.
  let endNs = startNs;
  for (let entry = 0; entry < count; entry++) if ((tsNs[entry] as number) > endNs) endNs = tsNs[entry] as number;
  const durationNs = endNs - startNs;
  const perSide = [new Uint32Array(PARTS), new Uint32Array(PARTS)] as const;
  const [ofClient, ofServer] = perSide;
  const frames = new Uint32Array(PARTS);
  const marks: { part: number; frame: number; what: 'fin' | 'rst' }[] = [];
  const marked = { fin: new Uint8Array(PARTS), rst: new Uint8Array(PARTS) };
  for (let entry = 0; entry < count; entry++) {
    const passed = durationNs > 0 ? ((tsNs[entry] as number) - startNs) / durationNs : 0;
    const part = passed <= 0 ? 0 : passed >= 1 ? PARTS - 1 : Math.floor(passed * PARTS);
    const counts = (side[entry] as number) === CLIENT ? ofClient : ofServer;
    counts[part] = (counts[part] as number) + 1;
    if ((frames[part] as number) === 0) frames[part] = (frameIndex[entry] as number) + 1;
    const controls = (bits[entry] as number) & (Bit.Rst | Bit.Fin);
    if (controls === 0) continue;
    const what = (controls & Bit.Rst) !== 0 ? 'rst' : 'fin';
    if (at(marked[what], part) === 1) continue;
    marked[what][part] = 1;
    marks.push({ part, frame: at(frameIndex, entry) + 1, what });
  }
  // An empty part leads to what comes next.
  for (let part = PARTS - 2; part >= 0; part--) if (at(frames, part) === 0) frames[part] = at(frames, part + 1);
  return { durationSeconds: durationNs / 1e9, client: [...perSide[CLIENT]], server: [...perSide[SERVER]], frames: [...frames], marks };
}
