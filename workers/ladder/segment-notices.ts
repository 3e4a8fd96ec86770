// What Wireshark notices about a segment (tcp.analysis.*: retransmission, keep-alive, zero window probe...), for one
// connection, segment by segment. Used for drawing only: judgements have their own, stricter facts.

import { Analysis } from '../model/analysis-flags';
import { ACK, FIN, FROM_RESP, RST, SYN } from '../model/tcp-flags';

/** Sooner than this after newer data, old data was reordered, not repeated (Wireshark's default where no RTT is known). */
const OUT_OF_ORDER_WITHIN_NS = 3e6;
const FAST_RETRANSMISSION_WITHIN_NS = 20e6;
const FAST_RETRANSMISSION_DUPLICATES = 2;

class Direction {
  /** Sequence number after the highest one sent. */
  next = 0;
  hasNext = false;
  nextNs = 0;
  ack = 0;
  hasAck = false;
  ackNs = 0;
  window = -1;
  duplicateAcks = 0;
  lastBits = 0;
}

export class SegmentNotices {
  readonly #orig = new Direction();
  readonly #resp = new Direction();
  readonly #rttNs: number;

  constructor(rttSeconds: number | null) {
    this.#rttNs = rttSeconds === null ? OUT_OF_ORDER_WITHIN_NS : Math.min(OUT_OF_ORDER_WITHIN_NS, rttSeconds * 1e9);
  }

  /** Bits of model/analysis-flags; segments in capture order, copies left out. */
  add(flags: number, seq: number, ack: number, len: number, wnd: number, tsNs: number): number {
    const isResp = (flags & FROM_RESP) !== 0;
    const self = isResp ? this.#resp : this.#orig;
    const peer = isResp ? this.#orig : this.#resp;
    const isControl = (flags & (SYN | FIN | RST)) !== 0;
    const distance = self.hasNext ? (seq - self.next) | 0 : 0;
    let bits = 0;
    if (!isControl) {
      // Linux probes a closed window with an old, empty segment, others with one new byte.
      if (self.hasNext && peer.window === 0 && ((len === 1 && distance === 0) || (len <= 1 && distance === -1)))
        bits |= Analysis.ZeroWindowProbe;
      else if (self.hasNext && len <= 1 && distance === -1) bits |= Analysis.KeepAlive;
      if (wnd === 0) bits |= Analysis.ZeroWindow;
      if (
        len === 0 &&
        bits === (wnd === 0 ? Analysis.ZeroWindow : 0) &&
        self.hasNext &&
        distance === 0 &&
        self.hasAck &&
        ack === self.ack
      ) {
        bits |= repeatedAck(self, peer, wnd);
      }
    }
    if ((flags & RST) === 0 && self.hasNext && distance > 0) bits |= Analysis.LostSegment;
    if ((flags & ACK) !== 0 && peer.hasNext && ((ack - peer.next) | 0) > 0 && (flags & RST) === 0) bits |= Analysis.AckLostSegment;
    if (
      (len > 0 || (flags & (SYN | FIN)) !== 0) &&
      (flags & RST) === 0 &&
      distance < 0 &&
      (bits & (Analysis.KeepAlive | Analysis.ZeroWindowProbe)) === 0
    ) {
      bits |= this.#repeated(self, peer, seq, len + (isControl ? 1 : 0), tsNs);
    }
    this.#remember(self, flags, seq, ack, len, wnd, tsNs, bits);
    return bits;
  }

  #repeated(self: Direction, peer: Direction, seq: number, length: number, tsNs: number): number {
    const end = (seq + length) >>> 0;
    if (peer.hasAck && ((end - peer.ack) | 0) <= 0) return Analysis.SpuriousRetransmission;
    if (peer.duplicateAcks >= FAST_RETRANSMISSION_DUPLICATES && peer.ack === seq && tsNs - peer.ackNs < FAST_RETRANSMISSION_WITHIN_NS)
      return Analysis.FastRetransmission;
    if (tsNs - self.nextNs < this.#rttNs && end !== self.next) return Analysis.OutOfOrder;
    return Analysis.Retransmission;
  }

  #remember(self: Direction, flags: number, seq: number, ack: number, len: number, wnd: number, tsNs: number, bits: number): void {
    if ((flags & RST) === 0) {
      const end = (seq + len + (flags & SYN ? 1 : 0) + (flags & FIN ? 1 : 0)) >>> 0;
      // A probe's byte does not count as sent: the window was closed.
      if (!self.hasNext || (((end - self.next) | 0) > 0 && (bits & Analysis.ZeroWindowProbe) === 0)) {
        self.next = end;
        self.nextNs = tsNs;
        self.hasNext = true;
      }
      self.window = wnd;
    }
    if (flags & ACK) {
      if (bits & Analysis.DuplicateAck) self.duplicateAcks++;
      else if (!self.hasAck || ack !== self.ack) self.duplicateAcks = 0;
      self.ack = ack;
      self.ackNs = tsNs;
      self.hasAck = true;
    }
    self.lastBits = bits;
  }
}

/** An ACK that says nothing new: answer to a probe, window update, or duplicate. */
function repeatedAck(self: Direction, peer: Direction, wnd: number): number {
  if (peer.lastBits & Analysis.ZeroWindowProbe) return wnd === 0 ? Analysis.ZeroWindowProbeAck : Analysis.WindowUpdate;
  if (wnd !== self.window) return wnd === 0 ? 0 : Analysis.WindowUpdate;
  if (peer.lastBits & Analysis.KeepAlive) return Analysis.KeepAliveAck;
  return wnd === 0 ? 0 : Analysis.DuplicateAck;
}
