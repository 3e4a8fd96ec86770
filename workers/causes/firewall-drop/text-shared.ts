// What the texts of firewall-drop in both languages make of its facts.

import { numberFact } from '../words/phrases';
import type { HeadlineContext } from '../words/words';

/** The retries of one attempt; of several attempts each has its own. */
export function retries(context: HeadlineContext): { count: number; seconds: number } | undefined {
  const count = numberFact(context.facts, 'retries');
  const seconds = numberFact(context.facts, 'retriedSeconds');
  return context.n === 1 && count !== undefined && seconds !== undefined ? { count, seconds } : undefined;
}
