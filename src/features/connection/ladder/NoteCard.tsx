// A numbered note: the claim and the packets that show it. Pointing at it dims every row that is not its evidence.

import { formatCount } from '#engine/base/format';
import type { Annotation } from '#engine/ladder/ladder-model';
import { PacketChip } from '../../../ui/PacketChip';
import { useLadderContext } from './ladder-context';

/** A card stays small; the evidence list has more of them, the filter key all. */
const MOST_CHIPS = 6;

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
          {note.frames.slice(0, MOST_CHIPS).map((frame) => (
            <PacketChip key={frame} frame={frame} onSelect={selectFrame} />
          ))}
          {note.frames.length > MOST_CHIPS ? ` +${formatCount(note.frames.length - MOST_CHIPS)}` : null}
        </span>
      </p>
    </div>
  );
}
