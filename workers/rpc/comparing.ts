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
import type { CauseId } from '../model/vocabulary';
import type { Envelope, NamedBlob, PacketDetail } from './protocol';

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
  ladder(
    index: number,
    expanded: readonly number[],
    opened?: readonly OpenedPositions[],
    filter?: string,
  ): Promise<Envelope<TwoTapLadder>>;
  /** Of the first or the second capture. */
  packet(tap: TapId, frame: number): Promise<Envelope<PacketDetail>>;
  /** All of it as the command line prints it. */
  file(what: 'text' | 'json', language: 'en' | 'zh'): Promise<Envelope<BlobLike>>;
}
