// One connection folded to Zeek's summary (conn_state, history) and Wireshark's tcp.completeness.
// Follows Zeek's endpoint machine and policy (TCPSessionAdapter, base/protocols/conn) without its timers and checksums.

import { Analysis, Completeness } from '../model/analysis-flags';
import type { CaptureTables } from '../model/tables';
import { ACK, FIN, FROM_RESP, OPT_DUPLICATE, RST, SYN } from '../model/tcp-flags';
import type { ConnState } from '../model/tcp-state';

export interface ConnectionSummary {
  readonly connState: ConnState;
  readonly history: string;
  readonly completeness: number;
}

/** Zeek's TCP_ENDPOINT_* states. */
type ZeekState = 'inactive' | 'syn-sent' | 'syn-ack-sent' | 'partial' | 'established' | 'closed' | 'reset';

/** A jump that Zeek does not believe of a SYN or RST (TOO_LARGE_SEQ_DELTA). */
const OUTLANDISH_JUMP_BYTES = 1 << 20;
/** Letters recorded "logarithmically": at the 1st, 10th, 100th... occurrence. */
const LOG_BASE = 10;

// Which letters a side has already got; those of SYN, FIN and RST return when their sequence number differs.
const HAD_SYN = 1;
const HAD_FIN = 2;
const HAD_RST = 4;
const HAD_DATA = 8;
const HAD_ACK = 16;
const HAD_FIN_RST = 32;
const HAD_MULTI = 64;

class ZeekEndpoint {
  state: ZeekState = 'inactive';
  previousState: ZeekState = 'inactive';
  hasBase = false;
  startSeq = 0;
  lastSeq = 0;
  letters = 0;
  lastSynSeq = 0;
  lastFinSeq = 0;
  lastRstSeq = 0;
  /** Payload was seen, or acknowledged by the other side. */
  hasPayload = false;
  hasFin = false;
  retransmissions = 0;
  zeroWindows = 0;
  gaps = 0;

  moveTo(state: ZeekState): void {
    if (state === this.state) return;
    this.previousState = this.state;
    this.state = state;
  }
}

/** Takes the segments of one connection in capture order; the summary can be read at any time. */
export class ConnectionFold {
  readonly #orig = new ZeekEndpoint();
  readonly #resp = new ZeekEndpoint();
  #history = '';
  #completeness = 0;
  #firstCompleteness = 0;
  #segments = 0;

  get history(): string {
    return this.#history;
  }

  get completeness(): number {
    return this.#completeness;
  }

  /** `flags` as in SegmentTable (FROM_RESP tells the side), `analysis` bits of model/analysis-flags. */
  add(flags: number, seq: number, ack: number, len: number, wnd: number, analysis: number): void {
    const isResp = (flags & FROM_RESP) !== 0;
    const self = isResp ? this.#resp : this.#orig;
    const peer = isResp ? this.#orig : this.#resp;
    // "^": who is client was decided by something else than the first packet.
    if (this.#segments === 0 && isResp) this.#history = '^';
    this.#addCompleteness(flags, len);
    this.#segments++;

    const control = (flags & SYN ? 1 : 0) + (flags & FIN ? 1 : 0);
    const end = (seq + control + (flags & RST ? 0 : len)) >>> 0;
    this.#setBase(self, flags, seq, end);
    this.#addFlagLetters(self, isResp, flags, seq, len);
    if (wnd === 0 && (flags & RST) === 0 && peer.state !== 'closed' && self.state !== 'reset') {
      if (isLogarithmicStep(++self.zeroWindows)) this.#addLetter('W', isResp);
    }
    if (flags & FIN) self.hasFin = true;
    if (len > 0 && (flags & RST) === 0) self.hasPayload = true;

    if (flags & ACK) {
      if (peer.state === 'inactive') setStart(peer, (ack - 1) >>> 0);
      else if ((flags & RST) === 0 && peer.hasBase && ((ack - peer.startSeq) | 0) > (peer.hasFin ? 2 : 1)) peer.hasPayload = true;
    }
    this.#advance(self, isResp, flags, end, len);
    step(self, peer, isResp, flags, len);
    // Zeek books a gap to the side whose bytes are missing, when the other side acknowledges them.
    if ((analysis & Analysis.AckLostSegment) !== 0 && isLogarithmicStep(++peer.gaps)) this.#addLetter('G', !isResp);
  }

  get connState(): ConnState {
    const orig = this.#orig.state;
    const resp = this.#resp.state;
    const origSilent = orig === 'inactive' || orig === 'partial';
    const respSilent = resp === 'inactive' || resp === 'partial';
    if (resp === 'reset') {
      if (orig === 'syn-sent' || orig === 'syn-ack-sent') return 'REJ';
      if (orig === 'reset' && !this.#orig.hasPayload && !this.#resp.hasPayload) return 'REJ';
      return origSilent ? 'RSTRH' : 'RSTR';
    }
    if (orig === 'reset') {
      if (!respSilent) return 'RSTO';
      return /^\^?S[^HAFGIQ]*R/.test(this.#history) ? 'RSTOS0' : 'OTH';
    }
    if (resp === 'closed' && orig === 'closed') return 'SF';
    if (orig === 'closed') return respSilent ? 'SH' : 'S2';
    if (resp === 'closed') return origSilent ? 'SHR' : 'S3';
    if (orig === 'syn-sent' && resp === 'inactive') return 'S0';
    if (orig === 'established' && resp === 'established') return 'S1';
    return 'OTH';
  }

  /** A lone packet that is no SYN counts for nothing: so does Wireshark 4.0 once it has seen the whole file (tshark -2). */
  #addCompleteness(flags: number, len: number): void {
    const bits = completenessBits(flags, len);
    if (this.#segments > 0) this.#completeness |= bits | this.#firstCompleteness;
    else if ((flags & (SYN | ACK)) === SYN) this.#completeness = bits;
    else this.#firstCompleteness = bits;
  }

  #setBase(self: ZeekEndpoint, flags: number, seq: number, end: number): void {
    if (self.state === 'inactive') {
      setStart(self, flags & SYN ? seq : (seq - 1) >>> 0);
      self.lastSeq = flags & SYN ? end : seq;
    } else if (
      (flags & SYN) !== 0 &&
      seq !== self.startSeq &&
      self.state !== 'closed' &&
      (self.state !== 'reset' || self.previousState === 'inactive')
    ) {
      setStart(self, seq);
      self.lastSeq = end;
    }
  }

  #addFlagLetters(self: ZeekEndpoint, isResp: boolean, flags: number, seq: number, len: number): void {
    const isSyn = (flags & SYN) !== 0;
    const isFin = (flags & FIN) !== 0;
    const isRst = (flags & RST) !== 0;
    if (isFin && isRst) this.#addOnce(self, HAD_FIN_RST, 'I', isResp);
    else if (isSyn && (isFin || isRst)) this.#addOnce(self, HAD_MULTI, 'Q', isResp);
    else if (isSyn) {
      // Zeek keeps one mark for SYN and SYN-ACK of a side.
      if ((self.letters & HAD_SYN) === 0 || seq !== self.lastSynSeq) this.#addLetter(flags & ACK ? 'H' : 'S', isResp);
      self.letters |= HAD_SYN;
      self.lastSynSeq = seq;
    } else if (isFin) {
      const end = (seq + len) >>> 0;
      if ((self.letters & HAD_FIN) === 0 || end !== self.lastFinSeq) this.#addLetter('F', isResp);
      self.letters |= HAD_FIN;
      self.lastFinSeq = end;
    } else if (isRst) {
      if ((self.letters & HAD_RST) === 0 || seq !== self.lastRstSeq) this.#addLetter('R', isResp);
      self.letters |= HAD_RST;
      self.lastRstSeq = seq;
    } else if (len > 0) this.#addOnce(self, HAD_DATA, 'D', isResp);
    else if (flags & ACK) this.#addOnce(self, HAD_ACK, 'A', isResp);
  }

  /** The side's highest sequence number; payload that does not raise it is a retransmission ("T"). */
  #advance(self: ZeekEndpoint, isResp: boolean, flags: number, end: number, len: number): void {
    const delta = (end - self.lastSeq) | 0;
    if ((flags & (SYN | RST)) !== 0 && Math.abs(delta) > OUTLANDISH_JUMP_BYTES) return;
    if ((flags & FIN) !== 0 && self.lastSeq === (self.startSeq + 1) >>> 0) self.lastSeq = end;
    else if (self.state === 'reset') return;
    else if (delta > 0) self.lastSeq = end;
    else if (len > 0 && isLogarithmicStep(++self.retransmissions)) this.#addLetter('T', isResp);
  }

  #addOnce(self: ZeekEndpoint, mark: number, letter: string, isResp: boolean): void {
    if ((self.letters & mark) !== 0) return;
    self.letters |= mark;
    this.#addLetter(letter, isResp);
  }

  #addLetter(letter: string, isResp: boolean): void {
    this.#history += isResp ? letter.toLowerCase() : letter;
  }
}

/** Folds the segments of a grouped connection; copies of packets are left out. */
export function foldConnection(tables: CaptureTables, connection: number): ConnectionSummary {
  const { connections, segments } = tables;
  tables.analyser.analyze(connection);
  const fold = new ConnectionFold();
  const end = connections.segmentStart[connection + 1];
  for (let at = connections.segmentStart[connection]; at < end; at++) {
    const row = connections.segments[at];
    if ((segments.optionBits.values[row] & OPT_DUPLICATE) !== 0) continue;
    fold.add(
      segments.flags.values[row],
      segments.seq.values[row],
      segments.ack.values[row],
      segments.len(row),
      segments.wnd.values[row],
      segments.analysis.values[row],
    );
  }
  return { connState: fold.connState, history: fold.history, completeness: fold.completeness };
}

function completenessBits(flags: number, len: number): number {
  let bits = 0;
  if ((flags & (SYN | ACK)) === SYN) bits |= Completeness.Syn | (len > 0 ? Completeness.Data : 0);
  if ((flags & (SYN | ACK)) === (SYN | ACK)) bits |= Completeness.SynAck;
  if ((flags & (SYN | ACK)) === ACK) bits |= len > 0 ? Completeness.Data : Completeness.Ack;
  if ((flags & (FIN | ACK)) === (FIN | ACK)) bits |= Completeness.Fin;
  if (flags & RST) bits |= Completeness.Rst;
  return bits;
}

function setStart(endpoint: ZeekEndpoint, seq: number): void {
  endpoint.startSeq = seq;
  endpoint.lastSeq = seq;
  endpoint.hasBase = true;
}

function isLogarithmicStep(count: number): boolean {
  let rank = 1;
  while (rank < count) rank *= LOG_BASE;
  return rank === count;
}

function step(self: ZeekEndpoint, peer: ZeekEndpoint, isResp: boolean, flags: number, len: number): void {
  switch (self.state) {
    case 'inactive':
      leaveInactive(self, peer, isResp, flags, len);
      break;
    case 'syn-sent':
    case 'syn-ack-sent':
      if (flags & FIN) self.moveTo('closed');
      if (flags & RST) self.moveTo('reset');
      break;
    case 'partial':
    case 'established':
      if ((flags & (SYN | ACK)) === SYN && self.state === 'partial' && peer.state === 'inactive') self.moveTo('syn-sent');
      if ((flags & (FIN | RST)) === FIN) {
        self.moveTo('closed');
        // The peer's RST came after its FIN: that was a normal end after all.
        if (peer.state === 'reset' && peer.previousState === 'closed') peer.moveTo('closed');
      }
      if (flags & RST) self.moveTo('reset');
      break;
    case 'closed':
      // A RST after both FINs changes nothing.
      if ((flags & RST) !== 0 && peer.state !== 'closed') self.moveTo('reset');
      break;
    case 'reset':
      break;
  }
}

function leaveInactive(self: ZeekEndpoint, peer: ZeekEndpoint, isResp: boolean, flags: number, len: number): void {
  if (flags & SYN) {
    if (isResp) {
      if (peer.state === 'syn-sent') peer.moveTo('established');
      self.moveTo('established');
    } else {
      self.moveTo(flags & ACK ? 'syn-ack-sent' : 'syn-sent');
    }
  }
  if (flags & FIN) self.moveTo('closed');
  if (flags & RST) self.moveTo('reset');
  if (self.state !== 'inactive') return;
  // Some stacks acknowledge a SYN before they answer it: not yet a connection seen half-way.
  if (isResp && len === 0 && peer.state === 'syn-sent') return;
  // SYN-ACK seen, SYN not, and now the ACK: the SYN was merely missed.
  self.moveTo((flags & ACK) !== 0 && peer.state === 'established' ? 'established' : 'partial');
}
