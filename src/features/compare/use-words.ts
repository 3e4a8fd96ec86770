// The words about two captures in the reader's language: this view's own, and the engine's, of which one language is fetched.

import { use } from 'react';
import type { CompareWords } from '#engine/compare/words/compare-words';
import type { Language } from '#engine/causes/words/words';
import { useLanguage } from '../../app/language';
import { compareMessages } from './messages';

const CATALOGUES = {
  en: async (): Promise<CompareWords> => (await import('#engine/compare/words/words-en')).words,
  zh: async (): Promise<CompareWords> => (await import('#engine/compare/words/words-zh')).words,
} as const satisfies Record<Language, () => Promise<CompareWords>>;

const fetched = new Map<Language, Promise<CompareWords>>();

/** Suspends until they are there. */
export function useCompareWords(): CompareWords {
  const language = useLanguage();
  const words = fetched.get(language) ?? CATALOGUES[language]();
  fetched.set(language, words);
  return use(words);
}

export function useCompareMessages() {
  return compareMessages[useLanguage()];
}
