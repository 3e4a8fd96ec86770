// What a comparison of two captures of one incident says, as data that crosses a worker and fits JSON: ids, numbers and frame
// numbers of both files. No words (words/), no tables, no file.

import type { PacketRow, RunRow, Side, StatePair } from '../ladder/ladder-model';
import type { Certainty, Party, Values } from '../model/verdict';
import type { CauseId } from '../model/vocabulary';

/** The captures in the order in which they were given. */
export type TapId = 'first' | 'second';

/**
 * captures: two files of one path. interfaces: two interfaces of one router's file. hops: the two connections of a proxy, which
 * share what is said and no packet.
 */
export type ComparisonKind = 'captures' | 'interfaces' | 'hops';

/** Frame numbers (from 1), each in its own file. */
export interface FramePair {
  readonly first: readonly number[];
  readonly second: readonly number[];
}

/** The second capture's clock against the first's; a path that is as long there as back is assumed within the uncertainty. */
export interface ClockEstimate {
  /** Second minus first at the first's beginning: above zero, the second's clock is ahead. */
  readonly offsetSeconds: number;
  /** The offset lies within so much of it, however unequal the two ways are. */
  readonly uncertaintySeconds: number;
  readonly driftPpm: number;
  readonly driftUncertaintyPpm: number;
  /** Segments of each direction that were seen by both. */
  readonly towardsServer: number;
  readonly towardsClient: number;
  /** The shortest way there and back between the two places. */
  readonly roundTripSeconds: number;
  /** Only one direction was seen by both: an offset of the clocks and the time on the way cannot be told apart. */
  readonly isOneWay: boolean;
}

/** How two connections were found to be one. */
export type PairedBy = 'isn' | 'client-isn' | 'server-isn' | 'addresses' | 'sequence' | 'payload' | 'same' | 'only-one';

export interface ComparedTap {
  readonly name: string;
  readonly frames: number;
  readonly connections: number;
  /** ISO 8601, null where the file has no clock. */
  readonly startTime: string | null;
  readonly durationSeconds: number;
  /** Interface of the one file, where two of its interfaces are compared. */
  readonly interfaceName?: string;
}

export interface ComparisonOverview {
  readonly kind: ComparisonKind;
  readonly first: ComparedTap;
  readonly second: ComparedTap;
  readonly clock: ClockEstimate | null;
  /** mixed: connections run both ways between the two places; each one tells its own. */
  readonly nearerClient: TapId | 'mixed' | 'unknown';
  /** Connections that both captures hold. */
  readonly paired: number;
  /** Connections of one capture that the other should have seen, and saw nothing of. */
  readonly onlyOne: { readonly first: number; readonly second: number };
  /** Those of which nothing can be said: the other capture does not cover their time or their hosts. */
  readonly uncovered: { readonly first: number; readonly second: number };
  /** Those with more than one equal partner: paired with none. */
  readonly ambiguous: { readonly first: number; readonly second: number };
  /** Packets of all compared connections. */
  readonly totals: DifferenceCounts;
  /** Seconds in which both captures were running; null where their clocks could not be compared. */
  readonly overlapSeconds: number | null;
  /** Worst first. */
  readonly findings: readonly ComparisonFinding[];
}

/** Compared connections with one combined cause at one server. */
export interface ComparisonFinding {
  readonly cause: CauseId;
  readonly place: Place;
  readonly party: Party;
  readonly server: string;
  readonly confidence: number;
  /** Indices into the comparison's connections, ascending. */
  readonly connections: readonly number[];
}

export interface DifferenceCounts {
  readonly lostTowardsServer: number;
  readonly lostTowardsClient: number;
  readonly appeared: number;
  readonly changed: number;
  readonly delayed: number;
  /** Missing in one capture though they passed that place: the capture's own loss. */
  readonly notCaptured: number;
}

export const DIFFERENCE_KINDS = ['lost', 'appeared', 'changed', 'delayed', 'not-captured'] as const;
export type DifferenceKind = (typeof DIFFERENCE_KINDS)[number];

export type ChangedField =
  | 'addresses'
  | 'ports'
  | 'sequence'
  | 'acknowledgement'
  | 'ttl'
  | 'ip-id'
  | 'flags'
  | 'window'
  | 'mss'
  | 'window-scale'
  | 'options'
  | 'length'
  | 'payload'
  | 'dscp'
  | 'ecn';

/** In the direction of travel: what it was where the packet passed first, and what it was further on. Absent: unreadable, or bytes. */
export interface FieldChange {
  readonly field: ChangedField;
  readonly before?: number | string;
  readonly after?: number | string;
}

/** One packet on which the two captures differ. */
export interface PacketDifference {
  readonly kind: DifferenceKind;
  readonly from: Side;
  /** Where it was seen; the frames of a segment that one capture holds in parts are all named. */
  readonly frames: FramePair;
  /** By the first capture's clock, from the connection's beginning. */
  readonly seconds: number;
  readonly flags: readonly string[];
  readonly len: number;
  /** Relative, as in the ladder. */
  readonly seq: number;
  readonly ttl: number;
  /** Of a segment of which a part arrived: bytes that did not. */
  readonly missingBytes?: number;
  /** Of what was seen by both. */
  readonly oneWaySeconds?: number;
  readonly changes: readonly FieldChange[];
  /** What shows that it was forged rather than missed by the sender's capture, and the like; ids of words/. */
  readonly because: readonly DifferenceReason[];
}

export const DIFFERENCE_REASONS = [
  // appeared
  'foreign-ttl',
  'foreign-ip-id',
  'sender-goes-on',
  'sender-never-saw-cause',
  'not-at-sender',
  // lost
  'never-acknowledged',
  'sent-again',
  'never-reached-receiver',
  // not captured
  'was-acknowledged',
  'fits-sender',
  'capture-drops',
] as const;
export type DifferenceReason = (typeof DIFFERENCE_REASONS)[number];

/** What holds for every packet of a direction: translation, hops. */
export interface PathFacts {
  /** Routers between the two places, by TTL; null where it is not known or not the same throughout. */
  readonly hopsTowardsServer: number | null;
  readonly hopsTowardsClient: number | null;
  /** Shortest and middle time on the way, in seconds; null where nothing was seen by both. */
  readonly towardsServerSeconds: { readonly least: number; readonly median: number } | null;
  readonly towardsClientSeconds: { readonly least: number; readonly median: number } | null;
  /** Addresses, ports, sequence numbers that a device translates throughout; before is at the client's tap. */
  readonly translated: readonly FieldChange[];
}

/** Where on the path it happened, seen from the two places: on the client's side of both, between them, on the server's side. */
export type Place = 'client-side' | 'between' | 'server-side' | 'unknown';

/** One observation and the capture(s) that made it. */
export interface Contribution {
  readonly observation: ObservationId;
  readonly tap: TapId | 'both';
  readonly frames: FramePair;
  readonly values: Values;
}

export const OBSERVATION_IDS = [
  'syn-never-arrived',
  'syn-arrived-unanswered',
  'syn-ack-lost',
  'reset-not-sent-by-server',
  'reset-not-sent-by-client',
  'reset-sent-by-server',
  'reset-sent-by-client',
  'reset-lost',
  'idle-before-loss',
  'data-never-arrived',
  'data-arrived-unanswered',
  'answer-lost',
  'close-lost',
  'large-lost-small-pass',
  'other-side-still-open',
  'arrived-untranslated',
  'arrived-all',
  'shown-by-one',
  'hop-ended-first',
  'hop-not-forwarded',
] as const;
export type ObservationId = (typeof OBSERVATION_IDS)[number];

export interface CombinedVerdict {
  readonly cause: CauseId;
  readonly confidence: number;
  readonly certainty: Certainty;
  readonly party: Party;
  readonly place: Place;
  /** Which capture the cause is read from; both: neither shows it alone. */
  readonly basis: TapId | 'both';
  readonly contributions: readonly Contribution[];
  /** Causes that one of the captures left open, and the observation that settles each. */
  readonly ruledOut: readonly { readonly cause: CauseId; readonly because: ObservationId }[];
  /** What each capture says alone; null where it has no such connection. */
  readonly first: { readonly cause: CauseId; readonly confidence: number } | null;
  readonly second: { readonly cause: CauseId; readonly confidence: number } | null;
}

/** A row of the table; made for every compared connection, so small. */
export interface ComparisonRow {
  readonly index: number;
  /** Connection ids in each file; null where a file has none. */
  readonly first: number | null;
  readonly second: number | null;
  /** As the capture nearer to the client shows them. */
  readonly client: string;
  readonly server: string;
  readonly pairedBy: PairedBy;
  /** Segments that both hold. */
  readonly common: number;
  readonly counts: DifferenceCounts;
  readonly changedFields: readonly ChangedField[];
  readonly cause: CauseId;
  readonly confidence: number;
  readonly place: Place;
}

export interface ConnectionComparison extends ComparisonRow {
  readonly nearerClient: TapId;
  /** What shows it: TTL falls and answers come sooner; assumed: the order of the files; chosen: whoever compares said so. */
  readonly nearerBy: 'timing' | 'ttl' | 'others' | 'assumed' | 'chosen';
  readonly clientAt: { readonly first: string | null; readonly second: string | null };
  readonly serverAt: { readonly first: string | null; readonly second: string | null };
  readonly path: PathFacts;
  /** In order of time; the first MAX_DIFFERENCES. */
  readonly differences: readonly PacketDifference[];
  /** More than are listed. */
  readonly differencesLeftOut: number;
  readonly verdict: CombinedVerdict;
}

/** What became of a packet between the two places. */
export type Fate = 'both' | DifferenceKind | 'outside';

export interface TwoTapPacket {
  readonly kind: 'packet';
  /** As the ladder of the capture nearer to its sender draws it (or of the only one that has it). */
  readonly packet: PacketRow;
  readonly fate: Fate;
  /** Of what appeared: the TTL that the sender's packets have there, where its own is another. */
  readonly usualTtl?: number;
  /** Frames at the client's tap and at the server's; empty where it was not seen. */
  readonly clientFrames: readonly number[];
  readonly serverFrames: readonly number[];
  /** When it passed each tap, from the first row on by one clock; null where it was not seen. */
  readonly clientSeconds: number | null;
  readonly serverSeconds: number | null;
  readonly oneWaySeconds: number | null;
  readonly changes: readonly FieldChange[];
  /** Numbers of the notes that cite it. */
  readonly notes: readonly number[];
  readonly after: StatePair;
}

export interface TwoTapGap {
  readonly kind: 'gap';
  readonly seconds: number;
  readonly after: StatePair;
}

/** Packets that both saw and nothing befell, but for `differing`. */
export interface TwoTapRun {
  readonly kind: 'run';
  /** Stable within a connection. */
  readonly id: number;
  readonly what: RunRow['what'];
  readonly packets: number;
  /** Of these, packets on which the captures differ: there were too many for rows of their own. */
  readonly differing: number;
  readonly bytesClient: number;
  readonly bytesServer: number;
  readonly seconds: number;
  readonly durationSeconds: number;
  readonly clientFrames: readonly [first: number, last: number];
  readonly serverFrames: readonly [first: number, last: number];
  readonly expanded: boolean;
  readonly rows: readonly TwoTapPacket[];
  /** Packets that the open run leaves out. */
  readonly hidden: number;
  /** Where it leaves them out; absent when it leaves out none. */
  readonly breaks?: readonly TwoTapBreak[];
  readonly after: StatePair;
}

/** Packets between two rows of an open run that are not shown. */
export interface TwoTapBreak {
  /** Index into the run's rows: it stands before that row. */
  readonly at: number;
  /** Positions in the connection, from 0. */
  readonly from: number;
  readonly to: number;
}

/** Further packets of an open run: so many from a position on, or, below zero, up to it. */
export type OpenedPositions = readonly [position: number, packets: number];

/** The whole connection at a glance, by equal parts of its time. Only of connections that do not fit the screen. */
export interface TwoTapOverview {
  readonly durationSeconds: number;
  /** Packets per part by the side that they came from. */
  readonly client: readonly number[];
  readonly server: readonly number[];
  /** First packet at or after the beginning of each part: its frames at the client's tap and at the server's, 0 where it was not seen. */
  readonly frames: readonly (readonly [client: number, server: number])[];
  /** At most one of a kind per part. */
  readonly marks: readonly { readonly part: number; readonly what: 'fin' | 'rst' | 'lost' | 'appeared' }[];
}

export type TwoTapRow = TwoTapPacket | TwoTapGap | TwoTapRun;

export interface TwoTapNote {
  readonly number: number;
  readonly contribution: Contribution;
}

/** Three bands: client, path, server. */
export interface TwoTapLadder {
  readonly index: number;
  readonly client: { readonly address: string; readonly port: number; readonly tap: string };
  readonly server: { readonly address: string; readonly port: number; readonly tap: string };
  readonly clientTap: TapId;
  readonly clock: ClockEstimate | null;
  readonly packets: number;
  readonly timeDigits: number;
  /** Wall clock of the first row by the first capture's clock, nanoseconds since 1970 as decimal text. */
  readonly startNs: string;
  readonly rows: readonly TwoTapRow[];
  readonly notes: readonly TwoTapNote[];
  /** From the beginning of the first capture to the first row. */
  readonly captureSeconds?: number;
  /** Packets that fit the filter inside the ladder; absent without one. */
  readonly fitting?: number;
  readonly overview?: TwoTapOverview;
}
