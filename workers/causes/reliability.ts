// Written by `npm run calibrate`; do not edit. Share of the recordings in which a cause, told under this quality of capture, was
// right, where that is less than its verdicts may claim otherwise. Method, data and results on held-back recordings: docs/confidence.md.

import type { CauseId } from '../model/vocabulary';

type Shares = Readonly<Partial<Record<CauseId, number>>>;

export const RELIABILITY: Readonly<Record<'whole' | 'lossy-capture' | 'lossy' | 'mid-stream', Shares>> = {
  whole: {
    'accept-starvation': 0.91,
    'accept-then-close': 0.93,
    'idle-close': 0.92,
    'linger-abort': 0.89,
    'unread-data-abort': 0.76,
    'write-after-close': 0.89,
  },
  'lossy-capture': {
    'accept-starvation': 0.86,
    'accept-then-close': 0.86,
    'client-abandoned': 0.91,
    'close-wait-leak': 0.59,
    'half-open-probe': 0.82,
    'keepalive-timeout': 0.96,
    'linger-abort': 0.82,
    'normal-close': 0.99,
    'open-at-end': 0.98,
    'reset-after-close': 0.92,
    'write-after-close': 0.89,
  },
  lossy: {
    'accept-starvation': 0.86,
    'accept-then-close': 0.84,
    'linger-abort': 0.7,
    'normal-close': 0.99,
    'open-at-end': 0.97,
    'reset-after-close': 0.98,
    'unread-data-abort': 0.9,
    'write-after-close': 0.85,
  },
  'mid-stream': {
    'client-abandoned': 0.88,
    'injected-reset': 0.79,
    'normal-close': 0.99,
    'write-after-close': 0.95,
  },
};
