// Assigns every TCP segment to a connection while the file is read, and groups and orients them at the end.
// Which segments belong together follows Wireshark's tcp.stream (packet-tcp.c): a SYN with another initial
// sequence number on a known four-tuple begins a new connection.

import { Column } from '../base/column';
import type { DecodedFrame } from '../decode/decoded-frame';
import { ConnectionBit, NO_WINDOW_SCALE } from '../model/connection-table';
import type { CaptureTables } from '../model/tables';
import { ACK, FROM_RESP, SYN } from '../model/tcp-flags';

/** Bits of #seen: what the first-seen side (A) and the other (B) have sent so far. */
const BASE_A = 1;
const BASE_B = 2;
const SYN_A = 4;
const SYN_B = 8;
const SYN_ACK_A = 16;
const SYN_ACK_B = 32;

const WELL_KNOWN_PORTS = 1024;

export class ConnectionTracker {
  readonly #tables: CaptureTables;
  #slots = new Int32Array(1024).fill(-1);
  // Transient per connection: initial sequence numbers (Wireshark's base_seq) and what was seen of either side.
  readonly #baseA = new Column(Uint32Array);
  readonly #baseB = new Column(Uint32Array);
  readonly #seen = new Column(Uint8Array);
  /** Connection of each segment; given up once the segments are grouped. */
  #connectionOf = new Column(Int32Array);

  constructor(tables: CaptureTables) {
    this.#tables = tables;
  }

  /** Adds one decoded TCP segment; returns its row. */
  add(frameIndex: number, frame: DecodedFrame): number {
    const { addresses, connections, segments } = this.#tables;
    const source = addresses.intern(frame.family, frame.src0, frame.src1, frame.src2, frame.src3);
    const destination = addresses.intern(frame.family, frame.dst0, frame.dst1, frame.dst2, frame.dst3);
    const { srcPort, dstPort, seq, ack, flags } = frame;
    let connection = this.#find(source, srcPort, destination, dstPort);
    let fromB =
      connection >= 0 && !(connections.origAddress.values[connection] === source && connections.origPort.values[connection] === srcPort);
    const isSyn = (flags & (SYN | ACK)) === SYN;
    if (connection >= 0 && isSyn) {
      const seen = this.#seen.values[connection];
      const base = fromB ? this.#baseB.values[connection] : this.#baseA.values[connection];
      if ((seen & (fromB ? BASE_B : BASE_A)) !== 0 && base !== seq) {
        connection = this.#create(source, srcPort, destination, dstPort, connection);
        fromB = false;
      }
    } else if (connection < 0) {
      connection = this.#create(source, srcPort, destination, dstPort, -1);
    }

    let seen = this.#seen.values[connection];
    if ((seen & (fromB ? BASE_B : BASE_A)) === 0) {
      (fromB ? this.#baseB : this.#baseA).values[connection] = (flags & SYN) !== 0 ? seq : (seq - 1) >>> 0;
      seen |= fromB ? BASE_B : BASE_A;
    }
    if ((flags & ACK) !== 0 && (seen & (fromB ? BASE_A : BASE_B)) === 0) {
      (fromB ? this.#baseA : this.#baseB).values[connection] = (ack - 1) >>> 0;
      seen |= fromB ? BASE_A : BASE_B;
    }
    if ((flags & SYN) !== 0) {
      if (isSyn) seen |= fromB ? SYN_B : SYN_A;
      else seen |= fromB ? SYN_ACK_B : SYN_ACK_A;
      (fromB ? connections.respWindowScale : connections.origWindowScale).values[connection] = frame.windowScale;
      (fromB ? connections.respMss : connections.origMss).values[connection] = frame.mss;
    }
    this.#seen.values[connection] = seen;

    const row = segments.append(
      frameIndex,
      seq,
      ack,
      frame.len,
      frame.wnd,
      fromB ? flags | FROM_RESP : flags,
      frame.ipId,
      frame.ttl,
      frame.optionBits,
    );
    const owner = this.#connectionOf;
    if (row === owner.values.length) owner.reserve(row + 1);
    owner.values[row] = connection;
    owner.length = row + 1;
    return row;
  }

  /** Latest connection of a four-tuple in either direction, or -1. */
  findByAddress(source: number, sourcePort: number, destination: number, destinationPort: number): number {
    return this.#find(source, sourcePort, destination, destinationPort);
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
      const seen = this.#seen.values[c];
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
    swap(this.#baseA.values, this.#baseB.values, c);
    const seen = this.#seen.values[c];
    this.#seen.values[c] = ((seen & 0b010101) << 1) | ((seen & 0b101010) >> 1);
    for (let at = connections.segmentStart[c]; at < connections.segmentStart[c + 1]; at++) {
      segments.flags.values[connections.segments[at]] ^= FROM_RESP;
    }
  }

  #find(source: number, sourcePort: number, destination: number, destinationPort: number): number {
    const { origAddress, respAddress, origPort, respPort } = this.#tables.connections;
    const mask = this.#slots.length - 1;
    let slot = hashTuple(source, sourcePort, destination, destinationPort) & mask;
    for (;;) {
      const c = this.#slots[slot];
      if (c < 0) return -1;
      if (origAddress.values[c] === source && origPort.values[c] === sourcePort) {
        if (respAddress.values[c] === destination && respPort.values[c] === destinationPort) return c;
      }
      if (origAddress.values[c] === destination && origPort.values[c] === destinationPort) {
        if (respAddress.values[c] === source && respPort.values[c] === sourcePort) return c;
      }
      slot = (slot + 1) & mask;
    }
  }

  #create(source: number, sourcePort: number, destination: number, destinationPort: number, previous: number): number {
    const { connections } = this.#tables;
    const c = connections.length;
    connections.origAddress.push(source);
    connections.respAddress.push(destination);
    connections.origPort.push(sourcePort);
    connections.respPort.push(destinationPort);
    connections.bits.push(previous >= 0 ? ConnectionBit.ReusedPorts : 0);
    connections.previous.push(previous);
    connections.origWindowScale.push(NO_WINDOW_SCALE);
    connections.respWindowScale.push(NO_WINDOW_SCALE);
    connections.origMss.push(0);
    connections.respMss.push(0);
    this.#baseA.push(0);
    this.#baseB.push(0);
    this.#seen.push(0);
    if (previous >= 0) this.#slots[this.#slotOf(previous)] = c;
    else this.#insert(c);
    return c;
  }

  #slotOf(connection: number): number {
    const { origAddress, respAddress, origPort, respPort } = this.#tables.connections;
    const mask = this.#slots.length - 1;
    let slot =
      hashTuple(origAddress.values[connection], origPort.values[connection], respAddress.values[connection], respPort.values[connection]) &
      mask;
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
    const { origAddress, respAddress, origPort, respPort } = this.#tables.connections;
    const mask = this.#slots.length - 1;
    let slot =
      hashTuple(origAddress.values[connection], origPort.values[connection], respAddress.values[connection], respPort.values[connection]) &
      mask;
    while (this.#slots[slot] >= 0) slot = (slot + 1) & mask;
    this.#slots[slot] = connection;
  }
}

function swap(left: Uint8Array | Uint16Array | Uint32Array, right: Uint8Array | Uint16Array | Uint32Array, at: number): void {
  const value = left[at];
  left[at] = right[at];
  right[at] = value;
}

/** Symmetric: both directions of a connection meet in one slot. */
function hashTuple(addressA: number, portA: number, addressB: number, portB: number): number {
  const a = Math.imul(addressA * 65599 + portA, 0x9e3779b1);
  const b = Math.imul(addressB * 65599 + portB, 0x9e3779b1);
  let h = (a + b) | 0;
  h ^= Math.imul(a ^ b, 0x85ebca6b);
  h ^= h >>> 15;
  h = Math.imul(h, 0xc2b2ae35);
  return h ^ (h >>> 16);
}
