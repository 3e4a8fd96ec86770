// Lifeline of one side inside one row: the state before the line above it, the state after below it; and the chip at a change.

import type { EndpointState } from '#engine/model/tcp-state';
import type { Side } from '#engine/ladder/ladder-model';
import type { ConnectionMessages } from '../messages';
import { familyOf, stateName } from './ladder-rows';

interface LifelineProps {
  readonly side: Side;
  /** Null before the connection's first packet. */
  readonly before: EndpointState | null;
  readonly after: EndpointState;
  /** Notes whose number stands here. */
  readonly notes: readonly number[];
  readonly decisive: ReadonlySet<number>;
  readonly isBroken: boolean;
  readonly lineY: number;
}

export function Lifeline({ side, before, after, notes, decisive, isBroken, lineY }: LifelineProps) {
  const band = `band band-rest band-${familyOf(after)}`;
  // Nearly every row of a long ladder: the lifeline is its own band.
  if (before !== null && familyOf(before) === familyOf(after) && notes.length === 0 && !isBroken)
    return <span className={`lifeline-plain ${band}`} aria-hidden="true" />;
  return (
    <span className={`lifeline lifeline-${side}`} aria-hidden="true">
      {before === null || familyOf(before) !== familyOf(after) ? (
        <>
          <span className={`band ${before === null ? 'band-none' : `band-${familyOf(before)}`}`} style={{ height: lineY }} />
          <span className={band} />
        </>
      ) : (
        <span className={band} />
      )}
      {isBroken ? <span className="lifeline-break">≈</span> : null}
      <NoteMarks notes={notes} decisive={decisive} />
    </span>
  );
}

/** Beyond these the numbers would cover the arrow; the box in the margin has them all. */
const MOST_MARKS = 3;

export function NoteMarks({ notes, decisive }: { readonly notes: readonly number[]; readonly decisive: ReadonlySet<number> }) {
  if (notes.length === 0) return null;
  const shown = notes.length > MOST_MARKS ? notes.slice(0, MOST_MARKS - 1) : notes;
  return (
    <span className="note-marks">
      {shown.map((number) => (
        <span key={number} className={decisive.has(number) ? 'note-mark note-decisive' : 'note-mark'}>
          {number}
        </span>
      ))}
      {shown.length < notes.length ? <span className="note-mark note-mark-more">+{notes.length - shown.length}</span> : null}
    </span>
  );
}

export function StateChip({
  side,
  state,
  messages,
}: {
  readonly side: Side;
  readonly state: EndpointState | null;
  readonly messages: ConnectionMessages;
}) {
  const name = state === null ? null : stateName(state);
  return (
    <span className={`state-slot state-slot-${side}`}>
      {name === null || state === null ? null : (
        <span className={`state-chip band-${familyOf(state)}`} title={messages.ladder.stateHint}>
          {name}
        </span>
      )}
    </span>
  );
}
