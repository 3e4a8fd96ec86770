// The margin beside a wide ladder: the notes of each row in a box beside it, joined to it by elbows that never cross.

import { useLayoutEffect, useRef, useState, type ReactNode } from 'react';
import type { Annotation } from '#engine/ladder/ladder-model';
import { useLadderContext } from './ladder-context';
import { elbowLanes, placeNotes } from './note-layout';
import { NoteGroup, type NoteEmphasis } from './NoteCard';

export interface AnchoredNotes {
  readonly notes: readonly Annotation[];
  /** y of the arrow that the notes belong to, from the top of the first row. */
  readonly anchorY: number;
  /** The packet that ended the connection: its gauge stands here. */
  readonly isEnd: boolean;
}

const GROUP_GAP_PX = 8;
/** Where in a box its connector ends: at the height of its first number. */
const PORT_PX = 16;
const GUTTER_PX = 32;
const FIRST_LANE_PX = 6;
const LAST_LANE_PX = 24;
const GUESSED_NOTE_PX = 56;

/** The margin with the gauge in its head: beside the handshake at first, and as the head stays, beside the fatal row as well. */
export function Margin({ gauge, ...notes }: Parameters<typeof NoteMargin>[0] & { readonly gauge: ReactNode }) {
  return (
    <div className="ladder-margin">
      <div className="ladder-margin-head">{gauge}</div>
      <NoteMargin {...notes} />
    </div>
  );
}

function NoteMargin({
  groups,
  emphasis,
  minHeight,
}: {
  readonly groups: readonly AnchoredNotes[];
  readonly emphasis: NoteEmphasis;
  readonly minHeight: number;
}) {
  const { messages } = useLadderContext();
  const list = useRef<HTMLDivElement>(null);
  const [heights, setHeights] = useState<readonly number[]>([]);
  // Boxes are as tall as their text: measured after every change of text or width, then placed.
  useLayoutEffect(() => {
    const measure = () => {
      const measured = [...(list.current?.querySelectorAll<HTMLElement>('.note-group') ?? [])].map((group) => group.offsetHeight);
      setHeights((before) =>
        before.length === measured.length && before.every((height, index) => height === measured[index]) ? before : measured,
      );
    };
    measure();
    if (typeof ResizeObserver === 'undefined') return undefined;
    const observer = new ResizeObserver(measure);
    for (const group of list.current?.querySelectorAll('.note-group') ?? []) observer.observe(group);
    return () => observer.disconnect();
  }, [groups]);
  const boxes = groups.map(({ anchorY, notes }, index) => ({
    wantedTop: anchorY - PORT_PX,
    height: heights[index] ?? GUESSED_NOTE_PX * notes.length,
  }));
  const tops = placeNotes(boxes, GROUP_GAP_PX);
  const elbows = groups.map(({ anchorY }, index) => ({ from: anchorY, to: (tops[index] ?? 0) + PORT_PX }));
  const lanes = elbowLanes(elbows, FIRST_LANE_PX, LAST_LANE_PX);
  const bottom = (tops.at(-1) ?? 0) + (boxes.at(-1)?.height ?? 0);
  const height = Math.max(minHeight, bottom + GROUP_GAP_PX);
  return (
    <div className="note-margin" role="group" aria-label={messages.ladder.annotations} ref={list} style={{ height }}>
      <svg className="note-elbows" width={GUTTER_PX} height={height} aria-hidden="true" focusable="false">
        {elbows.map(({ from, to }, index) => {
          const notes = groups[index]?.notes ?? [];
          const x = lanes[index] ?? FIRST_LANE_PX;
          const classes = ['note-elbow'];
          if (notes.some((note) => note.decisive)) classes.push('note-elbow-decisive');
          if (notes.some((note) => emphasis.active.includes(note.number))) classes.push('note-elbow-active');
          return (
            <path
              key={notes[0]?.number ?? index}
              className={classes.join(' ')}
              d={`M0 ${from + 0.5}H${x + 0.5}V${to + 0.5}H${GUTTER_PX}`}
            />
          );
        })}
      </svg>
      {groups.map(({ notes, isEnd }, index) => (
        <div key={notes[0]?.number ?? index} className="note-place" style={{ top: tops[index] ?? 0, left: GUTTER_PX }}>
          <NoteGroup notes={notes} emphasis={emphasis} isEnd={isEnd} />
        </div>
      ))}
    </div>
  );
}
