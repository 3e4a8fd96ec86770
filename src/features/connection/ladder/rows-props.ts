// What the two drawings of the rows are given alike.

import type { ReactNode, Ref } from 'react';
import type { Annotation } from '#engine/ladder/ladder-model';
import type { NoteEmphasis } from './NoteCard';
import type { LadderState } from './use-ladder';

/** What of the connection's time is on the screen, and how to get elsewhere. */
export interface Sight {
  /** Seconds that a scroller of this position and height shows. */
  rangeAt(scrollTop: number, height: number): readonly [from: number, to: number];
  /** Where to scroll for a moment; null where rows are not to scale: there a packet is jumped to. */
  topOf(seconds: number): number | null;
}

export interface RowsProps {
  readonly state: LadderState;
  readonly scroller: HTMLElement | null;
  /** Notes by the index of the row that carries their number. */
  readonly anchored: ReadonlyMap<number, readonly Annotation[]>;
  /** Frames that stand out; null when nothing is dimmed. */
  readonly evidence: ReadonlySet<number> | null;
  readonly emphasis: NoteEmphasis;
  readonly gauge: ReactNode;
  readonly laneRef: Ref<HTMLDivElement>;
  readonly onSwap: (() => void) | undefined;
  onSight(sight: Sight): void;
}
