// One compared connection at a glance: packets by equal parts of its time, its FINs and RSTs, what the captures differ on.

import { FIN, RST } from '../model/tcp-flags';
import type { Fate, TwoTapOverview } from './compare-model';
import { rowOf, type EventFrames, type TwoTapEvent } from './two-tap-events';

/** A connection of fewer packets is seen whole by scrolling once; as in the ladder of one capture. */
export const OVERVIEW_FROM = 100;
const PARTS = 240;

type Mark = TwoTapOverview['marks'][number]['what'];

export function twoTapOverview(
  events: readonly TwoTapEvent[],
  fates: readonly Fate[],
  isFromClient: (event: TwoTapEvent) => boolean,
  framesOf: (event: TwoTapEvent) => EventFrames,
): TwoTapOverview {
  const startNs = events[0]?.ns ?? 0;
  const durationNs = (events.at(-1)?.ns ?? startNs) - startNs;
  const client = new Array<number>(PARTS).fill(0);
  const server = new Array<number>(PARTS).fill(0);
  const firsts = new Int32Array(PARTS).fill(-1);
  const marks: { part: number; what: Mark }[] = [];
  const marked = new Set<string>();
  const mark = (part: number, what: Mark): void => {
    if (marked.has(`${part} ${what}`)) return;
    marked.add(`${part} ${what}`);
    marks.push({ part, what });
  };
  events.forEach((event, at) => {
    const part = durationNs > 0 ? Math.min(PARTS - 1, Math.floor(((event.ns - startNs) / durationNs) * PARTS)) : 0;
    const counts = isFromClient(event) ? client : server;
    counts[part] = (counts[part] ?? 0) + 1;
    if (firsts[part] === -1) firsts[part] = at;
    const fate = fates[at];
    if (fate === 'lost' || fate === 'appeared') mark(part, fate);
    const { tap, row } = rowOf(event);
    const flags = tap.at.flags[row] as number;
    if ((flags & (FIN | RST)) !== 0) mark(part, (flags & RST) !== 0 ? 'rst' : 'fin');
  });
  // An empty part leads to what comes next.
  for (let part = PARTS - 2; part >= 0; part--) if (firsts[part] === -1) firsts[part] = firsts[part + 1] as number;
  const frames = Array.from(firsts, (at): readonly [number, number] => {
    const event = events[Math.max(0, at)];
    if (event === undefined) return [0, 0];
    const { near, far } = framesOf(event);
    return [near[0] ?? 0, far[0] ?? 0];
  });
  return { durationSeconds: durationNs / 1e9, client, server, frames, marks };
}
