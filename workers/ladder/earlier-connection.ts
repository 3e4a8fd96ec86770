// Packets among those of a connection that speak of an earlier one with the same addresses and ports. Knows no rows.

import { ACK, FROM_RESP, RST, SYN } from '../model/tcp-flags';

/** A SYN's answer that acknowledges up to so much more than the SYN: data that the capture missed, not another connection. */
const MISSED_MAX_BYTES = 1 << 20;

/** Answers to a SYN, and the client's RST to them, that speak of an earlier connection of the same ports (challenge ACK, RFC 5961 4). */
export class EarlierConnection {
  #iss = -1;
  #isSettled = false;
  #ack = -1;

  has(flags: number, seq: number, ack: number, len: number): boolean {
    if (this.#isSettled) return false;
    const isFromServer = (flags & FROM_RESP) !== 0;
    if ((flags & SYN) !== 0) {
      if (isFromServer) this.#isSettled = true;
      else this.#iss = seq;
      return false;
    }
    // No SYN, no telling which connection is meant.
    if (this.#iss < 0 || (!isFromServer && (flags & RST) === 0)) {
      this.#isSettled = true;
      return false;
    }
    if (!isFromServer) return this.#ack >= 0 && seq === this.#ack;
    const beyond = (ack - this.#iss - 1) | 0;
    if ((flags & (ACK | RST)) !== ACK || len > 0 || (beyond >= 0 && beyond <= MISSED_MAX_BYTES)) return false;
    this.#ack = ack;
    return true;
  }
}
