// What the two drawings of the rows are given alike.

import type { ReactNode, Ref } from 'react';
import type { Annotation } from '#engine/ladder/ladder-model';
import type { Sight } from '../../../ui/ladder/sight';
import type { NoteEmphasis } from './NoteCard';
import type { LadderState } from './use-ladder';

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
