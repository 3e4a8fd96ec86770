// The engine's words as the views use them: one import for cause, headline, evidence, reasons and limits.
// Only views that `views.ts` loads together with the reader's language may import it.

import { causeWords, limitTexts, reasonText } from '#engine/causes/words/cause-words';
import { evidenceText } from '#engine/causes/words/evidence-words';
import { contextOfFinding } from '#engine/causes/words/headline-context';
import type { CauseWords, HeadlineContext, Language } from '#engine/causes/words/words';
import type { Evidence, Finding } from '#engine/model/verdict';
import { findingHeadline } from '#engine/report/headline';
import type { FindingCause, ReasonId } from '#engine/model/vocabulary';

export function wordsOf(cause: FindingCause, language: Language): CauseWords {
  return causeWords(cause, language);
}

export function contextOf(finding: Finding, language: Language): HeadlineContext {
  return contextOfFinding(finding, language);
}

export function headlineOf(finding: Finding, language: Language): string {
  return findingHeadline(finding, language);
}

export function evidenceTextOf(evidence: Evidence, language: Language): string {
  return evidenceText(evidence, language);
}

export function reasonTextOf(reason: ReasonId, language: Language): string {
  return reasonText(reason, language);
}

/** What a finding cannot tell: the limits of its cause, then those of the capture. */
export function limitsOf(finding: Finding, context: HeadlineContext, language: Language): readonly string[] {
  return limitTexts(finding.cause, context, finding.caveats, language);
}
