// The door to the sentences of observations.

import type { Evidence } from '../../model/verdict';
import type { EvidenceFact, EvidenceValues } from '../../model/vocabulary';
import { wordsIn } from './language-words';
import type { Language } from './words';

/** How the two sides are called in a sentence: addresses, or "the client" and "the server". */
export interface SideNames {
  readonly client: string;
  readonly server: string;
}

export const SIDE_NAMES: Readonly<Record<Language, SideNames>> = {
  en: { client: 'the client', server: 'the server' },
  zh: { client: '客户端', server: '服务器' },
};

/** The sentence of one observation. Values that are missing (a foreign link) show as a dash. */
export function evidenceText(evidence: Evidence, language: Language, side: SideNames = SIDE_NAMES[language]): string {
  return sentence(evidence.fact, evidence.values, language, side);
}

function sentence<F extends EvidenceFact>(fact: F, values: Evidence['values'], language: Language, side: SideNames): string {
  // Evidence is stored with its values untyped; rules make it through EvidenceValues, so fact and values belong together.
  return wordsIn(language).evidence[fact](values as EvidenceValues[F], side);
}
