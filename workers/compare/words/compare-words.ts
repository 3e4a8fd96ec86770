// What is said about two captures, as a contract: both languages say the same, a missing sentence does not compile. The page fetches the
// reader's language alone.

import type { Values } from '../../model/verdict';
import type { ChangedField, ClockEstimate, ComparisonKind, DifferenceReason, ObservationId, PairedBy, Place } from '../compare-model';

export interface CompareWords {
  readonly title: Readonly<Record<ComparisonKind, string>>;
  readonly clientTap: string;
  readonly serverTap: string;
  readonly device: string;
  /** Of the header. */
  readonly clock: (clock: ClockEstimate) => string;
  readonly noClock: string;
  readonly nearer: (name: string) => string;
  readonly nearerMixed: string;
  readonly nearerUnknown: string;
  readonly paired: (pairs: number, onlyFirst: number, onlySecond: number, first: string, second: string) => string;
  readonly uncovered: (count: number, name: string) => string;
  readonly ambiguous: (count: number, name: string) => string;
  /** E35: spans are texts already. */
  readonly nothingPairs: (first: string, second: string, overlap: string) => string;
  readonly overlapOf: (duration: string | null) => string;
  readonly columns: readonly [
    connection: string,
    both: string,
    lostThere: string,
    lostBack: string,
    appeared: string,
    changed: string,
    verdict: string,
  ];
  readonly places: Readonly<Record<Place, string>>;
  readonly pairedBy: Readonly<Record<PairedBy, string>>;
  readonly fields: Readonly<Record<ChangedField, string>>;
  readonly kinds: {
    readonly lost: (to: 'client' | 'server') => string;
    readonly appeared: (from: 'client' | 'server') => string;
    readonly changed: string;
    readonly delayed: (duration: string) => string;
    readonly notCaptured: string;
    readonly outside: string;
    readonly missingBytes: (bytes: string) => string;
  };
  readonly reasons: Readonly<Record<DifferenceReason, string>>;
  readonly observations: Readonly<Record<ObservationId, (values: Values) => string>>;
  /** "Only both captures together show it." */
  readonly basisBoth: string;
  readonly basisOne: (name: string) => string;
  readonly alone: (name: string, cause: string, percent: string) => string;
  readonly notThere: (name: string) => string;
  readonly ruledOut: (cause: string, because: string) => string;
  readonly allSeen: string;
  readonly nothingDiffers: string;
  readonly connections: (count: number) => string;
  readonly at: (server: string) => string;
  readonly more: (count: number) => string;
  readonly run: (packets: number, differing: number, bytesThere: string, bytesBack: string, duration: string) => string;
  readonly idle: (duration: string) => string;
  readonly hidden: (packets: number) => string;
  readonly clockRemoved: (clock: ClockEstimate) => string;
  readonly pictureTitle: (client: string, server: string) => string;
}
