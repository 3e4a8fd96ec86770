// How the reader wants the ladder drawn: height of a row, event or linear scale and its zoom, relative or raw numbers, and
// what the text form may hold. The height is remembered on this computer; nothing here belongs to a capture.

import { useState } from 'react';
import { storedDensity, storeNextDensity, type Density } from '../../../ui/ladder/density';

export interface RowGeometry {
  readonly rowPx: number;
  /** y of the line inside its row: the label stands above it. */
  readonly lineY: number;
}

/** 24 px is the floor: a row is a target (WCAG 2.5.8). */
export const GEOMETRY: Readonly<Record<Density, RowGeometry>> = {
  compact: { rowPx: 24, lineY: 18 },
  default: { rowPx: 28, lineY: 20 },
  comfortable: { rowPx: 36, lineY: 25 },
};

export const MAX_ZOOM = 24;

export interface LadderLook {
  readonly density: Density;
  readonly isLinear: boolean;
  /** The whole connection fits at 0; every step shows half the time. */
  readonly zoom: number;
  readonly isRaw: boolean;
  /** The server on the left: as the reader's own diagrams have it. Names and sentences stay as they are. */
  readonly isSwapped: boolean;
  readonly isAscii: boolean;
  readonly isNarrow: boolean;
}

export const PLAIN_LOOK: LadderLook = {
  density: 'default',
  isLinear: false,
  zoom: 0,
  isRaw: false,
  isSwapped: false,
  isAscii: false,
  isNarrow: false,
};

export interface LookState extends LadderLook {
  change(look: Partial<LadderLook>): void;
  cycleDensity(): Density;
  zoomBy(steps: number): void;
}

export function useLook(): LookState {
  const [look, setLook] = useState<LadderLook>(() => ({ ...PLAIN_LOOK, density: storedDensity() }));
  const change = (part: Partial<LadderLook>) => setLook((before) => ({ ...before, ...part }));
  return {
    ...look,
    change,
    cycleDensity: () => {
      const density = storeNextDensity(look.density);
      change({ density });
      return density;
    },
    zoomBy: (steps) => setLook((before) => ({ ...before, zoom: Math.min(MAX_ZOOM, Math.max(0, before.zoom + steps)) })),
  };
}
