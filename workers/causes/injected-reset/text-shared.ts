// What the texts of injected-reset in both languages make of its facts.

import { numberFact } from '../words/phrases';
import type { HeadlineContext, Language } from '../words/words';

/** The TTL is named only where it tells: equal ones prove nothing. */
export function ttl(context: HeadlineContext, language: Language): string {
  const rst = numberFact(context.facts, 'rstTtl');
  const host = numberFact(context.facts, 'hostTtl');
  if (rst === undefined || host === undefined || rst === host) return '';
  return language === 'zh' ? `（TTL 为 ${rst} 而非 ${host}）` : ` (TTL ${rst} instead of ${host})`;
}
