// What people wrote on a shared comparison: text and nothing but text.

import { cleanNote, type Note } from '#engine/model/note';
import { useLanguage } from '../../../app/language';
import { sharedMessages } from './shared-messages';

export function NoteList({ notes }: { readonly notes: readonly Note[] }) {
  const text = sharedMessages[useLanguage()];
  if (notes.length === 0) return null;
  return (
    <section className="shared-comparison-notes" data-testid="shared-notes" aria-label={text.notes}>
      {notes.map((note, index) => (
        <p key={index} className="note-text">
          {note.about !== 'capture' && note.about !== 'finding' && (
            <span className="compare-label">{text.noteOn[note.about](note.number)} </span>
          )}
          <bdi>{cleanNote(note.text)}</bdi>
        </p>
      ))}
    </section>
  );
}
