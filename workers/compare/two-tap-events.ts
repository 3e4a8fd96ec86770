// The packets of one compared connection in the order in which they were first seen: what became of each, and its frames at both places.

import { NONE } from './match-limits';
import { changesAt } from './packet-changes';
import type { Fate } from './compare-model';
import { DELAYED_SECONDS, FateCode, type Direction, type PairMatch } from './pair-match';
import { pathMask } from './path-mask';
import type { Tap } from './tap';

export interface TwoTapEvent {
  readonly direction: Direction;
  /** Of a packet that was seen where it passed first; else it was seen further on alone. */
  readonly isUp: boolean;
  readonly index: number;
  /** By the first capture's clock: when it was seen first. */
  readonly ns: number;
}

/** Frame numbers at the client's tap and at the server's. */
export interface EventFrames {
  readonly near: readonly number[];
  readonly far: readonly number[];
}

export function eventsOf({ toServer, toClient }: PairMatch): readonly TwoTapEvent[] {
  const events: TwoTapEvent[] = [];
  for (const direction of [toServer, toClient]) {
    for (let index = 0; index < direction.upCount; index++)
      events.push({ direction, isUp: true, index, ns: direction.upNs[index] as number });
    for (let index = 0; index < direction.downCount; index++)
      if (direction.downTo[index] === NONE) events.push({ direction, isUp: false, index, ns: direction.downNs[index] as number });
  }
  return events.sort((a, b) => a.ns - b.ns);
}

/** Its place in the columns of the tap that saw it first. */
export function rowOf({ direction, isUp, index }: TwoTapEvent): { readonly tap: Tap; readonly row: number } {
  return isUp
    ? { tap: direction.up as Tap, row: direction.upRows[index] as number }
    : { tap: direction.down as Tap, row: direction.downRows[index] as number };
}

/** What a device changes in every packet of a direction befell none of them: `path`, of path-mask. */
export function fateOf({ direction, isUp, index }: TwoTapEvent, path: number): Fate {
  const fate = (isUp ? direction.upFate : direction.downFate)[index] as number;
  if (fate === FateCode.Lost) return 'lost';
  if (fate === FateCode.Appeared) return 'appeared';
  if (fate === FateCode.NotCaptured) return 'not-captured';
  if (fate === FateCode.Outside) return 'outside';
  if (direction.missing.has(index)) return 'lost';
  if ((changesAt(direction, index) & ~path) !== 0) return 'changed';
  const flight = (direction.downNs[direction.upTo[index] as number] as number) - (direction.upNs[index] as number);
  return flight > direction.medianNs + DELAYED_SECONDS * 1e9 ? 'delayed' : 'both';
}

/** Fates of all of them. */
export function fatesOf(events: readonly TwoTapEvent[], { toServer, toClient }: PairMatch): readonly Fate[] {
  const paths = new Map<Direction, number>([
    [toServer, pathMask(toServer)],
    [toClient, pathMask(toClient)],
  ]);
  return events.map((event) => fateOf(event, paths.get(event.direction) ?? 0));
}

export function framesOf({ direction, isUp, index }: TwoTapEvent, { toServer }: PairMatch): EventFrames {
  const up: number[] = [];
  const down: number[] = [];
  if (isUp) {
    up.push((direction.up as Tap).frameNumber(direction.upRows[index] as number));
    const j = direction.upTo[index] as number;
    if (j !== NONE)
      for (const piece of [j, ...(direction.upPieces.get(index) ?? [])])
        down.push((direction.down as Tap).frameNumber(direction.downRows[piece] as number));
  } else {
    down.push((direction.down as Tap).frameNumber(direction.downRows[index] as number));
  }
  return direction === toServer ? { near: up, far: down } : { near: down, far: up };
}
