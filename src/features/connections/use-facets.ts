// Counts per facet under the filter, from the worker; the last answer stays while the next one is made.

import { useEffect, useState } from 'react';
import type { Facet } from '#engine/rpc/protocol';
import { engine } from '../../engine-client/engine-client';

/** After the rows: they are what was asked for. */
const DEBOUNCE_MS = 160;

export function useFacets(query: string, isWanted: boolean): readonly Facet[] {
  const [facets, setFacets] = useState<readonly Facet[]>([]);
  useEffect(() => {
    if (!isWanted) return;
    let isStale = false;
    const timer = setTimeout(() => {
      void engine()
        .facets(query)
        .then((answer) => {
          if (!isStale && answer.ok && answer.value !== null) setFacets(answer.value);
        });
    }, DEBOUNCE_MS);
    return () => {
      isStale = true;
      clearTimeout(timer);
    };
  }, [query, isWanted]);
  return facets;
}
