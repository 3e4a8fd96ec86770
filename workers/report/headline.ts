// The one sentence of a finding or a connection, for page, command line, report and JSON alike.

import { causeWords } from '../causes/words/cause-words';
import { contextOfConnection, contextOfFinding } from '../causes/words/headline-context';
import type { Language } from '../causes/words/words';
import type { ConnectionReport, Finding } from '../model/verdict';

export function findingHeadline(finding: Finding, language: Language): string {
  return causeWords(finding.cause, language).headline(contextOfFinding(finding, language));
}

export function connectionHeadline(report: ConnectionReport, language: Language): string {
  return causeWords(report.verdict.cause, language).headline(contextOfConnection(report));
}
