// One row per connection of what the table, the findings and the cross-connection handlers need after a scan.
// Everything else is scanned again when someone asks for one connection.

import type { CaptureTables } from '../model/tables';
import type { ConnectionFacts } from './connection-facts';

/** What the server did with a completed handshake, as far as limits are concerned. */
export const Admission = {
  /** No handshake, or it cannot be said. */
  Unknown: 0,
  /** The server sent payload, or held the connection for long. */
  Served: 1,
  /** The server closed or reset it right after the accept, without an answer or with a refusal in words. */
  Rejected: 2,
  /** Completed by the kernel, never answered, not closed by the server. */
  Waiting: 3,
  /** The SYN itself was answered by RST. */
  Refused: 4,
} as const;

/** A server that closes later than this after the handshake (or the first request) did not turn the client away. */
export const REJECTED_WITHIN_SECONDS = 0.25;
/** A connection that the server left open for this long was admitted, even when it never sent a byte. */
export const ADMITTED_AFTER_SECONDS = 1;

export class ConnectionColumns {
  readonly start: Float64Array;
  readonly end: Float64Array;
  /** Handshake completed (final ACK seen), -1 when not. */
  readonly accepted: Float64Array;
  /** From when the server's kernel held it complete: later than `accepted` where the final ACK was ignored at first; -1 when never. */
  readonly queued: Float64Array;
  /** Until when the server counts it as open: its own FIN or RST, the client's RST; Infinity when never. */
  readonly openUntil: Float64Array;
  readonly firstAnswer: Float64Array;
  readonly rtt: Float32Array;
  readonly bytesOrig: Float64Array;
  readonly bytesResp: Float64Array;
  readonly packets: Uint32Array;
  readonly retransmissions: Uint32Array;
  readonly admission: Uint8Array;
  /** When the server ended it (its FIN or RST came first), -1 when it did not. */
  readonly serverEnd: Float64Array;
  /** Bytes of the server, where it said them and closed at once; the second: whether it can have heard the client before. */
  readonly partingBytes: Uint32Array;
  readonly partingUnasked: Uint8Array;
  readonly serverEndIsReset: Uint8Array;
  /** Silence before the client's last request, where that was never acknowledged; 0 otherwise. */
  readonly silentAfterIdle: Float32Array;
  /** Longest silence after which a request was answered; 0 where keepalive probes broke the silences. */
  readonly idleSurvived: Float32Array;
  /** PayloadKind of the client's and the server's first payload. */
  readonly clientKind: Uint8Array;
  /** Status of the last HTTP response, 0 without one. */
  readonly httpStatus: Uint16Array;
  readonly serverKind: Uint8Array;
  /** Repetitions after the connection had got going: loss on the path, not a full queue. */
  readonly laterRetransmissions: Uint32Array;
  readonly synCount: Uint16Array;
  /** Neither SYN nor SYN-ACK was seen. */
  readonly isMidStream: Uint8Array;
  /** First FIN or effective RST of either side, -1 when none. */
  readonly ended: Float64Array;
  readonly listener: Uint32Array;
  /** SND.NXT of either side at the end. */
  readonly origNext: Uint32Array;
  readonly respNext: Uint32Array;
  readonly cause: Uint8Array;
  readonly confidence: Float32Array;
  readonly outcome: Uint8Array;
  readonly endedBy: Uint8Array;
  readonly party: Uint8Array;

  constructor(count: number) {
    this.start = new Float64Array(count);
    this.end = new Float64Array(count);
    this.accepted = new Float64Array(count).fill(-1);
    this.queued = new Float64Array(count).fill(-1);
    this.openUntil = new Float64Array(count);
    this.firstAnswer = new Float64Array(count).fill(-1);
    this.rtt = new Float32Array(count).fill(-1);
    this.bytesOrig = new Float64Array(count);
    this.bytesResp = new Float64Array(count);
    this.packets = new Uint32Array(count);
    this.retransmissions = new Uint32Array(count);
    this.admission = new Uint8Array(count);
    this.serverEnd = new Float64Array(count).fill(-1);
    this.partingBytes = new Uint32Array(count);
    this.partingUnasked = new Uint8Array(count);
    this.serverEndIsReset = new Uint8Array(count);
    this.silentAfterIdle = new Float32Array(count);
    this.idleSurvived = new Float32Array(count);
    this.clientKind = new Uint8Array(count);
    this.httpStatus = new Uint16Array(count);
    this.serverKind = new Uint8Array(count);
    this.laterRetransmissions = new Uint32Array(count);
    this.synCount = new Uint16Array(count);
    this.isMidStream = new Uint8Array(count);
    this.ended = new Float64Array(count).fill(-1);
    this.listener = new Uint32Array(count);
    this.origNext = new Uint32Array(count);
    this.respNext = new Uint32Array(count);
    this.cause = new Uint8Array(count);
    this.confidence = new Float32Array(count);
    this.outcome = new Uint8Array(count);
    this.endedBy = new Uint8Array(count);
    this.party = new Uint8Array(count);
  }

  /** Copies what a scan found. `ignored`: the server took no notice of the handshake at first. `captureEndSeconds`: how long an open connection was watched. */
  store(tables: CaptureTables, facts: ConnectionFacts, ignored: boolean, captureEndSeconds: number): void {
    const c = facts.connection;
    this.origNext[c] = facts.orig.sndNxt;
    this.respNext[c] = facts.resp.sndNxt;
    this.start[c] = facts.firstSeconds;
    this.end[c] = facts.lastSeconds;
    this.accepted[c] = facts.handshakeDone ? facts.handshakeAckSeconds : facts.isMidStream ? facts.firstSeconds : -1;
    this.queued[c] = ignored ? facts.firstDataAckSeconds : this.accepted[c];
    this.openUntil[c] = openUntilSeconds(facts);
    this.firstAnswer[c] = facts.resp.firstPayloadSeconds;
    this.rtt[c] = facts.rttServerSeconds >= 0 && facts.rttClientSeconds >= 0 ? facts.rttSeconds : -1;
    this.bytesOrig[c] = facts.orig.payloadBytes;
    this.bytesResp[c] = facts.resp.payloadBytes;
    const { segmentStart } = tables.connections;
    this.packets[c] = (segmentStart[c + 1] as number) - (segmentStart[c] as number);
    this.retransmissions[c] = facts.orig.retransmissions + facts.resp.retransmissions + Math.max(0, facts.orig.synCount - 1);
    this.laterRetransmissions[c] =
      facts.firstDataAckSeconds < 0 ? 0 : facts.orig.retransmissions - facts.firstDataRetries + facts.resp.retransmissions;
    this.synCount[c] = facts.orig.synCount;
    this.isMidStream[c] = facts.isMidStream ? 1 : 0;
    this.ended[c] = facts.endSeconds;
    this.serverEnd[c] = serverEndSeconds(facts);
    this.serverEndIsReset[c] = facts.endIsReset ? 1 : 0;
    this.idleSurvived[c] = facts.orig.keepaliveProbes + facts.resp.keepaliveProbes > 0 ? 0 : facts.longestIdleSurvived;
    this.silentAfterIdle[c] =
      facts.orig.tailRetries >= 2 && facts.resp.lastSeconds <= facts.lastRequestSeconds + 0.05 ? facts.idleBeforeLastRequest : 0;
    this.httpStatus[c] = facts.lastHttpStatus;
    this.clientKind[c] = facts.orig.firstKind;
    this.serverKind[c] = facts.resp.firstKind;
    this.admission[c] = admissionOf(facts, captureEndSeconds);
    this.partingBytes[c] = partingBytes(facts);
    this.partingUnasked[c] = facts.unaskedBytes > 0 && facts.unaskedBytes === facts.resp.payloadBytes ? 1 : 0;
  }
}

function openUntilSeconds(facts: ConnectionFacts): number {
  let until = Infinity;
  if (facts.resp.finRow >= 0) until = facts.resp.finSeconds;
  else if (facts.resp.finUnseen) until = facts.lastSeconds;
  for (const reset of facts.resets) if (!reset.outOfWindow) until = Math.min(until, reset.seconds);
  return until;
}

/** When the server ended it, -1 when the client did or nobody. */
export function serverEndSeconds(facts: ConnectionFacts): number {
  return facts.endSide === 1 ? facts.endSeconds : -1;
}

/** What the server said where it said it once and closed right after the accept; 0 otherwise. */
function partingBytes(facts: ConnectionFacts): number {
  const ended = serverEndSeconds(facts);
  const isAtOnce = facts.handshakeDone && ended >= 0 && ended - facts.handshakeAckSeconds <= rejectedWithin(facts);
  return isAtOnce && facts.resp.payloadSegments === 1 && facts.exchanges <= 1 && facts.httpRequests === 0 && !facts.sawTls
    ? facts.resp.payloadBytes
    : 0;
}

function rejectedWithin(facts: ConnectionFacts): number {
  return Math.max(REJECTED_WITHIN_SECONDS, 4 * facts.rttSeconds);
}

function admissionOf(facts: ConnectionFacts, captureEndSeconds: number): number {
  if (facts.isMidStream) return facts.resp.spoke ? Admission.Served : Admission.Unknown;
  if (!facts.handshakeDone) return facts.resets[0]?.side === 1 && facts.synAckRow < 0 ? Admission.Refused : Admission.Unknown;
  if (facts.limitText >= 0) return Admission.Rejected;
  // The client's FIN is missing from the capture, and may have come first.
  if (facts.orig.finUnseen && !facts.resp.spoke) return Admission.Unknown;
  // Its words are missing from the capture: they may have been a refusal.
  if (facts.resp.payloadBytes === 0 && facts.resp.unseenBytes > 0 && facts.endSide === 1) return Admission.Unknown;
  if (facts.resp.spoke) return Admission.Served;
  const ended = serverEndSeconds(facts);
  if (ended >= 0) {
    if (ended - facts.handshakeAckSeconds <= rejectedWithin(facts)) return Admission.Rejected;
    return !facts.orig.spoke && ended - facts.handshakeAckSeconds >= ADMITTED_AFTER_SECONDS ? Admission.Served : Admission.Unknown;
  }
  const until = facts.endSeconds >= 0 ? facts.endSeconds : captureEndSeconds;
  if (facts.orig.spoke) return Admission.Waiting;
  return until - facts.handshakeAckSeconds >= ADMITTED_AFTER_SECONDS ? Admission.Served : Admission.Unknown;
}
