// How many connections of the listener stood complete and unserved at one moment: what a queue holds cannot be seen, this can.

import { Admission } from '../handlers/connection-columns';
import type { RuleContext } from './rule';

export function waitingAt(context: RuleContext, seconds: number): number {
  const { listener, columns } = context;
  let waiting = 0;
  for (const c of listener.connections) {
    const queued = columns.queued[c] as number;
    if (queued < 0 || queued > seconds || columns.admission[c] === Admission.Rejected) continue;
    const answer = columns.firstAnswer[c] as number;
    if (answer < 0 && columns.admission[c] !== Admission.Waiting) continue;
    if (Math.min(columns.openUntil[c] as number, answer >= 0 ? answer : Infinity) > seconds) waiting++;
  }
  return waiting;
}
