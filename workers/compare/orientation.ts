// Which of two captures is nearer to the client, connection by connection: found out from times and TTL, never taken from the order of
// the files. Feeds the clock, whose bounds depend on it.

import type { TapId } from './compare-model';
import type { ClockFit } from './estimate-clock';
import { NONE } from './match-limits';
import type { Pair } from './pair-connections';
import type { Direction } from './pair-match';
import type { Tap } from './tap';

export type NearerBy = 'timing' | 'ttl' | 'others' | 'assumed' | 'chosen';

/** A way of so long cannot be mistaken for jitter of two clocks. */
const TIMING_SURE_NS = 100_000;
const TIMING_LEAST_NS = 2_000;

export interface Nearer {
  readonly nearIsFirst: boolean;
  readonly nearerBy: NearerBy;
}

export class Orientation {
  readonly #first: Tap;
  readonly #second: Tap;
  /** By pair: 1 first, -1 second, 0 not known; and how. */
  readonly #side: number[] = [];
  readonly #by: NearerBy[] = [];
  /** TTL at the near place minus at the far one: towards the server, towards the client; by nearIsFirst. */
  readonly #hops = new Map<string, Map<number, number>>();
  readonly #matches: [number, number][] = [];
  #overall: TapId | 'mixed' | 'unknown' = 'unknown';
  readonly #votesOfServer = new Map<string, number>();
  readonly #votesOfHosts = new Map<string, number>();
  #votes = 0;

  readonly #chosen: TapId | null;

  /** `chosen`: taken for the near one whatever shows; the clocks go by what shows, where it does. */
  constructor(first: Tap, second: Tap, chosen: TapId | null = null) {
    this.#first = first;
    this.#second = second;
    this.#chosen = chosen;
  }

  get overall(): TapId | 'mixed' | 'unknown' {
    return this.#overall;
  }

  /** Loaded with the first capture as the near one; what it matched so far is beyond doubt. */
  survey(index: number, pair: Pair, toServer: Direction, toClient: Direction, fit: ClockFit): void {
    this.#matches[index] = [countMatches(toServer), countMatches(toClient)];
    const timing = wayNs(toServer, toClient);
    const fall = fallOf(toServer);
    const rise = fallOf(toClient);
    const ttl = agree(fall, rise);
    let side = 0;
    let by: NearerBy = 'assumed';
    if (timing !== null && Math.abs(timing) >= TIMING_SURE_NS) {
      side = Math.sign(timing);
      by = 'timing';
    } else if (ttl !== 0) {
      side = ttl;
      by = 'ttl';
    } else if (timing !== null && Math.abs(timing) >= TIMING_LEAST_NS) {
      side = Math.sign(timing);
      by = 'timing';
    }
    if (side === 0 && this.#chosen !== null) {
      side = this.#chosen === 'first' ? 1 : -1;
      by = 'chosen';
    }
    this.#side[index] = side;
    this.#by[index] = by;
    if (side === 0) return;
    this.#vote(pair, side);
    const key = (name: string): Map<number, number> => {
      const known = this.#hops.get(name) ?? new Map<number, number>();
      this.#hops.set(name, known);
      return known;
    };
    if (fall !== null) count(key(`${side} server`), side * fall);
    if (rise !== null) count(key(`${side} client`), side * rise);
    feed(toServer, fit, side > 0, false);
    feed(toClient, fit, side < 0, true);
  }

  /** Pairs that show nothing themselves follow those of the same hosts. */
  settle(pairs: readonly Pair[]): void {
    if (this.#chosen !== null) {
      this.#side.fill(this.#chosen === 'first' ? 1 : -1);
      this.#by.fill('chosen');
      this.#overall = this.#chosen;
      return;
    }
    pairs.forEach((pair, index) => {
      if (this.#side[index] !== 0) return;
      const side = this.#sideOf(this.#hosts(pair), this.#serverOf(this.#first, pair.first, pair.flipFirst));
      this.#side[index] = side.nearIsFirst ? 1 : -1;
      this.#by[index] = side.nearerBy;
    });
    const known = pairs.map((_, index) => (this.#by[index] === 'assumed' ? 0 : (this.#side[index] as number))).filter((side) => side !== 0);
    const isFirst = known.some((side) => side > 0);
    const isSecond = known.some((side) => side < 0);
    this.#overall = isFirst && isSecond ? 'mixed' : isFirst ? 'first' : isSecond ? 'second' : 'unknown';
  }

  of(index: number): Nearer {
    return { nearIsFirst: (this.#side[index] ?? 1) >= 0, nearerBy: this.#by[index] ?? 'assumed' };
  }

  /** Of a connection that one capture has: as others to its server run. */
  ofLone(tap: Tap, connection: number): Nearer {
    const server = this.#serverOf(tap, connection, false);
    const hosts = `${this.#clientOf(tap, connection, false)} ${server}`;
    return this.#sideOf(hosts, server);
  }

  /** How many routers lie between the places, for each direction, of most connections that run this way. */
  hops(nearIsFirst: boolean): readonly [number | null, number | null] {
    const side = nearIsFirst ? 1 : -1;
    return [most(this.#hops.get(`${side} server`)), most(this.#hops.get(`${side} client`))];
  }

  directions(pairs: readonly Pair[]): { readonly towardsServer: number; readonly towardsClient: number } {
    let towardsServer = 0;
    let towardsClient = 0;
    for (let index = 0; index < pairs.length; index++) {
      towardsServer += this.#matches[index]?.[0] ?? 0;
      towardsClient += this.#matches[index]?.[1] ?? 0;
    }
    return { towardsServer, towardsClient };
  }

  #sideOf(hosts: string, server: string): Nearer {
    if (this.#chosen !== null) return { nearIsFirst: this.#chosen === 'first', nearerBy: 'chosen' };
    const votes = this.#votesOfHosts.get(hosts) ?? this.#votesOfServer.get(server) ?? this.#votes;
    return votes === 0 ? { nearIsFirst: true, nearerBy: 'assumed' } : { nearIsFirst: votes > 0, nearerBy: 'others' };
  }

  #vote(pair: Pair, side: number): void {
    this.#votes += side;
    const add = (map: Map<string, number>, key: string): void => void map.set(key, (map.get(key) ?? 0) + side);
    add(this.#votesOfHosts, this.#hosts(pair));
    const first = this.#serverOf(this.#first, pair.first, pair.flipFirst);
    const second = this.#serverOf(this.#second, pair.second, pair.flipSecond);
    add(this.#votesOfServer, first);
    if (second === first) return;
    // Translated on the way: who is seen by the second alone is asked for by its name there.
    add(this.#votesOfServer, second);
    add(this.#votesOfHosts, `${this.#clientOf(this.#second, pair.second, pair.flipSecond)} ${second}`);
  }

  #hosts(pair: Pair): string {
    return `${this.#clientOf(this.#first, pair.first, pair.flipFirst)} ${this.#serverOf(this.#first, pair.first, pair.flipFirst)}`;
  }

  #serverOf(tap: Tap, connection: number, flip: boolean): string {
    const { connections, addresses } = tap.tables;
    return addresses.text((flip ? connections.origAddress : connections.respAddress).values[connection] as number);
  }

  #clientOf(tap: Tap, connection: number, flip: boolean): string {
    return this.#serverOf(tap, connection, !flip);
  }
}

function countMatches({ upTo, upCount }: Direction): number {
  let matches = 0;
  for (let i = 0; i < upCount; i++) if (upTo[i] !== NONE) matches++;
  return matches;
}

/**
 * Second minus first is offset + way for what the first saw first, offset - way for the rest. Neighbours in time share the offset,
 * so their difference is the way there and back: above zero where the first is nearer to the client. Null without both directions.
 */
function wayNs(toServer: Direction, toClient: Direction): number | null {
  const { up: first, down: second } = toServer;
  if (first === null || second === null) return null;
  let lastThere: number | null = null;
  let lastBack: number | null = null;
  let sum = 0;
  let pairs = 0;
  let i = 0;
  let j = 0;
  const nextMatched = (to: Int32Array, at: number, end: number): number => {
    let next = at;
    while (next < end && to[next] === NONE) next++;
    return next;
  };
  for (;;) {
    i = nextMatched(toServer.upTo, i, toServer.upCount);
    j = nextMatched(toClient.downTo, j, toClient.downCount);
    const there = i < toServer.upCount ? (first.at.tsNs[toServer.upRows[i] as number] as number) : Infinity;
    const back = j < toClient.downCount ? (first.at.tsNs[toClient.downRows[j] as number] as number) : Infinity;
    if (there === Infinity && back === Infinity) break;
    if (there <= back) {
      lastThere = (second.at.tsNs[toServer.downRows[toServer.upTo[i] as number] as number] as number) - there;
      i++;
      if (lastBack === null) continue;
      sum += lastThere - lastBack;
      lastBack = null;
    } else {
      lastBack = (second.at.tsNs[toClient.upRows[toClient.downTo[j] as number] as number] as number) - back;
      j++;
      if (lastThere === null) continue;
      sum += lastThere - lastBack;
      lastThere = null;
    }
    pairs++;
  }
  return pairs === 0 ? null : sum / pairs / 2;
}

/** TTL upstream minus downstream, of most packets. */
function fallOf(direction: Direction): number | null {
  const { up, down, upTo, upCount, upRows, downRows } = direction;
  if (up === null || down === null || up.tables.isText || down.tables.isText) return null;
  const before = up.at.ttl;
  const after = down.at.ttl;
  let fall = 0;
  let votes = 0;
  for (let i = 0; i < upCount; i++) {
    const j = upTo[i] as number;
    if (j === NONE) continue;
    const own = (before[upRows[i] as number] as number) - (after[downRows[j] as number] as number);
    if (votes === 0) fall = own;
    votes += own === fall ? 1 : -1;
    if (votes < 0) votes = 0;
  }
  return votes === 0 ? null : fall;
}

/** 1: the first is nearer to the client, as it was loaded: TTL falls on both ways. -1: it rises on both. */
function agree(fall: number | null, rise: number | null): number {
  const there = fall === null ? 0 : Math.sign(fall);
  const back = rise === null ? 0 : Math.sign(rise);
  if (there !== 0 && back !== 0) return there === back ? there : 0;
  return there !== 0 ? there : back;
}

/** With the first capture loaded as near: its times are upstream towards the server, downstream back. */
function feed(direction: Direction, fit: ClockFit, firstSawFirst: boolean, isBack: boolean): void {
  const { up, down, upTo, upCount } = direction;
  if (up === null || down === null) return;
  for (let i = 0; i < upCount; i++) {
    const j = upTo[i] as number;
    if (j === NONE) continue;
    const upNs = up.at.tsNs[direction.upRows[i] as number] as number;
    const downNs = down.at.tsNs[direction.downRows[j] as number] as number;
    if (isBack) fit.add(downNs, upNs, firstSawFirst);
    else fit.add(upNs, downNs, firstSawFirst);
  }
}

function count(votes: Map<number, number>, value: number): void {
  votes.set(value, (votes.get(value) ?? 0) + 1);
}

function most(votes: ReadonlyMap<number, number> | undefined): number | null {
  let best: number | null = null;
  let most = 0;
  for (const [value, number] of votes ?? [])
    if (number > most) {
      most = number;
      best = value;
    }
  return best;
}
