// One pass over a connection's packets (segments and the ICMP errors about them) into flat arrays: style, states,
// retries, what is owed. Says nothing about which rows are shown.

import { Analysis } from '../model/analysis-flags';
import { NO_WINDOW_SCALE } from '../model/connection-table';
import type { CaptureTables } from '../model/tables';
import { ACK, FIN, FROM_RESP, OPT_DUPLICATE, RST, SYN } from '../model/tcp-flags';
import type { EndpointState } from '../model/tcp-state';
import { EndpointMachine } from '../track/endpoint-machine';
import type { ArrowStyle, StatePair } from './ladder-model';

export const CLIENT = 0;
export const SERVER = 1;
export const MIDDLEBOX = 2;

/** Bits of LadderWalk.bits. */
export const Bit = {
  Ignored: 1,
  Duplicate: 2,
  Retransmission: 4,
  /** The window is worth showing: zero, reopened, or changed by more than a quarter. */
  Window: 8,
  /** The window went to zero or came back from it. */
  ZeroWindowChange: 16,
  /** After this packet somebody still had to send or acknowledge something. */
  Owed: 32,
  Syn: 64,
  Fin: 128,
  Rst: 256,
  Payload: 512,
} as const;

const STYLES: readonly ArrowStyle[] = [
  'syn', 'syn-ack', 'ack', 'data', 'fin', 'rst', 'retransmission', 'duplicate-ack', 'keepalive', 'keepalive-ack', 'window-probe', 'window-update', 'icmp',
];
const STYLE_CODE = new Map(STYLES.map((style, code) => [style, code]));
const STATES: readonly EndpointState[] = [
  'unseen', 'midstream', 'closed', 'listen', 'syn-sent', 'syn-received', 'established', 'fin-wait-1', 'fin-wait-2', 'close-wait', 'closing', 'last-ack', 'time-wait',
];
const STATE_CODE = new Map(STATES.map((state, code) => [state, code]));
const RETRANSMITTED = Analysis.Retransmission | Analysis.FastRetransmission | Analysis.SpuriousRetransmission;
const WINDOW_CHANGE = 0.25;
/** A SYN that stays unanswered this long before the capture ends was not answered, not merely not yet. */
const UNANSWERED_AFTER_NS = 1e9;

export interface WalkOptions {
  /** Unanswered packets were seen at their receiver, or their cause is known: it took no notice of them. */
  readonly showsIgnored: boolean;
  /** 0-based frames of RSTs that a device sent in an end's name. */
  readonly forged: ReadonlySet<number>;
  /** End of the capture, nanoseconds since its first frame. */
  readonly endsNs: number;
}

export interface Retry {
  readonly retry: number;
  readonly retryOf: number | null;
}

/** Reads a typed array where the index is known to be inside. */
export function at(values: ArrayLike<number>, index: number): number {
  return values[index] as number;
}

export class LadderWalk {
  readonly count: number;
  /** SegmentTable row, or -1 - IcmpTable row. */
  readonly row: Int32Array;
  readonly frameIndex: Uint32Array;
  readonly tsNs: Float64Array;
  readonly side: Uint8Array;
  readonly bits: Uint16Array;
  readonly #segments: CaptureTables['segments'];
  readonly #styles: Uint8Array;
  readonly #states: Uint16Array;
  readonly #pairs = new Map<number, StatePair>();
  readonly #retries = new Map<number, Retry>();
  /** Sequence numbers that the relative ones count from. */
  readonly base: [number, number] = [0, 0];
  /** First TTL of each side, its RSTs left out; null when there is none. */
  readonly ttl: [number | null, number | null] = [null, null];
  /** Entry with which the handshake is complete, or -1. */
  handshakeEnd = -1;

  constructor(tables: CaptureTables, connection: number, options: WalkOptions) {
    const { connections, segments, frames, icmp } = tables;
    this.#segments = segments;
    const start = at(connections.segmentStart, connection);
    const end = at(connections.segmentStart, connection + 1);
    const errors: number[] = [];
    for (let index = 0; index < icmp.length; index++) if (at(icmp.connectionIndex.values, index) === connection) errors.push(index);
    const count = end - start + errors.length;
    this.count = count;
    this.row = new Int32Array(count);
    this.frameIndex = new Uint32Array(count);
    this.tsNs = new Float64Array(count);
    this.side = new Uint8Array(count);
    this.bits = new Uint16Array(count);
    this.#styles = new Uint8Array(count);
    this.#states = new Uint16Array(count);
    // Both lists are in frame order: one merge.
    let next = 0;
    for (let entry = 0, from = start; entry < count; entry++) {
      const error = errors[next];
      const segment = from < end ? at(connections.segments, from) : -1;
      const isError = error !== undefined && (segment < 0 || at(icmp.frameIndex.values, error) < at(segments.frameIndex.values, segment));
      const frameIndex = isError ? at(icmp.frameIndex.values, error) : at(segments.frameIndex.values, segment);
      this.row[entry] = isError ? -1 - error : segment;
      this.frameIndex[entry] = frameIndex;
      this.tsNs[entry] = at(frames.tsNs.values, frameIndex);
      if (isError) next++;
      else from++;
    }
    this.#classify(tables, connection, options);
    this.#findRetries(tables);
    this.#step(tables, options);
  }

  isIcmp(entry: number): boolean {
    return at(this.row, entry) < 0;
  }

  has(entry: number, bit: number): boolean {
    return (at(this.bits, entry) & bit) !== 0;
  }

  /** Both are SYNs or both RSTs of one side with the same numbers. */
  isSameControl(first: number, second: number): boolean {
    const a = at(this.row, first);
    const b = at(this.row, second);
    if (a < 0 || b < 0 || !this.has(first, Bit.Syn | Bit.Rst)) return false;
    const { flags, seq, ack } = this.#segments;
    return at(flags.values, a) === at(flags.values, b) && at(seq.values, a) === at(seq.values, b) && at(ack.values, a) === at(ack.values, b);
  }

  style(entry: number): ArrowStyle {
    return STYLES[at(this.#styles, entry)] as ArrowStyle;
  }

  after(entry: number): StatePair {
    const code = entry < 0 ? 0 : at(this.#states, entry);
    let pair = this.#pairs.get(code);
    if (pair === undefined) {
      pair = { client: STATES[code >> 4] as EndpointState, server: STATES[code & 15] as EndpointState };
      this.#pairs.set(code, pair);
    }
    return pair;
  }

  retry(entry: number): Retry {
    return this.#retries.get(entry) ?? { retry: 0, retryOf: null };
  }

  /** Entry of a 0-based frame, or -1. */
  find(frameIndex: number): number {
    let low = 0;
    let high = this.count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (at(this.frameIndex, middle) < frameIndex) low = middle + 1;
      else high = middle;
    }
    return low < this.count && at(this.frameIndex, low) === frameIndex ? low : -1;
  }

  /** Window in bytes, or null where the scale is not known. */
  scaledWindow(tables: CaptureTables, connection: number, entry: number): number | null {
    const row = at(this.row, entry);
    const raw = at(tables.segments.wnd.values, row);
    if (this.has(entry, Bit.Syn) || raw === 0) return raw;
    const orig = at(tables.connections.origWindowScale.values, connection);
    const resp = at(tables.connections.respWindowScale.values, connection);
    if (orig !== NO_WINDOW_SCALE && resp !== NO_WINDOW_SCALE) return raw * 2 ** (at(this.side, entry) === CLIENT ? orig : resp);
    // Without scaling on both sides none is used; without a handshake nobody knows.
    return this.handshakeEnd >= 0 ? raw : null;
  }

  #classify(tables: CaptureTables, connection: number, options: WalkOptions): void {
    const { segments } = tables;
    const seen = [false, false];
    const synSeq: [number, number] = [-1, -1];
    const finEnd: [number, number] = [-1, -1];
    const shownWindow: [number, number] = [-1, -1];
    const lastWindow: [number, number] = [-1, -1];
    let hasSynAck = false;
    for (let entry = 0; entry < this.count; entry++) {
      const row = at(this.row, entry);
      if (row < 0) {
        this.side[entry] = icmpSide(tables, connection, -1 - row);
        this.#styles[entry] = STYLE_CODE.get('icmp') ?? 0;
        continue;
      }
      const flags = at(segments.flags.values, row);
      const seq = at(segments.seq.values, row);
      const side = (flags & FROM_RESP) !== 0 ? SERVER : CLIENT;
      const other = side === CLIENT ? SERVER : CLIENT;
      const len = segments.len(row);
      const isDuplicate = (at(segments.optionBits.values, row) & OPT_DUPLICATE) !== 0;
      let bits = isDuplicate ? Bit.Duplicate : 0;
      if (flags & SYN) bits |= Bit.Syn;
      if (flags & FIN) bits |= Bit.Fin;
      if (flags & RST) bits |= Bit.Rst;
      if (len > 0 && (flags & RST) === 0) bits |= Bit.Payload;
      this.side[entry] = (bits & Bit.Rst) !== 0 && options.forged.has(at(this.frameIndex, entry)) ? MIDDLEBOX : side;
      if (!isDuplicate) {
        // Numbers count as in Wireshark: from the SYN, else from one before the first that was seen.
        if (!seen[side]) {
          this.base[side] = flags & SYN ? seq : (seq - 1) >>> 0;
          seen[side] = true;
        }
        if ((flags & ACK) !== 0 && !seen[other]) {
          this.base[other] = (at(segments.ack.values, row) - 1) >>> 0;
          seen[other] = true;
        }
        if (this.ttl[side] === null && (flags & RST) === 0) this.ttl[side] = at(segments.ttl.values, row);
        const end = (seq + len) >>> 0;
        if ((at(segments.analysis.values, row) & RETRANSMITTED) !== 0) bits |= Bit.Retransmission;
        if (flags & SYN) {
          if (synSeq[side] === seq) bits |= Bit.Retransmission;
          synSeq[side] = seq;
        }
        if (flags & FIN) {
          if (finEnd[side] === end) bits |= Bit.Retransmission;
          finEnd[side] = end;
        }
        if ((flags & (SYN | ACK)) === (SYN | ACK)) hasSynAck = true;
        else if (this.handshakeEnd < 0 && hasSynAck && (flags & (SYN | ACK | RST)) === ACK) this.handshakeEnd = entry;
        bits |= windowBits(at(segments.wnd.values, row), flags, side, shownWindow, lastWindow);
      }
      this.bits[entry] = bits;
      this.#styles[entry] = STYLE_CODE.get(styleOf(flags, len, bits, at(segments.analysis.values, row))) ?? 0;
    }
  }

  /** Numbers the retransmissions of each segment; only those that occur are looked up. */
  #findRetries(tables: CaptureTables): void {
    const { segments } = tables;
    const keyOf = (entry: number): number => at(segments.seq.values, at(this.row, entry)) * 2 + (at(segments.flags.values, at(this.row, entry)) & FROM_RESP ? 1 : 0);
    const wanted = new Map<number, { first: number; times: number }>();
    for (let entry = 0; entry < this.count; entry++) if (this.has(entry, Bit.Retransmission)) wanted.set(keyOf(entry), { first: -1, times: 0 });
    if (wanted.size === 0) return;
    const CONSUMES = Bit.Syn | Bit.Fin | Bit.Payload;
    for (let entry = 0; entry < this.count; entry++) {
      if (this.isIcmp(entry) || !this.has(entry, CONSUMES) || this.has(entry, Bit.Duplicate)) continue;
      const known = wanted.get(keyOf(entry));
      if (known === undefined) continue;
      if (!this.has(entry, Bit.Retransmission)) {
        if (known.first < 0) known.first = entry;
        continue;
      }
      known.times++;
      this.#retries.set(entry, { retry: known.times, retryOf: known.first < 0 ? null : at(this.frameIndex, known.first) + 1 });
    }
  }

  /** States after each packet, what was ignored, and whether something is owed. */
  #step(tables: CaptureTables, options: WalkOptions): void {
    const { segments } = tables;
    if (options.showsIgnored) this.#markIgnored(tables, options.endsNs);
    const received = this.#receivedControls(tables);
    const machine = new EndpointMachine();
    const sent: [number, number] = [0, 0];
    const acked: [number, number] = [0, 0];
    const hasSent = [false, false];
    const hasAcked = [false, false];
    let lastPayloadSide = SERVER;
    let isOver = false;
    for (let entry = 0; entry < this.count; entry++) {
      const row = at(this.row, entry);
      if (row >= 0 && !this.has(entry, Bit.Duplicate)) {
        const flags = at(segments.flags.values, row);
        const seq = at(segments.seq.values, row);
        const ack = at(segments.ack.values, row);
        const len = segments.len(row);
        const side = (flags & FROM_RESP) !== 0 ? SERVER : CLIENT;
        const isControl = this.has(entry, Bit.Syn | Bit.Fin);
        if (at(this.side, entry) === MIDDLEBOX) machine.forgedReset(side === CLIENT);
        else machine.step(side === SERVER, flags & 0x1ff, seq, ack, len, !this.has(entry, Bit.Ignored) && (!isControl || at(received, entry) === 1));
        const end = (seq + len + (flags & SYN ? 1 : 0) + (flags & FIN ? 1 : 0)) >>> 0;
        if (flags & RST) isOver = true;
        else {
          if (this.has(entry, Bit.Syn | Bit.Fin | Bit.Payload)) {
            isOver = false;
            if (!hasSent[side] || ((end - sent[side]) | 0) > 0) sent[side] = end;
            hasSent[side] = true;
          }
          if (this.has(entry, Bit.Payload)) lastPayloadSide = side;
          if ((flags & ACK) !== 0 && (!hasAcked[side] || ((ack - acked[side]) | 0) > 0)) {
            acked[side] = ack;
            hasAcked[side] = true;
          }
        }
      }
      const isUnacked = (side: 0 | 1): boolean => hasSent[side] === true && (!hasAcked[1 - side] || ((sent[side] - at(acked, 1 - side)) | 0) > 0);
      const isOwed = !isOver && (isUnacked(CLIENT) || isUnacked(SERVER) || (lastPayloadSide === CLIENT && machine.server.state !== 'closed'));
      if (isOwed) this.bits[entry] = at(this.bits, entry) | Bit.Owed;
      this.#states[entry] = ((STATE_CODE.get(machine.client.state) ?? 0) << 4) | (STATE_CODE.get(machine.server.state) ?? 0);
    }
  }

  /** 1 for each SYN and FIN which the next packet of the other side acknowledges: it had arrived by then. */
  #receivedControls(tables: CaptureTables): Uint8Array {
    const { segments } = tables;
    const received = new Uint8Array(this.count);
    const nextAck: [number, number] = [0, 0];
    const knows = [false, false];
    // Of several copies only the last before the answer is known to have arrived.
    const answeredEnd: [number, number] = [-1, -1];
    for (let entry = this.count - 1; entry >= 0; entry--) {
      const row = at(this.row, entry);
      if (row < 0 || this.has(entry, Bit.Duplicate) || at(this.side, entry) === MIDDLEBOX) continue;
      const flags = at(segments.flags.values, row);
      const side = (flags & FROM_RESP) !== 0 ? SERVER : CLIENT;
      const other = side === CLIENT ? SERVER : CLIENT;
      if (this.has(entry, Bit.Syn | Bit.Fin) && knows[other]) {
        const end = (at(segments.seq.values, row) + segments.len(row) + (flags & SYN ? 1 : 0) + (flags & FIN ? 1 : 0)) >>> 0;
        if (((nextAck[other] - end) | 0) >= 0 && answeredEnd[side] !== end) {
          received[entry] = 1;
          answeredEnd[side] = end;
        }
      }
      answeredEnd[other] = -1;
      // A RST tells that nobody was there to receive a SYN; it may well acknowledge a FIN.
      const isRefusal = (flags & RST) !== 0 && at(segments.seq.values, row) === 0;
      knows[side] = (flags & ACK) !== 0 && !isRefusal;
      nextAck[side] = at(segments.ack.values, row);
    }
    return received;
  }

  /** SYNs without any reaction, and what the client sent before the server repeated its SYN-ACK: the server took no notice. */
  #markIgnored(tables: CaptureTables, endsNs: number): void {
    const { segments } = tables;
    let pendingSyn = -1;
    let lastRepeat = -1;
    let hasServerSpoken = false;
    let hasClientAnswered = false;
    for (let entry = 0; entry < this.count; entry++) {
      const row = at(this.row, entry);
      if (row < 0) {
        pendingSyn = -1;
        continue;
      }
      if (this.has(entry, Bit.Duplicate)) continue;
      const flags = at(segments.flags.values, row);
      if (flags & FROM_RESP) {
        pendingSyn = -1;
        if ((flags & SYN) === 0) hasServerSpoken = true;
        else if (hasClientAnswered && !hasServerSpoken) lastRepeat = entry;
      } else if ((flags & (SYN | ACK)) === SYN) {
        if (pendingSyn >= 0) this.bits[pendingSyn] = at(this.bits, pendingSyn) | Bit.Ignored;
        pendingSyn = entry;
      } else {
        pendingSyn = -1;
        if (!this.has(entry, Bit.Rst)) hasClientAnswered = true;
      }
    }
    if (pendingSyn >= 0 && endsNs - at(this.tsNs, pendingSyn) > UNANSWERED_AFTER_NS) this.bits[pendingSyn] = at(this.bits, pendingSyn) | Bit.Ignored;
    for (let entry = 0; entry < lastRepeat; entry++) {
      if (at(this.side, entry) === CLIENT && !this.isIcmp(entry) && !this.has(entry, Bit.Syn | Bit.Rst | Bit.Duplicate)) {
        this.bits[entry] = at(this.bits, entry) | Bit.Ignored;
      }
    }
  }
}

function windowBits(window: number, flags: number, side: number, shown: [number, number], last: [number, number]): number {
  // The window of a SYN is never scaled and that of a RST means nothing: neither is compared.
  if (flags & RST) return 0;
  if (flags & SYN) return Bit.Window;
  const index = side === CLIENT ? CLIENT : SERVER;
  const before = last[index];
  const reference = shown[index];
  last[index] = window;
  let bits = 0;
  if (before >= 0 && (before === 0) !== (window === 0)) bits |= Bit.ZeroWindowChange;
  if (reference < 0) shown[index] = window;
  if (window === 0 || (reference >= 0 && Math.abs(window - reference) > WINDOW_CHANGE * reference)) {
    bits |= Bit.Window;
    shown[index] = window;
  }
  return bits;
}

function styleOf(flags: number, len: number, bits: number, analysis: number): ArrowStyle {
  if (flags & RST) return 'rst';
  if (analysis & Analysis.KeepAlive) return 'keepalive';
  if (analysis & Analysis.ZeroWindowProbe) return 'window-probe';
  if (bits & Bit.Retransmission) return 'retransmission';
  if (flags & SYN) return flags & ACK ? 'syn-ack' : 'syn';
  if (flags & FIN) return 'fin';
  if (len > 0) return 'data';
  if (analysis & (Analysis.KeepAliveAck | Analysis.ZeroWindowProbeAck)) return 'keepalive-ack';
  if (analysis & Analysis.DuplicateAck) return 'duplicate-ack';
  return analysis & Analysis.WindowUpdate ? 'window-update' : 'ack';
}

/** An error from one of the two ends is drawn from there, any other from a device between. */
function icmpSide(tables: CaptureTables, connection: number, index: number): number {
  const source = at(tables.icmp.source.values, index);
  if (source === at(tables.connections.respAddress.values, connection)) return SERVER;
  return source === at(tables.connections.origAddress.values, connection) ? CLIENT : MIDDLEBOX;
}
