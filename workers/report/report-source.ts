// What reports are made of: the part of an analysis that they read. Analysis (pipeline) fits it; the report knows no pipeline.

import type { CaptureIssue } from '../model/failure';
import type { CaptureMeta, Vantage } from '../model/capture';
import type { CaptureTables } from '../model/tables';
import type { ConnectionReport, Finding } from '../model/verdict';
import type { LadderContext } from '../ladder/build-ladder';

export interface ReportSource {
  readonly meta: CaptureMeta;
  readonly tables: CaptureTables;
  readonly vantage: Vantage;
  readonly issues: readonly CaptureIssue[];
  readonly fractionRead: number;
  readonly durationSeconds: number;
  /** Worst first. */
  readonly findings: readonly Finding[];
  /** Cause of each connection, by index into CAUSE_IDS. */
  readonly columns: { readonly cause: ArrayLike<number> };
  report(connection: number): ConnectionReport;
  gauge(connection: number): LadderContext['gauge'];
}

/** Digits after the point that the capture's clocks resolve; the finest where there are several. */
export function timeDigitsOf(meta: CaptureMeta): number {
  return meta.interfaces.reduce((digits, { timeDigits }) => Math.max(digits, timeDigits), 6);
}

export function ladderContextOf(source: ReportSource, connection: number): LadderContext {
  const { connections, segments, frames } = source.tables;
  const firstRow = connections.segments[connections.segmentStart[connection] as number] as number;
  const aheadNs = frames.aheadNs(frames.tsNs.values[segments.frameIndex.values[firstRow] as number] as number);
  return {
    vantage: source.vantage,
    timeDigits: timeDigitsOf(source.meta),
    startNs: source.meta.startNs === null ? null : source.meta.startNs - BigInt(Math.round(aheadNs)),
    gauge: source.gauge(connection),
  };
}

/** Without the time of day, as a capture that has none. Goes before redaction, which draws ladders. */
export function withoutClock<T extends ReportSource>(source: T): T {
  return { ...source, meta: { ...source.meta, startNs: null } };
}
