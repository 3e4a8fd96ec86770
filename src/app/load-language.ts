// The words of causes in the reader's language: fetched beside the first view that speaks of a cause, and before a switch shows.

import { isSpoken, speak } from '#engine/causes/words/language-words';
import type { Language } from '#engine/causes/words/words';
import { store } from '../store/store';
import { currentMessages } from './language';

const CATALOGUES = {
  en: () => import('#engine/causes/words/words-en'),
  zh: () => import('#engine/causes/words/words-zh'),
} as const satisfies Record<Language, () => Promise<unknown>>;

async function loadLanguage(language: Language): Promise<void> {
  if (!isSpoken(language)) speak(language, (await CATALOGUES[language]()).words);
}

/** For views that speak of causes: none is drawn before the words are there. */
export async function withWords<T>(view: Promise<T>): Promise<T> {
  const [loaded] = await Promise.all([view, loadLanguage(store.getState().language)]);
  return loaded;
}

/** Of quick switches the last one counts. */
let wanted: Language | null = null;

export async function toggleLanguage(): Promise<void> {
  const state = store.getState();
  const next: Language = (wanted ?? state.language) === 'en' ? 'zh' : 'en';
  wanted = next;
  try {
    await loadLanguage(next);
  } catch {
    // The page's own server is gone, or the page was rebuilt under it: what stands stays readable.
    if (wanted === next) state.toastShown(currentMessages().app.languageUnavailable);
    wanted = null;
    return;
  }
  if (wanted !== next) return;
  wanted = null;
  store.getState().languageChosen(next);
}
