// The nine outcomes fall into six looks; a benign cause is drawn as closed or open whatever its outcome.

import type { Outcome } from './verdict';
import { isBenign, isCrossFinding, type FindingCause } from './vocabulary';

export const OUTCOME_LOOKS = ['reset', 'refused', 'noanswer', 'early', 'closed', 'unclear'] as const;
export type OutcomeLook = (typeof OUTCOME_LOOKS)[number];

/** Causes by which one side waits for an answer while the connection stays up. */
const WAITING_CAUSES: ReadonlySet<FindingCause> = new Set<FindingCause>([
  'accept-starvation',
  'close-wait-leak',
  'mtu-black-hole',
  'receiver-stalled',
]);

export function outcomeLook(outcome: Outcome, cause: FindingCause): OutcomeLook {
  if (isBenign(cause)) return cause === 'open-at-end' ? 'unclear' : 'closed';
  switch (outcome) {
    case 'reset':
      return 'reset';
    case 'refused':
    case 'unreachable':
      return 'refused';
    case 'no-answer':
      return 'noanswer';
    case 'closed':
      if (isCrossFinding(cause)) return 'closed';
      // Both sides sent FIN, and something was wrong nevertheless; what was wrong must be known to say so.
      return cause === 'insufficient-evidence' ? 'unclear' : 'early';
    case 'open':
    case 'half-closed':
      // Grey is for what is healthy or unknown.
      if (isCrossFinding(cause) || cause === 'insufficient-evidence') return 'unclear';
      return WAITING_CAUSES.has(cause) ? 'noanswer' : 'early';
    case 'probe':
    case 'unclear':
      return 'unclear';
  }
}
