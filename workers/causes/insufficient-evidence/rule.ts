// The honest answer: what decides is not in this capture. Never competes: decide.ts turns to it when nothing else holds,
// or when what it found leans on packets that are missing.

import type { Evidence } from '../../model/verdict';
import { observed, watchedAfter } from '../observe';
import type { ResetFacts } from '../../handlers/connection-facts';
import { ResetKind } from '../../handlers/connection-facts';
import type { RuleContext } from '../rule';

/** Why it cannot be told, most telling first. */
export function missingEvidence(context: RuleContext): readonly Evidence[] {
  const { facts } = context;
  const list: Evidence[] = [];
  if (!facts.bothDirections && facts.firstRow >= 0) list.push(observed(context, 'only-one-direction', [facts.firstRow, facts.lastRow], {}));
  else if (facts.isMidStream) list.push(observed(context, 'no-handshake', [facts.firstRow], {}));
  const reset = facts.resets[0];
  if (reset !== undefined) {
    list.push(observed(context, 'ended-by-rst', [reset.row], { afterSeconds: reset.seconds - facts.firstSeconds }));
    if (isUnknownForm(context, reset)) {
      list.push(observed(context, 'rst-form-unknown', [facts.orig.lastSynRow, reset.row], { window: windowOf(context, reset.row) }));
    } else if (reset.elicitor < 0) list.push(observed(context, 'rst-without-elicitor', [reset.row], {}));
  }
  const missing = facts.orig.ackedUnseen + facts.resp.ackedUnseen;
  if (missing > 0) list.push(observed(context, 'packets-missing', [facts.lastRow], { missing }));
  if (list.length === 0 && watchedAfter(context, facts.lastSeconds) < 1)
    list.push(observed(context, 'capture-ends', [facts.lastRow], { afterSeconds: watchedAfter(context, facts.lastSeconds) }));
  if (list.length === 0) list.push(observed(context, 'no-known-cause', [facts.endRow >= 0 ? facts.endRow : facts.lastRow], {}));
  return list;
}

/** Whoever answers a SYN by RST sends seq 0 and window 0, and acknowledges the SYN (RFC 9293 3.5.2): this one does not. */
function isUnknownForm({ facts, tables }: RuleContext, reset: ResetFacts): boolean {
  const isToSyn = reset.side === 1 && facts.orig.synRow >= 0 && facts.synAckRow < 0 && facts.orig.segments === facts.orig.synCount;
  return isToSyn && facts.resp.segments === facts.resetCount && (reset.kind !== ResetKind.Reply0 || tables.segments.len(reset.row) > 0);
}

function windowOf(context: RuleContext, row: number): number {
  return context.tables.segments.wnd.values[row] as number;
}
