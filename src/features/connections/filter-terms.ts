// The filter as words on the page's side: only enough to offer it without its last term. Its meaning is the worker's business.

/** Null when there are fewer than two terms. */
export function withoutLastTerm(text: string): { readonly text: string; readonly term: string } | null {
  // A quoted part may hold blanks.
  const terms = text.trim().match(/(?:"[^"]*"?|[^\s"])+/g) ?? [];
  const term = terms.at(-1);
  if (term === undefined || terms.length < 2) return null;
  return { text: terms.slice(0, -1).join(' '), term };
}
