// One row per connection in order of first appearance (comparable with tcp.stream); filled by the tracker, then frozen.

import { Column } from '../base/column';

/** No window scale option seen from that side (RFC 7323 2.3: then neither side scales). */
export const NO_WINDOW_SCALE = 255;

export const ConnectionBit = {
  /** No SYN seen: who is client was decided by ports and by what else listens there. */
  RolesAssumed: 1,
  /** The four-tuple was used by an earlier connection of this capture. */
  ReusedPorts: 2,
  /** Both sides sent a SYN without ACK. */
  SimultaneousOpen: 4,
} as const;

export class ConnectionTable {
  /** AddressTable index; orig = client (first SYN), resp = server. */
  readonly origAddress = new Column(Uint32Array);
  readonly respAddress = new Column(Uint32Array);
  readonly origPort = new Column(Uint16Array);
  readonly respPort = new Column(Uint16Array);
  readonly bits = new Column(Uint8Array);
  /** Connection that used the same four-tuple before, or -1. */
  readonly previous = new Column(Int32Array);
  readonly origWindowScale = new Column(Uint8Array);
  readonly respWindowScale = new Column(Uint8Array);
  /** MSS option of the SYN / SYN-ACK, 0 when not seen. */
  readonly origMss = new Column(Uint16Array);
  readonly respMss = new Column(Uint16Array);
  /** After grouping: rows of connection c are segments[start[c] .. start[c + 1]) in capture order. */
  segmentStart: Uint32Array = new Uint32Array(1);
  segments: Uint32Array = new Uint32Array(0);
  /** After grouping: connection of each segment; a view that is only valid up to the number of segments. */
  ofSegment: Int32Array = new Int32Array(0);

  get length(): number {
    return this.origPort.length;
  }

  /** Adds a connection of which no SYN was seen yet; its index. */
  append(origAddress: number, origPort: number, respAddress: number, respPort: number, bits: number, previous: number): number {
    const row = this.origPort.length;
    if (row === this.origPort.values.length) this.#grow();
    this.origAddress.values[row] = origAddress;
    this.respAddress.values[row] = respAddress;
    this.origPort.values[row] = origPort;
    this.respPort.values[row] = respPort;
    this.bits.values[row] = bits;
    this.previous.values[row] = previous;
    this.origWindowScale.values[row] = NO_WINDOW_SCALE;
    this.respWindowScale.values[row] = NO_WINDOW_SCALE;
    const length = row + 1;
    this.origAddress.length = this.respAddress.length = this.origPort.length = this.respPort.length = this.bits.length = length;
    this.previous.length = this.origWindowScale.length = this.respWindowScale.length = this.origMss.length = this.respMss.length = length;
    return row;
  }

  #grow(): void {
    this.origPort.grow();
    const rows = this.origPort.values.length;
    this.origAddress.reserve(rows);
    this.respAddress.reserve(rows);
    this.respPort.reserve(rows);
    this.bits.reserve(rows);
    this.previous.reserve(rows);
    this.origWindowScale.reserve(rows);
    this.respWindowScale.reserve(rows);
    this.origMss.reserve(rows);
    this.respMss.reserve(rows);
  }
}
