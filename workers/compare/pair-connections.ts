// Which connections of two captures are the same one: by initial sequence numbers, by addresses, by ranges of sequence numbers, by
// what is said first. Two equal partners are none: ambiguity is counted, never guessed away.

import { ConnectionBit } from '../model/connection-table';
import { ACK, FROM_RESP } from '../model/tcp-flags';
import { seqDiff } from '../decode/tcp/sequence';
import type { PairedBy } from './compare-model';
import type { Tap } from './tap';
import { Seen } from './tap';

/** Of a long connection in mid-stream only segments whose numbers hash to zero here are looked up: the same ones in both captures. */
const SAMPLE_FROM_SEGMENTS = 256;
const SAMPLE_MASK = 15;
/** Keepalives of an idle connection are all alike: so many are looked at. */
const LOOKUPS_MOST = 64;
/** Two windows of one connection are not further apart than this. */
const NEAR_BYTES = 2 ** 30;
/** Clocks that could not be compared are trusted this far. */
const BLIND_SLACK_NS = 300e9;
/** After the clocks were compared. */
const SLACK_NS = 2e9;

export interface Pair {
  readonly first: number;
  readonly second: number;
  readonly by: PairedBy;
  /** What that file takes for the server is the client: seen from the middle on, it could only be guessed. */
  readonly flipFirst: boolean;
  readonly flipSecond: boolean;
}

export interface Pairing {
  readonly pairs: readonly Pair[];
  /** By connection: index into pairs, -1 without, -2 where several partners are equal. */
  readonly ofFirst: Int32Array;
  readonly ofSecond: Int32Array;
}

export const UNPAIRED = -1;
export const AMBIGUOUS = -2;

/** Converts a time of the second capture to one of the first; null while the clocks are not known. */
export type ToFirst = ((ns: number) => number) | null;

export class Pairer {
  readonly pairs: Pair[] = [];
  readonly ofFirst: Int32Array;
  readonly ofSecond: Int32Array;
  readonly #first: Tap;
  readonly #second: Tap;
  /** Address index of the second by that of the first; -1: not there. */
  readonly #addresses: Int32Array;
  /** Start of the second capture minus that of the first, by their clocks; null where one has none. */
  readonly #startsApartNs: number | null;

  constructor(first: Tap, second: Tap) {
    this.#first = first;
    this.#second = second;
    this.ofFirst = new Int32Array(first.connections).fill(UNPAIRED);
    this.ofSecond = new Int32Array(second.connections).fill(UNPAIRED);
    this.#addresses = sharedAddresses(first, second);
    const a = first.capture.analysis.meta.startNs;
    const b = second.capture.analysis.meta.startNs;
    this.#startsApartNs = a === null || b === null ? null : Number(b - a);
  }

  /** Two interfaces of one file: what passed both. */
  pairSame(): void {
    for (let c = 0; c < this.#first.connections; c++)
      if ((this.#first.count[c] as number) > 0 && (this.#second.count[c] as number) > 0) this.#join(c, c, 'same');
  }

  /** What needs no clock: initial sequence numbers survive translation and renumbered ports. */
  pairByNumbers(): void {
    const both = Seen.ClientIsn | Seen.ServerIsn;
    this.#match(
      'isn',
      (tap, c) => ((tap.seen[c] as number) === both ? mix(tap.clientIsn[c] as number, tap.serverIsn[c] as number) : -1),
      (a, b) =>
        this.#first.clientIsn[a] === this.#second.clientIsn[b] && this.#first.serverIsn[a] === this.#second.serverIsn[b]
          ? 1 + this.#likeness(a, b)
          : 0,
    );
    // One number alone is 32 bits: an address or a port must fit as well.
    this.#match(
      'client-isn',
      (tap, c) => (((tap.seen[c] as number) & Seen.ClientIsn) !== 0 ? (tap.clientIsn[c] as number) : -1),
      (a, b) => (this.#first.clientIsn[a] === this.#second.clientIsn[b] ? this.#likeness(a, b) : 0),
    );
    this.#match(
      'server-isn',
      (tap, c) => (((tap.seen[c] as number) & Seen.ServerIsn) !== 0 ? (tap.serverIsn[c] as number) : -1),
      (a, b) =>
        this.#first.serverIsn[a] === this.#second.serverIsn[b] && !this.#contradict(a, b, Seen.ClientIsn) ? this.#likeness(a, b) : 0,
    );
  }

  /** What is left: by addresses and time, by sequence ranges, by what is said. */
  pairRest(toFirst: ToFirst): void {
    this.#match(
      'addresses',
      (tap, c) => portsKey(tap.tables.connections.origPort.values[c] as number, tap.tables.connections.respPort.values[c] as number),
      (a, b) => (this.#likeness(a, b) === ALL_ALIKE && this.#overlap(a, b, toFirst) ? this.#continuity(a, b) : 0),
    );
    this.#match(
      'addresses',
      (tap, c) =>
        tap === this.#first
          ? portsKey(tap.tables.connections.respPort.values[c] as number, tap.tables.connections.origPort.values[c] as number)
          : portsKey(tap.tables.connections.origPort.values[c] as number, tap.tables.connections.respPort.values[c] as number),
      (a, b) => (this.#isMirrored(a, b) && this.#overlap(a, b, toFirst) ? 1 : 0),
      true,
    );
    this.#pairBySequence();
    this.#match(
      'payload',
      (tap, c) => {
        const client = tap.at.openings[2 * c] as number;
        const server = tap.at.openings[2 * c + 1] as number;
        return client === 0 || server === 0 ? -1 : mix(client, server);
      },
      (a, b) =>
        sameOpenings(this.#first, a, this.#second, b) &&
        this.#likeness(a, b) >= ONE_ADDRESS &&
        this.#overlap(a, b, toFirst) &&
        !this.#contradictSpans(a, b, toFirst)
          ? 1
          : 0,
    );
  }

  result(): Pairing {
    return { pairs: this.pairs, ofFirst: this.ofFirst, ofSecond: this.ofSecond };
  }

  /**
   * Joins those that are each other's best partner by `score` (0: no partner) among equal keys. A tie joins nobody; a later,
   * weaker way may not decide it either.
   */
  #match(by: PairedBy, key: (tap: Tap, c: number) => number, score: (a: number, b: number) => number, isSwapped = false): void {
    const index = new KeyIndex(this.#second.connections);
    let isEmpty = true;
    for (let b = 0; b < this.#second.connections; b++) {
      if (this.ofSecond[b] !== UNPAIRED || this.#second.count[b] === 0) continue;
      const value = key(this.#second, b);
      if (value < 0) continue;
      index.add(value, b);
      isEmpty = false;
    }
    if (isEmpty) return;
    const bestOfFirst = new Int32Array(this.#first.connections).fill(UNPAIRED);
    const bestOfSecond = new Int32Array(this.#second.connections).fill(UNPAIRED);
    const scoreOfSecond = new Float64Array(this.#second.connections);
    for (let a = 0; a < this.#first.connections; a++) {
      if (this.ofFirst[a] !== UNPAIRED || this.#first.count[a] === 0) continue;
      const value = key(this.#first, a);
      if (value < 0) continue;
      let best = 0;
      for (let b = index.first(value); b >= 0; b = index.next(b)) {
        const points = score(a, b);
        if (points <= 0) continue;
        if (points > best) {
          best = points;
          bestOfFirst[a] = b;
        } else if (points === best) {
          bestOfFirst[a] = AMBIGUOUS;
        }
        if (points > (scoreOfSecond[b] as number)) {
          scoreOfSecond[b] = points;
          bestOfSecond[b] = a;
        } else if (points === scoreOfSecond[b]) {
          bestOfSecond[b] = AMBIGUOUS;
        }
      }
    }
    // Whoever stands in a tie is left alone, on both sides of it.
    for (let a = 0; a < this.#first.connections; a++) {
      const b = bestOfFirst[a] as number;
      if (b === UNPAIRED) continue;
      if (b >= 0 && bestOfSecond[b] === a) this.#join(a, b, by, isSwapped);
      else if (b === AMBIGUOUS || bestOfSecond[b] === AMBIGUOUS) this.#leaveAlone(a, b, index, key, score);
    }
    for (let b = 0; b < this.#second.connections; b++)
      if (bestOfSecond[b] === AMBIGUOUS && this.ofSecond[b] === UNPAIRED) this.ofSecond[b] = AMBIGUOUS;
  }

  #leaveAlone(
    a: number,
    best: number,
    index: KeyIndex,
    key: (tap: Tap, c: number) => number,
    score: (a: number, b: number) => number,
  ): void {
    this.ofFirst[a] = AMBIGUOUS;
    if (best !== AMBIGUOUS) return;
    const value = key(this.#first, a);
    for (let b = index.first(value); b >= 0; b = index.next(b))
      if (this.ofSecond[b] === UNPAIRED && score(a, b) > 0) this.ofSecond[b] = AMBIGUOUS;
  }

  #join(first: number, second: number, by: PairedBy, isSwapped = false): void {
    this.ofFirst[first] = this.ofSecond[second] = this.pairs.length;
    const flipFirst = isSwapped && isAssumed(this.#first, first) && !isAssumed(this.#second, second);
    this.pairs.push({ first, second, by, flipFirst, flipSecond: isSwapped && !flipFirst });
  }

  /** How many of addresses and ports are the same, weighed; 0: none. */
  #likeness(a: number, b: number): number {
    const { origAddress, respAddress, origPort, respPort } = this.#first.tables.connections;
    const other = this.#second.tables.connections;
    let points = 0;
    if (this.#addresses[origAddress.values[a] as number] === other.origAddress.values[b]) points += ONE_ADDRESS;
    if (this.#addresses[respAddress.values[a] as number] === other.respAddress.values[b]) points += ONE_ADDRESS;
    if (origPort.values[a] === other.origPort.values[b]) points++;
    if (respPort.values[a] === other.respPort.values[b]) points++;
    return points;
  }

  /** The same ends with the roles exchanged, as only guessed roles can be; ranges must meet. */
  #isMirrored(a: number, b: number): boolean {
    if (!isAssumed(this.#first, a) && !isAssumed(this.#second, b)) return false;
    const { origAddress, respAddress } = this.#first.tables.connections;
    const other = this.#second.tables.connections;
    if (this.#addresses[origAddress.values[a] as number] !== other.respAddress.values[b]) return false;
    if (this.#addresses[respAddress.values[a] as number] !== other.origAddress.values[b]) return false;
    const client = rangesMeet(this.#first, a, this.#second, b, false, true);
    const server = rangesMeet(this.#first, a, this.#second, b, true, false);
    return client !== false && server !== false && (client ?? server) !== null;
  }

  /** Both have that number, and not the same one. */
  #contradict(a: number, b: number, which: number): boolean {
    if (((this.#first.seen[a] as number) & (this.#second.seen[b] as number) & which) === 0) return false;
    if (which === Seen.ClientIsn) return this.#first.clientIsn[a] !== this.#second.clientIsn[b];
    return this.#first.serverIsn[a] !== this.#second.serverIsn[b];
  }

  #overlap(a: number, b: number, toFirst: ToFirst): boolean {
    const slack = toFirst === null ? BLIND_SLACK_NS : SLACK_NS;
    const apart = this.#startsApartNs ?? 0;
    const convert = toFirst ?? ((ns: number): number => ns + apart);
    return (
      convert(this.#second.firstNs[b] as number) <= (this.#first.lastNs[a] as number) + slack &&
      convert(this.#second.lastNs[b] as number) >= (this.#first.firstNs[a] as number) - slack
    );
  }

  /** Of connections known by what they say alone: they must also begin together. */
  #contradictSpans(a: number, b: number, toFirst: ToFirst): boolean {
    return toFirst !== null && Math.abs(toFirst(this.#second.firstNs[b] as number) - (this.#first.firstNs[a] as number)) > SLACK_NS;
  }

  /**
   * Same four-tuple: the same incarnation? 0: no. Numbers that were renumbered on the way differ in all packets alike, so what is said
   * decides; without handshake the ranges must meet.
   */
  #continuity(a: number, b: number): number {
    const both = (this.#first.seen[a] as number) & (this.#second.seen[b] as number);
    if (this.#contradict(a, b, Seen.ClientIsn) || this.#contradict(a, b, Seen.ServerIsn))
      return sameOpenings(this.#first, a, this.#second, b) ? 1 : 0;
    if (both !== 0) return 3;
    const client = rangesMeet(this.#first, a, this.#second, b, false, false);
    const server = rangesMeet(this.#first, a, this.#second, b, true, true);
    return client === false || server === false ? 0 : 2;
  }

  /** Mid-stream and translated: a segment with the same sequence number, acknowledgement and length is 64 bits that agree. */
  #pairBySequence(): void {
    const index = new SegmentIndex();
    for (let b = 0; b < this.#second.connections; b++) if (this.ofSecond[b] === UNPAIRED) index.addAll(this.#second, b);
    if (index.length === 0) return;
    const votesOfSecond = new Map<number, { best: number; votes: number; second: number }>();
    const choice = new Map<number, number>();
    for (let a = 0; a < this.#first.connections; a++) {
      if (this.ofFirst[a] !== UNPAIRED || this.#first.count[a] === 0) continue;
      const votes = index.votes(this.#first, this.#second, a);
      let best = -1;
      let most = 0;
      let next = 0;
      for (const [b, count] of votes) {
        if (count > most) {
          next = most;
          most = count;
          best = b;
        } else if (count > next) {
          next = count;
        }
      }
      if (best < 0) continue;
      if (most === next) {
        this.ofFirst[a] = AMBIGUOUS;
        continue;
      }
      choice.set(a, best);
      const known = votesOfSecond.get(best);
      if (known === undefined) votesOfSecond.set(best, { best: a, votes: most, second: 0 });
      else if (most > known.votes) {
        known.second = known.votes;
        known.votes = most;
        known.best = a;
      } else known.second = Math.max(known.second, most);
    }
    for (const [a, b] of choice) {
      const known = votesOfSecond.get(b);
      if (known === undefined) continue;
      if (known.votes === known.second) this.ofSecond[b] = AMBIGUOUS;
      else if (known.best === a) this.#join(a, b, 'sequence');
    }
  }
}

const ONE_ADDRESS = 4;
const ALL_ALIKE = 2 * ONE_ADDRESS + 2;

function portsKey(client: number, server: number): number {
  return client * 65536 + server;
}

function isAssumed(tap: Tap, c: number): boolean {
  return ((tap.tables.connections.bits.values[c] as number) & ConnectionBit.RolesAssumed) !== 0;
}

function sameOpenings(first: Tap, a: number, second: Tap, b: number): boolean {
  const client = first.at.openings[2 * a] as number;
  const server = first.at.openings[2 * a + 1] as number;
  return (client !== 0 || server !== 0) && client === second.at.openings[2 * b] && server === second.at.openings[2 * b + 1];
}

/** Do the ranges of one side's sequence numbers touch? null: one of the captures has none. */
function rangesMeet(first: Tap, a: number, second: Tap, b: number, firstServer: boolean, secondServer: boolean): boolean | null {
  const one = rangeOf(first, a, firstServer);
  const two = rangeOf(second, b, secondServer);
  if (one === null || two === null) return null;
  return seqDiff(one.low, two.high) <= 0 && seqDiff(two.low, one.high) <= 0 && Math.abs(seqDiff(one.low, two.low)) < NEAR_BYTES;
}

function rangeOf(tap: Tap, c: number, fromServer: boolean): { readonly low: number; readonly high: number } | null {
  const { connections } = tap.tables;
  const segments = tap.at;
  const end = connections.segmentStart[c + 1] as number;
  let low = 0;
  let high = 0;
  let isEmpty = true;
  for (let at = connections.segmentStart[c] as number; at < end; at++) {
    const row = at;
    const flags = segments.flags[row] as number;
    if (((flags & FROM_RESP) !== 0) !== fromServer || (flags & ACK) === 0 || !tap.has(row)) continue;
    const seq = segments.seq[row] as number;
    const past = (seq + (segments.len[row] as number)) >>> 0;
    if (isEmpty) {
      low = seq;
      high = past;
      isEmpty = false;
      continue;
    }
    if (seqDiff(seq, low) < 0) low = seq;
    if (seqDiff(past, high) > 0) high = past;
  }
  return isEmpty ? null : { low, high };
}

/** Address indices of the second capture for those of the first. */
function sharedAddresses(first: Tap, second: Tap): Int32Array {
  const known = new Map<string, number>();
  const { addresses } = second.tables;
  const textOf = (table: typeof addresses, index: number): string => {
    const at = 4 * index;
    const { values } = table.words;
    return `${table.family.values[index]}:${values[at]}:${values[at + 1]}:${values[at + 2]}:${values[at + 3]}`;
  };
  for (let index = 0; index < addresses.length; index++) known.set(textOf(addresses, index), index);
  const own = first.tables.addresses;
  return Int32Array.from({ length: own.length }, (_, index) => known.get(textOf(own, index)) ?? -1);
}

/** A number of 31 bits; equal input, equal output. */
function mix(a: number, b: number): number {
  let h = Math.imul(a ^ Math.imul(b, 0x85ebca6b), 0x9e3779b1);
  h ^= h >>> 15;
  return (Math.imul(h, 0xc2b2ae35) ^ (h >>> 13)) >>> 1;
}

/** Rows by key, as chains in typed arrays. */
class KeyIndex {
  readonly #keys: Float64Array;
  readonly #heads: Int32Array;
  readonly #next: Int32Array;
  readonly #mask: number;

  constructor(rows: number) {
    let slots = 16;
    while (slots < 2 * rows) slots *= 2;
    this.#mask = slots - 1;
    this.#heads = new Int32Array(slots).fill(-1);
    this.#next = new Int32Array(rows).fill(-1);
    this.#keys = new Float64Array(rows);
  }

  add(key: number, row: number): void {
    const slot = mix(key, 1) & this.#mask;
    this.#keys[row] = key;
    this.#next[row] = this.#heads[slot] as number;
    this.#heads[slot] = row;
  }

  first(key: number): number {
    let row = this.#heads[mix(key, 1) & this.#mask] as number;
    while (row >= 0 && this.#keys[row] !== key) row = this.#next[row] as number;
    return row;
  }

  next(row: number): number {
    const key = this.#keys[row];
    let next = this.#next[row] as number;
    while (next >= 0 && this.#keys[next] !== key) next = this.#next[next] as number;
    return next;
  }
}

/** Segments of connections without partner, by sequence number, acknowledgement and length. */
class SegmentIndex {
  length = 0;
  readonly #rows = new Map<number, number>();
  readonly #next: number[] = [];
  readonly #row: number[] = [];
  readonly #connection: number[] = [];

  addAll(tap: Tap, connection: number): void {
    this.#each(tap, connection, (row, key) => {
      const entry = this.#row.length;
      this.#row.push(row);
      this.#connection.push(connection);
      this.#next.push(this.#rows.get(key) ?? -1);
      this.#rows.set(key, entry);
      this.length++;
    });
  }

  /** Connections of the indexed capture by how many segments they share with this one. */
  votes(tap: Tap, indexed: Tap, connection: number): ReadonlyMap<number, number> {
    const votes = new Map<number, number>();
    const own = tap.at;
    const other = indexed.at;
    this.#each(tap, connection, (row, key) => {
      let last = -1;
      let steps = 0;
      for (let entry = this.#rows.get(key) ?? -1; entry >= 0 && steps < LOOKUPS_MOST; entry = this.#next[entry] as number, steps++) {
        const candidate = this.#row[entry] as number;
        const c = this.#connection[entry] as number;
        if (c === last || own.seq[row] !== other.seq[candidate] || own.ack[row] !== other.ack[candidate]) continue;
        if (
          (own.len[row] as number) !== (other.len[candidate] as number) ||
          ((own.flags[row] as number) ^ (other.flags[candidate] as number)) & FROM_RESP
        )
          continue;
        votes.set(c, (votes.get(c) ?? 0) + 1);
        last = c;
      }
    });
    return votes;
  }

  #each(tap: Tap, connection: number, visit: (row: number, key: number) => void): void {
    const { connections } = tap.tables;
    const segments = tap.at;
    const begin = connections.segmentStart[connection] as number;
    const end = connections.segmentStart[connection + 1] as number;
    const isSampled = end - begin > SAMPLE_FROM_SEGMENTS;
    for (let at = begin; at < end; at++) {
      const row = at;
      if (((segments.flags[row] as number) & ACK) === 0 || !tap.has(row)) continue;
      const key = mix(segments.seq[row] as number, segments.ack[row] as number);
      if (isSampled && (key & SAMPLE_MASK) !== 0) continue;
      visit(row, key);
    }
  }
}
