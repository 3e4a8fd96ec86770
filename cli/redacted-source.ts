// An analysis as a report may tell it to strangers: what a shared link would hold of it, by the same rules (workers/share/redact.ts),
// and the name of the file left out. Times, ports and packet numbers stay: they are evidence.

import { findingsOf } from '#engine/report/build-json';
import { FULL_FINDINGS, type PostmortemSource } from '#engine/report/postmortem/postmortem';
import type { ReportSource } from '#engine/report/report-source';
import { evidenceLink } from '#engine/share/share-link';

/** Findings told in one line need no connection. */
const MOST_FINDINGS = 60;

export const REDACTED_NAME = 'capture';

/** @param only the connection that the report is about */
export function redactedSource(source: ReportSource, only?: number): PostmortemSource {
  const findings = findingsOf(source, only).slice(0, MOST_FINDINGS);
  const examples = findings.slice(0, FULL_FINDINGS).flatMap(({ representative }) => representative ?? []);
  const { analysis } = evidenceLink(source, {
    keepsAddresses: false,
    findings: findings.map((finding) => source.findings.indexOf(finding)),
    connections: only === undefined ? [...new Set(examples)] : [only],
  });
  const told = new Map(analysis.connections.map((connection) => [connection.report.id, connection]));
  const find = (id: number): (typeof analysis.connections)[number] => {
    const connection = told.get(id);
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
        : analysis.findings.map((finding) => ({ ...finding, connections: [...new Set([...finding.connections, only])] })),
    report: (id) => find(id).report,
    redacted: { ladder: (id) => find(id).ladder },
  };
}
