// What a shared link holds: judgements, the rows of ladders, capture facts without names. Data only; who made it and how is elsewhere.

import type { LadderModel } from '../ladder/ladder-model';
import type { CaptureFormatId, Vantage } from '../model/capture';
import type { IssueCode } from '../model/failure';
import type { Fingerprint } from '../model/fingerprint';
import type { Note } from '../model/note';
import type { ConnectionReport, Finding } from '../model/verdict';

export interface SharedCapture {
  readonly format: CaptureFormatId;
  readonly frames: number;
  readonly tcpSegments: number;
  readonly connections: number;
  /** Nanoseconds since 1970 as decimal text; null where it is not known. */
  readonly startNs: string | null;
  readonly durationSeconds: number;
  /** Digits after the point that the capture's clock resolves. */
  readonly timeDigits: number;
  readonly vantage: Vantage;
  readonly fractionRead: number;
  readonly issues: readonly { readonly code: IssueCode; readonly count: number }[];
}

export interface SharedConnection {
  readonly report: ConnectionReport;
  readonly ladder: LadderModel;
}

export interface SharedAnalysis {
  /** Addresses were replaced by pseudonyms. */
  readonly isRedacted: boolean;
  readonly capture: SharedCapture;
  /** Worst first; each names at most a few of its connections. */
  readonly findings: readonly Finding[];
  /** Findings of the capture that there was no room for. */
  readonly findingsLeftOut: number;
  readonly connections: readonly SharedConnection[];
  /** The only free text. A finding's number is its place among `findings`. */
  readonly notes: readonly Note[];
  /** Of the file that was analysed; null where it is not known. */
  readonly fingerprint: Fingerprint | null;
  /** The packet that was chosen when the link was made; null for none, and without a fingerprint. */
  readonly selected: number | null;
}
