// Assigns every TCP segment to a connection while the file is read, and groups and orients them at the end.
// Which segments belong together follows Wireshark's tcp.stream (packet-tcp.c): a SYN with another initial
// sequence number on a known four-tuple begins a new connection.

import { Column } from '../base/column';
import type { DecodedFrame } from '../decode/decoded-frame';
import { ConnectionBit } from '../model/connection-table';
import type { CaptureTables } from '../model/tables';
import { ACK, FROM_RESP, SYN } from '../model/tcp-flags';
import { TunnelLanes } from './tunnel-lanes';

/** What the first-seen side (A) and the other (B) have sent so far. */
const BASE_A = 1;
const BASE_B = 2;
const SYN_A = 4;
const SYN_B = 8;
const SYN_ACK_A = 16;
const SYN_ACK_B = 32;
const OF_A = 0b010101;
const OF_B = 0b101010;

/**
 * Words of #state per connection, all that a segment needs of it in one cache line: keys of both addresses (the address
 * itself for IPv4, its index in AddressTable for IPv6), both ports, family with lane and what was seen, initial sequence numbers.
 * All signed: machines compare integers of 32 bits faster than numbers that may not fit.
 */
const WORDS = 8;
const KEY_A = 0;
const KEY_B = 1;
const PORTS = 2;
const FAMILY = 3;
/** The family word above its lowest bits: the lane (tunnel-lanes.ts), 0 for nearly everything. */
const LANE_SHIFT = 4;
const SEEN = 4;
const BASE_SEQ_A = 5;
const BASE_SEQ_B = 6;
const INITIAL_CONNECTIONS = 512;

const WELL_KNOWN_PORTS = 1024;

export class ConnectionTracker {
  /** The segment added last begins its side's stream, as far as the capture holds it. */
  isStreamStart = false;
  readonly #tables: CaptureTables;
  #slots = new Int32Array(2 * INITIAL_CONNECTIONS).fill(-1);
  #state = new Int32Array(WORDS * INITIAL_CONNECTIONS);
  /** Connection of the segment before: packets come in trains. */
  #latest = -1;
  /** Connection of each segment. */
  readonly #connectionOf = new Column(Int32Array);
  readonly #lanes = new TunnelLanes();

  constructor(tables: CaptureTables) {
    this.#tables = tables;
  }

  /** Adds one decoded TCP segment; returns its row. */
  add(frameIndex: number, frame: DecodedFrame): number {
    const { addresses, connections, segments } = this.#tables;
    const { family, srcPort, dstPort, flags } = frame;
    // Signed, whoever filled the frame: the state below is.
    const seq = frame.seq | 0;
    const ack = frame.ack | 0;
    let source = frame.src3 | 0;
    let destination = frame.dst3 | 0;
    if (family === 6) {
      source = addresses.intern(family, frame.src0, frame.src1, frame.src2, frame.src3);
      destination = addresses.intern(family, frame.dst0, frame.dst1, frame.dst2, frame.dst3);
    }
    const lane = frame.tunnel === 0 ? 0 : this.#lanes.laneOf(frame, source, destination);
    const kind = family | (lane << LANE_SHIFT);
    let connection = this.#find(kind, source, srcPort, destination, dstPort);
    let fromB = false;
    const isSyn = (flags & (SYN | ACK)) === SYN;
    if (connection >= 0) {
      const at = connection * WORDS;
      fromB = !this.#isFromA(at, source, srcPort);
      if (
        isSyn &&
        (this.#state[at + SEEN] & (fromB ? BASE_B : BASE_A)) !== 0 &&
        this.#state[at + (fromB ? BASE_SEQ_B : BASE_SEQ_A)] !== seq
      ) {
        connection = this.#create(frame, kind, source, destination, connection);
        fromB = false;
      }
    } else {
      connection = this.#create(frame, kind, source, destination, -1);
    }
    this.#latest = connection;

    const state = this.#state;
    const at = connection * WORDS;
    let seen = state[at + SEEN];
    if ((seen & (fromB ? BASE_B : BASE_A)) === 0) {
      state[at + (fromB ? BASE_SEQ_B : BASE_SEQ_A)] = (flags & SYN) !== 0 ? seq : seq - 1;
      seen |= fromB ? BASE_B : BASE_A;
    }
    if ((flags & ACK) !== 0 && (seen & (fromB ? BASE_A : BASE_B)) === 0) {
      state[at + (fromB ? BASE_SEQ_A : BASE_SEQ_B)] = ack - 1;
      seen |= fromB ? BASE_A : BASE_B;
    }
    if ((flags & SYN) !== 0) {
      if (isSyn) seen |= fromB ? SYN_B : SYN_A;
      else seen |= fromB ? SYN_ACK_B : SYN_ACK_A;
      (fromB ? connections.respWindowScale : connections.origWindowScale).values[connection] = frame.windowScale;
      (fromB ? connections.respMss : connections.origMss).values[connection] = frame.mss;
    }
    state[at + SEEN] = seen;
    this.isStreamStart = seq === ((state[at + (fromB ? BASE_SEQ_B : BASE_SEQ_A)] + 1) | 0);

    const sided = fromB ? flags | FROM_RESP : flags;
    const row = segments.append(frameIndex, seq, ack, frame.len, frame.wnd, sided, frame.ipId, frame.ttl, frame.optionBits);
    const owner = this.#connectionOf;
    if (row === owner.values.length) owner.grow();
    owner.values[row] = connection;
    owner.length = row + 1;
    return row;
  }

  /** Makes room for so many segments in all. */
  reserve(segments: number): void {
    this.#connectionOf.reserve(segments);
  }

  /** The highest lane in use: more than 0 only where tunnels carry the same four-tuple for different tenants. */
  get highestLane(): number {
    return this.#lanes.highest;
  }

  /** Latest connection of a four-tuple in either direction, or -1. */
  findByAddress(source: number, sourcePort: number, destination: number, destinationPort: number, lane = 0): number {
    const { addresses } = this.#tables;
    const kind = addresses.family.values[source] | (lane << LANE_SHIFT);
    return this.#find(kind, this.#keyOf(source), sourcePort, this.#keyOf(destination), destinationPort);
  }

  /** Groups segments by connection and decides who is client. May be called again after more segments (provisional results). */
  finish(): void {
    const { connections, segments } = this.#tables;
    const count = connections.length;
    const start = new Uint32Array(count + 1);
    const connectionOf = this.#connectionOf.values;
    const total = segments.length;
    for (let row = 0; row < total; row++) start[connectionOf[row] + 1]++;
    for (let c = 0; c < count; c++) start[c + 1] += start[c];
    const rows = new Uint32Array(total);
    const next = start.slice(0, count);
    for (let row = 0; row < total; row++) rows[next[connectionOf[row]]++] = row;
    connections.segmentStart = start;
    connections.segments = rows;
    connections.ofSegment = connectionOf;
    this.#orient();
  }

  /** Connection of a segment row. Binary search is not needed while reading; afterwards the page asks by frame. */
  connectionOf(row: number): number {
    return this.#connectionOf.values[row];
  }

  #orient(): void {
    const { connections } = this.#tables;
    const count = connections.length;
    const listeners = new Map<number, number>();
    const key = (address: number, port: number) => address * 65536 + port;
    for (let c = 0; c < count; c++) {
      const seen = this.#state[c * WORDS + SEEN];
      const aIsServer = (seen & SYN_A) === 0 && (seen & (SYN_B | SYN_ACK_A)) !== 0;
      if ((seen & SYN_A) !== 0 && (seen & SYN_B) !== 0) connections.bits.values[c] |= ConnectionBit.SimultaneousOpen;
      if (aIsServer) this.#flip(c);
      if ((seen & (SYN_A | SYN_B | SYN_ACK_A | SYN_ACK_B)) !== 0) {
        const listener = key(connections.respAddress.values[c], connections.respPort.values[c]);
        listeners.set(listener, (listeners.get(listener) ?? 0) + 1);
      } else {
        connections.bits.values[c] |= ConnectionBit.RolesAssumed;
      }
    }
    // Mid-stream: who shares its port with more peers, or is known as a listener, is the server; then the well-known, then the lower port.
    const shared = new Map<number, number>();
    for (let c = 0; c < count; c++) {
      if ((connections.bits.values[c] & ConnectionBit.RolesAssumed) === 0) continue;
      for (const end of [
        key(connections.origAddress.values[c], connections.origPort.values[c]),
        key(connections.respAddress.values[c], connections.respPort.values[c]),
      ]) {
        shared.set(end, (shared.get(end) ?? 0) + 1);
      }
    }
    for (let c = 0; c < count; c++) {
      if ((connections.bits.values[c] & ConnectionBit.RolesAssumed) === 0) continue;
      const a = key(connections.origAddress.values[c], connections.origPort.values[c]);
      const b = key(connections.respAddress.values[c], connections.respPort.values[c]);
      const rank = (listeners.get(b) ?? 0) - (listeners.get(a) ?? 0) || (shared.get(b) ?? 0) - (shared.get(a) ?? 0);
      const portA = connections.origPort.values[c];
      const portB = connections.respPort.values[c];
      const byPort = Number(portB < WELL_KNOWN_PORTS) - Number(portA < WELL_KNOWN_PORTS) || portA - portB;
      if ((rank || byPort) < 0) this.#flip(c);
    }
  }

  /** Swaps the sides of a connection whose first-seen side turned out to be the server. */
  #flip(c: number): void {
    const { connections, segments } = this.#tables;
    swap(connections.origAddress.values, connections.respAddress.values, c);
    swap(connections.origPort.values, connections.respPort.values, c);
    swap(connections.origWindowScale.values, connections.respWindowScale.values, c);
    swap(connections.origMss.values, connections.respMss.values, c);
    const state = this.#state;
    const at = c * WORDS;
    swapAt(state, at + KEY_A, at + KEY_B);
    swapAt(state, at + BASE_SEQ_A, at + BASE_SEQ_B);
    state[at + PORTS] = (state[at + PORTS] << 16) | (state[at + PORTS] >>> 16);
    const seen = state[at + SEEN];
    state[at + SEEN] = ((seen & OF_A) << 1) | ((seen & OF_B) >> 1);
    for (let i = connections.segmentStart[c]; i < connections.segmentStart[c + 1]; i++) {
      segments.flags.values[connections.segments[i]] ^= FROM_RESP;
    }
  }

  /** In either direction; see KEY_A for what `source` and `destination` are. */
  #find(kind: number, source: number, sourcePort: number, destination: number, destinationPort: number): number {
    const latest = this.#latest;
    if (latest >= 0 && this.#isOf(latest * WORDS, kind, source, sourcePort, destination, destinationPort)) {
      return latest;
    }
    const mask = this.#slots.length - 1;
    let slot = hashTuple(source, sourcePort, destination, destinationPort) & mask;
    for (;;) {
      const c = this.#slots[slot];
      if (c < 0 || this.#isOf(c * WORDS, kind, source, sourcePort, destination, destinationPort)) return c;
      slot = (slot + 1) & mask;
    }
  }

  #isOf(at: number, kind: number, source: number, sourcePort: number, destination: number, destinationPort: number): boolean {
    const state = this.#state;
    const ports = state[at + PORTS];
    if (state[at + KEY_A] === source && state[at + KEY_B] === destination) {
      if (ports === ((sourcePort << 16) | destinationPort) && state[at + FAMILY] === kind) return true;
    }
    if (state[at + KEY_A] !== destination || state[at + KEY_B] !== source) return false;
    return ports === ((destinationPort << 16) | sourcePort) && state[at + FAMILY] === kind;
  }

  #isFromA(at: number, source: number, sourcePort: number): boolean {
    return this.#state[at + KEY_A] === source && this.#state[at + PORTS] >>> 16 === sourcePort;
  }

  /** As KEY_A: of an address by its index. */
  #keyOf(address: number): number {
    const { addresses } = this.#tables;
    return addresses.family.values[address] === 4 ? addresses.words.values[address * 4 + 3] | 0 : address;
  }

  #create(frame: DecodedFrame, kind: number, source: number, destination: number, previous: number): number {
    const { connections, addresses } = this.#tables;
    const { family } = frame;
    const orig = family === 6 ? source : addresses.intern(family, 0, 0, 0, source);
    const resp = family === 6 ? destination : addresses.intern(family, 0, 0, 0, destination);
    const c = connections.append(orig, frame.srcPort, resp, frame.dstPort, previous >= 0 ? ConnectionBit.ReusedPorts : 0, previous);
    const at = c * WORDS;
    if (at === this.#state.length) {
      const grown = new Int32Array(this.#state.length * 2);
      grown.set(this.#state);
      this.#state = grown;
    }
    const state = this.#state;
    state[at + KEY_A] = source;
    state[at + KEY_B] = destination;
    state[at + PORTS] = (frame.srcPort << 16) | frame.dstPort;
    state[at + FAMILY] = kind;
    if (previous >= 0) this.#slots[this.#slotOf(previous)] = c;
    else this.#insert(c);
    return c;
  }

  #hashOf(connection: number): number {
    const state = this.#state;
    const at = connection * WORDS;
    return hashTuple(state[at + KEY_A], state[at + PORTS] >>> 16, state[at + KEY_B], state[at + PORTS] & 0xffff);
  }

  #slotOf(connection: number): number {
    const mask = this.#slots.length - 1;
    let slot = this.#hashOf(connection) & mask;
    while (this.#slots[slot] !== connection) slot = (slot + 1) & mask;
    return slot;
  }

  #insert(connection: number): void {
    if ((connection + 1) * 2 > this.#slots.length) {
      const old = this.#slots;
      this.#slots = new Int32Array(old.length * 2).fill(-1);
      for (const c of old) if (c >= 0) this.#place(c);
    }
    this.#place(connection);
  }

  #place(connection: number): void {
    const mask = this.#slots.length - 1;
    let slot = this.#hashOf(connection) & mask;
    while (this.#slots[slot] >= 0) slot = (slot + 1) & mask;
    this.#slots[slot] = connection;
  }
}

function swapAt(array: Int32Array, left: number, right: number): void {
  const value = array[left];
  array[left] = array[right];
  array[right] = value;
}

function swap(left: Uint8Array | Uint16Array | Uint32Array, right: Uint8Array | Uint16Array | Uint32Array, at: number): void {
  const value = left[at];
  left[at] = right[at];
  right[at] = value;
}

/** Symmetric: both directions of a connection meet in one slot. */
function hashTuple(addressA: number, portA: number, addressB: number, portB: number): number {
  const a = Math.imul((Math.imul(addressA, 65599) + portA) | 0, 0x9e3779b1);
  const b = Math.imul((Math.imul(addressB, 65599) + portB) | 0, 0x9e3779b1);
  let h = (a + b) | 0;
  h ^= Math.imul(a ^ b, 0x85ebca6b);
  h ^= h >>> 15;
  h = Math.imul(h, 0xc2b2ae35);
  return h ^ (h >>> 16);
}
