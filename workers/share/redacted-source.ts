// An analysis as a report may tell it to strangers: what a shared link would hold of it, by the same rules (redact.ts), and the
// name of the file left out. Times, ports and packet numbers stay: they are evidence.

import { findingsOf } from '../report/build-json';
import { extentOf } from '../report/postmortem/draft';
import { FULL_FINDINGS, type PostmortemSource } from '../report/postmortem/postmortem';
import type { ReportSource } from '../report/report-source';
import { unquotedFinding, unquotedReport } from './redact';
import { sharedAnalysis, WHOLE_UP_TO } from './share-link';

/** Findings told in one line need no connection. */
const MOST_FINDINGS = 60;

export const REDACTED_NAME = 'capture';

/** What the report is about; everything where neither is given. `finding` by its place. */
export interface RedactedScope {
  readonly only?: number;
  readonly finding?: number;
}

export function redactedSource(source: ReportSource, { only, finding }: RedactedScope = {}): PostmortemSource {
  // A finding keeps its place: notes on it are found by that.
  const findings =
    only === undefined ? source.findings.slice(0, finding === undefined ? MOST_FINDINGS : finding + 1) : findingsOf(source, only);
  const told = finding === undefined ? findings.slice(0, FULL_FINDINGS) : findings.slice(finding);
  const examples = only === undefined ? told.flatMap(({ representative }) => representative ?? []) : [only];
  const choice = { findings, connections: [...new Set(examples)], findingsLeftOut: 0, wholeUpTo: WHOLE_UP_TO };
  const { analysis, inText } = sharedAnalysis(source, choice, { keepsAddresses: false });
  const connections = new Map(analysis.connections.map((connection) => [connection.report.id, connection]));
  const find = (id: number): (typeof analysis.connections)[number] => {
    const connection = connections.get(id);
    if (connection === undefined) throw new Error(`connection ${id} was not redacted`);
    return connection;
  };
  return {
    ...source,
    meta: { ...source.meta, name: REDACTED_NAME },
    // Details of issues may quote the capture.
    issues: source.issues.map(({ code, count, offsets }) => ({ code, count, offsets })),
    // A shared finding names a few of its connections; the one asked for must be among them.
    findings:
      only === undefined
        ? analysis.findings
        : analysis.findings.map((shared) => ({ ...shared, connections: [...new Set([...shared.connections, only])] })),
    report: (id) => find(id).report,
    redacted: {
      extent: only === undefined ? extentOf(source, finding === undefined ? source.findings : told) : null,
      ladder: (id) => find(id).ladder,
      inText,
    },
  };
}

/** What may be told beside headers without their payload. */
export function unquotedSource<T extends ReportSource>(source: T): T {
  return { ...source, findings: source.findings.map(unquotedFinding), report: (id: number) => unquotedReport(source.report(id)) };
}
