// The connections of the same finding, so that the reader can walk through all examples of one cause.

import { useMemo } from 'react';
import type { Finding } from '#engine/model/verdict';
import { useAppStore } from '../../store/store';

export interface Neighbours {
  /** 1-based place among the connections of the finding. */
  readonly position: number;
  readonly count: number;
  readonly previous: number | null;
  readonly next: number | null;
  /** Index of the finding. */
  readonly finding: number;
}

/** Place of an id in an ascending list; -1 when it is not in it. */
export function placeOf(ids: readonly number[], id: number): number {
  let low = 0;
  let high = ids.length - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const value = ids[middle] ?? 0;
    if (value === id) return middle;
    if (value < id) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

/** The first finding that names the connection: findings are ranked, worst first. */
export function neighboursOf(findings: readonly Pick<Finding, 'connections'>[], id: number): Neighbours | null {
  const finding = findings.findIndex(({ connections }) => placeOf(connections, id) >= 0);
  const ids = findings[finding]?.connections;
  if (ids === undefined) return null;
  const at = placeOf(ids, id);
  return { position: at + 1, count: ids.length, previous: ids[at - 1] ?? null, next: ids[at + 1] ?? null, finding };
}

const NO_FINDINGS: readonly Finding[] = [];

export function useNeighbours(id: number): Neighbours | null {
  const findings = useAppStore(({ session }) => (session.phase === 'ready' ? session.summary.findings : NO_FINDINGS));
  return useMemo(() => neighboursOf(findings, id), [findings, id]);
}
