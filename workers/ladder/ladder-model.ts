// The ladder as data: rows, arrows, notes. No pixels and no prose; page, text and report render the same model.

import type { EndpointState } from '../model/tcp-state';
import type { EvidenceFact } from '../model/vocabulary';
import type { Values } from '../model/verdict';

export type Side = 'client' | 'server';
export type ArrowStyle =
  | 'syn'
  | 'syn-ack'
  | 'ack'
  | 'data'
  | 'fin'
  | 'rst'
  | 'retransmission'
  | 'duplicate-ack'
  | 'keepalive'
  | 'keepalive-ack'
  | 'window-probe'
  | 'window-update'
  | 'icmp';

/** Two identical copies of a state when nothing changed at this row; the view shows a chip only at a change. */
export interface StatePair {
  readonly client: EndpointState;
  readonly server: EndpointState;
}

export interface PacketRow {
  readonly kind: 'packet';
  /** 1-based frame number. */
  readonly frame: number;
  /** Seconds since the connection's first segment, and since the row before. */
  readonly seconds: number;
  readonly deltaSeconds: number;
  readonly from: Side | 'middlebox';
  /** Receiver of what a middlebox sent (ICMP, forged RST); absent on packets of the two ends. */
  readonly to?: Side;
  readonly style: ArrowStyle;
  /** Flag words in label order, e.g. ["FIN", "ACK"]. */
  readonly flags: readonly string[];
  readonly len: number;
  /** Relative to the side's initial sequence number (or first seq seen). */
  readonly seq: number;
  /** Relative to the other side's; null without ACK flag. */
  readonly ack: number | null;
  readonly rawSeq: number;
  readonly rawAck: number;
  /** Scaled where the scale is known; null when it did not change by more than 25 % and is not zero. */
  readonly window: number | null;
  readonly ttl: number;
  readonly mss: number | null;
  /** As a factor, as Wireshark writes it: 64, not the shift count 6. */
  readonly windowScale: number | null;
  /** k-th retransmission of the segment first sent as `retryOf`; of an ICMP error (retry 0) the frame that it quotes. */
  readonly retry: number;
  readonly retryOf: number | null;
  /** Application hint in the words of the protocol: "GET", "HTTP 200 close", "TLS alert 45"; empty when none. */
  readonly hint: string;
  readonly icmp: { readonly type: number; readonly code: number; readonly from: string } | null;
  /** Crossed the row before in flight (its ACK does not cover it, and it came sooner than the RTT). */
  readonly crossed: boolean;
  /** The receiver took no notice of it (accept queue full). */
  readonly ignored: boolean;
  /** It speaks of an earlier connection of the same ports: seq and ack are the header's own. */
  readonly foreign: boolean;
  readonly duplicate: boolean;
  /** It acknowledges data that the capture does not have: that data was sent, and it arrived. */
  readonly acksUnseen?: boolean;
  /** What must have been sent just before, as this packet acknowledges it, and is not in the capture. */
  readonly unseen?: UnseenData;
  /** It never arrived: its receiver went on asking until it was sent again as that frame. */
  readonly lostUntil?: number;
  /** The k-th repetition of an acknowledgement, first given in frame `of`. */
  readonly repeats?: { readonly times: number; readonly of: number };
  readonly after: StatePair;
  /** Numbers of the annotations that cite this packet. */
  readonly notes: readonly number[];
}

/** Of which side, from which relative number on. A single one may be a FIN. */
export interface UnseenData {
  readonly from: Side;
  readonly seq: number;
  readonly len: number;
}

export interface GapRow {
  readonly kind: 'gap';
  readonly seconds: number;
  /** idle: nobody owed anything. wait: something was outstanding. */
  readonly reason: 'idle' | 'wait';
  readonly after: StatePair;
}

/** A folded run of unremarkable packets. `rows` are filled when it is expanded. */
export interface RunRow {
  readonly kind: 'run';
  /** Stable within a connection: index of its first segment. */
  readonly id: number;
  readonly what: 'data' | 'exchange' | 'retry' | 'keepalive' | 'ack' | 'rst' | 'syn' | 'mixed';
  readonly packets: number;
  readonly bytesClient: number;
  readonly bytesServer: number;
  readonly retransmissions: number;
  /** RSTs in it, where too many of them had to be folded; the label names them. */
  readonly resets?: number;
  /** Windows that changed to or from zero inside the run. */
  readonly windowChanges: number;
  readonly firstFrame: number;
  readonly lastFrame: number;
  readonly seconds: number;
  readonly durationSeconds: number;
  /** Changes of the sending side; an exchange of request and response counts two. */
  readonly turns: number;
  /** Of an exchange: the longest time from the last byte of a request to the first of its response. */
  readonly longestAnswerSeconds?: number;
  /** Of retries: how long the first and the last of them waited. */
  readonly backOffSeconds?: readonly [first: number, last: number];
  readonly expanded: boolean;
  /** Packets that an expanded run leaves out: it opens with its 250 first and 250 last. */
  readonly hidden: number;
  /** Where they are left out; absent when nothing is. */
  readonly breaks?: readonly RunBreak[];
  readonly rows: readonly PacketRow[];
  readonly after: StatePair;
}

/** Packets between two rows of an expanded run that are not shown. */
export interface RunBreak {
  /** Index into the run's rows: it stands before that row. */
  readonly at: number;
  readonly packets: number;
  readonly firstFrame: number;
  readonly lastFrame: number;
}

/** Further packets of an expanded run: so many from a frame on, or, below zero, up to it. */
export type OpenedPackets = readonly [frame: number, packets: number];

/** The whole connection at a glance, by equal parts of its time. Only of connections that do not fit the screen. */
export interface LadderOverview {
  readonly durationSeconds: number;
  /** Packets per part by the side that they came from; what a device sent counts for the side it spoke for. */
  readonly client: readonly number[];
  readonly server: readonly number[];
  /** First frame at or after the beginning of each part. */
  readonly frames: readonly number[];
  /** FINs and RSTs, at most one of a kind per part. */
  readonly marks: readonly { readonly part: number; readonly frame: number; readonly what: 'fin' | 'rst' }[];
}

export type LadderRow = PacketRow | GapRow | RunRow;

export interface Annotation {
  /** From 1, in order of its first cited frame. */
  readonly number: number;
  readonly side: Side | 'middlebox';
  readonly fact: EvidenceFact;
  readonly values: Values;
  readonly frames: readonly number[];
  /** One of the packets that decide the cause, not mere context. */
  readonly decisive: boolean;
}

export interface LadderModel {
  readonly connection: number;
  readonly client: { readonly address: string; readonly port: number; readonly ttl: number | null };
  readonly server: { readonly address: string; readonly port: number; readonly ttl: number | null };
  readonly rolesAssumed: boolean;
  readonly vantage: 'client' | 'server' | 'router' | 'unknown';
  readonly middlebox: boolean;
  readonly packets: number;
  /** Digits after the decimal point that the file's clock resolves. */
  readonly timeDigits: number;
  /** Wall clock of the connection's first segment in nanoseconds since 1970, as decimal text (bigint does not fit JSON). */
  readonly startNs: string;
  readonly rows: readonly LadderRow[];
  readonly annotations: readonly Annotation[];
  readonly gauge: {
    readonly open: number;
    readonly limit: number | null;
    readonly atLeast: boolean;
    /** Open when the packet came that ended the connection; left out where it is not known whose connections count. */
    readonly atEnd?: { readonly open: number; readonly frame: number };
  } | null;
  /** Packets that fit the filter inside the ladder; absent without one. */
  readonly fitting?: number;
  readonly overview?: LadderOverview;
}
