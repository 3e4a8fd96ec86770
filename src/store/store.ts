// The one store of the page. Tables and results stay in the worker; what is here is small and bounded.

import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { createNotesSlice } from './slices/notes.slice';
import { createPrefsSlice } from './slices/prefs.slice';
import { createReportSlice } from './slices/report.slice';
import { createSessionSlice } from './slices/session.slice';
import { createToastSlice } from './slices/toast.slice';
import { createViewSlice } from './slices/view.slice';
import type { AppState } from './state';
import type { View } from '../url/url-state';

export const createAppStore = () =>
  createStore<AppState>()((...args) => ({
    ...createSessionSlice(...args),
    ...createViewSlice(...args),
    ...createNotesSlice(...args),
    ...createReportSlice(...args),
    ...createPrefsSlice(...args),
    ...createToastSlice(...args),
  }));

export const store = createAppStore();

export function useAppStore<T>(select: (state: AppState) => T): T {
  return useStore(store, select);
}

/** Shows a view and makes a history entry. */
export function openView(view: View): void {
  store.getState().viewOpened(view);
}

/** Shows a connection, at a packet (1-based frame number) if one is given. Makes a history entry. */
export function openConnection(id: number, packet: number | null = null): void {
  openView({ kind: 'connection', id, packet });
}

/** Moves the selection inside the connection that is shown. Writes over the history entry. */
export function selectPacket(frame: number): void {
  store.getState().packetSelected(frame);
}

/** A short confirmation, shown and spoken. */
export function showToast(text: string): void {
  store.getState().toastShown(text);
}
