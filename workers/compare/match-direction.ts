// The segments of one direction of one connection, as two places saw them: which are the same packet. By numbers, IP-ID and
// timestamps first, then by numbers and time, then by ranges of the stream (one large segment here, several there).

import { FIN, RST, SYN } from '../model/tcp-flags';
import { matchInOrder } from './match-in-order';
import { FLIGHT_MOST_NS, MAIN_FLAGS, NONE, SLACK_NS } from './match-limits';
import { matchRanges } from './match-ranges';
import type { TapColumns } from './tap-columns';
import type { Tap } from './tap';

/** So many packets with their IP-ID unchanged: the path does not rewrite them. */
const IDS_TRUSTED = 3;
/** Offload makes no more packets of one segment (64 kB of the smallest usual size). */
const PIECES_MOST = 128;
/** Earlier copies that are looked at where the best one is taken. */
const COPIES_BACK = 16;

/** exact: all that tells two packets apart. loose: the same numbers; IP-ID and timestamps were rewritten. moved: the same packet with other numbers. */
type KeyKind = 'exact' | 'loose' | 'moved';

/** One connection's direction from `up` (passed first) to `down`. Reused: grows to the largest. */
export class DirectionMatch {
  up: Tap | null = null;
  down: Tap | null = null;
  upRows = new Int32Array(0);
  downRows = new Int32Array(0);
  upCount = 0;
  downCount = 0;
  /** By the first capture's clock, once that is known. */
  upNs = new Float64Array(0);
  downNs = new Float64Array(0);
  /** Index of the partner; of a segment in pieces, of the first. */
  upTo = new Int32Array(0);
  downTo = new Int32Array(0);
  /** Bytes of a segment that arrived in part and did not arrive. */
  readonly missing = new Map<number, number>();
  /** Further pieces of a segment: indices, by the index on the other side. */
  readonly upPieces = new Map<number, number[]>();
  readonly downPieces = new Map<number, number[]>();
  isHop = false;
  /** Downstream minus upstream sequence numbers, and acknowledgements. */
  #seqShift = 0;
  #ackShift = 0;
  /** TTL upstream minus downstream; null: not known. */
  #hops: number | null = null;
  /** IP-IDs pass this path unchanged: another one is another packet. */
  #idsSurvive = false;
  #group = new Int32Array(0);
  #members = new Int32Array(0);
  #starts = new Int32Array(0);
  #heads = new Int32Array(0);
  #next = new Int32Array(0);

  /** A connection below zero is not there. */
  load(up: Tap, down: Tap, upConnection: number, downConnection: number, upServer: boolean, downServer: boolean, isHop = false): void {
    this.isHop = isHop;
    this.up = up;
    this.down = down;
    this.#reserve(upConnection < 0 ? 0 : up.segmentsOf(upConnection), downConnection < 0 ? 0 : down.segmentsOf(downConnection));
    this.upCount = upConnection < 0 ? 0 : up.rowsOf(upConnection, upServer, this.upRows);
    this.downCount = downConnection < 0 ? 0 : down.rowsOf(downConnection, downServer, this.downRows);
    if (isHop) {
      // Two connections: what is said is the same, not how it travels.
      this.upCount = keepData(up, this.upRows, this.upCount);
      this.downCount = keepData(down, this.downRows, this.downCount);
    }
    this.upTo.fill(NONE, 0, this.upCount);
    this.downTo.fill(NONE, 0, this.downCount);
    this.missing.clear();
    this.upPieces.clear();
    this.downPieces.clear();
    this.#seqShift = this.#ackShift = 0;
    this.#hops = null;
    this.#idsSurvive = false;
  }

  get ackShift(): number {
    return this.#ackShift;
  }

  get seqShift(): number {
    return this.#seqShift;
  }

  shift(seqShift: number, ackShift: number): void {
    this.#seqShift = seqShift;
    this.#ackShift = ackShift;
  }

  /** What cannot be mistaken: one packet here, one there. Needs no clock. */
  matchUnique(): void {
    matchInOrder(this);
    if (this.isDone) return;
    this.#matchGroups('exact', true);
    // A device that rewrites IP-IDs or timestamps does so in every packet.
    if (this.upCount > 0 && this.downCount > 0 && !this.upTo.subarray(0, this.upCount).some((j) => j !== NONE))
      this.#matchGroups('loose', true);
  }

  /** Everything else; `upNs` and `downNs` are filled, `hops` is the usual one of this direction. */
  matchRest(hops: number | null): void {
    this.#hops = hops;
    if (this.isDone) return;
    this.#matchGroups('exact', false);
    this.#idsSurvive = this.#keepsIds();
    if (this.isDone) return;
    this.#matchRanges();
    if (this.isDone) return;
    this.#matchGroups('loose', false);
    if (this.isDone) return;
    this.#matchGroups('moved', false);
  }

  #matchRanges(): void {
    matchRanges(this, (upRow, downRow) => this.#isOfPath(upRow, downRow) && this.#mayBeOne(upRow, downRow));
  }

  /** Of two hops: the same bytes of the stream, however they were cut. */
  matchStream(): void {
    this.#hops = null;
    this.#matchRanges();
  }

  /** Keeps what was matched beyond doubt, by position of the first capture's segments: matching it again would cost as much again. */
  remember(partner: Int32Array, upIsFirst: boolean): void {
    const { upRows, downRows, upTo, upCount } = this;
    for (let i = 0; i < upCount; i++) {
      const j = upTo[i] as number;
      if (upIsFirst) partner[upRows[i] as number] = j === NONE ? NONE : (downRows[j] as number);
      else if (j !== NONE) partner[downRows[j] as number] = upRows[i] as number;
    }
  }

  /** Takes up what was remembered; both lists are in order of position. */
  recall(partner: Int32Array, upIsFirst: boolean): void {
    const { upRows, downRows, upTo, downTo, upCount, downCount } = this;
    const [own, other, ownCount, otherCount] = upIsFirst ? [upRows, downRows, upCount, downCount] : [downRows, upRows, downCount, upCount];
    const [ownTo, otherTo] = upIsFirst ? [upTo, downTo] : [downTo, upTo];
    let near = 0;
    for (let i = 0; i < ownCount; i++) {
      const wanted = partner[own[i] as number] as number;
      if (wanted === NONE) continue;
      if (other[near] !== wanted) near = indexOf(other, otherCount, wanted);
      if (near >= otherCount) {
        near = 0;
        continue;
      }
      ownTo[i] = near;
      otherTo[near] = i;
      near++;
    }
  }

  /** Every segment of one of the places has its partner. */
  get isDone(): boolean {
    return this.missing.size === 0 && (!hasNone(this.upTo, this.upCount) || !hasNone(this.downTo, this.downCount));
  }

  #reserve(up: number, down: number): void {
    if (up > this.upRows.length) {
      const size = Math.max(256, up * 2);
      this.upRows = new Int32Array(size);
      this.upNs = new Float64Array(size);
      this.upTo = new Int32Array(size);
    }
    if (down > this.downRows.length) {
      const size = Math.max(256, down * 2);
      this.downRows = new Int32Array(size);
      this.downNs = new Float64Array(size);
      this.downTo = new Int32Array(size);
      this.#next = new Int32Array(size);
    }
    const both = this.upRows.length + this.downRows.length;
    if (both > this.#group.length) {
      this.#group = new Int32Array(both);
      this.#members = new Int32Array(both);
      this.#starts = new Int32Array(2 * both + 2);
    }
  }

  /** Entries without partner that share a key: groups as [down..., up...] with two starts each. */
  #matchGroups(kind: KeyKind, onlyUnique: boolean): void {
    const { upCount, downCount } = this;
    let slots = 16;
    while (slots < 2 * downCount) slots *= 2;
    if (slots > this.#heads.length) this.#heads = new Int32Array(slots);
    const heads = this.#heads.fill(NONE, 0, slots);
    const mask = slots - 1;
    const next = this.#next;
    // Entry of `group`: up i at i, down j at upRows.length + j; group ids in order of the first downstream member.
    const group = this.#group;
    const downAt = this.upRows.length;
    const starts = this.#starts;
    let groups = 0;
    for (let j = 0; j < downCount; j++) {
      group[downAt + j] = NONE;
      if (this.downTo[j] !== NONE || !this.#isKeyed(kind, false, j)) continue;
      const slot = this.#hash(kind, false, j) & mask;
      let same = heads[slot] as number;
      while (same !== NONE && !this.#isSame(kind, false, j, same)) same = next[same] as number;
      if (same === NONE) {
        next[j] = heads[slot] as number;
        heads[slot] = j;
        starts[2 * groups] = 0;
        starts[2 * groups + 1] = 0;
        group[downAt + j] = groups++;
      } else {
        group[downAt + j] = group[downAt + same] as number;
      }
      const id = 2 * (group[downAt + j] as number);
      starts[id] = (starts[id] as number) + 1;
    }
    if (groups === 0) return;
    for (let i = 0; i < upCount; i++) {
      group[i] = NONE;
      if (this.upTo[i] !== NONE || !this.#isKeyed(kind, true, i)) continue;
      let same = heads[this.#hash(kind, true, i) & mask] as number;
      while (same !== NONE && !this.#isSame(kind, true, i, same)) same = next[same] as number;
      if (same === NONE) continue;
      const id = group[downAt + same] as number;
      group[i] = id;
      starts[2 * id + 1] = (starts[2 * id + 1] as number) + 1;
    }
    // Counts become ends, then starts, as the members are filled in backwards.
    let total = 0;
    for (let at = 0; at < 2 * groups; at++) {
      total += starts[at] as number;
      starts[at] = total;
    }
    starts[2 * groups] = total;
    const members = this.#members;
    for (let i = upCount - 1; i >= 0; i--) {
      if (group[i] === NONE) continue;
      const id = 2 * (group[i] as number) + 1;
      members[(starts[id] = (starts[id] as number) - 1)] = i;
    }
    for (let j = downCount - 1; j >= 0; j--) {
      if (group[downAt + j] === NONE) continue;
      const id = 2 * (group[downAt + j] as number);
      members[(starts[id] = (starts[id] as number) - 1)] = j;
    }
    for (let id = 0; id < groups; id++) {
      const downFrom = starts[2 * id] as number;
      const upFrom = starts[2 * id + 1] as number;
      const end = starts[2 * id + 2] as number;
      if (upFrom === end) continue;
      if (upFrom - downFrom === 1 && end - upFrom === 1)
        this.#tryPair(kind, members[upFrom] as number, members[downFrom] as number, onlyUnique);
      else if (!onlyUnique) this.#align(kind, upFrom, end, downFrom, upFrom);
    }
  }

  /** Copies of one packet: in order where as many came as left, else each with the latest that can be it. */
  #align(kind: KeyKind, upFrom: number, upEnd: number, downFrom: number, downEnd: number): void {
    const members = this.#members;
    const count = upEnd - upFrom;
    if (count === downEnd - downFrom) {
      let isInOrder = true;
      for (let k = 0; k < count && isInOrder; k++)
        isInOrder = this.#fits(kind, members[upFrom + k] as number, members[downFrom + k] as number);
      if (isInOrder) {
        for (let k = 0; k < count; k++) this.#join(members[upFrom + k] as number, members[downFrom + k] as number);
        return;
      }
    }
    let past = upFrom;
    for (let k = downFrom; k < downEnd; k++) {
      const j = members[k] as number;
      const latest = (this.downNs[j] as number) + SLACK_NS;
      while (past < upEnd && (this.upNs[members[past] as number] as number) <= latest) past++;
      for (let back = past - 1; back >= upFrom && back >= past - COPIES_BACK; back--) {
        const i = members[back] as number;
        if (this.upTo[i] !== NONE || !this.#fits(kind, i, j)) continue;
        this.#join(i, j);
        break;
      }
    }
  }

  #tryPair(kind: KeyKind, i: number, j: number, withoutClock: boolean): void {
    if (withoutClock ? this.#isSurely(i) : this.#fits(kind, i, j)) this.#join(i, j);
  }

  #join(i: number, j: number): void {
    this.upTo[i] = j;
    this.downTo[j] = i;
  }

  /** Without a clock and without knowing the way: not what a device may have answered with in the sender's name. */
  #isSurely(i: number): boolean {
    const { up } = this;
    if (up === null) return false;
    const row = this.upRows[i] as number;
    const flags = up.at.flags[row] as number;
    return (flags & RST) === 0 || (up.at.ipId[row] as number) !== 0;
  }

  #fits(kind: KeyKind, i: number, j: number): boolean {
    const { up, down } = this;
    if (up === null || down === null) return false;
    const flightNs = (this.downNs[j] as number) - (this.upNs[i] as number);
    if (flightNs < -SLACK_NS || flightNs > FLIGHT_MOST_NS) return false;
    const a = up.at;
    const upRow = this.upRows[i] as number;
    if (kind === 'exact' && ((a.ipId[upRow] as number) !== 0 || ((a.flags[upRow] as number) & RST) === 0)) return true;
    // Rewritten, or without anything of its own: another sender shows by its TTL.
    const downRow = this.downRows[j] as number;
    return this.#isOfPath(upRow, downRow) && (kind !== 'loose' || this.#mayBeOne(upRow, downRow));
  }

  #keepsIds(): boolean {
    const { up, upRows, upTo, upCount } = this;
    if (up === null) return false;
    let same = 0;
    for (let i = 0; i < upCount && same < IDS_TRUSTED; i++) if (upTo[i] !== NONE && up.at.ipId[upRows[i] as number] !== 0) same++;
    return same >= IDS_TRUSTED;
  }

  /** A repetition has another IP-ID than the original; pieces of one segment count on from its own. */
  #mayBeOne(upRow: number, downRow: number): boolean {
    const { up, down } = this;
    if (up === null || down === null || !this.#idsSurvive) return true;
    const one = up.at.ipId[upRow] as number;
    const two = down.at.ipId[downRow] as number;
    if (one === two || one === 0 || two === 0) return true;
    if (up.at.len[upRow] === down.at.len[downRow]) return false;
    return Math.min((one - two) & 0xffff, (two - one) & 0xffff) <= PIECES_MOST;
  }

  /** The same number of routers as others of this direction, or the same packet beyond doubt. */
  #isOfPath(upRow: number, downRow: number): boolean {
    const { up, down } = this;
    if (up === null || down === null || this.#hops === null) return true;
    const a = up.at;
    const b = down.at;
    if ((a.ttl[upRow] as number) - (b.ttl[downRow] as number) === this.#hops) return true;
    return (a.ipId[upRow] as number) !== 0 && a.ipId[upRow] === b.ipId[downRow];
  }

  #isKeyed(kind: KeyKind, isUp: boolean, index: number): boolean {
    if (kind !== 'moved') return true;
    const tap = isUp ? this.up : this.down;
    return tap !== null && (tap.at.ipId[(isUp ? this.upRows : this.downRows)[index] as number] as number) !== 0;
  }

  #hash(kind: KeyKind, isUp: boolean, index: number): number {
    const tap = isUp ? this.up : this.down;
    if (tap === null) return 0;
    const segments = tap.at;
    const row = (isUp ? this.upRows : this.downRows)[index] as number;
    const flags = (segments.flags[row] as number) & MAIN_FLAGS;
    let h = flags;
    if (kind !== 'moved') {
      const seq = ((segments.seq[row] as number) + (isUp ? this.#seqShift : 0)) | 0;
      h = Math.imul(h ^ seq, 0x9e3779b1) ^ (segments.len[row] as number);
    }
    if (kind === 'loose') {
      if (hasNoNumberOfItsOwn(segments.len[row] as number, flags)) h = Math.imul(h ^ this.#ackOf(segments, row, isUp), 0x85ebca6b);
    } else {
      const id = segments.ipId[row] as number;
      h = Math.imul(h ^ id, 0xc2b2ae35) ^ (tap.at.tsVal[row] as number);
      // Nothing of its own: what it acknowledges tells it from others.
      if (id === 0)
        h =
          Math.imul(h ^ this.#ackOf(segments, row, isUp), 0x85ebca6b) ^ (segments.wnd[row] as number) ^ (tap.at.optionHash[row] as number);
    }
    h = Math.imul(h ^ (h >>> 15), 0x85ebca6b);
    return h ^ (h >>> 13);
  }

  /** Entry `index` of one side, and downstream entry `other`. */
  #isSame(kind: KeyKind, isUp: boolean, index: number, other: number): boolean {
    const tap = isUp ? this.up : this.down;
    const { down } = this;
    if (tap === null || down === null) return false;
    const a = tap.at;
    const b = down.at;
    const row = (isUp ? this.upRows : this.downRows)[index] as number;
    const otherRow = this.downRows[other] as number;
    const flags = (a.flags[row] as number) & MAIN_FLAGS;
    if (flags !== ((b.flags[otherRow] as number) & MAIN_FLAGS)) return false;
    if (kind !== 'moved') {
      const seq = ((a.seq[row] as number) + (isUp ? this.#seqShift : 0)) >>> 0;
      if (seq !== b.seq[otherRow] || (a.len[row] as number) !== (b.len[otherRow] as number)) return false;
    }
    if (kind === 'loose') {
      if (!hasNoNumberOfItsOwn(a.len[row] as number, flags)) return true;
      return this.#ackOf(a, row, isUp) === ((b.ack[otherRow] as number) | 0);
    }
    if (a.ipId[row] !== b.ipId[otherRow] || tap.at.tsVal[row] !== down.at.tsVal[otherRow]) return false;
    if (a.ipId[row] !== 0) return true;
    return (
      this.#ackOf(a, row, isUp) === ((b.ack[otherRow] as number) | 0) &&
      a.wnd[row] === b.wnd[otherRow] &&
      tap.at.optionHash[row] === down.at.optionHash[otherRow]
    );
  }

  /** In the numbers of the second place. */
  #ackOf(segments: TapColumns, row: number, isUp: boolean): number {
    return ((segments.ack[row] as number) + (isUp ? this.#ackShift : 0)) | 0;
  }
}

/** A bare acknowledgement: all of a silent side have the same sequence number. */
function hasNoNumberOfItsOwn(len: number, flags: number): boolean {
  return len === 0 && (flags & (SYN | FIN | RST)) === 0;
}

function keepData(tap: Tap, rows: Int32Array, count: number): number {
  let kept = 0;
  for (let at = 0; at < count; at++) if ((tap.at.len[rows[at] as number] as number) > 0) rows[kept++] = rows[at] as number;
  return kept;
}

/** In an ascending list; its length where it is not there. */
function indexOf(list: Int32Array, count: number, wanted: number): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((list[middle] as number) < wanted) low = middle + 1;
    else high = middle;
  }
  return low < count && list[low] === wanted ? low : count;
}

function hasNone(to: Int32Array, count: number): boolean {
  for (let i = 0; i < count; i++) if (to[i] === NONE) return true;
  return false;
}
