// Facets as terms of the filter: the text is the single source of truth, a click on a facet edits it.

import type { FacetId } from '#engine/rpc/protocol';

const CONFIDENCE_TERMS: Readonly<Record<string, string>> = {
  undetermined: 'conf<0.4',
  possible: 'conf>=0.4 conf<0.75',
  likely: 'conf>=0.75 conf<0.95',
  certain: 'conf>=0.95',
};
const DURATION_TERMS = ['dur<10ms', 'dur>=10ms dur<1s', 'dur>=1s dur<60s', 'dur>=60s'] as const;

export function termOf(facet: FacetId, value: string): string {
  if (facet === 'conf') return CONFIDENCE_TERMS[value] ?? '';
  if (facet === 'dur') return DURATION_TERMS[Number(value)] ?? '';
  return `${facet}:${value}`;
}

/** Terms of bands are two, joined by "and": excluding them needs parentheses. */
function excluded(term: string): string {
  return term.includes(' ') ? `-(${term})` : `-${term}`;
}

export function isChosen(query: string, facet: FacetId, value: string): boolean {
  return ` ${query} `.includes(` ${termOf(facet, value)} `);
}

/** Only this value (again: any), or all but this one. Other terms stay as they were typed. */
export function withFacet(query: string, facet: FacetId, value: string, isExcluded: boolean): string {
  const term = termOf(facet, value);
  const chosen = isChosen(query, facet, value);
  const own = new RegExp(`(?:^|\\s)-?(?:\\((?:${facet}[:<>=][^\\s()]*\\s*)+\\)|${facet}[:<>=][^\\s()]*)(?=\\s|$)`, 'g');
  const rest = (isExcluded ? query : query.replaceAll(own, ' ')).replaceAll(/\s+/g, ' ').trim();
  if (chosen && !isExcluded) return rest;
  return `${rest} ${isExcluded ? excluded(term) : term}`.trim();
}
