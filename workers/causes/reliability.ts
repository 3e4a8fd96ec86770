// Written by `npm run calibrate`; do not edit. Share of the recordings in which a cause, told under this quality of capture, was
// right, where that is less than its verdicts may claim otherwise. Method, data and results on held-back recordings: docs/confidence.md.

import type { CauseId } from '../model/vocabulary';

type Shares = Readonly<Partial<Record<CauseId, number>>>;

export const RELIABILITY: Readonly<Record<'whole' | 'lossy-capture' | 'lossy' | 'mid-stream', Shares>> = {
  whole: {},
  'lossy-capture': {},
  lossy: {},
  'mid-stream': {},
};
