// The result of analysing one capture: tables, findings, and a way to explain any connection on demand.

import type { CaptureIssue } from '../model/failure';
import type { CaptureMeta, Vantage } from '../model/capture';
import type { CaptureTables } from '../model/tables';
import type { ConnectionColumns } from '../handlers/connection-columns';
import type { ConnectionReport, Finding } from '../model/verdict';

export interface Analysis {
  readonly meta: CaptureMeta;
  readonly tables: CaptureTables;
  readonly vantage: Vantage;
  /** Those of the file and those of the packets. */
  readonly issues: readonly CaptureIssue[];
  /** 1 when the whole file was read. */
  readonly fractionRead: number;
  readonly durationSeconds: number;
  /** Worst first; benign causes never appear. */
  readonly findings: readonly Finding[];
  /** Per connection: times, bytes, cause, outcome (by index into the lists of pipeline/judge). */
  readonly columns: ConnectionColumns;
  /** Built anew at each call from the tables: nothing is kept per connection but its verdict. */
  report(connection: number): ConnectionReport;
  /** Connections of this client (or in total) open at that connection's handshake, and the inferred limit if any. */
  gauge(connection: number): { readonly open: number; readonly limit: number | null; readonly atLeast: boolean } | null;
}
