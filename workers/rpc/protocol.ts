// What page and worker say to each other: interfaces only. Errors never cross as exceptions.

import type { CaptureIssue, Failure } from '../model/failure';
import type { Vantage } from '../model/capture';
import type { ConnectionReport, Difference, EndedBy, Finding, Outcome } from '../model/verdict';
import type { Note } from '../model/note';
import type { PacketField } from '../model/packet-field';
import type { CauseId } from '../model/vocabulary';
import type { FitReason } from '../causes/words/error-match';
import type { LadderModel, OpenedPackets } from '../ladder/ladder-model';
import type { AnalysisJson } from '../report/analysis-json';
import type { PostmortemEdits, PostmortemFields } from '../report/postmortem/edits';
import type { ChartsData, WindowChart } from './charts';
import type { ComparingApi } from './comparing';

export type Envelope<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: Failure };

export interface Progress {
  readonly phase: 'reading' | 'connections' | 'causes';
  readonly bytesDone: number;
  readonly bytesTotal: number;
  readonly frames: number;
  readonly segments: number;
  readonly connections: number;
}
/** Called at most 10 times a second, never awaited. Provisional findings come while reading, at growing distances. */
export interface ProgressSink {
  progress(progress: Progress): void;
  provisional(summary: AnalysisSummary): void;
}

export interface CaptureSummary {
  readonly name: string;
  readonly format: string;
  readonly compression: string | null;
  readonly bytes: number;
  readonly frames: number;
  readonly tcpSegments: number;
  readonly connections: number;
  /** Nanoseconds since 1970 as decimal text; null without frames. */
  readonly startNs: string | null;
  readonly durationSeconds: number;
  readonly timeDigits: number;
  readonly linkTypes: readonly string[];
  readonly vantage: Vantage;
  readonly issues: readonly CaptureIssue[];
  /** Less than 1 while provisional or when "use what was read so far" was chosen. */
  readonly fractionRead: number;
  /** Protocols of the frames that are not TCP, most frequent first: ["UDP", 12]. */
  readonly otherProtocols: readonly (readonly [string, number])[];
}

export interface AnalysisSummary {
  readonly capture: CaptureSummary;
  readonly findings: readonly Finding[];
  /** Connections per cause and per outcome. */
  readonly causes: readonly (readonly [CauseId, number])[];
  readonly outcomes: readonly (readonly [Outcome, number])[];
  /** Connections opened per time bin (64 bins over the capture): total, and those of each finding, in order. */
  readonly opened: readonly number[];
  readonly openedByFinding: readonly (readonly number[])[];
}

export type SortColumn =
  | 'id'
  | 'outcome'
  | 'cause'
  | 'client'
  | 'server'
  | 'start'
  | 'duration'
  | 'rtt'
  | 'bytes'
  | 'packets'
  | 'retransmissions'
  | 'endedBy'
  | 'confidence';

export interface SortKey {
  readonly sort: SortColumn;
  readonly descending: boolean;
}

export interface ConnectionQuery extends SortKey {
  /** Filter grammar of the page; empty = all. */
  readonly text: string;
  /** Where the first key ties. */
  readonly second?: SortKey | undefined;
}

export type QueryResult =
  | { readonly ok: true; readonly ids: Uint32Array }
  /** The filter could not be read: 0-based position and a reason id. */
  | { readonly ok: false; readonly position: number; readonly reason: string };

/** dur: index of the band: < 10 ms, < 1 s, < 60 s, longer. conf: the word of the certainty. */
export type FacetId = 'outcome' | 'cause' | 'server' | 'client' | 'ended' | 'conf' | 'dur';

export interface Facet {
  readonly facet: FacetId;
  /** Most frequent first. */
  readonly values: readonly { readonly value: string; readonly count: number }[];
  /** Values that are not listed. */
  readonly others: number;
}

/** What a pasted line of a log means, and which connections it may be about. */
export interface ErrorAnswer {
  /** Causes that print such a text, best first, with the share [0, 1] that the text fits; empty when it is not known. */
  readonly causes: readonly { readonly cause: CauseId; readonly weight: number }[];
  /** Best first. */
  readonly connections: readonly { readonly row: ConnectionRow; readonly points: number; readonly because: readonly FitReason[] }[];
  readonly hasTime: boolean;
}

/** One line of the table. */
export interface ConnectionRow {
  readonly id: number;
  readonly outcome: Outcome;
  readonly cause: CauseId;
  readonly confidence: number;
  readonly client: string;
  readonly server: string;
  readonly startSeconds: number;
  readonly durationSeconds: number;
  readonly handshakeSeconds: number | null;
  readonly bytesClient: number;
  readonly bytesServer: number;
  readonly packets: number;
  readonly retransmissions: number;
  readonly endedBy: EndedBy;
  /** 1-based numbers of its first and last packet. */
  readonly firstFrame: number;
  readonly lastFrame: number;
}

/** What a frame is: of which connection (-1: none), what it holds, and the nearest frame that is part of a connection (0: none). */
export interface FramePlace {
  readonly connection: number;
  readonly protocol: string;
  readonly nearest: number;
}

/** What selected connections have more often than those they are compared with. */
export interface Comparison {
  readonly differences: readonly Difference[];
  /** Of the selected ones that began first. */
  readonly firstSeconds: number;
}

export interface PacketDetail {
  readonly frame: number;
  readonly seconds: number;
  readonly capLen: number;
  readonly origLen: number;
  readonly fileOffset: number;
  readonly bytes: Uint8Array;
  readonly fields: readonly PacketField[];
  /** Where the TCP payload begins in `bytes`; bytes.length when none. */
  readonly payloadStart: number;
  readonly comment: string | null;
}

export interface NamedBlob {
  readonly blob: BlobLike;
  readonly name: string;
}

/** How to read what the memory did not suffice for. */
export interface Thrift {
  /** Analysed as far as this, and no further. */
  readonly upToBytes?: number;
  readonly headersOnly?: boolean;
}

/** One finding, by index, or one connection; null for both: the findings that fit, worst first. */
export interface ShareWish {
  readonly finding: number | null;
  readonly connection: number | null;
  readonly keepsAddresses: boolean;
  readonly notes: readonly Note[];
  /** The packet that is looked at. */
  readonly packet?: number | null;
  /** Times since the first packet, without the time of day. */
  readonly hidesClock?: boolean;
  /** Findings by index and connections whose ladders go in, chosen by hand; else as many as fit. */
  readonly parts?: { readonly findings: readonly number[]; readonly connections: readonly number[] };
}

/** What a link holds: for the choice of what to leave out, and to tell it. */
export interface ShareAnswer {
  /** With "#". */
  readonly fragment: string;
  /** `characters`: so much shorter the link is without it. */
  readonly findings: readonly { readonly index: number; readonly characters: number }[];
  readonly findingsLeftOut: number;
  readonly ladders: readonly { readonly connection: number; readonly packets: number; readonly characters: number }[];
  readonly notes: number;
  /** What addresses are called, for a few of them; empty where they stay. */
  readonly names: readonly (readonly [string, string])[];
}

interface ExportWish {
  readonly language: 'en' | 'zh';
  /** "whyreset 1.2.3". */
  readonly program: string;
  readonly notes: readonly Note[];
  readonly hidesClock: boolean;
}

/** Of one finding, by index, or one connection; null for both: all of the capture. */
export interface ReportWish extends ExportWish {
  readonly finding: number | null;
  readonly connection: number | null;
  readonly keepsAddresses: boolean;
  readonly edits: PostmortemEdits;
}

export interface ReportAnswer {
  readonly html: string;
  readonly markdown: string;
  /** What can be changed, before anybody did. */
  readonly drafted: PostmortemFields;
  /** Of each file that was asked for (fileHashes) and read to its end. */
  readonly hasHashes: boolean;
}

/** One finding, by index, or connections; null for both: the clearest example of every finding. */
export interface TrimWish extends ExportWish {
  readonly finding: number | null;
  readonly connections: readonly number[] | null;
  readonly keepsPayload: boolean;
}

export interface TrimAnswer {
  readonly file: BlobLike;
  readonly frames: number;
  readonly connections: number;
}

export interface AnalysisFileWish extends ShareWish {
  /** Of what other tools read in it. */
  readonly language: 'en' | 'zh';
  /** "whyreset 1.2.3". */
  readonly program: string;
  /** What was changed of the report. */
  readonly edits: PostmortemEdits;
}

export interface PipelineApi {
  /** `others`: further parts of a capture that was rotated, in any order. */
  open(
    job: number,
    file: BlobLike,
    name: string,
    sink: ProgressSink,
    others?: readonly NamedBlob[],
    thrift?: Thrift,
  ): Promise<Envelope<AnalysisSummary>>;
  /** Stops reading; open() then resolves with failure "cancelled". */
  cancel(job: number): void;
  /** Stops reading and analyses what was read. */
  finishEarly(job: number): void;
  query(query: ConnectionQuery): Promise<Envelope<QueryResult>>;
  /** Of the connections that fit the filter; null when it cannot be read. */
  facets(text: string): Promise<Envelope<readonly Facet[] | null>>;
  rows(ids: Uint32Array): Promise<Envelope<readonly ConnectionRow[]>>;
  matchError(pasted: string): Promise<Envelope<ErrorAnswer>>;
  connection(id: number): Promise<Envelope<ConnectionReport>>;
  /**
   * `expanded`: ids of the runs whose packets are shown, their first and last ones; `opened`: which beside these. `filter`: words about
   * the packets that get rows of their own (ladder/packet-filter); ids of runs are those under this filter.
   */
  ladder(id: number, expanded: readonly number[], opened?: readonly OpenedPackets[], filter?: string): Promise<Envelope<LadderModel>>;
  packet(frame: number): Promise<Envelope<PacketDetail>>;
  /** What sets these connections apart from all others of the capture. */
  compare(ids: Uint32Array): Promise<Envelope<Comparison>>;
  placeOfFrame(frame: number): Promise<Envelope<FramePlace>>;
  /** Connection that a frame belongs to, or -1. */
  connectionOfFrame(frame: number): Promise<Envelope<number>>;
  /** Of the connections that fit the filter; null when it cannot be read. */
  charts(text: string): Promise<Envelope<ChartsData | null>>;
  window(id: number): Promise<Envelope<WindowChart>>;
  json(language: 'en' | 'zh'): Promise<Envelope<AnalysisJson>>;
  /** An evidence link. */
  share(wish: ShareWish): Promise<Envelope<ShareAnswer>>;
  /** The bytes of a .whyreset.json.gz, of the same parts; more of them than fit into a link. */
  analysisFile(wish: AnalysisFileWish): Promise<Envelope<Uint8Array>>;
  /** The postmortem in both forms. */
  postmortem(wish: ReportWish): Promise<Envelope<ReportAnswer>>;
  /** Reads the whole file again for its SHA-256: reports tell it from then on. False when it cannot be read any more. */
  fileHashes(): Promise<Envelope<boolean>>;
  /** A pcapng of some connections, made in a second pass over the file. */
  trim(wish: TrimWish): Promise<Envelope<TrimAnswer>>;
  /** Of a capture in parts: they hold the same handshakes. */
  isTwoCaptures(): Promise<Envelope<boolean>>;
  /** For comparing the open capture with another, or with itself. Crosses by reference; rejects while no capture is open. */
  comparing(): Promise<ComparingApi>;
}
