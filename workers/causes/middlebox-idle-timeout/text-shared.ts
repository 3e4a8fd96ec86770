// What the texts of middlebox-idle-timeout in both languages make of its facts.

import { numberFact } from '../words/phrases';
import { formatDuration, formatTimer } from '../../base/format';
import type { HeadlineContext, Language } from '../words/words';

/** What a keepalive has to stay below: the timer, else the longest idle time that did no harm, else one that did. */
export function bound(context: HeadlineContext, language: Language): string | undefined {
  const seconds =
    numberFact(context.facts, 'timeoutSeconds') ?? numberFact(context.facts, 'survivedSeconds') ?? numberFact(context.facts, 'idleSeconds');
  return seconds === undefined ? undefined : formatTimer(seconds, language);
}

/** The bracket: the longest idle time that did no harm. */
export function survived(context: HeadlineContext, language: Language): string | undefined {
  const seconds = numberFact(context.facts, 'survivedSeconds');
  return seconds === undefined ? undefined : formatDuration(seconds, language);
}
