// The one door to what is said about a cause, a reason or a limit, for page, command line and report.

import type { CaveatId, FindingCause, ReasonId } from '../../model/vocabulary';
import { wordsIn } from './language-words';
import type { CauseWords, HeadlineContext, Language } from './words';

/** Longer headlines are not read; two long IPv6 addresses alone take eighty of it. */
export const HEADLINE_MAX_CHARS = 200;

const fitted = new Map<CauseWords, CauseWords>();

/** Words of a cause, or of a finding without one, in the reader's language. */
export function causeWords(id: FindingCause, language: Language): CauseWords {
  const words = wordsIn(language).causes[id];
  let result = fitted.get(words);
  if (result === undefined) {
    result = { ...words, headline: (context) => headlineThatFits(words, context) };
    fitted.set(words, result);
  }
  return result;
}

/** Why another cause remains possible, or was ruled out. */
export function reasonText(reason: ReasonId, language: Language): string {
  return wordsIn(language).reasons[reason];
}

/** What a limit of the capture keeps from being told. */
export function caveatText(caveat: CaveatId, language: Language): string {
  return wordsIn(language).caveats[caveat];
}

/** Where the addresses leave too little room the numbers go first: they stand in the evidence as well. */
function headlineThatFits(words: CauseWords, context: HeadlineContext): string {
  const full = words.headline(context);
  return full.length <= HEADLINE_MAX_CHARS ? full : words.headline({ ...context, facts: {} });
}
