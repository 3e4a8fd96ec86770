// Which languages are spoken: the page fetches the reader's alone, everything else has both. Makes no sentence itself.

import type { FindingCause } from '../../model/vocabulary';
import type { CauseWords, CaveatWords, EvidenceWords, Language, ReasonWords } from './words';

/** All that is said about causes in one language. */
export interface LanguageWords {
  readonly causes: Readonly<Record<FindingCause, CauseWords>>;
  readonly evidence: EvidenceWords;
  readonly reasons: ReasonWords;
  readonly caveats: CaveatWords;
}

/** Written once for each language, as modules are: what was loaded stays loaded. */
const spoken = new Map<Language, LanguageWords>();

export function speak(language: Language, words: LanguageWords): void {
  spoken.set(language, words);
}

export function isSpoken(language: Language): boolean {
  return spoken.has(language);
}

/** A language that was not loaded is a bug of the caller, not of the input. */
export function wordsIn(language: Language): LanguageWords {
  const words = spoken.get(language);
  if (words === undefined) throw new Error(`the words of "${language}" are not loaded`);
  return words;
}
