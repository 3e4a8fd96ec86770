// Marks segments as Wireshark's tcp.analysis.* does (packet-tcp.c, tcp_analyze_sequence_number): retransmissions, lost
// segments, duplicate ACKs, keep-alives, window events. Observations for display and goldens; rules use their own scan.

import { seqDiff } from '../decode/tcp/sequence';
import { Analysis } from '../model/analysis-flags';
import { NO_WINDOW_SCALE } from '../model/connection-table';
import type { SegmentBlock } from '../model/segment-block';
import type { CaptureTables } from '../model/tables';
import { ACK, FIN, FROM_RESP, OPT_DUPLICATE, RST, SYN } from '../model/tcp-flags';

/** Wireshark: a repetition within 20 ms after the second duplicate ACK is a fast retransmission. */
const FAST_RETRANSMISSION_WITHIN_NS = 20_000_000;
/** Wireshark: without a measured round trip, a late segment within 3 ms was reordered and not repeated. */
const OUT_OF_ORDER_WITHIN_NS = 3_000_000;
const DUPLICATE_ACKS_FOR_FAST = 2;
/** Among so many segments the handshake is looked for. */
const HANDSHAKE_SEGMENTS = 8;

/** What Wireshark keeps per direction. Sequence numbers as signed 32 bits: small integers to the machine, differences are the same. */
class Flow {
  /** Next expected sequence number, and whether one is known. */
  nextSeq = 0;
  hasNext = false;
  nextSeqNs = 0;
  maxToBeAcked = 0;
  hasMax = false;
  lastAck = 0;
  hasAck = false;
  lastAckNs = 0;
  window = -1;
  duplicateAcks = 0;
  lastFlags = 0;

  clear(): void {
    this.hasNext = false;
    this.hasMax = false;
    this.hasAck = false;
    this.lastAck = 0;
    this.window = -1;
    this.duplicateAcks = 0;
    this.lastFlags = 0;
  }
}

const orig = new Flow();
const resp = new Flow();

/** Fills segments.analysis of connection `c`, which is in `block`. Copies of a segment (OPT_DUPLICATE) stay unmarked. */
export function analyzeConnection(tables: CaptureTables, block: SegmentBlock, c: number): void {
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
    if ((block.options[at] & OPT_DUPLICATE) !== 0) continue;
    const flags = block.flags[at];
    const isResp = (flags & FROM_RESP) !== 0;
    const fwd = isResp ? resp : orig;
    const rev = isResp ? orig : resp;
    const marks = analyzeSegment(
      fwd,
      rev,
      flags,
      block.seq[at] | 0,
      block.ack[at] | 0,
      block.len[at],
      block.wnd[at],
      block.tsNs[at],
      firstRttNs,
      isResp ? origFactor : respFactor,
    );
    analysis[connections.segments[block.base + at]] = marks;
  }
}

function analyzeSegment(
  fwd: Flow,
  rev: Flow,
  flags: number,
  seq: number,
  ack: number,
  len: number,
  window: number,
  tsNs: number,
  rttNs: number,
  peerFactor: number,
): number {
  let marks = 0;
  const isControl = (flags & (SYN | FIN | RST)) !== 0;
  const atNext = fwd.hasNext && seq === fwd.nextSeq;
  const sameAck = fwd.hasAck && ack === fwd.lastAck;
  const isProbe = len === 1 && atNext && rev.window === 0;
  if (isProbe) {
    marks |= Analysis.ZeroWindowProbe;
  } else {
    if (window === 0 && !isControl) marks |= Analysis.ZeroWindow;
    if (fwd.hasNext && seqDiff(seq, fwd.nextSeq) > 0 && (flags & RST) === 0) marks |= Analysis.LostSegment;
    if (len <= 1 && fwd.hasNext && seq === ((fwd.nextSeq - 1) | 0) && !isControl) marks |= Analysis.KeepAlive;
    if (len === 0 && window !== 0 && window !== fwd.window && atNext && sameAck && !isControl) marks |= Analysis.WindowUpdate;
    if (len > 0 && rev.hasAck && rev.window >= 0 && !isControl && ((seq + len) | 0) === ((rev.lastAck + rev.window * peerFactor) | 0))
      marks |= Analysis.WindowFull;
    const repeatsWindow = len === 0 && window === fwd.window && atNext && !isControl;
    if (repeatsWindow && window !== 0 && sameAck && (rev.lastFlags & Analysis.KeepAlive) !== 0) {
      marks |= Analysis.KeepAliveAck;
    } else if (
      repeatsWindow &&
      window === 0 &&
      (sameAck || (fwd.hasAck && ack === ((fwd.lastAck + 1) | 0))) &&
      (rev.lastFlags & Analysis.ZeroWindowProbe) !== 0
    ) {
      marks |= Analysis.ZeroWindowProbeAck;
    } else if (repeatsWindow && window !== 0 && sameAck) {
      fwd.duplicateAcks++;
      marks |= Analysis.DuplicateAck;
    }
  }
  if ((flags & ACK) !== 0 && rev.hasMax && seqDiff(ack, rev.maxToBeAcked) > 0) {
    marks |= Analysis.AckLostSegment;
    rev.maxToBeAcked = rev.nextSeq;
  }
  const sequenceLength = len + ((flags & SYN) !== 0 ? 1 : 0) + ((flags & FIN) !== 0 ? 1 : 0);
  if (sequenceLength > 0 && fwd.hasNext && seqDiff(seq, fwd.nextSeq) < 0 && (marks & Analysis.KeepAlive) === 0) {
    marks |= repetitionMark(fwd, rev, seq, len, sequenceLength, tsNs, rttNs);
  }

  const end = (seq + sequenceLength) | 0;
  if (!isProbe && (marks & Analysis.KeepAlive) === 0 && (!fwd.hasNext || seqDiff(end, fwd.nextSeq) > 0)) {
    if (!fwd.hasMax || seq === fwd.maxToBeAcked) {
      fwd.maxToBeAcked = end;
      fwd.hasMax = true;
    }
    fwd.nextSeq = end;
    fwd.hasNext = true;
    fwd.nextSeqNs = tsNs;
  }
  if ((flags & ACK) !== 0) {
    if (!sameAck) fwd.duplicateAcks = 0;
    fwd.lastAck = ack;
    fwd.hasAck = true;
    fwd.lastAckNs = tsNs;
  }
  fwd.window = window;
  fwd.lastFlags = marks;
  return marks;
}

function repetitionMark(fwd: Flow, rev: Flow, seq: number, len: number, sequenceLength: number, tsNs: number, rttNs: number): number {
  const end = (seq + sequenceLength) | 0;
  if (len > 0 && rev.hasAck && seqDiff(end, rev.lastAck) <= 0) return Analysis.SpuriousRetransmission;
  if (rev.duplicateAcks >= DUPLICATE_ACKS_FOR_FAST && rev.lastAck === seq && tsNs - rev.lastAckNs < FAST_RETRANSMISSION_WITHIN_NS)
    return Analysis.FastRetransmission;
  const sinceNextNs = tsNs - fwd.nextSeqNs;
  const limitNs = rttNs > 0 ? rttNs : OUT_OF_ORDER_WITHIN_NS;
  if (sinceNextNs < limitNs && end !== fwd.nextSeq) return Analysis.OutOfOrder;
  return Analysis.Retransmission;
}

/** SYN to the client's ACK, 0 when unknown: Wireshark's bound between reordering and repetition. */
function handshakeRttNs(block: SegmentBlock, begin: number, end: number): number {
  let synNs = -1;
  let synAck = false;
  const stop = Math.min(end, begin + HANDSHAKE_SEGMENTS);
  for (let at = begin; at < stop; at++) {
    const flags = block.flags[at];
    if ((flags & (SYN | ACK)) === SYN) {
      if (synNs < 0) synNs = block.tsNs[at];
    } else if ((flags & (SYN | ACK)) === (SYN | ACK)) synAck = true;
    else if ((flags & ACK) !== 0 && (flags & FROM_RESP) === 0 && synAck && synNs >= 0) return block.tsNs[at] - synNs;
  }
  return 0;
}
