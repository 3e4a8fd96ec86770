// Heights of rows whose text decides them, by data-key, as far as they have been drawn.

import { useCallback, useState } from 'react';

export interface MeasuredRows {
  readonly measured: ReadonlyMap<string, number>;
  /** After drawing. */
  remeasure(): void;
}

/** `selector`: of the rows to be measured; null: none. */
export function useMeasuredRows(rows: { readonly current: HTMLElement | null }, selector: string | null): MeasuredRows {
  const [measured, setMeasured] = useState<ReadonlyMap<string, number>>(new Map());
  const remeasure = useCallback(() => {
    if (selector === null) return;
    const found = [...(rows.current?.querySelectorAll<HTMLElement>(selector) ?? [])];
    setMeasured((before) => {
      const changed = found.filter((row) => row.offsetHeight > 0 && before.get(row.dataset['key'] ?? '') !== row.offsetHeight);
      if (changed.length === 0) return before;
      const after = new Map(before);
      for (const row of changed) after.set(row.dataset['key'] ?? '', row.offsetHeight);
      return after;
    });
  }, [selector, rows]);
  return { measured, remeasure };
}
