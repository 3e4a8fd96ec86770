// The reader's language: the choice itself and the catalogue that belongs to it.

import type { Language } from '#engine/causes/words/words';
import { en, type Messages } from '../messages/en';
import { zh } from '../messages/zh';
import { store, useAppStore } from '../store/store';

const CATALOGUES: Readonly<Record<Language, Messages>> = { en, zh };

export function useLanguage(): Language {
  return useAppStore((state) => state.language);
}

export function useMessages(): Messages {
  return CATALOGUES[useLanguage()];
}

/** For code outside components (toasts of key commands). */
export function currentMessages(): Messages {
  return CATALOGUES[store.getState().language];
}
