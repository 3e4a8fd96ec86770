// Many connections of one listener ended at one instant, and new ones were refused: the process exited.

import { observed } from '../observe';
import { defineCause } from '../rule';

/** Connections accepted in the last moment end a little beside the others. */
const SAME_MOMENT_SECONDS = 0.02;

export const rule = defineCause({
  id: 'server-process-died',
  phase: 'established',
  references: ['causes.md 1.2 server-process-died', 'causes.md E.2', 'causes.md G E-kill'],
  beats: ['idle-close', 'normal-close', 'unread-data-abort', 'linger-abort', 'accept-starvation', 'accept-then-close', 'write-after-close', 'stale-keepalive-reuse', 'client-abandoned', 'reset-after-close', 'close-wait-leak'],
  match(context) {
    const { facts, listener, columns } = context;
    const end = columns.serverEnd[facts.connection] as number;
    if (end < 0) return null;
    const death = listener.deaths.find((candidate) => Math.abs(end - candidate.fromSeconds) <= SAME_MOMENT_SECONDS + candidate.toSeconds - candidate.fromSeconds);
    if (death === undefined) return null;
    // All by FIN with accepts going on is a sweep or a drain, not an exit.
    const mixed = death.resets > 0 && death.resets < death.ended;
    if (death.refused === 0 && !(mixed && death.ended >= 4 && death.acceptedAgainSeconds < 0)) return null;
    const down = death.acceptedAgainSeconds < 0 ? null : death.acceptedAgainSeconds - death.toSeconds;
    return {
      confidence: death.refused > 0 ? (death.ended >= 5 || mixed ? 0.96 : 0.9) : 0.76,
      party: 'server',
      facts: { ended: death.ended, spreadSeconds: death.toSeconds - death.fromSeconds, ...(down === null ? {} : { downSeconds: down }) },
      evidence: () => [
        observed(context, 'reset-together', [facts.endRow], { ended: death.ended, spreadSeconds: death.toSeconds - death.fromSeconds }),
        ...(death.refused > 0 ? [observed(context, 'refused-afterwards', [facts.endRow], { refused: death.refused })] : []),
      ],
      alternatives: [{ cause: 'idle-close', because: 'same-wire' }],
    };
  },
});
