// The address of the page that links open: what `--base` takes.

/** Where `npm start` serves the page. */
export const DEFAULT_BASE = 'http://127.0.0.1:4173/';

/** The page's address without what an earlier link left behind it; null for what is no such address. */
export function baseOf(text: string): string | null {
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  if (!['http:', 'https:', 'file:'].includes(url.protocol)) return null;
  url.hash = '';
  return url.href;
}
