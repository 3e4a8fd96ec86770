// What one connection did, as numbers: the only thing rules read about it. Times are seconds from the capture's first frame,
// rows are SegmentTable rows, -1 means "not seen". Side 0 is the originator (client), side 1 the responder (server).
// Fields are declared above and blanked in clear(), one by one: whoever judges all connections uses one object again and again (a new one
// costs as much as scanning ten segments), and Object.assign of blanks cost twenty times as much.

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
  declare segments: number;
  declare firstSeconds: number;
  declare lastSeconds: number;
  declare synRow: number;
  declare synCount: number;
  declare synSeconds: number;
  declare lastSynSeconds: number;
  declare lastSynRow: number;
  /** Initial sequence number, or first seq seen minus one. */
  declare iss: number;
  declare issKnown: boolean;
  /** Highest sequence number sent, plus one (SND.NXT). */
  declare sndNxt: number;
  /** Highest acknowledgment number that this side sent. */
  declare ackSent: number;
  declare ackSentKnown: boolean;
  declare payloadBytes: number;
  /** PayloadKind of the very first payload. */
  declare firstKind: number;
  /** Index into PROTOCOLS of what it speaks, -1 unknown. Finer than `firstKind`, and never part of that. */
  declare protocol: number;
  /** Latest segment with a TLS record of the size of an encrypted alert (close_notify among them); -1 without. */
  declare alertLikeRow: number;
  declare payloadSegments: number;
  declare firstPayloadRow: number;
  declare firstPayloadSeconds: number;
  declare lastPayloadRow: number;
  declare lastPayloadSeconds: number;
  /** Payload sent after the other side's last payload: an answer is owed to it. */
  declare unansweredBytes: number;
  declare finRow: number;
  declare finSeconds: number;
  declare finSeq: number;
  declare finCount: number;
  /** Bytes that it sent by its FIN or by the other side's ACKs, but that are not in the capture. */
  declare unseenBytes: number;
  /** Segment that shows so, the last one. */
  declare unseenRow: number;
  /** Its FIN is not in the capture, but the other side acknowledged one number beyond its last byte. */
  declare finUnseen: boolean;
  /** That acknowledgment. */
  declare finUnseenRow: number;
  /** Silence (no payload in either direction) before this side's FIN; a request that crossed the FIN does not end it. */
  declare idleBeforeFinSeconds: number;
  /** First ACK of the other side that covers the FIN. */
  declare finAckedRow: number;
  declare finAckedSeconds: number;
  /** First payload sent after the other side's FIN was on the wire. */
  declare afterPeerFinRow: number;
  declare afterPeerFinSeconds: number;
  /** Payload after the other side's FIN, or not acknowledged by it. */
  declare afterPeerFinBytes: number;
  declare retransmissions: number;
  /** Unbroken tail: the same segment sent again and again with nothing new acknowledged. */
  declare tailRetries: number;
  declare tailFirstRow: number;
  declare tailFirstSeconds: number;
  declare tailLastRow: number;
  declare tailLastSeconds: number;
  declare tailSeq: number;
  declare tailBytes: number;
  /** Largest payload of one segment since everything was acknowledged last. */
  declare flightLargest: number;
  /** When the oldest byte still unacknowledged was first sent; -1 when all is acknowledged. */
  declare outstandingSeconds: number;
  /** TTL of the first segment that is no RST, and whether all others have it. */
  declare ttl: number;
  declare ttlVaries: boolean;
  declare usesTimestamps: boolean;
  declare keepaliveProbes: number;
  declare keepaliveUnanswered: number;
  declare keepaliveFirstRow: number;
  declare keepaliveFirstSeconds: number;
  declare keepaliveLastRow: number;
  declare keepaliveLastSeconds: number;
  declare keepaliveIdleSeconds: number;
  /** Distance of the last two probes. */
  declare keepaliveGapSeconds: number;
  /** This side's advertised window is zero since then; -1 when open. */
  declare zeroWindowSeconds: number;
  declare zeroWindowRow: number;
  declare zeroWindowLongest: number;
  declare zeroWindowProbes: number;
  /** Latest ACK of this side that carried SACK blocks. */
  declare sackRow: number;
  declare sackSeconds: number;
  /** Largest segment of the other side that this side acknowledged in order. */
  declare largestAcked: number;
  /** Acknowledgments of this side for bytes that the capture does not hold. */
  declare ackedUnseen: number;
  /** Last segment of this side before its first RST. */
  declare lastHeardBeforeResetSeconds: number;

  constructor() {
    this.clear();
  }

  clear(): void {
    this.segments = 0;
    this.firstSeconds = -1;
    this.lastSeconds = -1;
    this.synRow = -1;
    this.synCount = 0;
    this.synSeconds = -1;
    this.lastSynSeconds = -1;
    this.lastSynRow = -1;
    this.iss = 0;
    this.issKnown = false;
    this.sndNxt = 0;
    this.ackSent = 0;
    this.ackSentKnown = false;
    this.payloadBytes = 0;
    this.firstKind = PayloadKind.Unknown;
    this.protocol = -1;
    this.alertLikeRow = -1;
    this.payloadSegments = 0;
    this.firstPayloadRow = -1;
    this.firstPayloadSeconds = -1;
    this.lastPayloadRow = -1;
    this.lastPayloadSeconds = -1;
    this.unansweredBytes = 0;
    this.finRow = -1;
    this.finSeconds = -1;
    this.finSeq = 0;
    this.finCount = 0;
    this.unseenBytes = 0;
    this.unseenRow = -1;
    this.finUnseen = false;
    this.finUnseenRow = -1;
    this.idleBeforeFinSeconds = 0;
    this.finAckedRow = -1;
    this.finAckedSeconds = -1;
    this.afterPeerFinRow = -1;
    this.afterPeerFinSeconds = -1;
    this.afterPeerFinBytes = 0;
    this.retransmissions = 0;
    this.tailRetries = 0;
    this.tailFirstRow = -1;
    this.tailFirstSeconds = -1;
    this.tailLastRow = -1;
    this.tailLastSeconds = -1;
    this.tailSeq = 0;
    this.tailBytes = 0;
    this.flightLargest = 0;
    this.outstandingSeconds = -1;
    this.ttl = -1;
    this.ttlVaries = false;
    this.usesTimestamps = false;
    this.keepaliveProbes = 0;
    this.keepaliveUnanswered = 0;
    this.keepaliveFirstRow = -1;
    this.keepaliveFirstSeconds = -1;
    this.keepaliveLastRow = -1;
    this.keepaliveLastSeconds = -1;
    this.keepaliveIdleSeconds = 0;
    this.keepaliveGapSeconds = 0;
    this.zeroWindowSeconds = -1;
    this.zeroWindowRow = -1;
    this.zeroWindowLongest = 0;
    this.zeroWindowProbes = 0;
    this.sackRow = -1;
    this.sackSeconds = -1;
    this.largestAcked = 0;
    this.ackedUnseen = 0;
    this.lastHeardBeforeResetSeconds = -1;
  }

  /** It sent payload, be it in the capture or not. */
  get spoke(): boolean {
    return this.payloadBytes > 0 || this.unseenBytes > 0;
  }
}

export class ConnectionFacts {
  declare connection: number;
  declare segments: number;
  declare duplicates: number;
  declare firstRow: number;
  declare lastRow: number;
  declare firstSeconds: number;
  declare lastSeconds: number;
  readonly orig = new SideFacts();
  readonly resp = new SideFacts();
  declare synAckRow: number;
  declare synAckSeconds: number;
  declare synAckCount: number;
  /** SYN-ACKs sent again after the client's final ACK was on the wire. */
  declare synAckRepeats: number;
  declare synAckRepeatRow: number;
  declare synAckRepeatSeconds: number;
  /** First segment of the client that acknowledges the SYN-ACK. */
  declare handshakeAckRow: number;
  declare handshakeAckSeconds: number;
  /** SYN to SYN-ACK and SYN-ACK to ACK as seen at the tap; -1 without them (retransmitted SYNs are not used). */
  declare rttServerSeconds: number;
  declare rttClientSeconds: number;
  /** A plain ACK came in answer to the SYN, acknowledging something else (RFC 5961 4). */
  declare challengeAckRow: number;
  declare challengeAckSeconds: number;
  /** First ACK of the server for the client's payload, and how often that had been repeated by then. */
  declare firstDataAckSeconds: number;
  declare firstDataRetries: number;
  declare isMidStream: boolean;
  declare bothDirections: boolean;
  /** Times that the server's payload followed the client's. */
  declare exchanges: number;
  /** Payload that the server sent before it had received any of the client's. */
  declare unaskedBytes: number;
  declare httpRequests: number;
  /** The latest request is a HEAD: its answer states the length of a body that never comes. */
  declare asksForHead: boolean;
  declare httpResponses: number;
  declare lastHttpStatus: number;
  declare lastResponseRow: number;
  /** The last response said that the connection closes. */
  declare announcedClose: boolean;
  declare announcedCloseRow: number;
  declare keepAliveHeaderSeconds: number;
  /** Payload end (relative to the server's ISN) that the last response's Content-Length promises; -1 unknown. */
  declare responseEnd: number;
  declare requestEnd: number;
  declare responseBytesMissing: number;
  declare limitText: number;
  declare limitTextRow: number;
  declare greeting: number;
  /** Index into the texts of marks: the name that the client asks for (SNI, else Host); -1 unknown. */
  declare hostName: number;
  /** The same: Server header, or the greeting; -1 unknown, NO_PRODUCT when a whole answer came without. */
  declare product: number;
  /** The server's own words why it ends, but for being full; those said last. Index into texts. */
  declare serverWords: number;
  declare serverWordsRow: number;
  /** Text or diagnosis inside a RST. Index into texts. */
  declare resetText: number;
  declare resetTextRow: number;
  declare sawTls: boolean;
  declare sawServerHello: boolean;
  /** Size of the segment that begins with the ClientHello. */
  declare clientHelloBytes: number;
  declare tlsAlertRow: number;
  declare tlsAlertSide: number;
  declare tlsAlert: number;
  /** Last payload in either direction, and before the one that met trouble. */
  declare lastPayloadSeconds: number;
  declare lastPayloadSide: number;
  readonly resets: ResetFacts[] = [];
  /** All RSTs, beyond MAX_RESETS as well. */
  declare resetCount: number;
  declare icmpCount: number;
  declare firstIcmp: number;
  /** First FIN or effective RST: who and when. */
  declare endRow: number;
  declare endSide: number;
  declare endSeconds: number;
  declare endIsReset: boolean;
  /** Longest silence (no payload) that was followed by payload in both directions. */
  declare longestIdleSurvived: number;
  /** Silence before the last payload of the client that began a new turn. */
  declare idleBeforeLastRequest: number;
  declare lastRequestRow: number;
  declare lastRequestSeconds: number;
  declare lastRequestSeq: number;
  /** Segments of a side after the first RST of that same side (payload or a new ACK). */
  declare goesOnAfterResetRow: number;
  declare lossy: boolean;
  /** Last segment of either side before the first RST, probes left out; -1 without a RST. */
  declare lastActivityBeforeResetSeconds: number;
  /** Of the scan alone: the segment before, and an ACK of the client to a SYN-ACK that is not in the capture. */
  declare lastActivitySeconds: number;
  declare unseenAckRow: number;
  declare unseenAckSeconds: number;
  /** When the client sent its first FIN or RST, its last request had drawn no payload yet. */
  declare owedAtFin: boolean;
  /** First payload of the client after the server's last payload before the end: what the client waited for since. */
  declare requestBeforeEndSeconds: number;

  constructor(connection: number) {
    this.clear(connection);
  }

  /** As new, for another connection. */
  clear(connection: number): void {
    this.connection = connection;
    this.segments = 0;
    this.duplicates = 0;
    this.firstRow = -1;
    this.lastRow = -1;
    this.firstSeconds = 0;
    this.lastSeconds = 0;
    this.orig.clear();
    this.resp.clear();
    this.synAckRow = -1;
    this.synAckSeconds = -1;
    this.synAckCount = 0;
    this.synAckRepeats = 0;
    this.synAckRepeatRow = -1;
    this.synAckRepeatSeconds = -1;
    this.handshakeAckRow = -1;
    this.handshakeAckSeconds = -1;
    this.rttServerSeconds = -1;
    this.rttClientSeconds = -1;
    this.challengeAckRow = -1;
    this.challengeAckSeconds = -1;
    this.firstDataAckSeconds = -1;
    this.firstDataRetries = 0;
    this.isMidStream = false;
    this.bothDirections = false;
    this.exchanges = 0;
    this.unaskedBytes = 0;
    this.httpRequests = 0;
    this.asksForHead = false;
    this.httpResponses = 0;
    this.lastHttpStatus = 0;
    this.lastResponseRow = -1;
    this.announcedClose = false;
    this.announcedCloseRow = -1;
    this.keepAliveHeaderSeconds = 0;
    this.responseEnd = -1;
    this.requestEnd = -1;
    this.responseBytesMissing = 0;
    this.limitText = -1;
    this.limitTextRow = -1;
    this.greeting = -1;
    this.hostName = -1;
    this.product = -1;
    this.serverWords = -1;
    this.serverWordsRow = -1;
    this.resetText = -1;
    this.resetTextRow = -1;
    this.sawTls = false;
    this.sawServerHello = false;
    this.clientHelloBytes = 0;
    this.tlsAlertRow = -1;
    this.tlsAlertSide = -1;
    this.tlsAlert = 0;
    this.lastPayloadSeconds = -1;
    this.lastPayloadSide = -1;
    if (this.resets.length > 0) this.resets.length = 0;
    this.resetCount = 0;
    this.icmpCount = 0;
    this.firstIcmp = -1;
    this.endRow = -1;
    this.endSide = -1;
    this.endSeconds = -1;
    this.endIsReset = false;
    this.longestIdleSurvived = 0;
    this.idleBeforeLastRequest = 0;
    this.lastRequestRow = -1;
    this.lastRequestSeconds = -1;
    this.lastRequestSeq = 0;
    this.goesOnAfterResetRow = -1;
    this.lossy = false;
    this.lastActivityBeforeResetSeconds = -1;
    this.lastActivitySeconds = -1;
    this.unseenAckRow = -1;
    this.unseenAckSeconds = -1;
    this.owedAtFin = false;
    this.requestBeforeEndSeconds = -1;
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
