// What the texts of host-unreachable in both languages make of its facts.

import { icmpShortName } from '../words/icmp-names';
import { numberFact } from '../words/phrases';
import type { HeadlineContext, Language } from '../words/words';

export function icmp(context: HeadlineContext, language: Language): string | undefined {
  const type = numberFact(context.facts, 'icmpType');
  const code = numberFact(context.facts, 'icmpCode');
  return type === undefined || code === undefined ? undefined : icmpShortName(type, code, language);
}
