// One compared connection as the rules of the combined verdict ask about it: who sent what with which fate. Decides nothing.

import type { ConnectionReport } from '../model/verdict';
import { CAUSE_IDS, type CauseId } from '../model/vocabulary';
import type { FramePair, TapId } from './compare-model';
import { framesOf } from './differences';
import { NONE } from './match-limits';
import { isBroad } from './only-one';
import { FROM_RESP } from '../model/tcp-flags';
import type { StraySegments } from './stray-segments';
import { FateCode, firstAfter, type Direction, type PairMatch } from './pair-match';
import type { Tap } from './tap';

/** Both captures show it: what a device did in between cannot be mistaken for what an end did. */
const SHOWN = 0.99;
/** The same where one of the captures loses packets itself. */
const SHOWN_LOSSY = 0.8;
/** So many packets are named for an observation. */
const FRAMES_NAMED = 8;

/** One capture's own view of the connection; its report is a pass over the packets, and made when a rule asks for it. */
export class View {
  readonly tap: Tap;
  readonly id: TapId;
  readonly #connection: number;
  #report: ConnectionReport | null = null;

  constructor(tap: Tap, id: TapId, connection: number) {
    this.tap = tap;
    this.id = id;
    this.#connection = connection;
  }

  get isThere(): boolean {
    return this.#connection >= 0;
  }

  get report(): ConnectionReport | null {
    if (this.#connection >= 0) this.#report ??= this.tap.capture.analysis.report(this.#connection);
    return this.#report;
  }

  /** Of the verdict, without the report. */
  get cause(): CauseId | null {
    return this.#connection < 0 ? null : (CAUSE_IDS[this.tap.capture.analysis.columns.cause[this.#connection] as number] ?? null);
  }

  get confidence(): number {
    return this.#connection < 0 ? 0 : (this.tap.capture.analysis.columns.confidence[this.#connection] as number);
  }
}

/** What the rules ask of a pair. */
export class Scene {
  readonly match: PairMatch;
  readonly near: View;
  readonly far: View;
  readonly sure: number;
  readonly isWhole: boolean;

  /** For what only one capture has: the other is not limited to some ports, as far as it shows. */
  readonly isBroad: boolean;
  readonly #strays: StraySegments;

  constructor(match: PairMatch, near: View, far: View, isLossy: boolean, strays: StraySegments) {
    this.#strays = strays;
    this.isBroad = !near.isThere ? isBroad(near.tap) : !far.isThere ? isBroad(far.tap) : true;
    this.match = match;
    this.near = near;
    this.far = far;
    this.sure = isLossy ? SHOWN_LOSSY : SHOWN;
    this.isWhole = near.isThere && far.isThere;
  }

  flags(direction: Direction, isUp: boolean, index: number): number {
    const tap = (isUp ? direction.up : direction.down) as Tap;
    return tap.at.flags[(isUp ? direction.upRows : direction.downRows)[index] as number] as number;
  }

  len(direction: Direction, i: number): number {
    return (direction.up as Tap).at.len[direction.upRows[i] as number] as number;
  }

  /** Upstream entries with these flags and, when given, that fate. */
  up(direction: Direction, isWanted: (flags: number) => boolean, fate?: number): readonly number[] {
    const found: number[] = [];
    for (let i = 0; i < direction.upCount; i++)
      if (isWanted(this.flags(direction, true, i)) && (fate === undefined || direction.upFate[i] === fate)) found.push(i);
    return found;
  }

  appeared(direction: Direction, isWanted: (flags: number) => boolean): readonly number[] {
    const found: number[] = [];
    for (let j = 0; j < direction.downCount; j++)
      if (direction.downFate[j] === FateCode.Appeared && isWanted(this.flags(direction, false, j))) found.push(j);
    return found;
  }

  frames(direction: Direction, isUp: boolean, indices: readonly number[]): FramePair {
    const first: number[] = [];
    const second: number[] = [];
    for (const index of indices.slice(0, FRAMES_NAMED)) {
      const frames = framesOf(this.match, direction, isUp, index);
      first.push(...frames.first);
      second.push(...frames.second);
    }
    return { first: [...new Set(first)], second: [...new Set(second)] };
  }

  /** The same packet in a connection of other addresses that only the receiver's capture has. */
  strayOf(direction: Direction, i: number): { readonly frames: FramePair; readonly address: string } | null {
    const { up, down } = direction;
    if (up === null || down === null || direction.upTo[i] !== NONE) return null;
    const row = direction.upRows[i] as number;
    const stray = this.#strays.find(down, up, row);
    if (stray < 0) return null;
    const own = this.frames(direction, true, [i]);
    const there = [down.frameNumber(stray)];
    const { connections, addresses } = down.tables;
    const connection = connections.ofSegment[connections.segments[stray] as number] as number;
    const segments = down.at;
    const fromServer = (segments.flags[stray] as number) >= FROM_RESP;
    return {
      frames: down === this.match.first ? { first: there, second: own.second } : { first: own.first, second: there },
      address: addresses.text((fromServer ? connections.respAddress : connections.origAddress).values[connection] as number),
    };
  }

  says(cause: CauseId): boolean {
    return [this.near.report, this.far.report].some(
      (report) => report !== null && (report.verdict.cause === cause || report.verdict.alternatives.some((other) => other.cause === cause)),
    );
  }

  /** Time of the last packet before `ns` that either end is known to have sent; for how long it had been silent. */
  idleBefore(ns: number): number {
    let last = -Infinity;
    for (const direction of [this.match.toServer, this.match.toClient]) {
      const { upNs, upCount } = direction;
      let at = firstAfter(upNs, upCount, ns - 1);
      while (at > 0 && (upNs[at - 1] as number) >= ns) at--;
      if (at > 0) last = Math.max(last, upNs[at - 1] as number);
    }
    return Number.isFinite(last) ? (ns - last) / 1e9 : 0;
  }
}
