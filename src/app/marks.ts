// Points in time that checks and benchmarks rely on, in production builds too. Each is set anew for each capture.

import { useLayoutEffect } from 'react';

const NAMES = ['file-accepted', 'first-provisional', 'first-final', 'ladder-ready', 'filter-applied', 'bytes-shown'] as const;
export type MarkName = (typeof NAMES)[number];

export function mark(name: MarkName): void {
  // Marks of the capture before would be read as answers of this one.
  for (const old of name === 'file-accepted' ? NAMES : [name]) performance.clearMarks(old);
  performance.mark(name);
}

/** The final findings stand in the page; later visits of the view do not count. */
export function useFinalMark(): void {
  useLayoutEffect(() => {
    if (performance.getEntriesByName('first-final').length > 0) return;
    // A small capture has no provisional findings: these are the first to be seen.
    if (performance.getEntriesByName('first-provisional').length === 0) mark('first-provisional');
    mark('first-final');
  }, []);
}
