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

/** What stands behind a reset of the other side; of no use where the client ended the connection itself. */
const ABOUT_THE_SERVER: readonly CaveatId[] = ['vantage-client', 'vantage-server'];

/** What cannot be told: the limits of the cause, then those of the capture. One may say what the other says already; once is enough. */
export function limitTexts(
  cause: FindingCause,
  context: HeadlineContext,
  caveats: readonly CaveatId[],
  language: Language,
): readonly string[] {
  const told = caveats.filter((caveat) => context.endedBy !== 'client' || !ABOUT_THE_SERVER.includes(caveat));
  return [...new Set([...causeWords(cause, language).cannotTell(context), ...told.map((caveat) => caveatText(caveat, language))])];
}

/** Where the addresses leave too little room the numbers go first: they stand in the evidence as well. */
function headlineThatFits(words: CauseWords, context: HeadlineContext): string {
  const full = words.headline(context);
  return full.length <= HEADLINE_MAX_CHARS ? full : words.headline({ ...context, facts: {} });
}
