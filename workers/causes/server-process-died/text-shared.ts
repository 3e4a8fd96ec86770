// What the texts of server-process-died in both languages make of its facts.

import { numberFact } from '../words/phrases';
import { formatDuration } from '../../base/format';
import type { HeadlineContext, Language } from '../words/words';

/** All that ended at that instant, also when the verdict is about one of them. */
export function endedTogether(context: HeadlineContext): number {
  return Math.max(context.n, numberFact(context.facts, 'ended') ?? 0);
}

export function seconds(context: HeadlineContext, name: string, language: Language): string | undefined {
  const value = numberFact(context.facts, name);
  return value === undefined ? undefined : formatDuration(value, language);
}
