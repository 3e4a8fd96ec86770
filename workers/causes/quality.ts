// How far a capture can be relied on for one connection, and how sure a verdict may be at most for that. What follows from the
// catalogue stands here; what was measured on recordings in reliability.ts. docs/confidence.md tells how the two come about.

import { BENIGN_CAUSES, type CauseId } from '../model/vocabulary';
import { RELIABILITY } from './reliability';
import type { RuleContext } from './rule';

/**
 * lossy-capture: packets are missing elsewhere in the capture, so that some may be missing here unnoticed. lossy: of this
 * connection. mid-stream: its handshake is missing. one-direction: half of its packets are. text: printed by a program, without TTLs,
 * identifications and payload, and perhaps without some packets.
 */
export type Quality = 'text' | 'whole' | 'lossy-capture' | 'lossy' | 'mid-stream' | 'one-direction';

/** Catalogue D, "lowering confidence": low, medium, and below "certain". */
const MOST: Readonly<Record<Quality, number>> = {
  whole: 1,
  'lossy-capture': 0.94,
  text: 0.74,
  lossy: 0.74,
  'mid-stream': 0.74,
  'one-direction': 0.39,
};
/** That nothing went wrong shows in what is there: missing packets would have to be the ones that say otherwise. */
const MOST_BENIGN: Readonly<Partial<Record<Quality, number>>> = { text: 0.9, lossy: 0.9, 'mid-stream': 1 };

export function qualityOf({ facts, tables, isLossyCapture }: RuleContext, isAttempt: boolean): Quality {
  if (!facts.bothDirections && !(isAttempt && facts.orig.synRow >= 0)) return 'one-direction';
  if (tables.isText) return 'text';
  if (facts.isMidStream) return 'mid-stream';
  if (facts.lossy) return 'lossy';
  return isLossyCapture ? 'lossy-capture' : 'whole';
}

/** Each quality with those that are better: what is told less surely of a good capture is not told more surely of a bad one. */
const NOT_WORSE = {
  whole: ['whole'],
  'lossy-capture': ['whole', 'lossy-capture'],
  lossy: ['whole', 'lossy-capture', 'lossy'],
  'mid-stream': ['whole', 'mid-stream'],
} as const;

const asked = new Map<CauseId, Partial<Record<Quality, number>>>();

/** Highest confidence that a verdict of this cause may have; its own claim may be lower. Asked for every connection: worked out once. */
export function mostOf(quality: Quality, cause: CauseId): number {
  let known = asked.get(cause);
  if (known === undefined) asked.set(cause, (known = {}));
  return (known[quality] ??= workOut(quality, cause));
}

function workOut(quality: Quality, cause: CauseId): number {
  const known = (BENIGN_CAUSES.includes(cause) ? MOST_BENIGN[quality] : undefined) ?? MOST[quality];
  return quality === 'one-direction' || quality === 'text'
    ? known
    : Math.min(known, ...NOT_WORSE[quality].map((better) => RELIABILITY[better][cause] ?? 1));
}
