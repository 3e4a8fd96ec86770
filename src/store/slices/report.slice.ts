// What a person changed of the postmortem drafts: kept while the page is open, and saved with the analysis file.

import type { StateCreator } from 'zustand';
import type { AppState, ReportSlice } from '../state';

export const createReportSlice: StateCreator<AppState, [], [], ReportSlice> = (set) => ({
  reportEdits: {},
  reportEdited: (about, edits) => set(({ reportEdits }) => ({ reportEdits: { ...reportEdits, [about]: edits } })),
});
