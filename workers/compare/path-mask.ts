// What a device rewrites throughout, told apart from what befell single packets.

import { NONE } from './match-limits';
import { FieldBit } from './packet-changes';
import type { Direction } from './pair-match';
import { TOS_KNOWN } from './segment-bytes';

/** What a device rewrites in most packets of a direction is a trait of the path, not an event of each. */
export function pathMask(direction: Direction): number {
  const { up, down, upTo, upCount } = direction;
  if (up === null || down === null || direction.matched < 3 || direction.isHop || up.tables.isText || down.tables.isText) return 0;
  let ids = 0;
  let services = 0;
  for (let i = 0; i < upCount; i++) {
    const j = upTo[i] as number;
    if (j === NONE || direction.upPieces.has(i) || direction.downTo[j] !== i) continue;
    const row = direction.upRows[i] as number;
    const other = direction.downRows[j] as number;
    if (up.at.ipId[row] !== down.at.ipId[other]) ids++;
    const isKnown = ((up.at.known[row] as number) & (down.at.known[other] as number) & TOS_KNOWN) !== 0;
    if (isKnown && (up.at.tos[row] as number) >>> 2 !== (down.at.tos[other] as number) >>> 2) services++;
  }
  return (ids * 2 > direction.matched ? FieldBit.IpId : 0) | (services * 2 > direction.matched ? FieldBit.Dscp : 0);
}

/** How a direction's DSCP is rewritten throughout: by the first packet that shows it; null where it is not. */
export function rewrittenDscp(direction: Direction, mask: number): readonly [before: number, after: number] | null {
  const { up, down, upTo, upCount } = direction;
  if ((mask & FieldBit.Dscp) === 0 || up === null || down === null) return null;
  for (let i = 0; i < upCount; i++) {
    const j = upTo[i] as number;
    if (j === NONE) continue;
    const before = (up.at.tos[direction.upRows[i] as number] as number) >>> 2;
    const after = (down.at.tos[direction.downRows[j] as number] as number) >>> 2;
    if (before !== after) return [before, after];
  }
  return null;
}
