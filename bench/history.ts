// What was measured before, one line of JSON per run in a committed file, and whether the present run is worse.

import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import type { Row } from './stats';

/** A ratio that got worse by more than this is a regression; two runs of the same program differ by less on a calm machine. */
const TOLERANCE = 0.15;

export interface HistoryLine {
  readonly date: string;
  readonly node: string;
  readonly size: 'quick' | 'full';
  readonly runs: number;
  /** Processes that wanted the processor (one-minute average) per core when the run began: above 1 the seconds mean little. */
  readonly load: number;
  /** Medians by row. */
  readonly rows: Readonly<Record<string, number>>;
  readonly seconds: Readonly<Record<string, number>>;
}

export function appendHistory(path: string, line: HistoryLine): void {
  appendFileSync(path, `${JSON.stringify(line)}\n`);
}

/** The latest line of that size that has the row. */
export function committedValue(path: string, size: HistoryLine['size'], id: string): number | null {
  return valueIn(linesOf(path), size, id);
}

export function valueIn(lines: readonly HistoryLine[], size: HistoryLine['size'], id: string): number | null {
  for (const line of lines.toReversed()) {
    const value = line.size === size ? line.rows[id] : undefined;
    if (value !== undefined) return value;
  }
  return null;
}

function linesOf(path: string): readonly HistoryLine[] {
  if (!existsSync(path)) return [];
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line): HistoryLine => JSON.parse(line));
}

export interface Regression {
  readonly row: Row;
  readonly committed: number;
  /** 0.2: worse by a fifth. */
  readonly worseBy: number;
}

/**
 * Ratios that are worse than committed. A program that got slower is slower than everybody: of a case that is compared with several
 * peers (id "case/peer") all must be worse, or a disturbed peer would be taken for it.
 */
export function regressionsOf(rows: readonly Row[], committed: (id: string) => number | null): readonly Regression[] {
  const compared = rows.flatMap((row): Regression[] => {
    const before = row.isRatio ? committed(row.id) : null;
    if (before === null || before === 0) return [];
    const worseBy = row.better === 'less' ? row.value.median / before - 1 : before / row.value.median - 1;
    return [{ row, committed: before, worseBy }];
  });
  return compared.filter(
    ({ row, worseBy }) => worseBy > TOLERANCE && compared.every((other) => caseOf(other.row) !== caseOf(row) || other.worseBy > TOLERANCE),
  );
}

function caseOf(row: Row): string {
  return row.id.split('/', 1)[0] ?? row.id;
}
