// A note that a person wrote beside an analysis: plain text, bounded, never interpreted. Where notes go is the business of
// share (links), analysis-file, report and trim.

/** other-…: of the capture that the open one is compared with. */
export type NoteTarget = 'capture' | 'finding' | 'connection' | 'packet' | 'other-connection' | 'other-packet';

/** `number`: index of the finding, id of the connection, frame; 0 for the capture. */
export interface Note {
  readonly about: NoteTarget;
  readonly number: number;
  readonly text: string;
}

/** Of the open capture itself, not of one that it is compared with. */
export interface OwnNote extends Note {
  readonly about: Exclude<NoteTarget, `other-${string}`>;
}

export function isOwnNote(note: Note): note is OwnNote {
  return note.about !== 'other-connection' && note.about !== 'other-packet';
}

/** UTF-16 units, as text fields count them. In UTF-8 at most three times as many bytes: fewer than a link's note may have. */
export const NOTE_CHARACTERS = 1_000;
export const MOST_NOTES = 100;

/** Controls (line feeds apart), overrides of the writing direction, and the mark of the byte order. */
const UNWANTED = /[^\P{Cc}\n]|[\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]/gu;
const HALF_CHARACTERS = /\p{Cs}/gu;

/** What is kept of what was typed or read; empty for nothing. Cleaned text stays as it is. */
export function cleanNote(text: string): string {
  const plain = text
    .replaceAll(/\r\n?|[\u2028\u2029]/g, '\n')
    .replaceAll('\t', ' ')
    .replaceAll(UNWANTED, '')
    .replaceAll(HALF_CHARACTERS, '')
    .trim();
  return plain.slice(0, NOTE_CHARACTERS).replaceAll(HALF_CHARACTERS, '').trim();
}
