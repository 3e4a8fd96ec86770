// Marks segments as Wireshark's tcp.analysis.* does (packet-tcp.c, tcp_analyze_sequence_number): retransmissions, lost
// segments, duplicate ACKs, keep-alives, window events. Observations for display and goldens; rules use their own scan.

import { seqDiff } from '../decode/tcp/sequence';
import { Analysis } from '../model/analysis-flags';
import { NO_WINDOW_SCALE } from '../model/connection-table';
import { SegmentBlock } from '../model/segment-block';
import type { CaptureTables, SegmentAnalyser } from '../model/tables';
import { ACK, FIN, FROM_RESP, OPT_DUPLICATE, RST, SYN } from '../model/tcp-flags';

/** Wireshark: a repetition within 20 ms after the second duplicate ACK is a fast retransmission. */
const FAST_RETRANSMISSION_WITHIN_NS = 20_000_000;
/** Wireshark: without a measured round trip, a late segment within 3 ms was reordered and not repeated. */
const OUT_OF_ORDER_WITHIN_NS = 3_000_000;
const DUPLICATE_ACKS_FOR_FAST = 2;
/** Among so many segments the handshake is looked for. */
const HANDSHAKE_SEGMENTS = 8;

/**
 * What Wireshark keeps per direction: words of one array per side, as numbers of 32 bits in fields of objects are boxed by some machines.
 * Sequence numbers are signed; differences are the same.
 */
const NEXT_SEQ = 0;
/** Whether NEXT_SEQ, MAX_TO_BE_ACKED and LAST_ACK are known. */
const HAS_NEXT = 1;
const MAX_TO_BE_ACKED = 2;
const HAS_MAX = 3;
const LAST_ACK = 4;
const HAS_ACK = 5;
/** -1 before the first segment. */
const WINDOW = 6;
const DUPLICATE_ACKS = 7;
const LAST_MARKS = 8;
const FLOW_WORDS = 9;
const NEXT_SEQ_NS = 0;
const LAST_ACK_NS = 1;

class Flow {
  readonly words = new Int32Array(FLOW_WORDS);
  readonly timesNs = new Float64Array(2);

  clear(): void {
    this.words.fill(0);
    this.words[WINDOW] = -1;
  }
}

const orig = new Flow();
const resp = new Flow();

/** Analyses each connection of the tables once, when it is asked for. What was told before, of fewer segments, is forgotten. */
export class LateAnalyser implements SegmentAnalyser {
  readonly #tables: CaptureTables;
  readonly #block: SegmentBlock;
  readonly #isDone: Uint8Array;

  constructor(tables: CaptureTables) {
    this.#tables = tables;
    this.#block = new SegmentBlock(tables);
    this.#isDone = new Uint8Array(tables.connections.length);
    tables.segments.analysis.values.fill(0, 0, tables.segments.length);
  }

  analyze(connection: number): void {
    if (this.#isDone[connection] !== 0) return;
    this.#isDone[connection] = 1;
    this.#block.loadOne(connection);
    analyzeConnection(this.#tables, this.#block, connection);
    // A connection may be most of the capture, and 32 bytes a segment are copied.
    this.#block.release();
  }
}

/**
 * Fills segments.analysis of connection `c`, which is in `block` and has no marks yet: most segments get none, and writing those that lie
 * far apart costs more than finding them. Copies of a segment (OPT_DUPLICATE) stay unmarked.
 */
function analyzeConnection(tables: CaptureTables, block: SegmentBlock, c: number): void {
  const { connections } = tables;
  orig.clear();
  resp.clear();
  const begin = connections.segmentStart[c] - block.base;
  const end = connections.segmentStart[c + 1] - block.base;
  const firstRttNs = handshakeRttNs(block, begin, end);
  const origScale = connections.origWindowScale.values[c];
  const respScale = connections.respWindowScale.values[c];
  const scaled = origScale !== NO_WINDOW_SCALE && respScale !== NO_WINDOW_SCALE;
  // The window that a side sends is scaled by its own option.
  const origFactor = scaled ? 2 ** origScale : 1;
  const respFactor = scaled ? 2 ** respScale : 1;
  const analysis = tables.segments.analysis.values;
  for (let at = begin; at < end; at++) {
    if ((block.options(at) & OPT_DUPLICATE) !== 0) continue;
    const isResp = (block.flags(at) & FROM_RESP) !== 0;
    const marks = isResp
      ? analyzeSegment(resp, orig, block, at, firstRttNs, origFactor)
      : analyzeSegment(orig, resp, block, at, firstRttNs, respFactor);
    if (marks !== 0) analysis[block.row(at)] = marks;
  }
}

/** By the place in the block and not by values: numbers that are no small integers would be boxed for the call. */
function analyzeSegment(from: Flow, to: Flow, block: SegmentBlock, at: number, rttNs: number, peerFactor: number): number {
  const fwd = from.words;
  const rev = to.words;
  const flags = block.flags(at);
  const seq = block.seq(at) | 0;
  const ack = block.ack(at) | 0;
  const len = block.len(at);
  const window = block.wnd(at);
  let marks = 0;
  const isControl = (flags & (SYN | FIN | RST)) !== 0;
  const hasNext = fwd[HAS_NEXT] !== 0;
  const nextSeq = fwd[NEXT_SEQ];
  const atNext = hasNext && seq === nextSeq;
  const sameAck = fwd[HAS_ACK] !== 0 && ack === fwd[LAST_ACK];
  const isProbe = len === 1 && atNext && rev[WINDOW] === 0;
  if (isProbe) {
    marks |= Analysis.ZeroWindowProbe;
  } else {
    if (window === 0 && !isControl) marks |= Analysis.ZeroWindow;
    if (hasNext && seqDiff(seq, nextSeq) > 0 && (flags & RST) === 0) marks |= Analysis.LostSegment;
    if (len <= 1 && hasNext && seq === ((nextSeq - 1) | 0) && !isControl) marks |= Analysis.KeepAlive;
    if (len > 0) {
      if (rev[HAS_ACK] !== 0 && rev[WINDOW] >= 0 && !isControl && ((seq + len) | 0) === ((rev[LAST_ACK] + rev[WINDOW] * peerFactor) | 0))
        marks |= Analysis.WindowFull;
    } else if (atNext && !isControl) {
      marks |= emptySegmentMarks(fwd, rev, ack, window, sameAck);
    }
  }
  if ((flags & ACK) !== 0 && rev[HAS_MAX] !== 0 && seqDiff(ack, rev[MAX_TO_BE_ACKED]) > 0) {
    marks |= Analysis.AckLostSegment;
    rev[MAX_TO_BE_ACKED] = rev[NEXT_SEQ];
  }
  const sequenceLength = len + ((flags & SYN) !== 0 ? 1 : 0) + ((flags & FIN) !== 0 ? 1 : 0);
  if (sequenceLength > 0 && hasNext && seqDiff(seq, nextSeq) < 0 && (marks & Analysis.KeepAlive) === 0) {
    marks |= repetitionMark(from, to, block, at, sequenceLength, rttNs);
  }

  const end = (seq + sequenceLength) | 0;
  if (!isProbe && (marks & Analysis.KeepAlive) === 0 && (!hasNext || seqDiff(end, nextSeq) > 0)) {
    if (fwd[HAS_MAX] === 0 || seq === fwd[MAX_TO_BE_ACKED]) {
      fwd[MAX_TO_BE_ACKED] = end;
      fwd[HAS_MAX] = 1;
    }
    fwd[NEXT_SEQ] = end;
    fwd[HAS_NEXT] = 1;
    from.timesNs[NEXT_SEQ_NS] = block.tsNs(at);
  }
  if ((flags & ACK) !== 0) {
    if (!sameAck) fwd[DUPLICATE_ACKS] = 0;
    fwd[LAST_ACK] = ack;
    fwd[HAS_ACK] = 1;
    from.timesNs[LAST_ACK_NS] = block.tsNs(at);
  }
  fwd[WINDOW] = window;
  fwd[LAST_MARKS] = marks;
  return marks;
}

/** Of a segment without payload at the next expected number: what its window and its acknowledgment tell. */
function emptySegmentMarks(fwd: Int32Array, rev: Int32Array, ack: number, window: number, sameAck: boolean): number {
  if (window !== fwd[WINDOW]) return window !== 0 && sameAck ? Analysis.WindowUpdate : 0;
  if (window === 0) {
    const follows = sameAck || (fwd[HAS_ACK] !== 0 && ack === ((fwd[LAST_ACK] + 1) | 0));
    return follows && (rev[LAST_MARKS] & Analysis.ZeroWindowProbe) !== 0 ? Analysis.ZeroWindowProbeAck : 0;
  }
  if (!sameAck) return 0;
  if ((rev[LAST_MARKS] & Analysis.KeepAlive) !== 0) return Analysis.KeepAliveAck;
  fwd[DUPLICATE_ACKS]++;
  return Analysis.DuplicateAck;
}

function repetitionMark(from: Flow, to: Flow, block: SegmentBlock, at: number, sequenceLength: number, rttNs: number): number {
  const rev = to.words;
  const seq = block.seq(at) | 0;
  const tsNs = block.tsNs(at);
  const end = (seq + sequenceLength) | 0;
  if (block.len(at) > 0 && rev[HAS_ACK] !== 0 && seqDiff(end, rev[LAST_ACK]) <= 0) return Analysis.SpuriousRetransmission;
  if (
    rev[DUPLICATE_ACKS] >= DUPLICATE_ACKS_FOR_FAST &&
    rev[LAST_ACK] === seq &&
    tsNs - to.timesNs[LAST_ACK_NS] < FAST_RETRANSMISSION_WITHIN_NS
  )
    return Analysis.FastRetransmission;
  const sinceNextNs = tsNs - from.timesNs[NEXT_SEQ_NS];
  const limitNs = rttNs > 0 ? rttNs : OUT_OF_ORDER_WITHIN_NS;
  if (sinceNextNs < limitNs && end !== from.words[NEXT_SEQ]) return Analysis.OutOfOrder;
  return Analysis.Retransmission;
}

/** SYN to the client's ACK, 0 when unknown: Wireshark's bound between reordering and repetition. */
function handshakeRttNs(block: SegmentBlock, begin: number, end: number): number {
  let synNs = -1;
  let synAck = false;
  const stop = Math.min(end, begin + HANDSHAKE_SEGMENTS);
  for (let at = begin; at < stop; at++) {
    const flags = block.flags(at);
    if ((flags & (SYN | ACK)) === SYN) {
      if (synNs < 0) synNs = block.tsNs(at);
    } else if ((flags & (SYN | ACK)) === (SYN | ACK)) synAck = true;
    else if ((flags & ACK) !== 0 && (flags & FROM_RESP) === 0 && synAck && synNs >= 0) return block.tsNs(at) - synNs;
  }
  return 0;
}
