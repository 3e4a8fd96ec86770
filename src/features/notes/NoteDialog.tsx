// Writes the note on a finding, a connection or a packet. What is typed is plain text, bounded, and stays in this page until it
// is shared or saved with the analysis.

import { useId, useState, type FormEvent, type KeyboardEvent } from 'react';
import { NOTE_CHARACTERS, MOST_NOTES } from '#engine/model/note';
import { formatCount } from '#engine/base/format';
import { useLanguage } from '../../app/language';
import type { NoteSubject } from '../../store/state';
import { useAppStore } from '../../store/store';
import { Dialog } from '../../ui/Dialog';
import type { View } from '../../url/url-state';
import { notesMessages } from './messages';
import './notes.css';

export function NoteDialog({ subject }: { readonly subject: NoteSubject }) {
  const text = notesMessages(useLanguage());
  const view = useAppStore((state) => state.view);
  const notable = useAppStore((state) => state.notable);
  const open = useAppStore((state) => state.noteOpened);
  // Kept while the choice goes to the capture and back.
  const [finding] = useState(subject.about === 'finding' ? subject.number : null);
  const choices = view.kind === 'compare' ? notable : choicesOf(view, subject, finding);
  return (
    <Dialog title={text.title(text.about[subject.about](subject.number))} testId="note-dialog" onClose={() => open(null)}>
      {choices.length > 1 && (
        <fieldset className="note-choices">
          <legend className="visually-hidden">{text.subject}</legend>
          {choices.map((choice) => (
            <label key={choice.about} className="note-choice">
              <input type="radio" name="note-subject" checked={choice.about === subject.about} onChange={() => open(choice)} />
              {text.about[choice.about](choice.number)}
            </label>
          ))}
        </fieldset>
      )}
      <Editor key={`${subject.about} ${subject.number}`} subject={subject} />
    </Dialog>
  );
}

const ON_CAPTURE: NoteSubject = { about: 'capture', number: 0 };

/** A packet is noted from its connection, a capture from its findings: a slip of the subject is put right here. */
function choicesOf(view: View, subject: NoteSubject, finding: number | null): readonly NoteSubject[] {
  if (view.kind === 'findings' && finding !== null) return [{ about: 'finding', number: finding }, ON_CAPTURE];
  if (view.kind !== 'connection' || (subject.about !== 'packet' && subject.about !== 'connection')) return [subject];
  const frame = subject.about === 'packet' ? subject.number : view.packet;
  return [...(frame === null ? [] : [{ about: 'packet', number: frame } as const]), { about: 'connection', number: view.id }];
}

function Editor({ subject }: { readonly subject: NoteSubject }) {
  const language = useLanguage();
  const text = notesMessages(language);
  const notes = useAppStore((state) => state.notes);
  const write = useAppStore((state) => state.noteWritten);
  const open = useAppStore((state) => state.noteOpened);
  const before = notes.find((note) => note.about === subject.about && note.number === subject.number)?.text ?? null;
  const [typed, setTyped] = useState(before ?? '');
  const id = useId();
  const isFull = before === null && notes.length >= MOST_NOTES;
  const save = (note: string) => {
    write(subject, note);
    open(null);
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.nativeEvent.isComposing) return;
    event.preventDefault();
    if (!isFull) save(typed);
  };
  return (
    <form
      className="note-editor"
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        save(typed);
      }}
    >
      <label htmlFor={id}>{text.label}</label>
      <textarea
        id={id}
        // Typing begins at once: the dialog looks for this attribute when it opens.
        ref={(field) => field?.setAttribute('autofocus', '')}
        data-testid="note-field"
        rows={5}
        maxLength={NOTE_CHARACTERS}
        dir="auto"
        value={typed}
        aria-describedby={`${id}-hint`}
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={onKey}
      />
      <p id={`${id}-hint`} className="note-hint">
        {isFull ? text.full(MOST_NOTES) : `${text.left(formatCount(NOTE_CHARACTERS - typed.length))} ${text.kept}`}
      </p>
      <div className="note-actions">
        <button type="submit" className="button button-primary" data-testid="note-save" disabled={isFull}>
          {text.save}{' '}
          <span className="note-key" aria-hidden="true">
            Ctrl Enter
          </span>
        </button>
        {before !== null && (
          <button type="button" className="button" data-testid="note-delete" onClick={() => save('')}>
            {text.remove}
          </button>
        )}
      </div>
    </form>
  );
}
