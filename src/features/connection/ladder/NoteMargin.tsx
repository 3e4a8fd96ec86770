// The margin beside a wide ladder: note cards at their rows, joined to them by elbows that never cross.

import { useLayoutEffect, useRef, useState } from 'react';
import type { Annotation } from '#engine/ladder/ladder-model';
import { useLadderContext } from './ladder-context';
import { elbowLanes, placeNotes } from './note-layout';
import { NoteCard } from './NoteCard';

export interface AnchoredNote {
  readonly note: Annotation;
  /** y of the arrow that the note belongs to, from the top of the first row. */
  readonly anchorY: number;
}

const CARD_GAP_PX = 8;
/** Where in a card its connector ends: at the height of the card's number. */
const CARD_PORT_PX = 17;
const GUTTER_PX = 32;
const FIRST_LANE_PX = 6;
const LAST_LANE_PX = 24;
const GUESSED_CARD_PX = 64;

export function NoteMargin({
  notes,
  activeNote,
  minHeight,
}: {
  readonly notes: readonly AnchoredNote[];
  readonly activeNote: number | null;
  readonly minHeight: number;
}) {
  const { messages, language } = useLadderContext();
  const list = useRef<HTMLDivElement>(null);
  const [heights, setHeights] = useState<readonly number[]>([]);
  // Cards are as tall as their text: measured after every change of text, then placed.
  useLayoutEffect(() => {
    const measured = [...(list.current?.querySelectorAll<HTMLElement>('.note-card') ?? [])].map((card) => card.offsetHeight);
    setHeights((before) =>
      before.length === measured.length && before.every((height, index) => height === measured[index]) ? before : measured,
    );
  }, [notes, language]);
  const boxes = notes.map(({ anchorY }, index) => ({ wantedTop: anchorY - CARD_PORT_PX, height: heights[index] ?? GUESSED_CARD_PX }));
  const tops = placeNotes(boxes, CARD_GAP_PX);
  const elbows = notes.map(({ anchorY }, index) => ({ from: anchorY, to: (tops[index] ?? 0) + CARD_PORT_PX }));
  const lanes = elbowLanes(elbows, FIRST_LANE_PX, LAST_LANE_PX);
  const bottom = (tops.at(-1) ?? 0) + (boxes.at(-1)?.height ?? 0);
  const height = Math.max(minHeight, bottom + CARD_GAP_PX);
  return (
    <div className="note-margin" role="group" aria-label={messages.ladder.annotations} ref={list} style={{ height }}>
      <svg className="note-elbows" width={GUTTER_PX} height={height} aria-hidden="true" focusable="false">
        {elbows.map(({ from, to }, index) => {
          const note = notes[index]?.note;
          const x = lanes[index] ?? FIRST_LANE_PX;
          const classes = [
            'note-elbow',
            note?.decisive === true ? 'note-elbow-decisive' : '',
            note?.number === activeNote ? 'note-elbow-active' : '',
          ];
          return <path key={note?.number ?? index} className={classes.join(' ')} d={`M0 ${from + 0.5}H${x}V${to + 0.5}H${GUTTER_PX}`} />;
        })}
      </svg>
      {notes.map(({ note }, index) => (
        <div key={note.number} className="note-place" style={{ top: tops[index] ?? 0, left: GUTTER_PX }}>
          <NoteCard note={note} isActive={activeNote === note.number} />
        </div>
      ))}
    </div>
  );
}
