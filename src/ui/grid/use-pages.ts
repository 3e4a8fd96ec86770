// The rows of a table that is fetched page by page: those on the screen and those beside them.

import { useEffect, useReducer, useRef } from 'react';
import type { RowCache } from './row-cache';

/** Draws again when what is on the screen is there. `fetch` stays the same function; null: the rows could not be had. */
export function usePages<Row>(
  rows: RowCache<Row>,
  first: number,
  last: number,
  fetch: (ids: Uint32Array) => Promise<readonly Row[] | null>,
): void {
  const [, redraw] = useReducer((n: number) => n + 1, 0);
  const drawn = useRef({ rows, first, last });
  useEffect(() => {
    drawn.current = { rows, first, last };
    for (const page of rows.missingPages(first, last)) {
      void fetch(rows.idsOf(page)).then((answer) => {
        rows.fill(page, answer);
        const { rows: now, first: from, last: to } = drawn.current;
        if (now === rows && rows.isOn(page, from, to)) redraw();
      });
    }
  }, [rows, first, last, fetch]);
}
