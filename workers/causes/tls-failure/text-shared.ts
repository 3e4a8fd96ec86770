// What the texts of tls-failure in both languages make of its facts.

import { tlsAlertName } from '../tls-alerts';
import { numberFact } from '../words/phrases';
import type { HeadlineContext } from '../words/words';

/** Absent where the alert is encrypted. */
export function alertOf(context: HeadlineContext): string | undefined {
  const description = numberFact(context.facts, 'alert');
  return description === undefined ? undefined : tlsAlertName(description);
}
