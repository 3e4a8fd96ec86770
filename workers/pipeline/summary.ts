// The overview that the page shows first: capture, findings, counts and the time bins of the sparklines.

import type { AnalysisSummary } from '../rpc/protocol';
import { CAUSE_IDS, type CauseId } from '../model/vocabulary';
import type { Outcome } from '../model/verdict';
import { linkTypeName } from '../model/link-type-names';
import { timeDigitsOf } from '../report/report-source';
import type { Analysis } from './analysis';
import { OUTCOMES } from './judge';

const BINS = 64;

export function summarize(analysis: Analysis): AnalysisSummary {
  const { meta, tables, columns, findings } = analysis;
  const connections = tables.connections.length;
  const causes = new Map<CauseId, number>();
  const outcomes = new Map<Outcome, number>();
  const opened = new Array<number>(BINS).fill(0);
  const binOf = (seconds: number) => Math.min(BINS - 1, Math.max(0, Math.floor((seconds / (analysis.durationSeconds || 1)) * BINS)));
  for (let c = 0; c < connections; c++) {
    const cause = CAUSE_IDS[columns.cause[c] as number] as CauseId;
    const outcome = OUTCOMES[columns.outcome[c] as number] as Outcome;
    causes.set(cause, (causes.get(cause) ?? 0) + 1);
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    const bin = binOf(columns.start[c] as number);
    opened[bin] = (opened[bin] as number) + 1;
  }
  const openedByFinding = findings.map((finding) => {
    const bins = new Array<number>(BINS).fill(0);
    for (const c of finding.connections) {
      const bin = binOf(columns.start[c] as number);
      bins[bin] = (bins[bin] as number) + 1;
    }
    return bins;
  });
  return {
    capture: {
      name: meta.name,
      format: meta.format,
      compression: meta.compression,
      bytes: meta.bytes,
      frames: tables.frames.length,
      tcpSegments: tables.segments.length,
      connections,
      startNs: meta.startNs === null ? null : meta.startNs.toString(),
      durationSeconds: analysis.durationSeconds,
      timeDigits: timeDigitsOf(meta),
      linkTypes: [...new Set(meta.interfaces.map((entry) => linkTypeName(entry.linkType)))],
      vantage: analysis.vantage,
      issues: analysis.issues,
      fractionRead: analysis.fractionRead,
      otherProtocols: [...tables.otherProtocols].sort((a, b) => b[1] - a[1]),
    },
    findings,
    causes: [...causes].sort((a, b) => b[1] - a[1]),
    outcomes: [...outcomes].sort((a, b) => b[1] - a[1]),
    opened,
    openedByFinding,
  };
}
