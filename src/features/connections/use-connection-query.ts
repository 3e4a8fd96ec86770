// Asks the worker which connections match, and keeps the last valid answer while a filter is being typed.

import { useEffect, useRef, useState } from 'react';
import type { ConnectionRow, ConnectionQuery } from '#engine/rpc/protocol';
import { engine } from '../../engine-client/engine-client';
import { withoutLastTerm } from './filter-terms';
import { RowCache } from '../../ui/grid/row-cache';

/** A word half typed is not wrong yet. */
const ERROR_PATIENCE_MS = 160;

export interface FilterError {
  readonly position: number;
  readonly reason: string;
}

export interface QueryState {
  /** Null until the first answer. */
  readonly rows: RowCache<ConnectionRow> | null;
  readonly error: FilterError | null;
  /** Nothing matches: how many would without the last term. */
  readonly fallback: { readonly text: string; readonly term: string; readonly count: number } | null;
  readonly isFailed: boolean;
}

const NOTHING: QueryState = { rows: null, error: null, fallback: null, isFailed: false };

/** One question at a time: of those typed while it is answered the last one is asked next, at once. */
type Turn = Promise<unknown>;

export function useConnectionQuery(query: ConnectionQuery): QueryState {
  const [state, setState] = useState(NOTHING);
  const typed = useRef(query.text);
  const turn = useRef<Turn>(Promise.resolve());
  const { text, sort, descending } = query;
  const second = query.second?.sort;
  const isSecondDescending = query.second?.descending === true;
  useEffect(() => {
    let isStale = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    // A click on a header or a link is meant as it is.
    const isTyping = typed.current !== text;
    typed.current = text;
    const ask = async () => {
      if (isStale) return;
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
        const show = () => setState((before) => ({ ...before, error: { position, reason } }));
        if (isTyping) timer = setTimeout(show, ERROR_PATIENCE_MS);
        else show();
        return;
      }
      const { ids } = answer.value;
      const rows = new RowCache<ConnectionRow>(ids);
      await fillFirstPage(rows);
      if (isStale) return;
      setState({ ...NOTHING, rows });
      const shorter = ids.length === 0 ? withoutLastTerm(text) : null;
      if (shorter === null) return;
      const other = await engine().query({ text: shorter.text, sort, descending });
      if (isStale || !other.ok || !other.value.ok) return;
      const fallback = { ...shorter, count: other.value.ids.length };
      setState((before) => ({ ...before, fallback }));
    };
    turn.current = turn.current.then(ask);
    return () => {
      isStale = true;
      clearTimeout(timer);
    };
  }, [text, sort, descending, second, isSecondDescending]);
  return state;
}

/** The rows that will be seen first come with their list: the table is drawn once, not empty and then again. */
async function fillFirstPage(rows: RowCache<ConnectionRow>): Promise<void> {
  const [page] = rows.missingPages(0, Math.min(1, rows.ids.length), false);
  if (page === undefined) return;
  const answer = await engine().rows(rows.idsOf(page));
  rows.fill(page, answer.ok ? answer.value : null);
}
