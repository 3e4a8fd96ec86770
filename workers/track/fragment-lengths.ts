// Gives segments in fragmented IP packets their whole length: the first part has the TCP header, the others say how far the packet
// goes. Nothing is put together; what the parts carry is not looked at.

import type { DecodedFrame } from '../decode/decoded-frame';
import type { SegmentTable } from '../model/segment-table';

/** After this, systems give up waiting for parts (Linux: net.ipv4.ipfrag_time), and the identification belongs to another packet. */
const PARTS_WITHIN_NS = 30e9;
/** Packets of which parts are awaited at a time; the oldest is forgotten. */
const MAX_PACKETS = 1024;
/** The same first part, captured on several interfaces. */
const MAX_COPIES = 8;

interface Packet {
  readonly rows: number[];
  readonly tsNs: number;
  /** Bytes of the IP payload before the TCP payload; -1 until the first part was seen. */
  headerBytes: number;
  /** Where the furthest part ends in the IP payload. */
  end: number;
}

export class FragmentLengths {
  readonly #segments: SegmentTable;
  readonly #packets = new Map<string, Packet>();

  constructor(segments: SegmentTable) {
    this.#segments = segments;
  }

  /** The part with the TCP header, which is segment `row`. */
  addFirst(frame: DecodedFrame, row: number, tsNs: number): void {
    const known = this.#packetOf(frame, tsNs);
    const [first] = known.rows;
    // Another number on the same identification: it went round.
    const packet = first !== undefined && this.#segments.seq.values[first] !== frame.seq >>> 0 ? this.#begin(keyOf(frame), tsNs) : known;
    packet.headerBytes = frame.fragmentEnd - frame.len;
    packet.end = Math.max(packet.end, frame.fragmentEnd);
    if (packet.rows.length < MAX_COPIES) packet.rows.push(row);
    this.#apply(packet);
  }

  /** Any other part. */
  addLater(frame: DecodedFrame, tsNs: number): void {
    const packet = this.#packetOf(frame, tsNs);
    packet.end = Math.max(packet.end, frame.fragmentEnd);
    if (packet.headerBytes >= 0) this.#apply(packet);
  }

  #apply({ rows, end, headerBytes }: Packet): void {
    for (const row of rows) this.#segments.setLen(row, end - headerBytes);
  }

  #packetOf(frame: DecodedFrame, tsNs: number): Packet {
    const key = keyOf(frame);
    const known = this.#packets.get(key);
    return known !== undefined && Math.abs(tsNs - known.tsNs) < PARTS_WITHIN_NS ? known : this.#begin(key, tsNs);
  }

  #begin(key: string, tsNs: number): Packet {
    const packet: Packet = { rows: [], tsNs, headerBytes: -1, end: 0 };
    this.#packets.delete(key);
    this.#packets.set(key, packet);
    const [oldest] = this.#packets.keys();
    if (this.#packets.size > MAX_PACKETS && oldest !== undefined) this.#packets.delete(oldest);
    return packet;
  }
}

/** What its parts have in common (RFC 791, 8200). Whether it is TCP only the caller knows; others never come here. */
function keyOf(f: DecodedFrame): string {
  const ends = f.family === 4 ? [f.src3, f.dst3] : [f.src0, f.src1, f.src2, f.src3, f.dst0, f.dst1, f.dst2, f.dst3];
  return `${ends.join(' ')} ${f.fragmentId}`;
}
