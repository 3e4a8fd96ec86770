// Choices of the person, kept on this computer (storage.ts): language, theme, single-key shortcuts.

import type { StateCreator } from 'zustand';
import type { AppState, PrefsSlice } from '../state';

export const createPrefsSlice: StateCreator<AppState, [], [], PrefsSlice> = (set) => ({
  language: 'en',
  theme: 'system',
  singleKeys: true,
  languageChosen: (language) => set({ language }),
  themeChosen: (theme) => set({ theme }),
  singleKeysChosen: (singleKeys) => set({ singleKeys }),
});
