// Many connections of one listener ended at one instant, and new ones were refused: the process exited.

import { observed } from '../observe';
import { Admission } from '../../handlers/connection-columns';
import { ruledOut } from '../rivals';
import { defineCause, type RuleContext } from '../rule';

const REFUSED_SHOWN = 3;

export const rule = defineCause({
  id: 'server-process-died',
  phase: 'established',
  references: ['causes.md 1.2 server-process-died', 'causes.md E.2', 'causes.md G E-kill'],
  beats: [
    'idle-close',
    'normal-close',
    'unread-data-abort',
    'linger-abort',
    'accept-starvation',
    'accept-then-close',
    'write-after-close',
    'stale-keepalive-reuse',
    'client-abandoned',
    'reset-after-close',
    'close-wait-leak',
  ],
  match(context) {
    const { facts, listener, columns } = context;
    const end = columns.serverEnd[facts.connection] as number;
    if (end < 0) return null;
    const death = listener.deaths.find((candidate) => end >= candidate.fromSeconds && end <= candidate.toSeconds);
    if (death === undefined) return null;
    // All by FIN with accepts going on is a sweep or a drain, not an exit.
    const mixed = death.resets > 0 && death.resets < death.ended;
    if (death.refused === 0 && !(mixed && death.ended >= 4 && death.acceptedAgainSeconds < 0)) return null;
    const down = death.acceptedAgainSeconds < 0 ? null : death.acceptedAgainSeconds - death.lastSeconds;
    return {
      confidence: death.refused > 0 ? (death.ended >= 5 || mixed ? 0.96 : 0.9) : 0.76,
      party: 'server',
      facts: { ended: death.ended, spreadSeconds: death.spreadSeconds, ...(down === null ? {} : { downSeconds: down }) },
      evidence: () => [
        observed(context, 'reset-together', [facts.endRow], { ended: death.ended, spreadSeconds: death.spreadSeconds }),
        ...(death.refused > 0
          ? [observed(context, 'refused-afterwards', refusedRows(context, death.fromSeconds), { refused: death.refused })]
          : []),
      ],
      alternatives: death.refused > 0 ? [] : [{ cause: 'idle-close', because: 'too-few-samples' }],
      // A host that goes down says nothing; one that is up refuses.
      ruledOut: death.refused > 0 ? [ruledOut(context, 'host-unreachable', 'host-is-alive', refusedRows(context, death.fromSeconds))] : [],
    };
  },
});

/** The RSTs of the first attempts that were refused after that moment. */
function refusedRows(context: RuleContext, afterSeconds: number): number[] {
  const { listener, columns, tables } = context;
  const rows: number[] = [];
  for (const c of listener.connections) {
    if (columns.admission[c] !== Admission.Refused || (columns.start[c] as number) < afterSeconds) continue;
    rows.push(tables.connections.segments[(tables.connections.segmentStart[c + 1] as number) - 1] as number);
    if (rows.length === REFUSED_SHOWN) break;
  }
  return rows;
}
