// Where nothing between the two places decides: the better of two verdicts, and of the two hops of a proxy the one that ended first.

import type { ConnectionReport, Party } from '../model/verdict';
import { isBenign, type CauseId } from '../model/vocabulary';
import type { Contribution, ObservationId, Place, TapId } from './compare-model';
import { FateCode } from './pair-match';
import type { Scene, View } from './scene';

export interface Ruling {
  readonly cause: CauseId;
  readonly confidence: number;
  readonly place: Place;
  readonly basis: TapId | 'both';
  readonly party?: Party;
  readonly contributions: readonly Contribution[];
  readonly ruledOut: readonly { readonly cause: CauseId; readonly because: ObservationId }[];
}

/** The two connections of a proxy: what went wrong on the hop that ended first is the cause of both. */
export function ofHops(scene: Scene): Ruling {
  const near = scene.near.report;
  const far = scene.far.report;
  if (near === null || far === null) return betterOf(scene);
  const ended = ({ tap }: View, report: ConnectionReport): number => tap.endOf(report.id);
  const nearNs = ended(scene.near, near);
  const farNs = ended(scene.far, far);
  const isFar =
    farNs < nearNs
      ? !isBenign(far.verdict.cause) || isBenign(near.verdict.cause)
      : isBenign(near.verdict.cause) && !isBenign(far.verdict.cause);
  const chosen = isFar ? scene.far : scene.near;
  const { verdict } = isFar ? far : near;
  const contributions: Contribution[] = [];
  if (Number.isFinite(nearNs) && Number.isFinite(farNs))
    contributions.push({
      observation: 'hop-ended-first',
      tap: farNs < nearNs ? scene.far.id : scene.near.id,
      frames: { first: [], second: [] },
      values: { side: farNs < nearNs ? 'server' : 'client', afterSeconds: Math.abs(farNs - nearNs) / 1e9 },
    });
  const { toServer } = scene.match;
  const held = scene.up(toServer, () => true, FateCode.Lost);
  if (held.length > 0)
    contributions.push({
      observation: 'hop-not-forwarded',
      tap: 'both',
      frames: scene.frames(toServer, true, held),
      values: { bytes: held.reduce((sum, i) => sum + scene.len(toServer, i), 0) },
    });
  return {
    cause: verdict.cause,
    confidence: verdict.confidence,
    place: isBenign(verdict.cause) ? 'unknown' : isFar ? 'server-side' : 'client-side',
    basis: chosen.id,
    party: verdict.party,
    contributions,
    ruledOut: [],
  };
}

function shownBy(view: View): Contribution {
  return { observation: 'shown-by-one', tap: view.id, frames: { first: [], second: [] }, values: {} };
}

/** The capture at the side that ended it saw why; what says nothing yields to what says something. */
function preferred(near: View, far: View): boolean {
  const a = near.report as ConnectionReport;
  const b = far.report as ConnectionReport;
  const weakA = isWeak(a.verdict.cause);
  const weakB = isWeak(b.verdict.cause);
  if (weakA !== weakB) return weakB;
  if (isBenign(a.verdict.cause) !== isBenign(b.verdict.cause))
    return b.endedBy === 'server' ? a.verdict.confidence >= b.verdict.confidence : isBenign(b.verdict.cause);
  if (a.endedBy === b.endedBy && a.endedBy === 'client') return true;
  if (a.endedBy === b.endedBy && a.endedBy === 'server') return false;
  return a.verdict.confidence >= b.verdict.confidence;
}

export function isWeak(cause: CauseId): boolean {
  return cause === 'insufficient-evidence' || cause === 'open-at-end';
}

/** Nothing between the two places decided it: the better verdict of the two. */
export function betterOf(scene: Scene, isGlance = false): Ruling {
  const { near, far } = scene;
  if (isGlance && near.cause !== null && near.cause === far.cause)
    return {
      cause: near.cause,
      confidence: Math.max(near.confidence, far.confidence),
      place: 'unknown',
      basis: 'both',
      contributions: [],
      ruledOut: [],
    };
  const only = near.report === null ? far : far.report === null ? near : null;
  if (only !== null && only.report !== null) {
    const { verdict } = only.report;
    return {
      cause: verdict.cause,
      confidence: verdict.confidence,
      place: 'unknown',
      basis: only.id,
      party: verdict.party,
      contributions: [shownBy(only)],
      ruledOut: [],
    };
  }
  const a = near.report?.verdict;
  const b = far.report?.verdict;
  if (a === undefined || b === undefined)
    return { cause: 'insufficient-evidence', confidence: 0, place: 'unknown', basis: 'both', contributions: [], ruledOut: [] };
  if (a.cause === b.cause) {
    const best = a.confidence >= b.confidence ? a : b;
    return {
      cause: a.cause,
      confidence: best.confidence,
      place: 'unknown',
      basis: 'both',
      party: best.party,
      contributions: [],
      ruledOut: [],
    };
  }
  const chosen = preferred(near, far) ? near : far;
  const verdict = (chosen.report as ConnectionReport).verdict;
  const other = (chosen === near ? far : near).report as ConnectionReport;
  return {
    cause: verdict.cause,
    confidence: verdict.confidence,
    place: 'unknown',
    basis: chosen.id,
    party: verdict.party,
    contributions: [shownBy(chosen)],
    ruledOut: isWeak(other.verdict.cause) ? [] : [{ cause: other.verdict.cause, because: 'shown-by-one' }],
  };
}
