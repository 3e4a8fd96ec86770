// What page and worker say to each other about two captures: interfaces only.

import type {
  ComparisonOverview,
  ComparisonRow,
  ConnectionComparison,
  OpenedPositions,
  TapId,
  TwoTapLadder,
} from '../compare/compare-model';
import type { CaptureIssue } from '../model/failure';
import type { Note } from '../model/note';
import type { CauseId } from '../model/vocabulary';
import type { PostmortemEdits } from '../report/postmortem/edits';
import type { Envelope, NamedBlob, PacketDetail, ReportAnswer } from './protocol';

export type ComparisonSort =
  | 'index'
  | 'connection'
  | 'common'
  | 'lostTowardsServer'
  | 'lostTowardsClient'
  | 'appeared'
  | 'changed'
  | 'delayed'
  | 'confidence';

export interface ComparisonQuery {
  /** All of them must fit: a part of an address or port, or one of the causes whose name has the word. */
  readonly words: readonly { readonly text: string; readonly causes: readonly CauseId[] }[];
  /** Index of a finding of the overview; null: of all. */
  readonly finding: number | null;
  readonly onlyDiffering: boolean;
  readonly sort: ComparisonSort;
  readonly descending: boolean;
}

/** A connection of one capture that is not compared. */
export interface LoneConnection {
  readonly tap: TapId;
  readonly id: number;
  readonly client: string;
  readonly server: string;
  readonly packets: number;
  /** Several of the other capture fit equally well. */
  readonly isAmbiguous: boolean;
}

export interface ComparisonAnswer {
  readonly overview: ComparisonOverview;
  /** Compared connections. */
  readonly connections: number;
  /** Of these, the ones on which the captures differ. */
  readonly differing: number;
  /** What was not compared, the first some hundred. */
  readonly lone: readonly LoneConnection[];
  readonly loneLeftOut: number;
  /** What is wrong with the other capture. */
  readonly otherIssues: readonly CaptureIssue[];
}

/** What of a comparison goes out. */
export interface ComparisonShareWish {
  /** Index of one compared connection; null: all of it. */
  readonly pair: number | null;
  readonly keepsAddresses: boolean;
  /** Times since the first packet, without the time of day. */
  readonly hidesClock: boolean;
  readonly notes: readonly Note[];
}

export interface ComparisonFileWish extends ComparisonShareWish {
  readonly language: 'en' | 'zh';
  /** "whyreset 1.2.3". */
  readonly program: string;
  /** What was changed of the report. */
  readonly edits: PostmortemEdits;
}

/** What a link holds. */
export interface ComparisonShareAnswer {
  /** With "#". */
  readonly fragment: string;
  readonly findings: number;
  readonly findingsLeftOut: number;
  readonly ladders: number;
  readonly packets: number;
  /** On which the captures differ. */
  readonly connections: number;
  readonly connectionsLeftOut: number;
  readonly notes: number;
  /** What addresses are called, for a few of them; empty where they stay. */
  readonly names: readonly (readonly [string, string])[];
}

export interface ComparisonReportAnswer extends ReportAnswer {
  /** Without markup. */
  readonly text: string;
}

export interface ComparingSink {
  /** From 0 to 1, over all that has to be read. Called at most 10 times a second, never awaited. */
  progress(fraction: number): void;
}

/** Of the capture that is open. One comparison at a time: the next one takes the place of the last. */
export interface ComparingApi {
  /** `files`: the other capture; several are its rotated parts. */
  withOther(files: readonly NamedBlob[], sink: ComparingSink): Promise<Envelope<ComparisonAnswer>>;
  /** Two places that one capture shows: interfaces of a router, hops of a proxy. */
  within(sink: ComparingSink): Promise<Envelope<ComparisonAnswer>>;
  /** Reading and comparing stop, and the comparison resolves with failure "cancelled". */
  cancel(): Promise<void>;
  /** Takes this capture for the one nearer to the clients; null: as was found. */
  nearer(tap: TapId | null): Promise<Envelope<ComparisonAnswer>>;
  query(query: ComparisonQuery): Promise<Envelope<Uint32Array>>;
  rows(indices: Uint32Array): Promise<Envelope<readonly ComparisonRow[]>>;
  connection(index: number): Promise<Envelope<ConnectionComparison>>;
  /**
   * `expanded`: ids of the runs whose packets are shown, their first and last ones; `opened`: which beside these. `filter`: words about
   * the packets that get rows of their own (compare/two-tap-filter); ids of runs are those under this filter.
   */
  ladder(index: number, expanded: readonly number[], opened?: readonly OpenedPositions[], filter?: string): Promise<Envelope<TwoTapLadder>>;
  /** Of the first or the second capture. */
  packet(tap: TapId, frame: number): Promise<Envelope<PacketDetail>>;
  /** All of it as the command line prints it. */
  file(what: 'text' | 'json', language: 'en' | 'zh'): Promise<Envelope<BlobLike>>;
  share(wish: ComparisonShareWish): Promise<Envelope<ComparisonShareAnswer>>;
  /** ".whyreset.json.gz" */
  analysisFile(wish: ComparisonFileWish): Promise<Envelope<Uint8Array>>;
  report(wish: ComparisonFileWish): Promise<Envelope<ComparisonReportAnswer>>;
  /** Reads both files once more; false where that cannot be done. Reports made afterwards tell the hashes. */
  hashFiles(): Promise<Envelope<boolean>>;
}
