// Rows that are picked out, by the numbers of their connections: they stay picked when the table is sorted or filtered.

import { useCallback, useMemo, useRef, useState } from 'react';

export interface Selection {
  readonly ids: ReadonlySet<number>;
  toggle(id: number): void;
  add(ids: Iterable<number>): void;
  clear(): void;
  /** The row that a range begins at: the one picked last. */
  readonly anchor: { current: number | null };
}

const NONE: ReadonlySet<number> = new Set();

export function useSelection(): Selection {
  const [ids, setIds] = useState(NONE);
  const anchor = useRef<number | null>(null);
  const toggle = useCallback((id: number) => {
    setIds((before) => {
      const after = new Set(before);
      if (!after.delete(id)) after.add(id);
      return after;
    });
    anchor.current = id;
  }, []);
  const add = useCallback((more: Iterable<number>) => setIds((before) => new Set([...before, ...more])), []);
  const clear = useCallback(() => setIds(NONE), []);
  return useMemo(() => ({ ids, toggle, add, clear, anchor }), [ids, toggle, add, clear]);
}

/** `conn:3,5..9`: the filter that names these connections. */
export function connectionsTerm(ids: Iterable<number>): string {
  const sorted = [...new Set(ids)].toSorted((a, b) => a - b);
  const parts: string[] = [];
  for (let at = 0; at < sorted.length;) {
    const first = sorted[at] ?? 0;
    let last = first;
    while (sorted[++at] === last + 1) last++;
    parts.push(first === last ? String(first) : `${first}..${last}`);
  }
  return `conn:${parts.join(',')}`;
}
