// The analysis inside an HTML report ("whyreset/1"), so that the report can be opened again: capture, findings, and those
// connections that the report tells in full.

import type { Language } from '../../base/format';
import type { AnalysisJson } from '../analysis-json';
import { buildConnectionJson, captureJson, findingJson } from '../build-json';
import type { ReportSource } from '../report-source';
import type { Postmortem } from './postmortem';

/** Ids listed per finding; its count says how many there are. */
const LISTED_CONNECTIONS = 500;
const LISTED_FINDINGS = 60;

export function embeddedAnalysis(source: ReportSource, report: Postmortem, language: Language): AnalysisJson {
  return {
    schema: 'whyreset/1',
    capture: captureJson(source),
    findings: report.findings
      .slice(0, LISTED_FINDINGS)
      .map((finding) => findingJson({ ...finding, connections: finding.connections.slice(0, LISTED_CONNECTIONS) }, language)),
    connections: [...new Set(report.examples)].toSorted((a, b) => a - b).map((id) => buildConnectionJson(source.report(id), language)),
  };
}

/** As text that can stand in any element: whatever HTML or a text editor could take for its own is written as JSON's escapes. */
export function inertJson(value: object): string {
  return JSON.stringify(value).replaceAll(
    /[<>&\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufffe\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
