// A note on what is shown, and the button that writes one. Text and nothing but text: what looks like markup stays as it was typed.

import { useMessages } from '../app/language';
import type { NoteSubject } from '../store/state';
import { useAppStore } from '../store/store';
import { Icon } from './Icon';
import './note.css';

function useNote({ about, number }: NoteSubject): string | null {
  return useAppStore((state) => state.notes.find((note) => note.about === about && note.number === number)?.text ?? null);
}

export function NoteText(subject: NoteSubject) {
  const text = useNote(subject);
  return text === null ? null : (
    <p className="note-text" data-testid="note" data-about={subject.about} dir="auto">
      {text}
    </p>
  );
}

/** Notes on packets of what is shown, where the packets themselves are out of sight. */
export function PacketNotes({ hasFrame, onSelect }: { hasFrame(frame: number): boolean; onSelect(frame: number): void }) {
  const notes = useAppStore((state) => state.notes);
  const shown = notes.filter(({ about, number }) => about === 'packet' && hasFrame(number));
  if (shown.length === 0) return null;
  return (
    <ul className="note-list">
      {shown.map(({ number, text }) => (
        <li key={number} className="note-text" data-testid="packet-note">
          <button type="button" className="button button-small numeric" onClick={() => onSelect(number)}>
            #{number}
          </button>{' '}
          <bdi>{text}</bdi>
        </li>
      ))}
    </ul>
  );
}

export function NoteButton(subject: NoteSubject & { readonly isSmall?: boolean }) {
  const messages = useMessages().notes;
  const text = useNote(subject);
  const open = useAppStore((state) => state.noteOpened);
  const { about, number, isSmall = false } = subject;
  const [add, edit] = about === 'capture' ? [messages.addToCapture, messages.editOnCapture] : [messages.add, messages.edit];
  return (
    <button
      type="button"
      className={isSmall ? 'button button-small' : 'button'}
      data-testid="note-write"
      data-about={about}
      onClick={() => open({ about, number })}
    >
      <Icon name="write" size={14} />
      {text === null ? add : edit}
    </button>
  );
}
