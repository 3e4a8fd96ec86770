// What every row of one ladder shares. One object, replaced only when something in it changes, so that rows can be memoised.

import { createContext, useContext, type ReactNode } from 'react';
import type { Language } from '#engine/causes/words/words';
import type { LadderModel } from '#engine/ladder/ladder-model';
import type { ConnectionMessages } from '../messages';
import type { TimeScale } from '../../../ui/ladder/time-format';

/** margin: notes beside the ladder. under: below their row. bands: no state chips. list: no drawing, one text per row. */
export type LadderMode = 'margin' | 'under' | 'bands' | 'list';

const MARGIN_FROM_PX = 1080;
const CHIPS_FROM_PX = 820;
const DRAWING_FROM_PX = 600;

export function modeOf(widthPx: number): LadderMode {
  if (widthPx >= MARGIN_FROM_PX) return 'margin';
  if (widthPx >= CHIPS_FROM_PX) return 'under';
  return widthPx >= DRAWING_FROM_PX ? 'bands' : 'list';
}

export interface LadderContext {
  readonly model: LadderModel;
  readonly language: Language;
  readonly messages: ConnectionMessages;
  readonly mode: LadderMode;
  readonly scale: TimeScale;
  readonly laneWidth: number;
  /** Claims of the notes by number. */
  readonly claims: ReadonlyMap<number, string>;
  readonly rowPx: number;
  /** The line runs low in its row: the label stands above it. */
  readonly lineY: number;
  readonly isLinear: boolean;
  /** Nothing behind what is drawn: runs do not open, packets are nowhere else. */
  readonly isDetached: boolean;
  /** What stands beside the packet that ended the connection. */
  readonly endGauge: ReactNode;
  selectRow(key: string): void;
  toggleRun(id: number): void;
  showMore(key: string, from: 'start' | 'end'): void;
  /** Null when the pointer or focus leaves the card. */
  pointAtNote(number: number | null): void;
  /** A row of its own, not folded away. */
  hasFrame(frame: number): boolean;
  selectFrame(frame: number): void;
}

const Context = createContext<LadderContext | null>(null);
export const LadderContextProvider = Context.Provider;

export function useLadderContext(): LadderContext {
  const context = useContext(Context);
  if (context === null) throw new Error('a ladder row stands outside a ladder');
  return context;
}
