// Asks the worker for the charts of a filter; the last answer stays while the next one is made.

import { useEffect, useState } from 'react';
import type { ChartsData } from '#engine/rpc/charts';
import { engine } from '../../engine-client/engine-client';

export interface ChartsState {
  readonly data: ChartsData | null;
  readonly isFailed: boolean;
  /** The filter could not be read. */
  readonly isUnreadable: boolean;
}

export function useCharts(query: string): ChartsState {
  const [state, setState] = useState<ChartsState>({ data: null, isFailed: false, isUnreadable: false });
  useEffect(() => {
    let isStale = false;
    void engine()
      .charts(query)
      .then((answer) => {
        if (isStale) return;
        if (!answer.ok) setState((before) => ({ ...before, isFailed: true }));
        else setState((before) => ({ data: answer.value ?? before.data, isFailed: false, isUnreadable: answer.value === null }));
      });
    return () => {
      isStale = true;
    };
  }, [query]);
  return state;
}
