// One pass over the segments of one connection, in capture order and without duplicates, into ConnectionFacts.
// Observes only; judgements are the rules'. Cost: a few dozen operations per segment, no allocation but for RSTs.

import { seqDiff } from '../decode/tcp/sequence';
import {
  HTTP_CLOSES,
  HTTP_KEEP_ALIVE_SHIFT,
  HTTP_METHOD_MASK,
  HTTP_METHODS,
  LABEL_ABSENT,
  MarkKind,
  NO_LABEL,
  NO_TEXT,
  PROTOCOLS,
  TLS_TYPE_SHIFT,
} from '../model/mark-table';
import type { SegmentBlock } from '../model/segment-block';
import type { CaptureTables } from '../model/tables';
import { ACK, FIN, FROM_RESP, OPT_DUPLICATE, OPT_MARKED, OPT_SACK_BLOCKS, OPT_TIMESTAMPS, RST, SYN } from '../model/tcp-flags';
import { ConnectionFacts, NO_PRODUCT, PayloadKind, type SideFacts } from './connection-facts';
import { addReset, noteClientEnd, noteUnseen, SKIPPED_MAX_BYTES } from './scan-reset';

/** Payload of one side after this pause counts as a new request even without an answer in between. */
const NEW_TURN_AFTER_SECONDS = 1;
/** A SYN-ACK repeated sooner after the client's ACK crossed it on the way: the first timer of every stack is about a second. */
const SYN_ACK_CROSSING_SECONDS = 0.5;
/** A server that is full says so in its first words; some protocols exchange a greeting before. */
const REFUSAL_WITHIN_SEGMENTS = 3;
const HTTP_HEAD = HTTP_METHODS.indexOf('HEAD');
const HTTP = PROTOCOLS.indexOf('HTTP');
const TLS = PROTOCOLS.indexOf('TLS');
const NS_PER_SECOND = 1e9;

/** What connection `connection`, which is in `block`, did; told in `facts`, whatever they held. */
export function scanConnection(
  tables: CaptureTables,
  block: SegmentBlock,
  connection: number,
  facts: ConnectionFacts = new ConnectionFacts(connection),
): ConnectionFacts {
  facts.clear(connection);
  const { connections } = tables;
  const { base } = block;
  const begin = (connections.segmentStart[connection] as number) - base;
  const end = (connections.segmentStart[connection + 1] as number) - base;
  for (let at = begin; at < end; at++) scanSegment(tables, block, facts, at, begin);
  conclude(facts);
  return facts;
}

/**
 * A function of its own and not the inside of the loop: a machine that compiles a loop while it runs knows nothing of what comes after it,
 * and throws the code away there. For the same reason numbers that need a box when they are handed over are read where they are used.
 */
function scanSegment(tables: CaptureTables, block: SegmentBlock, facts: ConnectionFacts, at: number, begin: number): void {
  const row = block.row(at);
  const options = block.options(at);
  if ((options & OPT_DUPLICATE) !== 0) {
    facts.duplicates++;
    return;
  }
  const seconds = block.tsNs(at) / NS_PER_SECOND;
  const flags = block.flags(at);
  const isResp = (flags & FROM_RESP) !== 0;
  const me = isResp ? facts.resp : facts.orig;
  const peer = isResp ? facts.orig : facts.resp;
  const seq = block.seq(at);
  const ack = block.ack(at);
  const len = block.len(at);

  if (facts.firstRow < 0) {
    facts.firstRow = row;
    facts.firstSeconds = seconds;
  }
  facts.lastRow = row;
  facts.lastSeconds = seconds;
  facts.segments++;
  const isFirstOfSide = me.segments === 0;
  if (isFirstOfSide) me.firstSeconds = seconds;
  me.segments++;
  const previousSeconds = me.lastSeconds;
  me.lastSeconds = seconds;
  if ((options & OPT_TIMESTAMPS) !== 0) me.usesTimestamps = true;
  peer.keepaliveUnanswered = 0;

  if ((flags & RST) !== 0) {
    if (facts.resetCount === 0) facts.lastActivityBeforeResetSeconds = facts.lastActivitySeconds;
    if (me.lastHeardBeforeResetSeconds < 0) me.lastHeardBeforeResetSeconds = previousSeconds;
    // Only a socket that had acknowledged the SYN-ACK resets with timestamps: that ACK is missing here.
    if (!isResp && (flags & ACK) !== 0 && (options & OPT_TIMESTAMPS) !== 0 && facts.synAckRow >= 0 && facts.handshakeAckRow < 0) {
      facts.handshakeAckRow = row;
      facts.handshakeAckSeconds = seconds;
      facts.orig.ackedUnseen++;
    }
    addReset(block, facts, at, begin, row, isResp ? 1 : 0, seconds, flags);
    if ((options & OPT_MARKED) !== 0 && facts.resetTextRow < 0) noteResetText(tables, facts, row);
    return;
  }
  const ttl = block.ttl(at);
  if (me.ttl < 0) me.ttl = ttl;
  else if (me.ttl !== ttl) me.ttlVaries = true;

  if ((flags & SYN) !== 0) {
    scanSyn(facts, me, row, seq, len, seconds, flags);
    if ((flags & ACK) !== 0) noteAck(facts, me, peer, row, ack, seconds);
    facts.lastActivitySeconds = seconds;
    return;
  }
  // RFC 5961 4.2: an ACK in answer to a SYN, about another sequence space than the SYN's.
  if (
    isResp &&
    facts.orig.synRow >= 0 &&
    facts.synAckRow < 0 &&
    facts.handshakeAckRow < 0 &&
    (flags & ACK) !== 0 &&
    ack !== (facts.orig.iss + 1) >>> 0
  ) {
    if (facts.challengeAckRow < 0 && facts.orig.segments === facts.orig.synCount) {
      facts.challengeAckRow = row;
      facts.challengeAckSeconds = seconds;
      return;
    }
  }
  if (isFirstOfSide) {
    me.iss = (seq - 1) >>> 0;
    me.sndNxt = seq;
  }
  if (
    (flags & (ACK | FIN)) === ACK &&
    len <= 1 &&
    !isFirstOfSide &&
    seqDiff(seq, me.sndNxt) === -1 &&
    (facts.handshakeAckRow >= 0 || me.synRow < 0) &&
    seq !== me.iss
  ) {
    scanProbe(me, peer, row, seconds, facts.lastActivitySeconds);
    noteAck(facts, me, peer, row, ack, seconds);
    return;
  }
  if ((flags & (ACK | FIN)) === ACK && len === 0 && !isFirstOfSide) noteSkipped(facts, me, peer, row, seq, seconds);
  if ((flags & ACK) !== 0) noteAck(facts, me, peer, row, ack, seconds);
  if (
    isResp &&
    facts.firstDataAckSeconds < 0 &&
    facts.orig.payloadBytes > 0 &&
    (flags & ACK) !== 0 &&
    seqDiff(ack, (facts.orig.iss + 1) >>> 0) > 0
  ) {
    facts.firstDataAckSeconds = seconds;
    facts.firstDataRetries = facts.orig.retransmissions;
  }
  if ((options & OPT_SACK_BLOCKS) !== 0) {
    me.sackRow = row;
    me.sackSeconds = seconds;
  }
  if ((flags & ACK) !== 0) noteWindow(me, row, block.wnd(at), seconds);
  if (!isResp && facts.synAckRow >= 0 && facts.handshakeAckRow < 0 && (flags & ACK) !== 0 && seqDiff(ack, facts.resp.iss) > 0) {
    facts.handshakeAckRow = row;
    facts.handshakeAckSeconds = seconds;
    if (facts.synAckCount === 1) facts.rttClientSeconds = seconds - facts.synAckSeconds;
  }
  // An ACK of the client without any SYN-ACK: the capture may lack it (settled below).
  if (
    !isResp &&
    facts.unseenAckRow < 0 &&
    facts.synAckRow < 0 &&
    facts.orig.synRow >= 0 &&
    (flags & ACK) !== 0 &&
    seqDiff(seq, me.iss) > 0
  ) {
    facts.unseenAckRow = row;
    facts.unseenAckSeconds = seconds;
  }
  if (len > 0) scanPayload(tables, block, at, facts, isResp ? 1 : 0);
  if ((flags & FIN) !== 0) scanFin(facts, me, isResp ? 1 : 0, row, (seq + len) >>> 0, seconds);
  if (
    facts.resetCount > 0 &&
    facts.goesOnAfterResetRow < 0 &&
    facts.resets[0]?.side === (isResp ? 1 : 0) &&
    (len > 0 || (flags & FIN) !== 0)
  ) {
    facts.goesOnAfterResetRow = row;
  }
  facts.lastActivitySeconds = seconds;
}

/** What only the whole connection tells. */
function conclude(facts: ConnectionFacts): void {
  // Only a SYN-ACK makes a client acknowledge, and the server went on: the handshake was done, its middle is missing here.
  if (facts.synAckRow < 0 && facts.unseenAckRow >= 0 && facts.challengeAckRow < 0 && facts.resp.segments > 0) {
    facts.handshakeAckRow = facts.unseenAckRow;
    facts.handshakeAckSeconds = facts.unseenAckSeconds;
    facts.orig.ackedUnseen++;
  }
  facts.bothDirections = facts.orig.segments > 0 && facts.resp.segments > 0;
  facts.isMidStream = facts.orig.synRow < 0 && facts.synAckRow < 0;
  facts.lossy = facts.orig.ackedUnseen > 0 || facts.resp.ackedUnseen > 0;
  for (const side of [facts.orig, facts.resp]) {
    if (side.zeroWindowSeconds >= 0) side.zeroWindowLongest = Math.max(side.zeroWindowLongest, facts.lastSeconds - side.zeroWindowSeconds);
  }
  if (facts.responseEnd >= 0) {
    facts.responseBytesMissing = Math.max(
      0,
      facts.responseEnd - seqDiff(facts.resp.sndNxt, facts.resp.iss) + 1 + (facts.resp.finRow >= 0 ? 1 : 0),
    );
  }
}

function scanSyn(facts: ConnectionFacts, me: SideFacts, row: number, seq: number, len: number, seconds: number, flags: number): void {
  const first = me.synRow < 0;
  if (first) {
    me.synRow = row;
    me.synSeconds = seconds;
    me.iss = seq;
    me.issKnown = true;
    if (me.segments === 1 || seqDiff((seq + 1 + len) >>> 0, me.sndNxt) > 0) me.sndNxt = (seq + 1 + len) >>> 0;
    if (len > 0) me.payloadBytes += len;
  }
  me.synCount++;
  me.lastSynRow = row;
  me.lastSynSeconds = seconds;
  if ((flags & ACK) === 0) return;
  facts.synAckCount++;
  if (facts.synAckRow < 0) {
    facts.synAckRow = row;
    facts.synAckSeconds = seconds;
    const syn = facts.orig;
    if (syn.synCount === 1) facts.rttServerSeconds = seconds - syn.synSeconds;
  } else if (facts.handshakeAckRow >= 0 && seconds - facts.handshakeAckSeconds > SYN_ACK_CROSSING_SECONDS) {
    facts.synAckRepeats++;
    if (facts.synAckRepeatRow < 0) {
      facts.synAckRepeatRow = row;
      facts.synAckRepeatSeconds = seconds;
    }
  }
}

function scanProbe(me: SideFacts, peer: SideFacts, row: number, seconds: number, lastActivitySeconds: number): void {
  if (peer.zeroWindowSeconds >= 0) {
    me.zeroWindowProbes++;
    return;
  }
  me.keepaliveProbes++;
  if (me.keepaliveUnanswered === 0) {
    me.keepaliveFirstRow = row;
    me.keepaliveFirstSeconds = seconds;
    if (me.keepaliveProbes === 1) me.keepaliveIdleSeconds = lastActivitySeconds < 0 ? 0 : seconds - lastActivitySeconds;
  }
  if (me.keepaliveLastSeconds >= 0) me.keepaliveGapSeconds = seconds - me.keepaliveLastSeconds;
  me.keepaliveUnanswered++;
  me.keepaliveLastRow = row;
  me.keepaliveLastSeconds = seconds;
}

function noteAck(facts: ConnectionFacts, me: SideFacts, peer: SideFacts, row: number, ack: number, seconds: number): void {
  const unseen = peer.segments > 0 ? seqDiff(ack, peer.sndNxt) : 0;
  if (unseen > 0) {
    // An ACK for bytes that the capture does not hold: they were lost by the capture, not by the network.
    me.ackedUnseen++;
    if (peer.finRow >= 0 || unseen > 1) noteUnseen(me, peer, unseen, row);
    else noteUnseenFin(facts, peer, row, seconds);
    peer.sndNxt = ack;
  }
  const advanced = !me.ackSentKnown || seqDiff(ack, me.ackSent) > 0;
  if (advanced) {
    me.ackSent = ack;
    me.ackSentKnown = true;
    if (seqDiff(ack, peer.sndNxt) >= 0) {
      peer.outstandingSeconds = -1;
      if (peer.flightLargest > me.largestAcked) me.largestAcked = peer.flightLargest;
      peer.flightLargest = 0;
    }
    if (peer.outstandingSeconds >= 0) peer.outstandingSeconds = seconds;
    if (peer.tailRetries > 0 && seqDiff(ack, peer.tailSeq) > 0) peer.tailRetries = 0;
  }
  if (peer.finRow >= 0 && peer.finAckedRow < 0 && seqDiff(ack, peer.finSeq) > 0) {
    peer.finAckedRow = row;
    peer.finAckedSeconds = seconds;
  }
}

/** A bare ACK stands where its sender has got to: what lies between was sent, and is not in the capture. */
function noteSkipped(facts: ConnectionFacts, me: SideFacts, peer: SideFacts, row: number, seq: number, seconds: number): void {
  const skipped = seqDiff(seq, me.sndNxt);
  if (skipped <= 0 || skipped >= SKIPPED_MAX_BYTES || me.finRow >= 0) return;
  if (skipped === 1) noteUnseenFin(facts, me, row, seconds);
  else noteUnseen(peer, me, skipped, row);
  me.sndNxt = seq;
}

/** An ACK one beyond all that a side has sent: its FIN came before this, and is not in the capture. */
function noteUnseenFin(facts: ConnectionFacts, closer: SideFacts, row: number, seconds: number): void {
  if (closer.finUnseen) return;
  if (closer === facts.orig && facts.resetCount === 0) noteClientEnd(facts);
  closer.finUnseen = true;
  closer.finUnseenRow = row;
  if (facts.endRow >= 0) return;
  facts.endRow = row;
  facts.endSide = closer === facts.orig ? 0 : 1;
  facts.endSeconds = seconds;
}

/** It goes on: what was acknowledged was one byte of payload, and no FIN. */
function forgetUnseenFin(facts: ConnectionFacts, me: SideFacts): void {
  me.finUnseen = false;
  if (facts.endRow !== me.finUnseenRow) return;
  facts.endRow = -1;
  facts.endSide = -1;
  facts.endSeconds = -1;
}

function noteWindow(me: SideFacts, row: number, wnd: number, seconds: number): void {
  if (wnd === 0) {
    if (me.zeroWindowSeconds < 0) {
      me.zeroWindowSeconds = seconds;
      me.zeroWindowRow = row;
    }
  } else if (me.zeroWindowSeconds >= 0) {
    me.zeroWindowLongest = Math.max(me.zeroWindowLongest, seconds - me.zeroWindowSeconds);
    me.zeroWindowSeconds = -1;
  }
}

function scanPayload(tables: CaptureTables, block: SegmentBlock, at: number, facts: ConnectionFacts, side: number): void {
  const me = facts.side(side);
  const peer = facts.side(1 - side);
  const row = block.row(at);
  const seq = block.seq(at);
  const len = block.len(at);
  const seconds = block.tsNs(at) / NS_PER_SECOND;
  const endSeq = (seq + len) >>> 0;
  const ahead = seqDiff(endSeq, me.sndNxt);
  // Captured behind the ACK for it: what was thought missing comes after all.
  const isLate = ahead <= 0 && me.unseenBytes >= len && me.retransmissions === 0;
  if (ahead <= 0 && !isLate) {
    me.retransmissions++;
    noteTail(me, row, seq, len, seconds);
    return;
  }
  if (me.finUnseen) forgetUnseenFin(facts, me);
  const fresh = isLate ? len : Math.min(len, ahead);
  if (isLate) {
    me.unseenBytes -= len;
    me.unansweredBytes = Math.max(0, me.unansweredBytes - len);
  } else {
    me.sndNxt = endSeq;
  }
  me.payloadBytes += fresh;
  me.payloadSegments++;
  if (len > me.flightLargest) me.flightLargest = len;
  if (me.outstandingSeconds < 0) {
    me.outstandingSeconds = seconds;
    me.tailFirstRow = row;
    me.tailFirstSeconds = seconds;
  }
  if (me.firstPayloadRow < 0) {
    me.firstPayloadRow = row;
    me.firstPayloadSeconds = seconds;
  }
  // What leaves before anything of the other side has arrived cannot answer it.
  const isAnswer = !me.ackSentKnown || !peer.issKnown || seqDiff(me.ackSent, (peer.iss + 1) >>> 0) > 0;
  if (side === 1 && !isAnswer) facts.unaskedBytes += fresh;
  const pause = facts.lastPayloadSeconds < 0 ? 0 : seconds - facts.lastPayloadSeconds;
  if (facts.lastPayloadSide !== side) {
    if (side === 1 && facts.lastPayloadSide === 0 && isAnswer) {
      facts.exchanges++;
      if (facts.idleBeforeLastRequest > facts.longestIdleSurvived) facts.longestIdleSurvived = facts.idleBeforeLastRequest;
    }
  }
  if (side === 0 && (facts.lastPayloadSide !== 0 || pause >= NEW_TURN_AFTER_SECONDS)) {
    facts.idleBeforeLastRequest = pause;
    facts.lastRequestRow = row;
    facts.lastRequestSeconds = seconds;
    facts.lastRequestSeq = seq;
  }
  me.lastPayloadRow = row;
  me.lastPayloadSeconds = seconds;
  me.unansweredBytes += fresh;
  if (isAnswer) peer.unansweredBytes = 0;
  noteAfterPeerFin(me, peer, row, seconds, fresh);
  facts.lastPayloadSeconds = seconds;
  facts.lastPayloadSide = side;
  if ((block.options(at) & OPT_MARKED) !== 0) scanMarks(tables, facts, me, side, row, seq);
}

function noteAfterPeerFin(me: SideFacts, peer: SideFacts, row: number, seconds: number, bytes: number): void {
  if (peer.finRow < 0 && !peer.finUnseen) return;
  if (me.afterPeerFinRow < 0) {
    me.afterPeerFinRow = row;
    me.afterPeerFinSeconds = seconds;
  }
  me.afterPeerFinBytes += bytes;
}

function scanMarks(tables: CaptureTables, facts: ConnectionFacts, me: SideFacts, side: number, row: number, seq: number): void {
  const { marks } = tables;
  for (let mark = marks.find(row); mark >= 0 && mark < marks.segment.length && marks.segment.values[mark] === row; mark++) {
    const value = marks.value.values[mark] as number;
    const extent = marks.extent.values[mark] as number;
    const label = marks.label.values[mark] as number;
    const offset = seqDiff(seq, me.iss) - 1;
    switch (marks.kind.values[mark]) {
      case MarkKind.HttpRequest:
        noteFirstKind(facts, side, PayloadKind.Http);
        if (me.protocol < 0) me.protocol = HTTP;
        if (facts.hostName < 0) facts.hostName = label - 1;
        facts.httpRequests++;
        facts.asksForHead = (value & HTTP_METHOD_MASK) === HTTP_HEAD;
        facts.requestEnd = extent < 0 ? -1 : offset + extent;
        break;
      case MarkKind.HttpResponse:
        noteFirstKind(facts, side, PayloadKind.Http);
        if (me.protocol < 0) me.protocol = HTTP;
        if (facts.product < 0 && label !== NO_LABEL) facts.product = label === LABEL_ABSENT ? NO_PRODUCT : label - 1;
        facts.lastHttpStatus = value & 0xffff;
        if (facts.lastHttpStatus >= 200) facts.httpResponses++;
        facts.lastResponseRow = row;
        facts.responseEnd = extent < 0 || facts.asksForHead ? -1 : offset + extent;
        facts.announcedClose = (value & HTTP_CLOSES) !== 0;
        if (facts.announcedClose) facts.announcedCloseRow = row;
        if (value >>> HTTP_KEEP_ALIVE_SHIFT > 0) facts.keepAliveHeaderSeconds = value >>> HTTP_KEEP_ALIVE_SHIFT;
        break;
      case MarkKind.LimitText:
        // A refusal is the server's and comes first; the same words later, or from the client, are a log line or a page.
        if (side === 1 && me.payloadSegments <= REFUSAL_WITHIN_SEGMENTS) {
          facts.limitText = value;
          facts.limitTextRow = row;
        }
        break;
      case MarkKind.Greeting:
        noteFirstKind(facts, side, PayloadKind.Greeting);
        if (side === 1 && me.payloadSegments <= REFUSAL_WITHIN_SEGMENTS) {
          facts.greeting = value;
          if (facts.product < 0 && value !== NO_TEXT && !isRefusal(marks.texts[value])) facts.product = value;
        }
        break;
      case MarkKind.Protocol:
        // gRPC shows in a later segment than the HTTP/2 that it is.
        me.protocol = value;
        break;
      case MarkKind.ServerWords:
        if (side === 1) {
          facts.serverWords = value;
          facts.serverWordsRow = row;
        }
        break;
      case MarkKind.TlsAlert:
        noteFirstKind(facts, side, PayloadKind.Tls);
        if (me.protocol < 0) me.protocol = TLS;
        facts.sawTls = true;
        facts.tlsAlertRow = row;
        facts.tlsAlertSide = side;
        facts.tlsAlert = value;
        break;
      case MarkKind.TlsClientHello:
        noteFirstKind(facts, side, PayloadKind.Tls);
        if (me.protocol < 0) me.protocol = TLS;
        if (facts.hostName < 0) facts.hostName = label - 1;
        facts.sawTls = true;
        facts.clientHelloBytes = tables.segments.len(row);
        break;
      case MarkKind.TlsServerHello:
        noteFirstKind(facts, side, PayloadKind.Tls);
        if (me.protocol < 0) me.protocol = TLS;
        facts.sawTls = true;
        facts.sawServerHello = true;
        break;
      case MarkKind.ResetText:
        break;
      default:
        if (me.protocol < 0) me.protocol = TLS;
        facts.sawTls = true;
        if (isAlertLike(value)) me.alertLikeRow = row;
    }
  }
}

/** "421 Service not available" where a greeting was due: no name of a product. */
function isRefusal(greeting: string | undefined): boolean {
  return greeting?.startsWith('4') ?? true;
}

const TLS_ALERT = 21;
const TLS_APPLICATION_DATA = 23;
/** Level, description, content type and tag: an alert of TLS 1.3. */
const TLS_ENCRYPTED_ALERT_BYTES = 19;

function isAlertLike(record: number): boolean {
  const type = record >>> TLS_TYPE_SHIFT;
  return type === TLS_ALERT || (type === TLS_APPLICATION_DATA && (record & 0xffff) === TLS_ENCRYPTED_ALERT_BYTES);
}

/** Whoever sent the RST wrote this into it. */
function noteResetText({ marks }: CaptureTables, facts: ConnectionFacts, row: number): void {
  const mark = marks.find(row);
  if (mark < 0 || marks.kind.values[mark] !== MarkKind.ResetText) return;
  facts.resetText = marks.value.values[mark] as number;
  facts.resetTextRow = row;
}

/** What a side's very first payload was; later ones do not change it. */
function noteFirstKind(facts: ConnectionFacts, side: number, kind: number): void {
  const me = facts.side(side);
  if (me.payloadSegments === 1 && me.firstKind === PayloadKind.Unknown) me.firstKind = kind;
}

/** The same bytes again: counts only as long as nothing new of this side is acknowledged. */
function noteTail(me: SideFacts, row: number, seq: number, len: number, seconds: number): void {
  if (me.tailRetries > 0 && me.tailSeq === seq) {
    me.tailRetries++;
  } else {
    me.tailRetries = 1;
    me.tailSeq = seq;
    me.tailBytes = len;
    if (me.outstandingSeconds < 0) {
      me.tailFirstRow = row;
      me.tailFirstSeconds = seconds;
    } else {
      me.tailFirstSeconds = me.outstandingSeconds;
    }
  }
  me.tailLastRow = row;
  me.tailLastSeconds = seconds;
}

function scanFin(facts: ConnectionFacts, me: SideFacts, side: number, row: number, finSeq: number, seconds: number): void {
  me.finCount++;
  if (me.finRow >= 0) {
    if (me.finAckedRow < 0) {
      me.retransmissions++;
      noteTail(me, row, finSeq, 0, seconds);
    }
    return;
  }
  const missing = me.segments > 1 ? seqDiff(finSeq, me.sndNxt) : 0;
  if (missing > 0) {
    noteUnseen(facts.side(1 - side), me, missing, row);
    noteAfterPeerFin(me, facts.side(1 - side), row, seconds, missing);
  }
  if (side === 0 && facts.resetCount === 0) noteClientEnd(facts);
  // When the missing bytes were said nobody knows.
  const lastSaid = missing > 0 ? -1 : lastPayloadBeforeFin(facts, me, side);
  me.idleBeforeFinSeconds = lastSaid < 0 ? 0 : Math.max(0, seconds - lastSaid);
  me.finRow = row;
  me.finSeconds = seconds;
  me.finSeq = finSeq;
  me.sndNxt = (finSeq + 1) >>> 0;
  if (me.outstandingSeconds < 0) {
    me.outstandingSeconds = seconds;
    me.tailFirstRow = row;
    me.tailFirstSeconds = seconds;
  }
  // Payload that this FIN does not acknowledge was on its way when the FIN left: the two crossed.
  const peer = facts.side(1 - side);
  const uncovered = me.ackSentKnown && peer.finRow < 0 && peer.payloadBytes > 0 ? seqDiff(peer.sndNxt, me.ackSent) : 0;
  if (uncovered > 0 && peer.afterPeerFinRow < 0) {
    peer.afterPeerFinRow = peer.lastPayloadRow;
    peer.afterPeerFinSeconds = peer.lastPayloadSeconds;
    peer.afterPeerFinBytes = uncovered;
  }
  // All that was said since the request crossed the FIN: when it left, nothing had been answered.
  if (side === 0 && facts.resetCount === 0 && uncovered > 0 && uncovered >= peer.unansweredBytes) facts.owedAtFin = me.payloadBytes > 0;
  if (facts.endRow < 0) {
    facts.endRow = row;
    facts.endSide = side;
    facts.endSeconds = seconds;
  }
}

/** When something was said last before a FIN of `side`; -1 when nothing was and no handshake was seen. */
function lastPayloadBeforeFin(facts: ConnectionFacts, me: SideFacts, side: number): number {
  if (facts.lastPayloadSeconds < 0) return facts.handshakeAckSeconds;
  const crosses = side === 1 && facts.lastPayloadSide === 0 && me.ackSentKnown && seqDiff(facts.lastRequestSeq, me.ackSent) >= 0;
  return crosses ? facts.lastRequestSeconds - facts.idleBeforeLastRequest : facts.lastPayloadSeconds;
}
