// The notes of one row: numbered claims with the packets that show them. Pointing at a claim dims every row that is not its evidence.

import { formatCount } from '#engine/base/format';
import type { Annotation } from '#engine/ladder/ladder-model';
import { useLadderContext } from './ladder-context';
import { LadderChip } from './LadderChip';

/** A claim stays small; the evidence list has more of its packets, the filter key all. */
const MOST_CHIPS = 6;

export interface NoteEmphasis {
  /** Notes whose evidence stands out at the moment. */
  readonly active: readonly number[];
  /** Notes that cite the current packet. */
  readonly related: readonly number[];
}

export function NoteGroup({
  notes,
  emphasis,
  isEnd = false,
}: {
  readonly notes: readonly Annotation[];
  readonly emphasis: NoteEmphasis;
  readonly isEnd?: boolean;
}) {
  const { endGauge } = useLadderContext();
  const isDecisive = notes.some((note) => note.decisive);
  return (
    <div className={isDecisive ? 'note-group note-group-decisive' : 'note-group'}>
      {notes.map((note) => (
        <NoteCard key={note.number} note={note} emphasis={emphasis} />
      ))}
      {isEnd ? endGauge : null}
    </div>
  );
}

function NoteCard({ note, emphasis }: { readonly note: Annotation; readonly emphasis: NoteEmphasis }) {
  const { model, messages, claims, pointAtNote, hasFrame, selectFrame, isDetached } = useLadderContext();
  const classes = ['note-card', note.decisive ? 'note-card-decisive' : '', emphasis.active.includes(note.number) ? 'note-card-active' : ''];
  if (emphasis.related.includes(note.number)) classes.push('note-card-related');
  return (
    <div
      className={classes.filter((name) => name !== '').join(' ')}
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
            <LadderChip
              key={frame}
              frame={frame}
              connection={model.connection}
              isSelected={false}
              onSelect={hasFrame(frame) ? selectFrame : null}
              isDetached={isDetached}
            />
          ))}
          {note.frames.length > MOST_CHIPS ? ` +${formatCount(note.frames.length - MOST_CHIPS)}` : null}
        </span>{' '}
        <code className="note-fact">{note.fact}</code>
      </p>
    </div>
  );
}
