// Notes that people write on the open capture: kept while the page is open, nowhere else, until they share or save them.

import { cleanNote, MOST_NOTES } from '#engine/model/note';
import type { StateCreator } from 'zustand';
import type { AppState, NotesSlice } from '../state';

export const createNotesSlice: StateCreator<AppState, [], [], NotesSlice> = (set) => ({
  notes: [],
  notable: [],
  notableChanged: (notable) => set({ notable }),
  notedSubject: null,
  noteWritten: ({ about, number }, text) =>
    set(({ notes }) => {
      const at = notes.findIndex((note) => note.about === about && note.number === number);
      const note = { about, number, text: cleanNote(text) };
      if (note.text === '') return { notes: notes.filter((_, index) => index !== at) };
      if (at >= 0) return { notes: notes.with(at, note) };
      return notes.length < MOST_NOTES ? { notes: [...notes, note] } : {};
    }),
  noteOpened: (notedSubject) => set({ notedSubject, dialog: notedSubject === null ? null : 'note' }),
});
