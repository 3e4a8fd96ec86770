// Numbers of several runs, and how they are written.

export interface Sample {
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

export function sampleOf(values: readonly number[]): Sample {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return {
    median: sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? upper)) / 2,
    least: sorted[0] ?? 0,
    most: sorted.at(-1) ?? 0,
  };
}

/** One promise of the project, measured. */
export interface Row {
  /** Never renamed: the history is compared by it. */
  readonly id: string;
  readonly what: string;
  readonly unit: string;
  readonly value: Sample;
  /** Null: only compared with the history. */
  readonly mark: number | null;
  readonly better: 'less' | 'more';
  /** Compares two things of one run, so that another machine gives about the same. */
  readonly isRatio: boolean;
}

export function isMet({ value, mark, better }: Row): boolean {
  if (mark === null) return true;
  return better === 'less' ? value.median <= mark : value.median >= mark;
}

/** "0.78 (0.74 to 0.81)": the median, and the extremes where there were several runs. */
export function told({ median, least, most }: Sample): string {
  return least === most ? short(median) : `${short(median)} (${short(least)} to ${short(most)})`;
}

export function rowLine(row: Row): string {
  const sign = row.better === 'less' ? 'at most' : 'at least';
  const mark = row.mark === null ? '' : `, ${sign} ${short(row.mark)}`;
  const verdict = row.mark === null ? '' : isMet(row) ? 'met' : 'MISSED';
  return `  ${verdict.padEnd(6)} ${row.what}: ${told(row.value)} ${row.unit}${mark}`;
}

function short(value: number): string {
  if (value >= 100) return value.toFixed(0);
  return value >= 10 ? value.toFixed(1) : value.toFixed(2);
}
