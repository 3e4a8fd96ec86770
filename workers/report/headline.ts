// The one sentence of a finding or a connection, for page, command line, report and JSON alike.

import { causeWords } from '../causes/words/cause-words';
import { contextOfConnection, contextOfFinding } from '../causes/words/headline-context';
import type { Language } from '../causes/words/words';
import type { ConnectionReport, Finding } from '../model/verdict';
import { isCrossFinding } from '../model/vocabulary';

export function findingHeadline(finding: Finding, language: Language): string {
  return causeWords(finding.cause, language).headline(contextOfFinding(finding, language));
}

export function connectionHeadline(report: ConnectionReport, language: Language): string {
  return causeWords(report.verdict.cause, language).headline(contextOfConnection(report));
}

/** The connection whose packets stand for all of a finding; null where it has one, or where the evidence is of all of them. */
export function exampleOf(finding: Finding): number | null {
  return finding.count > 1 && !isCrossFinding(finding.cause) ? finding.representative : null;
}
