// One pass over a connection's packets (segments and the ICMP errors about them) into flat arrays: style, states,
// retries, what is owed. Says nothing about which rows are shown.

import { Analysis } from '../model/analysis-flags';
import { NO_WINDOW_SCALE } from '../model/connection-table';
import type { CaptureTables } from '../model/tables';
import { ACK, FIN, FROM_RESP, OPT_DUPLICATE, RST, SYN } from '../model/tcp-flags';
import type { EndpointState } from '../model/tcp-state';
import { EndpointMachine, type InferredEndpoint } from '../track/endpoint-machine';
import { EarlierConnection } from './earlier-connection';
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
  /** Its numbers belong to an earlier connection of the same ports: relative ones would mean nothing. */
  Foreign: 1024,
  /** It ended a handshake for which the server made no socket: the server never came to be established. */
  Refused: 2048,
  /** It acknowledges what the capture lacks. */
  Unseen: 4096,
} as const;

const STYLES: readonly ArrowStyle[] = [
  'syn',
  'syn-ack',
  'ack',
  'data',
  'fin',
  'rst',
  'retransmission',
  'duplicate-ack',
  'keepalive',
  'keepalive-ack',
  'window-probe',
  'window-update',
  'icmp',
];
/** Codes are indexes of STYLES; looked up once, the walk handles numbers. */
const codeOf = (style: ArrowStyle): number => STYLES.indexOf(style);
const SYN_STYLE = codeOf('syn');
const SYN_ACK_STYLE = codeOf('syn-ack');
const ACK_STYLE = codeOf('ack');
const DATA_STYLE = codeOf('data');
const FIN_STYLE = codeOf('fin');
const RST_STYLE = codeOf('rst');
const RETRANSMISSION_STYLE = codeOf('retransmission');
const DUPLICATE_ACK_STYLE = codeOf('duplicate-ack');
const KEEPALIVE_STYLE = codeOf('keepalive');
const KEEPALIVE_ACK_STYLE = codeOf('keepalive-ack');
const WINDOW_PROBE_STYLE = codeOf('window-probe');
const WINDOW_UPDATE_STYLE = codeOf('window-update');
const ICMP_STYLE = codeOf('icmp');
const STATES: readonly EndpointState[] = [
  'unseen',
  'midstream',
  'closed',
  'listen',
  'syn-sent',
  'syn-received',
  'established',
  'fin-wait-1',
  'fin-wait-2',
  'close-wait',
  'closing',
  'last-ack',
  'time-wait',
];
/** Kinds that deserve a run of their own. */
export const Kind = { Other: 0, Keepalive: 1, Retry: 2 } as const;
const KIND_OF_STYLE = Uint8Array.from(STYLES, (style) =>
  style === 'retransmission'
    ? Kind.Retry
    : style === 'keepalive' || style === 'keepalive-ack' || style === 'window-probe'
      ? Kind.Keepalive
      : Kind.Other,
);
/** Packets that carry nothing new, as runs count them. */
export const Quiet = { No: 0, Ack: 1, Keepalive: 2 } as const;
const QUIET_OF_STYLE = Uint8Array.from(STYLES, (style) =>
  style === 'ack' || style === 'duplicate-ack' || style === 'window-update'
    ? Quiet.Ack
    : style === 'keepalive' || style === 'keepalive-ack'
      ? Quiet.Keepalive
      : Quiet.No,
);
const RETRANSMITTED = Analysis.Retransmission | Analysis.FastRetransmission | Analysis.SpuriousRetransmission;
const WINDOW_CHANGE = 0.25;
/** A SYN that stays unanswered this long before the capture ends was not answered, not merely not yet. */
const UNANSWERED_AFTER_NS = 1e9;

export interface WalkOptions {
  /** Unanswered packets were seen at their receiver, or their cause is known: it took no notice of them. */
  readonly showsIgnored: boolean;
  /** The verdict is that a full accept queue reset the handshake. */
  readonly refusesHandshake: boolean;
  /** 0-based frames of RSTs that a device sent in an end's name: those of `suspect` only where their TTL differs too. */
  readonly forged: ReadonlySet<number>;
  readonly suspect: ReadonlySet<number>;
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
  /** First repetition of what was first sent there. */
  readonly #repetitions = new Map<number, number>();
  /** Sequence numbers that the relative ones count from. */
  readonly base: [number, number] = [0, 0];
  /** First TTL of each side, its RSTs left out; null when there is none. */
  readonly ttl: [number | null, number | null] = [null, null];
  /** Entry with which the handshake is complete, or -1. */
  handshakeEnd = -1;
  /** Some packet acknowledges what the capture lacks. */
  hasUnseen = false;

  constructor(tables: CaptureTables, connection: number, options: WalkOptions) {
    const { connections, segments, frames, icmp } = tables;
    tables.analyser.analyze(connection);
    this.#segments = segments;
    const start = connections.segmentStart[connection] as number;
    const end = connections.segmentStart[connection + 1] as number;
    const errors: number[] = [];
    for (let index = 0; index < icmp.length; index++) if ((icmp.connectionIndex.values[index] as number) === connection) errors.push(index);
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
    const grouped = connections.segments;
    const frameOfSegment = segments.frameIndex.values;
    const frameTsNs = frames.tsNs.values;
    if (errors.length === 0) this.row.set(grouped.subarray(start, end));
    else {
      let next = 0;
      for (let entry = 0, from = start; entry < count; entry++) {
        const error = errors[next];
        const segment = from < end ? (grouped[from] as number) : -1;
        const isError =
          error !== undefined && (segment < 0 || (icmp.frameIndex.values[error] as number) < (frameOfSegment[segment] as number));
        this.row[entry] = isError ? -1 - error : segment;
        if (isError) next++;
        else from++;
      }
    }
    const { row: rows, frameIndex, tsNs } = this;
    for (let entry = 0; entry < count; entry++) {
      const row = rows[entry] as number;
      const frame = row < 0 ? (icmp.frameIndex.values[-1 - row] as number) : (frameOfSegment[row] as number);
      frameIndex[entry] = frame;
      tsNs[entry] = frameTsNs[frame] as number;
    }
    this.#classify(tables, connection, options);
    this.#findRetries(tables);
    this.#step(tables, options);
  }

  isIcmp(entry: number): boolean {
    return (this.row[entry] as number) < 0;
  }

  has(entry: number, bit: number): boolean {
    return ((this.bits[entry] as number) & bit) !== 0;
  }

  /** Both are SYNs or both RSTs of one side with the same numbers. */
  isSameControl(first: number, second: number): boolean {
    const a = this.row[first] as number;
    const b = this.row[second] as number;
    if (a < 0 || b < 0 || !this.has(first, Bit.Syn | Bit.Rst)) return false;
    const { flags, seq, ack } = this.#segments;
    return (
      (flags.values[a] as number) === (flags.values[b] as number) &&
      (seq.values[a] as number) === (seq.values[b] as number) &&
      (ack.values[a] as number) === (ack.values[b] as number)
    );
  }

  kind(entry: number): number {
    return KIND_OF_STYLE[this.#styles[entry] as number] as number;
  }

  quiet(entry: number): number {
    return QUIET_OF_STYLE[this.#styles[entry] as number] as number;
  }

  style(entry: number): ArrowStyle {
    return STYLES[this.#styles[entry] as number] as ArrowStyle;
  }

  after(entry: number): StatePair {
    const code = entry < 0 ? 0 : (this.#states[entry] as number);
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

  /** Entry that repeats this one for the first time, or -1. */
  repetitionOf(entry: number): number {
    return this.#repetitions.get(entry) ?? -1;
  }

  /** Entries that were repeated later, ascending. */
  repeated(): readonly number[] {
    return [...this.#repetitions.keys()].toSorted((a, b) => a - b);
  }

  /** Entry of a 0-based frame, or -1. */
  find(frameIndex: number): number {
    let low = 0;
    let high = this.count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.frameIndex[middle] as number) < frameIndex) low = middle + 1;
      else high = middle;
    }
    return low < this.count && (this.frameIndex[low] as number) === frameIndex ? low : -1;
  }

  /** Window in bytes, or null where the scale is not known. */
  scaledWindow(tables: CaptureTables, connection: number, entry: number): number | null {
    const row = this.row[entry] as number;
    const raw = tables.segments.wnd.values[row] as number;
    if (this.has(entry, Bit.Syn) || raw === 0) return raw;
    const orig = tables.connections.origWindowScale.values[connection] as number;
    const resp = tables.connections.respWindowScale.values[connection] as number;
    if (orig !== NO_WINDOW_SCALE && resp !== NO_WINDOW_SCALE) return raw * 2 ** ((this.side[entry] as number) === CLIENT ? orig : resp);
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
    const earlier = new EarlierConnection();
    const { row: rows, side: sides, bits: allBits, count } = this;
    const styles = this.#styles;
    const flagsOf = segments.flags.values;
    const seqOf = segments.seq.values;
    const ackOf = segments.ack.values;
    const optionBitsOf = segments.optionBits.values;
    const analysisOf = segments.analysis.values;
    const windowOf = segments.wnd.values;
    for (let entry = 0; entry < count; entry++) {
      const row = rows[entry] as number;
      if (row < 0) {
        this.side[entry] = icmpSide(tables, connection, -1 - row);
        this.#styles[entry] = ICMP_STYLE;
        continue;
      }
      const flags = flagsOf[row] as number;
      const seq = seqOf[row] as number;
      const side = (flags & FROM_RESP) !== 0 ? SERVER : CLIENT;
      const other = side === CLIENT ? SERVER : CLIENT;
      const len = segments.len(row);
      const isDuplicate = ((optionBitsOf[row] as number) & OPT_DUPLICATE) !== 0;
      let bits = isDuplicate ? Bit.Duplicate : 0;
      if (flags & SYN) bits |= Bit.Syn;
      if (flags & FIN) bits |= Bit.Fin;
      if (flags & RST) bits |= Bit.Rst;
      if (len > 0 && (flags & RST) === 0) bits |= Bit.Payload;
      const isForged =
        (bits & Bit.Rst) !== 0 &&
        isForeignReset(options, this.frameIndex[entry] as number, segments.ttl.values[row] as number, this.ttl[side]);
      sides[entry] = isForged ? MIDDLEBOX : side;
      let analysis = analysisOf[row] as number;
      if (!isDuplicate) {
        // Linux probes a closed window with an old empty segment, which Wireshark takes for a keep-alive.
        if ((analysis & Analysis.KeepAlive) !== 0 && lastWindow[other] === 0) analysis = Analysis.ZeroWindowProbe;
        // Numbers count as in Wireshark: from the SYN, else from one before the first that was seen.
        const isForeign = earlier.has(flags, seq, ackOf[row] as number, len);
        if (isForeign) bits |= Bit.Foreign;
        if (!seen[side] && !isForeign) {
          this.base[side] = flags & SYN ? seq : (seq - 1) >>> 0;
          seen[side] = true;
        }
        if ((flags & ACK) !== 0 && !seen[other] && !isForeign) {
          this.base[other] = ((ackOf[row] as number) - 1) >>> 0;
          seen[other] = true;
        }
        if (this.ttl[side] === null && (flags & RST) === 0) this.ttl[side] = segments.ttl.values[row] as number;
        const end = (seq + len) >>> 0;
        if ((analysis & RETRANSMITTED) !== 0) bits |= Bit.Retransmission;
        if ((analysis & Analysis.AckLostSegment) !== 0) {
          bits |= Bit.Unseen;
          this.hasUnseen = true;
        }
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
        bits |= windowBits(windowOf[row] as number, flags, side, shownWindow, lastWindow);
      }
      allBits[entry] = bits;
      styles[entry] = styleOf(flags, len, bits, analysis);
    }
  }

  /** Numbers the retransmissions of each segment; only those that occur are looked up. */
  #findRetries(tables: CaptureTables): void {
    const { segments } = tables;
    const keyOf = (entry: number): number =>
      (segments.seq.values[this.row[entry] as number] as number) * 2 +
      ((segments.flags.values[this.row[entry] as number] as number) & FROM_RESP ? 1 : 0);
    const wanted = new Map<number, { first: number; times: number }>();
    const { bits } = this;
    for (let entry = 0; entry < this.count; entry++)
      if (((bits[entry] as number) & Bit.Retransmission) !== 0) wanted.set(keyOf(entry), { first: -1, times: 0 });
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
      if (known.times === 1 && known.first >= 0) this.#repetitions.set(known.first, entry);
      this.#retries.set(entry, { retry: known.times, retryOf: known.first < 0 ? null : (this.frameIndex[known.first] as number) + 1 });
    }
  }

  /** States after each packet, what was ignored, and whether something is owed. */
  #step(tables: CaptureTables, options: WalkOptions): void {
    const { segments } = tables;
    if (options.showsIgnored) this.#markIgnored(tables, options.endsNs);
    if (options.refusesHandshake) this.#markRefused();
    const received = this.#receivedControls(tables);
    const machine = new EndpointMachine();
    const sent: [number, number] = [0, 0];
    const acked: [number, number] = [0, 0];
    const hasSent = [false, false];
    const hasAcked = [false, false];
    let lastPayloadSide = SERVER;
    let isOver = false;
    let clientState: EndpointState = 'unseen';
    let serverState: EndpointState = 'unseen';
    let stateCode = 0;
    // Once both ends are established, plain segments move neither: the machine is not asked.
    let isSteady = false;
    const { row: rows, side: sides, bits, count } = this;
    const states = this.#states;
    const flagsOf = segments.flags.values;
    const seqOf = segments.seq.values;
    const ackOf = segments.ack.values;
    for (let entry = 0; entry < count; entry++) {
      const row = rows[entry] as number;
      const bit = bits[entry] as number;
      if (row >= 0 && (bit & Bit.Duplicate) === 0) {
        const flags = flagsOf[row] as number;
        const side = (flags & FROM_RESP) !== 0 ? SERVER : CLIENT;
        const isControl = (bit & (Bit.Syn | Bit.Fin)) !== 0;
        if (!isSteady || isControl || (bit & Bit.Rst) !== 0) {
          if ((sides[entry] as number) === MIDDLEBOX) machine.forgedReset(side === CLIENT);
          else
            machine.step(
              side === SERVER,
              flags & 0x1ff,
              seqOf[row] as number,
              ackOf[row] as number,
              segments.len(row),
              (bit & (Bit.Ignored | Bit.Refused)) === 0 && (!isControl || (received[entry] as number) === 1),
            );
          isSteady = isSettled(machine.client) && isSettled(machine.server);
          if (machine.client.state !== clientState || machine.server.state !== serverState) {
            clientState = machine.client.state;
            serverState = machine.server.state;
            stateCode = (STATES.indexOf(clientState) << 4) | STATES.indexOf(serverState);
          }
        }
        if (flags & RST) isOver = true;
        else {
          if (isControl || (bit & Bit.Payload) !== 0) {
            const end = ((seqOf[row] as number) + segments.len(row) + (flags & SYN ? 1 : 0) + (flags & FIN ? 1 : 0)) >>> 0;
            isOver = false;
            if (!hasSent[side] || ((end - sent[side]) | 0) > 0) sent[side] = end;
            hasSent[side] = true;
            if ((bit & Bit.Payload) !== 0) lastPayloadSide = side;
          }
          const ack = ackOf[row] as number;
          if ((flags & ACK) !== 0 && (!hasAcked[side] || ((ack - acked[side]) | 0) > 0)) {
            acked[side] = ack;
            hasAcked[side] = true;
          }
        }
      }
      if (
        !isOver &&
        ((hasSent[CLIENT] && (!hasAcked[SERVER] || ((sent[CLIENT] - acked[SERVER]) | 0) > 0)) ||
          (hasSent[SERVER] && (!hasAcked[CLIENT] || ((sent[SERVER] - acked[CLIENT]) | 0) > 0)) ||
          (lastPayloadSide === CLIENT && serverState !== 'closed'))
      )
        bits[entry] = bit | Bit.Owed;
      states[entry] = stateCode;
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
    const { row: rows, side: sides, bits } = this;
    const flagsOf = segments.flags.values;
    const seqOf = segments.seq.values;
    const ackOf = segments.ack.values;
    for (let entry = this.count - 1; entry >= 0; entry--) {
      const row = rows[entry] as number;
      const bit = bits[entry] as number;
      if (row < 0 || (bit & Bit.Duplicate) !== 0 || (sides[entry] as number) === MIDDLEBOX) continue;
      const flags = flagsOf[row] as number;
      const side = (flags & FROM_RESP) !== 0 ? SERVER : CLIENT;
      const other = side === CLIENT ? SERVER : CLIENT;
      if ((bit & (Bit.Syn | Bit.Fin)) !== 0 && knows[other]) {
        const end = ((seqOf[row] as number) + segments.len(row) + (flags & SYN ? 1 : 0) + (flags & FIN ? 1 : 0)) >>> 0;
        if (((nextAck[other] - end) | 0) >= 0 && answeredEnd[side] !== end) {
          received[entry] = 1;
          answeredEnd[side] = end;
        }
      }
      answeredEnd[other] = -1;
      // A RST tells that nobody was there to receive a SYN; it may well acknowledge a FIN.
      const isRefusal = (flags & RST) !== 0 && (seqOf[row] as number) === 0;
      knows[side] = (flags & ACK) !== 0 && !isRefusal;
      nextAck[side] = ackOf[row] as number;
    }
    return received;
  }

  /** What the client sent between the SYN-ACK and the server's RST met no socket. */
  #markRefused(): void {
    for (let entry = 0; entry < this.count; entry++) {
      if (this.isIcmp(entry) || this.has(entry, Bit.Duplicate)) continue;
      if ((this.side[entry] as number) !== CLIENT) {
        if (this.has(entry, Bit.Rst)) return;
      } else if (!this.has(entry, Bit.Syn | Bit.Rst)) {
        this.bits[entry] = (this.bits[entry] as number) | Bit.Refused;
      }
    }
  }

  /** SYNs without any reaction, and what the client sent before the server repeated its SYN-ACK: the server took no notice. */
  #markIgnored(tables: CaptureTables, endsNs: number): void {
    const { segments } = tables;
    let pendingSyn = -1;
    let lastRepeat = -1;
    let hasServerSpoken = false;
    let hasClientAnswered = false;
    for (let entry = 0; entry < this.count; entry++) {
      const row = this.row[entry] as number;
      if (row < 0) {
        pendingSyn = -1;
        continue;
      }
      if (this.has(entry, Bit.Duplicate)) continue;
      const flags = segments.flags.values[row] as number;
      if (flags & FROM_RESP) {
        pendingSyn = -1;
        if ((flags & SYN) === 0) hasServerSpoken = true;
        else if (hasClientAnswered && !hasServerSpoken) lastRepeat = entry;
      } else if ((flags & (SYN | ACK)) === SYN) {
        if (pendingSyn >= 0) this.bits[pendingSyn] = (this.bits[pendingSyn] as number) | Bit.Ignored;
        pendingSyn = entry;
      } else {
        pendingSyn = -1;
        if (!this.has(entry, Bit.Rst)) hasClientAnswered = true;
      }
    }
    if (pendingSyn >= 0 && endsNs - (this.tsNs[pendingSyn] as number) > UNANSWERED_AFTER_NS)
      this.bits[pendingSyn] = (this.bits[pendingSyn] as number) | Bit.Ignored;
    for (let entry = 0; entry < lastRepeat; entry++) {
      if ((this.side[entry] as number) === CLIENT && !this.isIcmp(entry) && !this.has(entry, Bit.Syn | Bit.Rst | Bit.Duplicate)) {
        this.bits[entry] = (this.bits[entry] as number) | Bit.Ignored;
      }
    }
  }
}

/** A segment without SYN, FIN or RST leaves both ends as they are when both are such. */
function isSettled({ state, hasFin }: InferredEndpoint): boolean {
  return !hasFin && (state === 'established' || state === 'midstream');
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

function styleOf(flags: number, len: number, bits: number, analysis: number): number {
  if (flags & RST) return RST_STYLE;
  if (analysis & Analysis.KeepAlive) return KEEPALIVE_STYLE;
  if (analysis & Analysis.ZeroWindowProbe) return WINDOW_PROBE_STYLE;
  if (bits & Bit.Retransmission) return RETRANSMISSION_STYLE;
  if (flags & SYN) return flags & ACK ? SYN_ACK_STYLE : SYN_STYLE;
  if (flags & FIN) return FIN_STYLE;
  if (len > 0) return DATA_STYLE;
  if (analysis & (Analysis.KeepAliveAck | Analysis.ZeroWindowProbeAck)) return KEEPALIVE_ACK_STYLE;
  if (analysis & Analysis.DuplicateAck) return DUPLICATE_ACK_STYLE;
  return analysis & Analysis.WindowUpdate ? WINDOW_UPDATE_STYLE : ACK_STYLE;
}

function isForeignReset(options: WalkOptions, frameIndex: number, ttl: number, usual: number | null): boolean {
  return options.forged.has(frameIndex) || (options.suspect.has(frameIndex) && usual !== null && ttl !== usual);
}

/** An error from one of the two ends is drawn from there, any other from a device between. */
function icmpSide(tables: CaptureTables, connection: number, index: number): number {
  const source = tables.icmp.source.values[index] as number;
  if (source === (tables.connections.respAddress.values[connection] as number)) return SERVER;
  return source === (tables.connections.origAddress.values[connection] as number) ? CLIENT : MIDDLEBOX;
}
