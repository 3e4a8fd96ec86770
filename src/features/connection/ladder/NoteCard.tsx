// A numbered note: the claim and the packets that show it. Pointing at it dims every row that is not its evidence.

import type { Annotation } from '#engine/ladder/ladder-model';
import { PacketChip } from '../../../ui/PacketChip';
import { useLadderContext } from './ladder-context';

export function NoteCard({ note, isActive }: { readonly note: Annotation; readonly isActive: boolean }) {
  const { messages, claims, pointAtNote, selectFrame } = useLadderContext();
  return (
    <div
      className={`note-card${note.decisive ? ' note-card-decisive' : ''}${isActive ? ' note-card-active' : ''}`}
      data-testid="annotation"
      data-note={note.number}
      role="group"
      aria-label={messages.ladder.note(note.number)}
      onPointerEnter={() => pointAtNote(note.number)}
      onPointerLeave={() => pointAtNote(null)}
      onFocus={() => pointAtNote(note.number)}
      onBlur={() => pointAtNote(null)}
    >
      <span className={note.decisive ? 'note-mark note-decisive' : 'note-mark'} aria-hidden="true">
        {note.number}
      </span>
      <p className="note-claim">
        {claims.get(note.number) ?? ''}{' '}
        <span className="note-packets">
          {note.frames.map((frame) => (
            <PacketChip key={frame} frame={frame} onSelect={selectFrame} />
          ))}
        </span>
      </p>
    </div>
  );
}
