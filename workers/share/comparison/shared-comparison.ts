// What a shared comparison holds: what two captures together say, the connections on which they differ, ladders of some of them, notes.
// Data only, without the names of the files: they are capture 1 and capture 2.

import type {
  ComparedTap,
  ComparisonFinding,
  ComparisonOverview,
  ComparisonRow,
  ConnectionComparison,
  TapId,
  TwoTapLadder,
} from '../../compare/compare-model';
import type { Fingerprint } from '../../model/fingerprint';
import type { Note } from '../../model/note';

export interface SharedComparisonFinding extends ComparisonFinding {
  /** Of which a few are named. */
  readonly count: number;
}

export interface SharedOverview extends Omit<ComparisonOverview, 'findings'> {
  /** Worst first. */
  readonly findings: readonly SharedComparisonFinding[];
}

export interface SharedPair {
  readonly connection: ConnectionComparison;
  readonly ladder: TwoTapLadder;
}

export interface SharedComparison {
  readonly isRedacted: boolean;
  /** One connection was shared for itself. */
  readonly isOfPair: boolean;
  readonly overview: SharedOverview;
  /** Compared connections. */
  readonly connections: number;
  /** Those on which the captures differ. */
  readonly differing: number;
  readonly findingsLeftOut: number;
  readonly pairs: readonly SharedPair[];
  /** Further connections on which the captures differ; there may be more. */
  readonly rows: readonly ComparisonRow[];
  /** About connections and packets of capture 1, or of the other one. */
  readonly notes: readonly Note[];
  readonly fingerprints: Readonly<Record<TapId, Fingerprint | null>>;
}

/** How the captures are called where their files' names are not told. */
export function plainTapName(tap: TapId): string {
  return tap === 'first' ? '#1' : '#2';
}

/** Without the names of file and interface. */
export function plainTap({ frames, connections, startTime, durationSeconds }: ComparedTap, tap: TapId): ComparedTap {
  return { name: plainTapName(tap), frames, connections, startTime, durationSeconds };
}

export interface EndpointParts {
  readonly address: string;
  readonly port: number;
}

/** "10.0.0.1:80" or "[::1]:80" into its parts; null for what is none. */
export function endpointParts(text: string): EndpointParts | null {
  const at = text.lastIndexOf(':');
  const digits = text.slice(at + 1);
  if (at <= 0 || !/^\d{1,5}$/.test(digits)) return null;
  return { address: text.slice(0, at).replaceAll(/[[\]]/g, ''), port: Number(digits) };
}
