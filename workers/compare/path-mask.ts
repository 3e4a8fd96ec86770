// What a device rewrites throughout, told apart from what befell single packets.

import { NONE } from './match-direction';
import { FieldBit } from './packet-changes';
import type { Direction } from './pair-match';

/** What a device rewrites in most packets of a direction is a trait of the path, not an event of each. */
export function pathMask(direction: Direction): number {
  const { up, down, upTo, upCount } = direction;
  if (up === null || down === null || direction.matched < 3 || direction.isHop || up.tables.isText || down.tables.isText) return 0;
  let differ = 0;
  for (let i = 0; i < upCount; i++) {
    const j = upTo[i] as number;
    if (j === NONE) continue;
    const id = up.at.ipId[direction.upRows[i] as number];
    if (id !== down.at.ipId[direction.downRows[j] as number] && !direction.upPieces.has(i) && direction.downTo[j] === i) differ++;
  }
  return differ * 2 > direction.matched ? FieldBit.IpId : 0;
}
