// What people wrote beside an analysis: text and nothing but text.

import { cleanNote, isOwnNote, type Note } from '#engine/model/note';
import { useLanguage } from '../../app/language';
import { sharedMessages } from './messages';

export function SharedNotes({ notes }: { readonly notes: readonly Note[] }) {
  const text = sharedMessages(useLanguage());
  if (notes.length === 0) return null;
  return (
    <section className="shared-notes" data-testid="shared-notes" aria-label={text.notes}>
      <p className="shared-label">{text.notes}</p>
      {notes.filter(isOwnNote).map((note, index) => (
        <p key={index} className="shared-note">
          {note.about !== 'capture' && <span className="shared-label">{text.noteOn[note.about](note.number)} </span>}
          <bdi>{cleanNote(note.text)}</bdi>
        </p>
      ))}
    </section>
  );
}
