// Choices of the person, kept on this computer (storage.ts): language, theme, single-key shortcuts, the table's columns.

import type { StateCreator } from 'zustand';
import type { AppState, PrefsSlice } from '../state';

export const createPrefsSlice: StateCreator<AppState, [], [], PrefsSlice> = (set) => ({
  language: 'en',
  theme: 'system',
  singleKeys: true,
  tableLayout: { hidden: [], widthsPx: {} },
  languageChosen: (language) => set({ language }),
  themeChosen: (theme) => set({ theme }),
  singleKeysChosen: (singleKeys) => set({ singleKeys }),
  tableLayoutChosen: (tableLayout) => set({ tableLayout }),
});
