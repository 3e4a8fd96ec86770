// The engine's words as the views use them: one import for cause, headline, evidence, reasons and limits.
// Large (every cause in two languages), so only lazily loaded views may import it.

import { causeWords } from '#engine/causes/words/cause-words';
import { caveatWords } from '#engine/causes/words/caveat-words';
import { evidenceText } from '#engine/causes/words/evidence-words';
import { contextOfFinding } from '#engine/causes/words/headline-context';
import { reasonWords } from '#engine/causes/words/reason-words';
import type { CauseWords, HeadlineContext, Language } from '#engine/causes/words/words';
import type { Evidence, Finding } from '#engine/model/verdict';
import { findingHeadline } from '#engine/report/headline';
import type { CaveatId, FindingCause, ReasonId } from '#engine/model/vocabulary';

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
  return reasonWords[language][reason];
}

export function caveatTextOf(caveat: CaveatId, language: Language): string {
  return caveatWords[language][caveat];
}
