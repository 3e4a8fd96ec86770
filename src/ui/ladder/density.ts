// How high the reader wants the rows of a ladder: remembered on this computer, the same in the ladder of one capture and that with two taps.

import { readStored, writeStored } from '../../store/storage';

const DENSITIES = ['compact', 'default', 'comfortable'] as const;
export type Density = (typeof DENSITIES)[number];

const STORED_AS = 'whyreset.ladder-rows';

export function storedDensity(): Density {
  const stored = readStored(STORED_AS);
  return DENSITIES.find((density) => density === stored) ?? 'default';
}

/** The one after it, kept for every ladder that is opened from now on. */
export function storeNextDensity(before: Density): Density {
  const density = DENSITIES[(DENSITIES.indexOf(before) + 1) % DENSITIES.length] ?? 'default';
  writeStored(STORED_AS, density === 'default' ? null : density);
  return density;
}
