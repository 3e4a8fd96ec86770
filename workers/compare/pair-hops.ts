// The two connections of a proxy: what a client says to it, it says again to a server, soon after. Paired by what is said first and by time;
// two that fit alike are left alone.

import type { Pair, Pairing } from './pair-connections';
import { AMBIGUOUS, UNPAIRED } from './pair-connections';
import type { Tap } from './tap';

/** A proxy that waits longer before it asks its server is none that this can tell. */
const FORWARDED_WITHIN_NS = 5e9;

/** `apartNs`: what is added to a time of the second capture to have one of the first. */
export function pairHops(first: Tap, second: Tap, apartNs: number): Pairing {
  const ofFirst = new Int32Array(first.connections).fill(UNPAIRED);
  const ofSecond = new Int32Array(second.connections).fill(UNPAIRED);
  const pairs: Pair[] = [];
  const byOpening = new Map<number, number[]>();
  for (let b = 0; b < second.connections; b++) {
    const opening = second.at.openings[2 * b] as number;
    if (opening === 0) continue;
    const same = byOpening.get(opening);
    if (same === undefined) byOpening.set(opening, [b]);
    else same.push(b);
  }
  const choice = new Map<number, number>();
  const taken = new Map<number, number>();
  for (let a = 0; a < first.connections; a++) {
    const opening = first.at.openings[2 * a] as number;
    const candidates = (byOpening.get(opening) ?? []).filter((b) => fits(first, a, second, b, apartNs));
    if (opening === 0 || candidates.length === 0) continue;
    if (candidates.length > 1) {
      ofFirst[a] = AMBIGUOUS;
      for (const b of candidates) ofSecond[b] = AMBIGUOUS;
      continue;
    }
    const b = candidates[0] as number;
    choice.set(a, b);
    taken.set(b, (taken.get(b) ?? 0) + 1);
  }
  for (const [a, b] of choice) {
    if (taken.get(b) !== 1 || ofSecond[b] === AMBIGUOUS) {
      ofFirst[a] = ofSecond[b] = AMBIGUOUS;
      continue;
    }
    ofFirst[a] = ofSecond[b] = pairs.length;
    pairs.push({ first: a, second: b, by: 'payload', flipFirst: false, flipSecond: false });
  }
  return { pairs, ofFirst, ofSecond };
}

/** The second hop is another listener's, begins behind the first and while that lasts, and answers the same. */
function fits(first: Tap, a: number, second: Tap, b: number, apartNs: number): boolean {
  const one = first.tables.connections;
  const two = second.tables.connections;
  if (
    first.tables === second.tables &&
    (a === b || (one.respAddress.values[a] === two.respAddress.values[b] && one.respPort.values[a] === two.respPort.values[b]))
  )
    return false;
  const answerA = first.at.openings[2 * a + 1] as number;
  const answerB = second.at.openings[2 * b + 1] as number;
  if (answerA !== 0 && answerB !== 0 && answerA !== answerB) return false;
  const asked = first.at.openedNs[a] as number;
  const passedOn = (second.at.openedNs[b] as number) + apartNs;
  return passedOn >= asked && passedOn <= asked + FORWARDED_WITHIN_NS;
}
