// Segments of connections that one capture has alone, by their numbers: what a device let through under other addresses is found there.

import { ACK } from '../model/tcp-flags';
import { UNPAIRED, type Pairing } from './pair-connections';
import type { Tap } from './tap';

/** More would be no strays. */
const STRAYS_MOST = 1_000_000;

export class StraySegments {
  readonly #first: Tap;
  readonly #pairing: Pairing;
  /** Rows by sequence number and acknowledgement; made when first asked for. */
  readonly #rows = new Map<Tap, Map<number, number>>();

  constructor(first: Tap, pairing: Pairing) {
    this.#first = first;
    this.#pairing = pairing;
  }

  /** Position in `tap` with the same numbers as position `row` of `other`; -1: none. */
  find(tap: Tap, other: Tap, row: number): number {
    const wanted = other.at;
    if (((wanted.flags[row] as number) & ACK) === 0) return -1;
    const found = this.#index(tap).get(keyOf(wanted.seq[row] as number, wanted.ack[row] as number));
    if (found === undefined) return -1;
    const segments = tap.at;
    const isSame =
      segments.seq[found] === wanted.seq[row] &&
      segments.ack[found] === wanted.ack[row] &&
      (segments.len[found] as number) === (wanted.len[row] as number) &&
      segments.ipId[found] === wanted.ipId[row];
    return isSame ? found : -1;
  }

  #index(tap: Tap): Map<number, number> {
    const known = this.#rows.get(tap);
    if (known !== undefined) return known;
    const rows = new Map<number, number>();
    this.#rows.set(tap, rows);
    const of = tap === this.#first ? this.#pairing.ofFirst : this.#pairing.ofSecond;
    const { connections } = tap.tables;
    const segments = tap.at;
    for (let c = 0; c < tap.connections && rows.size < STRAYS_MOST; c++) {
      if (of[c] !== UNPAIRED) continue;
      const end = connections.segmentStart[c + 1] as number;
      for (let at = connections.segmentStart[c] as number; at < end; at++) {
        const row = at;
        if (((segments.flags[row] as number) & ACK) !== 0) rows.set(keyOf(segments.seq[row] as number, segments.ack[row] as number), row);
      }
    }
    return rows;
  }
}

/** Exact: 53 bits hold the first number and half of the second, which is compared in full afterwards. */
function keyOf(seq: number, ack: number): number {
  return seq * 2 ** 20 + (ack >>> 12);
}
