// Asks the worker which connections match, and keeps the last valid answer while a filter is being typed.

import { useEffect, useRef, useState } from 'react';
import type { ConnectionQuery } from '#engine/rpc/protocol';
import { engine } from '../../engine-client/engine-client';
import { withoutLastTerm } from './filter-terms';
import { RowCache } from './row-cache';

const DEBOUNCE_MS = 80;

export interface FilterError {
  readonly position: number;
  readonly reason: string;
}

export interface QueryState {
  /** Null until the first answer. */
  readonly rows: RowCache | null;
  readonly error: FilterError | null;
  /** Nothing matches: how many would without the last term. */
  readonly fallback: { readonly text: string; readonly term: string; readonly count: number } | null;
  readonly isFailed: boolean;
}

const NOTHING: QueryState = { rows: null, error: null, fallback: null, isFailed: false };

export function useConnectionQuery(query: ConnectionQuery): QueryState {
  const [state, setState] = useState(NOTHING);
  const typed = useRef(query.text);
  const { text, sort, descending } = query;
  const second = query.second?.sort;
  const isSecondDescending = query.second?.descending === true;
  useEffect(() => {
    let isStale = false;
    const run = async () => {
      const answer = await engine().query({
        text,
        sort,
        descending,
        second: second === undefined ? undefined : { sort: second, descending: isSecondDescending },
      });
      if (isStale) return;
      if (!answer.ok) {
        setState((before) => ({ ...before, isFailed: true }));
        return;
      }
      if (!answer.value.ok) {
        const { position, reason } = answer.value;
        setState((before) => ({ ...before, error: { position, reason } }));
        return;
      }
      const { ids } = answer.value;
      setState({ ...NOTHING, rows: new RowCache(ids) });
      const shorter = ids.length === 0 ? withoutLastTerm(text) : null;
      if (shorter === null) return;
      const other = await engine().query({ text: shorter.text, sort, descending });
      if (isStale || !other.ok || !other.value.ok) return;
      const fallback = { ...shorter, count: other.value.ids.length };
      setState((before) => ({ ...before, fallback }));
    };
    // Only typing waits: a click on a header or a link is meant as it is.
    const isTyping = typed.current !== text;
    typed.current = text;
    const timer = setTimeout(() => void run(), isTyping ? DEBOUNCE_MS : 0);
    return () => {
      isStale = true;
      clearTimeout(timer);
    };
  }, [text, sort, descending, second, isSecondDescending]);
  return state;
}
