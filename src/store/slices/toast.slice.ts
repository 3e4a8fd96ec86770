// One short confirmation at a time ("Copied"); the newest replaces the one before.

import type { StateCreator } from 'zustand';
import type { AppState, ToastSlice } from '../state';

export const createToastSlice: StateCreator<AppState, [], [], ToastSlice> = (set) => ({
  toast: null,
  toastShown: (text) => set(({ toast }) => ({ toast: { id: (toast?.id ?? 0) + 1, text } })),
  toastDismissed: (id) => set(({ toast }) => (toast?.id === id ? { toast: null } : {})),
});
