// The client connects, sends nothing and leaves: a monitor. One such connection alone says little; a rhythm says all.

import { ResetKind } from '../../handlers/connection-facts';
import { observed } from '../observe';
import { defineCause, type RuleContext } from '../rule';
import { median } from '../../handlers/listener-facts';

/** A monitor leaves soon. */
const LEAVES_WITHIN_SECONDS = 1;
const SAMPLES_MIN = 3;
/** Coefficient of variation of a rhythm (catalogue health-check). */
const RHYTHM_VARIATION = 0.15;

export const rule = defineCause({
  id: 'health-check',
  phase: 'established',
  references: ['causes.md 1.2 health-check', 'causes.md G E-lbcheck'],
  beats: ['normal-close', 'linger-abort', 'reset-after-close', 'client-abandoned'],
  match(context) {
    const { facts } = context;
    if (!isVisit(context)) return null;
    const byReset = facts.endIsReset;
    const rhythm = findRhythm(context);
    return {
      confidence: rhythm !== null ? 0.93 : byReset ? 0.78 : 0.6,
      party: 'none',
      facts: rhythm === null ? {} : { periodSeconds: rhythm.periodSeconds },
      evidence: () => [
        observed(context, 'client-closed-first', [facts.handshakeAckRow, facts.endRow], {
          afterSeconds: facts.endSeconds - facts.handshakeAckSeconds,
        }),
        ...(rhythm === null ? [] : [observed(context, 'period', [facts.firstRow], rhythm)]),
      ],
      alternatives: rhythm === null ? [{ cause: 'client-abandoned', because: 'too-few-samples' }] : [],
    };
  },
});

function isVisit(context: RuleContext): boolean {
  const { facts } = context;
  if (!facts.handshakeDone || facts.orig.spoke || facts.endSide !== 0) return false;
  if (facts.resp.spoke && facts.greeting < 0) return false;
  if (facts.endSeconds - facts.handshakeAckSeconds > LEAVES_WITHIN_SECONDS) return false;
  const reset = facts.resets[0];
  return !facts.endIsReset || (reset !== undefined && reset.kind === ResetKind.Active);
}

/** Visits of the same client to the same listener at a steady distance. */
function findRhythm(context: RuleContext): { periodSeconds: number; samples: number } | null {
  const { listener, columns, tables } = context;
  const starts: number[] = [];
  for (const c of listener.connections) {
    if (
      tables.connections.origAddress.values[c] !== context.client ||
      (columns.bytesOrig[c] as number) > 0 ||
      (columns.accepted[c] as number) < 0
    )
      continue;
    starts.push(columns.start[c] as number);
  }
  if (starts.length < SAMPLES_MIN) return null;
  starts.sort((a, b) => a - b);
  const gaps = starts.slice(1).map((start, i) => start - (starts[i] as number));
  const period = median(gaps);
  if (period <= 0) return null;
  const near = gaps.filter((gap) => Math.abs(gap - period) <= RHYTHM_VARIATION * period).length;
  return near >= Math.max(2, gaps.length * 0.7) ? { periodSeconds: period, samples: starts.length } : null;
}
