// What the texts of retransmission-timeout in both languages make of its facts.

import { numberFact, times } from '../words/phrases';
import { formatCount, formatDuration } from '../../base/format';
import type { HeadlineContext, Language } from '../words/words';

/** Each connection has its own count; of several one is the example. */
export function retries(context: HeadlineContext, language: Language): string {
  const count = numberFact(context.facts, 'retries');
  const seconds = numberFact(context.facts, 'retriedSeconds');
  if (count === undefined) return '';
  const over = seconds === undefined ? undefined : formatDuration(seconds, language);
  const eg = context.n === 1 ? '' : language === 'zh' ? '例如 ' : 'e.g. ';
  if (language === 'zh') return `（${eg}${over === undefined ? '' : `${over} 内 `}${formatCount(count)} 次）`;
  return ` (${eg}${times(count)}${over === undefined ? '' : ` over ${over}`})`;
}
