// What became of every segment of one connection between two places: matched in both directions, and judged where it was seen once.
// Reused for pair after pair. Tells fates; what they mean is told elsewhere.

import { seqDiff } from '../decode/tcp/sequence';
import { FIN, RST, SYN } from '../model/tcp-flags';
import type { DifferenceReason } from './compare-model';
import { DirectionMatch } from './match-direction';
import { NONE } from './match-limits';
import type { FittedClock } from './estimate-clock';
import type { Tap } from './tap';

export const FateCode = { Both: 0, Lost: 1, Appeared: 2, NotCaptured: 3, Outside: 4 } as const;

/** A packet counts as delayed when it took so much longer than the middle one of its direction. */
export const DELAYED_SECONDS = 0.05;
/** The middle time on the way is taken of so many packets at most. */
const MEDIAN_OF = 512;
/** Segments of the sender that are asked for their IP-ID. */
const NEIGHBOURS = 16;
/** So far from all of its neighbours no packet of a sender that counts is. */
const ID_STEP_MOST = 256;
/** Between neighbours of a sender that counts. */
const ID_ROOM_MOST = 4096;
/** So long before or behind the other capture's frames nothing can be expected in it. */
const EDGE_NS = 1_000_000;

/** Which captures lose packets themselves, as far as it shows. */
export interface TapLoss {
  readonly first: boolean;
  readonly second: boolean;
}

export interface PairOf {
  /** -1: that capture has no such connection. */
  readonly first: number;
  readonly second: number;
  readonly flipFirst: boolean;
  readonly flipSecond: boolean;
  readonly nearIsFirst: boolean;
  /** Two connections of a proxy: only what is said is compared. */
  readonly isHop?: boolean;
}

export class Direction extends DirectionMatch {
  upFate = new Uint8Array(0);
  downFate = new Uint8Array(0);
  /** TTL at the first place minus at the second, of most packets; null without a packet that both saw. */
  hops: number | null = null;
  leastNs = 0;
  medianNs = 0;
  /** Packets with their whole way known. */
  matched = 0;

  reserveFates(): void {
    if (this.upFate.length < this.upCount) this.upFate = new Uint8Array(this.upCount * 2);
    if (this.downFate.length < this.downCount) this.downFate = new Uint8Array(this.downCount * 2);
  }
}

export class PairMatch {
  readonly toServer = new Direction();
  readonly toClient = new Direction();
  readonly first: Tap;
  readonly second: Tap;
  #clock: FittedClock | null = null;
  /** Position in the second capture, by position in the first. */
  readonly #partner: Int32Array;

  constructor(first: Tap, second: Tap) {
    this.#partner = new Int32Array(first.at.seq.length).fill(NONE);
    this.first = first;
    this.second = second;
  }

  /** Loads both directions in the order of the files and matches what needs no clock: what the clock is made of. */
  matchUnique(pair: PairOf): void {
    this.#load({ ...pair, nearIsFirst: true }, false);
    this.toServer.matchUnique();
    this.toClient.matchUnique();
    this.toServer.remember(this.#partner, true);
    this.toClient.remember(this.#partner, false);
  }

  /** `usualHops`: of other connections that run the same way, for those with too few packets of their own. */
  matchAll(pair: PairOf, clock: FittedClock | null, loss: TapLoss, usualHops: readonly [number | null, number | null]): void {
    this.#clock = clock;
    this.#load(pair, true);
    const isWhole = pair.first >= 0 && pair.second >= 0;
    for (const [index, direction] of [this.toServer, this.toClient].entries()) {
      if (pair.isHop === true) {
        direction.matchStream();
      } else if (isWhole) {
        direction.recall(this.#partner, direction.up === this.first);
        this.#measure(direction);
        direction.hops ??= usualHops[index] ?? null;
        if (direction.isDone) continue;
        direction.matchRest(direction.hops);
      } else {
        direction.hops = usualHops[index] ?? null;
      }
      this.#measure(direction);
      direction.hops ??= usualHops[index] ?? null;
    }
    if (pair.isHop === true) {
      for (const direction of [this.toServer, this.toClient]) this.#judgeHop(direction);
      return;
    }
    this.#judge(this.toServer, this.toClient, loss);
    this.#judge(this.toClient, this.toServer, loss);
  }

  #load(pair: PairOf, withTimes: boolean): void {
    const near = pair.nearIsFirst ? this.first : this.second;
    const far = pair.nearIsFirst ? this.second : this.first;
    const nearConnection = pair.nearIsFirst ? pair.first : pair.second;
    const farConnection = pair.nearIsFirst ? pair.second : pair.first;
    const nearFlip = pair.nearIsFirst ? pair.flipFirst : pair.flipSecond;
    const farFlip = pair.nearIsFirst ? pair.flipSecond : pair.flipFirst;
    this.toServer.load(near, far, nearConnection, farConnection, nearFlip, farFlip, pair.isHop);
    this.toClient.load(far, near, farConnection, nearConnection, !farFlip, !nearFlip, pair.isHop);
    if (nearConnection >= 0 && farConnection >= 0) this.#shift(near, far, nearConnection, farConnection);
    if (!withTimes) return;
    for (const direction of [this.toServer, this.toClient]) {
      direction.reserveFates();
      this.#fillTimes(direction.up, direction.upRows, direction.upCount, direction.upNs);
      this.#fillTimes(direction.down, direction.downRows, direction.downCount, direction.downNs);
    }
  }

  /** Initial sequence numbers that differ were rewritten by a device, in all segments alike. */
  #shift(near: Tap, far: Tap, nearConnection: number, farConnection: number): void {
    const both = (near.seen[nearConnection] as number) & (far.seen[farConnection] as number);
    const client = (both & 1) === 0 ? 0 : ((far.clientIsn[farConnection] as number) - (near.clientIsn[nearConnection] as number)) | 0;
    const server = (both & 2) === 0 ? 0 : ((far.serverIsn[farConnection] as number) - (near.serverIsn[nearConnection] as number)) | 0;
    this.toServer.shift(client, server);
    this.toClient.shift(-server, -client);
  }

  #fillTimes(tap: Tap | null, rows: Int32Array, count: number, into: Float64Array): void {
    if (tap === null) return;
    const { tsNs } = tap.at;
    for (let i = 0; i < count; i++) into[i] = tsNs[rows[i] as number] as number;
  }

  /** How long the way is, and over how many routers it leads. */
  #measure(direction: Direction): void {
    const { up, down, upCount, upTo, upRows, downRows, upNs, downNs } = direction;
    direction.hops = null;
    direction.leastNs = direction.medianNs = 0;
    direction.matched = 0;
    if (up === null || down === null) return;
    const upTtl = up.at.ttl;
    const downTtl = down.at.ttl;
    let hops = 0;
    let votes = 0;
    let least = Infinity;
    const sample: number[] = [];
    const every = Math.max(1, Math.floor(upCount / MEDIAN_OF));
    for (let i = 0; i < upCount; i++) {
      const j = upTo[i] as number;
      if (j === NONE) continue;
      direction.matched++;
      const fall = (upTtl[upRows[i] as number] as number) - (downTtl[downRows[j] as number] as number);
      if (votes === 0) {
        hops = fall;
        votes = 1;
      } else {
        votes += fall === hops ? 1 : -1;
      }
      const flight = (downNs[j] as number) - (upNs[i] as number);
      if (flight < least) least = flight;
      if (i % every === 0) sample.push(flight);
    }
    if (direction.matched === 0) return;
    if (!up.tables.isText && !down.tables.isText) direction.hops = hops;
    direction.leastNs = Math.max(0, least);
    sample.sort((a, b) => a - b);
    direction.medianNs = sample.length === 0 ? direction.leastNs : Math.max(0, sample[sample.length >> 1] as number);
  }

  /** What a proxy adds or leaves out of its own is its business: only what nothing of was passed on is told. */
  #judgeHop(direction: Direction): void {
    const { upCount, downCount, upTo, upFate, downFate, matched } = direction;
    direction.missing.clear();
    direction.hops = null;
    for (let i = 0; i < upCount; i++) upFate[i] = upTo[i] !== NONE ? FateCode.Both : matched > 0 ? FateCode.Outside : FateCode.Lost;
    for (let j = 0; j < downCount; j++) downFate[j] = direction.downTo[j] === NONE ? FateCode.Outside : FateCode.Both;
  }

  #judge(direction: Direction, back: Direction, loss: TapLoss): void {
    const { up, down, upCount, downCount, upTo, downTo, upFate, downFate, missing } = direction;
    if (up === null || down === null) return;
    let hasOpen = missing.size > 0;
    for (let i = 0; i < upCount; i++) {
      upFate[i] = upTo[i] === NONE ? FateCode.Lost : FateCode.Both;
      hasOpen ||= upTo[i] === NONE;
    }
    for (let j = 0; j < downCount; j++) {
      downFate[j] = downTo[j] === NONE ? FateCode.Appeared : FateCode.Both;
      hasOpen ||= downTo[j] === NONE;
    }
    if (!hasOpen) return;
    const arrived = new Intervals(down, direction.downRows, downCount);
    const sent = new Intervals(up, direction.upRows, upCount);
    const acknowledged = highestAck(back, direction);
    const downLoses = down === this.first ? loss.first : loss.second;
    const upLoses = up === this.first ? loss.first : loss.second;
    for (let i = 0; i < upCount; i++) {
      if (upTo[i] === NONE) upFate[i] = this.#fateOfMissing(direction, back, i, arrived, acknowledged, downLoses);
      else if (missing.has(i) && this.#wasAcknowledged(direction, i, arrived, acknowledged)) missing.delete(i);
    }
    const lastSeq = highestSeq(up, direction.upRows, upCount);
    for (let j = 0; j < downCount; j++) if (downTo[j] === NONE) downFate[j] = this.#fateOfExtra(direction, j, sent, lastSeq, upLoses);
  }

  #fateOfMissing(
    direction: Direction,
    back: Direction,
    i: number,
    arrived: Intervals,
    acknowledged: number | null,
    downLoses: boolean,
  ): number {
    const { up, down } = direction;
    if (up === null || down === null) return FateCode.Lost;
    if (this.#isOutside(down, (direction.upNs[i] as number) + direction.leastNs)) return FateCode.Outside;
    if (this.#wasAcknowledged(direction, i, arrived, acknowledged)) return FateCode.NotCaptured;
    if (!downLoses) return FateCode.Lost;
    const row = direction.upRows[i] as number;
    const flags = up.at.flags[row] as number;
    if ((up.at.len[row] as number) > 0 || (flags & SYN) !== 0) return FateCode.Lost;
    // Whoever goes on did not get it.
    const reachedNs = (direction.upNs[i] as number) + direction.medianNs + EDGE_NS;
    const goesOn = (flags & (RST | FIN)) !== 0 && back.upCount > 0 && (back.upNs[back.upCount - 1] as number) > reachedNs;
    return goesOn ? FateCode.Lost : FateCode.NotCaptured;
  }

  /** No other copy arrived, yet the receiver has it: it passed, unseen by the capture. */
  #wasAcknowledged(direction: Direction, i: number, arrived: Intervals, acknowledged: number | null): boolean {
    const { up } = direction;
    if (up === null || acknowledged === null) return false;
    const segments = up.at;
    const row = direction.upRows[i] as number;
    const begin = segments.seq[row] as number;
    const bytes = lengthOf(up, row);
    if (bytes === 0 || ((segments.flags[row] as number) & RST) !== 0) return false;
    const shift = direction.seqShift;
    return seqDiff(acknowledged, (begin + shift + bytes) | 0) >= 0 && !arrived.covers((begin + shift) | 0, bytes);
  }

  #fateOfExtra(direction: Direction, j: number, sent: Intervals, lastSeq: number | null, upLoses: boolean): number {
    const { up, down } = direction;
    if (up === null || down === null) return FateCode.Appeared;
    if (this.#isOutside(up, (direction.downNs[j] as number) - direction.leastNs)) return FateCode.Outside;
    const segments = down.at;
    const row = direction.downRows[j] as number;
    const flags = segments.flags[row] as number;
    if (direction.upCount === 0) return FateCode.Appeared;
    const fits = this.#fitsSender(direction, j);
    if ((flags & RST) !== 0) return upLoses && fits ? FateCode.NotCaptured : FateCode.Appeared;
    const bytes = lengthOf(down, row);
    const begin = ((segments.seq[row] as number) - direction.seqShift) | 0;
    if (bytes === 0) return fits && direction.matched > 0 && upLoses ? FateCode.NotCaptured : FateCode.Appeared;
    if (sent.covers(begin, bytes)) return fits && upLoses ? FateCode.NotCaptured : FateCode.Appeared;
    return lastSeq !== null && seqDiff(lastSeq, (begin + bytes) | 0) >= 0 && fits ? FateCode.NotCaptured : FateCode.Appeared;
  }

  /** As many routers away as the sender, and between its neighbours in the order of its IP-IDs. */
  #fitsSender(direction: Direction, j: number): boolean {
    const reasons: DifferenceReason[] = [];
    foreignness(direction, j, reasons);
    return reasons.length === 0;
  }

  #isOutside(tap: Tap, ns: number): boolean {
    const margin = Math.min(this.#clock?.uncertaintyNs ?? 0, 1e8) + EDGE_NS;
    return ns < tap.beginNs + margin || ns > tap.endNs - margin;
  }
}

/** What speaks against the sender whose name a packet bears. */
export function foreignness(direction: Direction, j: number, into: DifferenceReason[]): void {
  const { up, down } = direction;
  if (up === null || down === null) return;
  const own = up.at;
  const segments = down.at;
  const row = direction.downRows[j] as number;
  const last = usualTtl(direction);
  if (last !== null && (segments.ttl[row] as number) !== last) into.push('foreign-ttl');
  const id = segments.ipId[row] as number;
  if (direction.upCount === 0 || down.tables.isText) return;
  // Its neighbours when it must have left; a sender whose neighbours lie far apart draws its numbers at random.
  const split = firstAfter(direction.upNs, direction.upCount, (direction.downNs[j] as number) - direction.medianNs);
  let nearest = Infinity;
  let lowest = Infinity;
  let highest = 0;
  for (let i = Math.max(0, split - NEIGHBOURS); i < Math.min(direction.upCount, split + NEIGHBOURS); i++) {
    const other = own.ipId[direction.upRows[i] as number] as number;
    if (other === 0) continue;
    lowest = Math.min(lowest, other);
    highest = Math.max(highest, other);
    nearest = Math.min(nearest, (id - other) & 0xffff, (other - id) & 0xffff);
  }
  if (highest === 0) return;
  if (id === 0) {
    // A host's answers without a socket have none, and nothing else of it.
    if (((segments.flags[row] as number) & RST) === 0) into.push('foreign-ip-id');
    return;
  }
  if (highest - lowest <= ID_ROOM_MOST && nearest > ID_STEP_MOST) into.push('foreign-ip-id');
}

/** First entry later than `ns`; a few out of order do no harm. */
export function firstAfter(times: Float64Array, count: number, ns: number): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] as number) <= ns) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** TTL with which the sender's packets arrive at the second place; null where that differs or is not known. */
export function usualTtl(direction: Direction): number | null {
  const { up, down } = direction;
  if (up === null || down === null || up.tables.isText || down.tables.isText) return null;
  let ttl = -1;
  let votes = 0;
  for (let j = 0; j < direction.downCount; j++) {
    if (direction.downTo[j] === NONE) continue;
    const value = down.at.ttl[direction.downRows[j] as number] as number;
    if (votes === 0) {
      ttl = value;
      votes = 1;
    } else {
      votes += value === ttl ? 1 : -1;
    }
  }
  if (ttl >= 0) return ttl;
  if (direction.hops === null || direction.upCount === 0) return null;
  return (up.at.ttl[direction.upRows[0] as number] as number) - direction.hops;
}

/** Sequence numbers that a segment takes. */
export function lengthOf(tap: Tap, row: number): number {
  const segments = tap.at;
  const flags = segments.flags[row] as number;
  return (segments.len[row] as number) + ((flags & SYN) !== 0 ? 1 : 0) + ((flags & FIN) !== 0 ? 1 : 0);
}

/** Highest number that the receiver acknowledged where it is the second place's neighbour; in numbers of the second place. */
function highestAck(back: Direction, direction: Direction): number | null {
  const tap = back.up;
  if (tap === null || tap !== direction.down) return null;
  const segments = tap.at;
  let highest: number | null = null;
  for (let i = 0; i < back.upCount; i++) {
    const row = back.upRows[i] as number;
    const flags = segments.flags[row] as number;
    if ((flags & RST) !== 0 || (flags & 0x10) === 0) continue;
    const ack = segments.ack[row] as number;
    if (highest === null || seqDiff(ack, highest) > 0) highest = ack;
  }
  return highest;
}

function highestSeq(tap: Tap, rows: Int32Array, count: number): number | null {
  const segments = tap.at;
  let highest: number | null = null;
  for (let i = 0; i < count; i++) {
    const row = rows[i] as number;
    if (((segments.flags[row] as number) & RST) !== 0) continue;
    const past = ((segments.seq[row] as number) + lengthOf(tap, row)) | 0;
    if (highest === null || seqDiff(past, highest) > 0) highest = past;
  }
  return highest;
}

/** Ranges of the stream that some segments hold, merged. */
class Intervals {
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];
  #base = 0;

  constructor(tap: Tap, rows: Int32Array, count: number) {
    const segments = tap.at;
    // Most segments follow each other; those that came late are put in afterwards.
    const late: [number, number][] = [];
    let isEmpty = true;
    for (let index = 0; index < count; index++) {
      const row = rows[index] as number;
      const bytes = lengthOf(tap, row);
      if (bytes === 0 || ((segments.flags[row] as number) & RST) !== 0) continue;
      const seq = segments.seq[row] as number;
      if (isEmpty) this.#base = seq;
      isEmpty = false;
      const start = seqDiff(seq, this.#base);
      const last = this.#ends.length - 1;
      if (last >= 0 && start < (this.#starts[last] as number)) late.push([start, start + bytes]);
      else this.#add(start, start + bytes);
    }
    if (late.length === 0) return;
    const all = [...this.#starts.map((start, at): [number, number] => [start, this.#ends[at] as number]), ...late].sort(
      (a, b) => a[0] - b[0],
    );
    this.#starts.length = this.#ends.length = 0;
    for (const [start, end] of all) this.#add(start, end);
  }

  /** Not before the last one. */
  #add(start: number, end: number): void {
    const last = this.#ends.length - 1;
    if (last >= 0 && start <= (this.#ends[last] as number)) {
      if (end > (this.#ends[last] as number)) this.#ends[last] = end;
    } else {
      this.#starts.push(start);
      this.#ends.push(end);
    }
  }

  covers(seq: number, bytes: number): boolean {
    const start = seqDiff(seq, this.#base);
    let low = 0;
    let high = this.#starts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#starts[middle] as number) <= start) low = middle + 1;
      else high = middle;
    }
    return low > 0 && (this.#ends[low - 1] as number) >= start + bytes;
  }
}
