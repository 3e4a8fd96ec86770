// Do visits come at a steady distance? A monitor's do, whatever it does there.

import { lowerBound, median } from '../handlers/listener-facts';
import type { RuleContext } from './rule';

const SAMPLES_MIN = 3;
/** Share of the period by which a distance may differ (catalogue health-check: CV below 10 %; timers and scheduling add to it). */
const RHYTHM_VARIATION = 0.15;
/** Such a share of the distances must be near the period: a visit may be missing now and then. */
const NEAR_SHARE = 0.7;
/** Connections of the listener looked at on either side of this one: a rhythm shows in those, and a flood costs no more. */
const NEIGHBOURS = 512;

interface Rhythm {
  readonly periodSeconds: number;
  readonly samples: number;
}

/** Of the connections of this client to this listener that `counts`; null when they are too few or come at random. */
export function findRhythm(context: RuleContext, counts: (connection: number) => boolean): Rhythm | null {
  const { listener, columns, tables } = context;
  const starts: number[] = [];
  const here = lowerBound(listener.connections, listener.connections.length, context.facts.connection);
  for (const c of listener.connections.subarray(Math.max(0, here - NEIGHBOURS), here + NEIGHBOURS)) {
    if (tables.connections.origAddress.values[c] === context.client && counts(c)) starts.push(columns.start[c] as number);
  }
  if (starts.length < SAMPLES_MIN) return null;
  starts.sort((a, b) => a - b);
  const gaps = starts.slice(1).map((start, i) => start - (starts[i] as number));
  const period = median(gaps);
  if (period <= 0) return null;
  const near = gaps.filter((gap) => Math.abs(gap - period) <= RHYTHM_VARIATION * period).length;
  return near >= Math.max(SAMPLES_MIN - 1, gaps.length * NEAR_SHARE) ? { periodSeconds: period, samples: starts.length } : null;
}
