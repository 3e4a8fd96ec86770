// What one connection did, as numbers: the only thing rules read about it. A new instance for every
// scan (see scan-connection.ts): Object.assign of blanks cost twenty times as much. Times are seconds from the capture's first frame,
// rows are SegmentTable rows, -1 means "not seen". Side 0 is the originator (client), side 1 the responder (server).

export const ResetKind = {
  /** RST,ACK with seq 0 and window 0: stateless answer to a segment without ACK (RFC 9293 3.5.2 group 1). */
  Reply0: 0,
  /** RST without ACK whose seq is the ack of the segment that it answers: no socket there. */
  Reply: 1,
  /** RST,ACK at the sender's own position: an existing socket was aborted. */
  Active: 2,
} as const;

/** What the first payload of a side was recognised as. */
export const PayloadKind = { Unknown: 0, Http: 1, Tls: 2, Greeting: 3 } as const;

/** A whole HTTP answer named no product. */
export const NO_PRODUCT = -2;

/** One RST of the connection, duplicates left out. */
export interface ResetFacts {
  readonly row: number;
  readonly side: number;
  readonly kind: number;
  readonly seconds: number;
  /** Segment of the other side that it answers, -1 when none fits. */
  readonly elicitor: number;
  /** Its own sender had sent FIN or RST before. */
  readonly afterOwnFin: boolean;
  readonly afterOwnReset: boolean;
  /** Payload of the other side that this one had received (the RST's ack covers it) and not answered. */
  readonly unreadBytes: number;
  /** seq is beyond or before everything its receiver expects: no stack takes it (RFC 9293 3.10.7.4). */
  readonly outOfWindow: boolean;
}

/** At most so many RSTs of a connection are looked at; the rest repeat them. */
export const MAX_RESETS = 8;

/** One side of a connection. */
export class SideFacts {
  segments = 0;
  firstSeconds = -1;
  lastSeconds = -1;
  synRow = -1;
  synCount = 0;
  synSeconds = -1;
  lastSynSeconds = -1;
  lastSynRow = -1;
  /** Initial sequence number, or first seq seen minus one. */
  iss = 0;
  issKnown = false;
  /** Highest sequence number sent, plus one (SND.NXT). */
  sndNxt = 0;
  /** Highest acknowledgment number that this side sent. */
  ackSent = 0;
  ackSentKnown = false;
  payloadBytes = 0;
  /** PayloadKind of the very first payload. */
  firstKind: number = PayloadKind.Unknown;
  /** Index into PROTOCOLS of what it speaks, -1 unknown. Finer than `firstKind`, and never part of that. */
  protocol = -1;
  /** Latest segment with a TLS record of the size of an encrypted alert (close_notify among them); -1 without. */
  alertLikeRow = -1;
  payloadSegments = 0;
  firstPayloadRow = -1;
  firstPayloadSeconds = -1;
  lastPayloadRow = -1;
  lastPayloadSeconds = -1;
  /** Payload sent after the other side's last payload: an answer is owed to it. */
  unansweredBytes = 0;
  finRow = -1;
  finSeconds = -1;
  finSeq = 0;
  finCount = 0;
  /** Bytes that it sent by its FIN or by the other side's ACKs, but that are not in the capture. */
  unseenBytes = 0;
  /** Segment that shows so, the last one. */
  unseenRow = -1;
  /** Its FIN is not in the capture, but the other side acknowledged one number beyond its last byte. */
  finUnseen = false;
  /** That acknowledgment. */
  finUnseenRow = -1;
  /** Silence (no payload in either direction) before this side's FIN; a request that crossed the FIN does not end it. */
  idleBeforeFinSeconds = 0;
  /** First ACK of the other side that covers the FIN. */
  finAckedRow = -1;
  finAckedSeconds = -1;
  /** First payload sent after the other side's FIN was on the wire. */
  afterPeerFinRow = -1;
  afterPeerFinSeconds = -1;
  /** Payload after the other side's FIN, or not acknowledged by it. */
  afterPeerFinBytes = 0;
  retransmissions = 0;
  /** Unbroken tail: the same segment sent again and again with nothing new acknowledged. */
  tailRetries = 0;
  tailFirstRow = -1;
  tailFirstSeconds = -1;
  tailLastRow = -1;
  tailLastSeconds = -1;
  tailSeq = 0;
  tailBytes = 0;
  /** Largest payload of one segment since everything was acknowledged last. */
  flightLargest = 0;
  /** When the oldest byte still unacknowledged was first sent; -1 when all is acknowledged. */
  outstandingSeconds = -1;
  /** TTL of the first segment that is no RST, and whether all others have it. */
  ttl = -1;
  ttlVaries = false;
  usesTimestamps = false;
  keepaliveProbes = 0;
  keepaliveUnanswered = 0;
  keepaliveFirstRow = -1;
  keepaliveFirstSeconds = -1;
  keepaliveLastRow = -1;
  keepaliveLastSeconds = -1;
  keepaliveIdleSeconds = 0;
  /** Distance of the last two probes. */
  keepaliveGapSeconds = 0;
  /** This side's advertised window is zero since then; -1 when open. */
  zeroWindowSeconds = -1;
  zeroWindowRow = -1;
  zeroWindowLongest = 0;
  zeroWindowProbes = 0;
  /** Latest ACK of this side that carried SACK blocks. */
  sackRow = -1;
  sackSeconds = -1;
  /** Largest segment of the other side that this side acknowledged in order. */
  largestAcked = 0;
  /** Acknowledgments of this side for bytes that the capture does not hold. */
  ackedUnseen = 0;
  /** Last segment of this side before its first RST. */
  lastHeardBeforeResetSeconds = -1;

  /** It sent payload, be it in the capture or not. */
  get spoke(): boolean {
    return this.payloadBytes > 0 || this.unseenBytes > 0;
  }
}

export class ConnectionFacts {
  readonly connection: number;
  segments = 0;
  duplicates = 0;
  firstRow = -1;
  lastRow = -1;
  firstSeconds = 0;
  lastSeconds = 0;
  readonly orig = new SideFacts();
  readonly resp = new SideFacts();
  synAckRow = -1;
  synAckSeconds = -1;
  synAckCount = 0;
  /** SYN-ACKs sent again after the client's final ACK was on the wire. */
  synAckRepeats = 0;
  synAckRepeatRow = -1;
  synAckRepeatSeconds = -1;
  /** First segment of the client that acknowledges the SYN-ACK. */
  handshakeAckRow = -1;
  handshakeAckSeconds = -1;
  /** SYN to SYN-ACK and SYN-ACK to ACK as seen at the tap; -1 without them (retransmitted SYNs are not used). */
  rttServerSeconds = -1;
  rttClientSeconds = -1;
  /** A plain ACK came in answer to the SYN, acknowledging something else (RFC 5961 4). */
  challengeAckRow = -1;
  challengeAckSeconds = -1;
  /** First ACK of the server for the client's payload, and how often that had been repeated by then. */
  firstDataAckSeconds = -1;
  firstDataRetries = 0;
  isMidStream = false;
  bothDirections = false;
  /** Times that the server's payload followed the client's. */
  exchanges = 0;
  /** Payload that the server sent before it had received any of the client's. */
  unaskedBytes = 0;
  httpRequests = 0;
  /** The latest request is a HEAD: its answer states the length of a body that never comes. */
  asksForHead = false;
  httpResponses = 0;
  lastHttpStatus = 0;
  lastResponseRow = -1;
  /** The last response said that the connection closes. */
  announcedClose = false;
  announcedCloseRow = -1;
  keepAliveHeaderSeconds = 0;
  /** Payload end (relative to the server's ISN) that the last response's Content-Length promises; -1 unknown. */
  responseEnd = -1;
  requestEnd = -1;
  responseBytesMissing = 0;
  limitText = -1;
  limitTextRow = -1;
  greeting = -1;
  /** Index into the texts of marks: the name that the client asks for (SNI, else Host); -1 unknown. */
  hostName = -1;
  /** The same: Server header, or the greeting; -1 unknown, NO_PRODUCT when a whole answer came without. */
  product = -1;
  /** The server's own words why it ends, but for being full; those said last. Index into texts. */
  serverWords = -1;
  serverWordsRow = -1;
  /** Text or diagnosis inside a RST. Index into texts. */
  resetText = -1;
  resetTextRow = -1;
  sawTls = false;
  sawServerHello = false;
  /** Size of the segment that begins with the ClientHello. */
  clientHelloBytes = 0;
  tlsAlertRow = -1;
  tlsAlertSide = -1;
  tlsAlert = 0;
  /** Last payload in either direction, and before the one that met trouble. */
  lastPayloadSeconds = -1;
  lastPayloadSide = -1;
  readonly resets: ResetFacts[] = [];
  /** All RSTs, beyond MAX_RESETS as well. */
  resetCount = 0;
  icmpCount = 0;
  firstIcmp = -1;
  /** First FIN or effective RST: who and when. */
  endRow = -1;
  endSide = -1;
  endSeconds = -1;
  endIsReset = false;
  /** Longest silence (no payload) that was followed by payload in both directions. */
  longestIdleSurvived = 0;
  /** Silence before the last payload of the client that began a new turn. */
  idleBeforeLastRequest = 0;
  lastRequestRow = -1;
  lastRequestSeconds = -1;
  lastRequestSeq = 0;
  /** Segments of a side after the first RST of that same side (payload or a new ACK). */
  goesOnAfterResetRow = -1;
  lossy = false;
  /** Last segment of either side before the first RST, probes left out; -1 without a RST. */
  lastActivityBeforeResetSeconds = -1;
  /** When the client sent its first FIN or RST, its last request had drawn no payload yet. */
  owedAtFin = false;
  /** First payload of the client after the server's last payload before the end: what the client waited for since. */
  requestBeforeEndSeconds = -1;

  constructor(connection: number) {
    this.connection = connection;
  }

  side(index: number): SideFacts {
    return index === 0 ? this.orig : this.resp;
  }

  /** The client acknowledged the server's SYN, be it in the capture or not. */
  get handshakeDone(): boolean {
    return this.handshakeAckRow >= 0;
  }

  /** Full handshake round trip, 0 when unknown. */
  get rttSeconds(): number {
    return Math.max(this.rttServerSeconds, 0) + Math.max(this.rttClientSeconds, 0);
  }
}
