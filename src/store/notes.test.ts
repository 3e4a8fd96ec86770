import { MOST_NOTES, NOTE_CHARACTERS } from '#engine/model/note';
import { describe, expect, it } from 'vitest';
import { createAppStore } from './store';

const packet = (number: number) => ({ about: 'packet', number }) as const;

describe('notes', () => {
  it('are one on each subject, cleaned, and gone when their text is', () => {
    const store = createAppStore();
    const { noteWritten } = store.getState();
    noteWritten(packet(3), ' first\r\n ');
    noteWritten({ about: 'connection', number: 3 }, 'other');
    noteWritten(packet(3), 'second');
    expect(store.getState().notes).toEqual([
      { about: 'packet', number: 3, text: 'second' },
      { about: 'connection', number: 3, text: 'other' },
    ]);
    noteWritten(packet(3), '  ');
    noteWritten(packet(9), '');
    expect(store.getState().notes).toEqual([{ about: 'connection', number: 3, text: 'other' }]);
  });

  it('are bounded in number and length', () => {
    const store = createAppStore();
    for (let frame = 1; frame <= MOST_NOTES + 5; frame++) store.getState().noteWritten(packet(frame), 'x'.repeat(2 * NOTE_CHARACTERS));
    const { notes, noteWritten } = store.getState();
    expect(notes).toHaveLength(MOST_NOTES);
    expect(notes.every(({ text }) => text.length === NOTE_CHARACTERS)).toBe(true);
    // Those that are there can still be changed.
    noteWritten(packet(1), 'changed');
    expect(store.getState().notes[0]?.text).toBe('changed');
  });

  it('on the other capture of a comparison leave with it; those on the open one stay', () => {
    const store = createAppStore();
    const { noteWritten, comparisonChanged } = store.getState();
    comparisonChanged(7);
    noteWritten({ about: 'other-packet', number: 3 }, 'there');
    noteWritten(packet(3), 'here');
    comparisonChanged(7);
    expect(store.getState().notes).toHaveLength(2);
    comparisonChanged(null);
    expect(store.getState()).toMatchObject({ compared: null, notes: [{ about: 'packet', number: 3, text: 'here' }] });
  });

  it('do not outlive their capture', () => {
    const store = createAppStore();
    store.getState().noteWritten(packet(1), 'mine');
    store.getState().noteOpened(packet(1));
    expect(store.getState().dialog).toBe('note');
    store.getState().fileAccepted({ name: 'b', bytes: 1 }, 0);
    expect(store.getState().notes).toEqual([]);
    expect(store.getState().notedSubject).toBeNull();
  });
});
