// Bins of charts: equal ones over time, logarithmic ones for durations.

/** A chart is some hundred pixels wide. */
export const TIME_BINS = 240;
const PER_DECADE = 4;

export class LogBins {
  readonly #lowest: number;
  readonly counts: number[][];

  /** Bins from `lowest` (what is less falls into the first) up to `highest`, for so many series. */
  constructor(lowest: number, highest: number, series: number) {
    this.#lowest = lowest;
    const length = Math.max(1, Math.ceil(Math.log10(Math.max(highest, lowest) / lowest) * PER_DECADE) + 1);
    this.counts = Array.from({ length }, () => new Array<number>(series).fill(0));
  }

  add(value: number, series: number): void {
    const at = Math.floor(Math.log10(Math.max(value, this.#lowest) / this.#lowest) * PER_DECADE + 1e-9);
    const bin = this.counts[Math.min(this.counts.length - 1, Math.max(0, at))];
    if (bin !== undefined) bin[series] = (bin[series] ?? 0) + 1;
  }

  /** Without the empty bins at either end. */
  list(): { readonly from: number; readonly to: number; readonly counts: readonly number[] }[] {
    const all = this.counts.map((counts, index) => ({
      // What is less than the lowest is in the first as well.
      from: index === 0 ? 0 : this.#lowest * 10 ** (index / PER_DECADE),
      to: this.#lowest * 10 ** ((index + 1) / PER_DECADE),
      counts,
    }));
    const isFull = ({ counts }: { readonly counts: readonly number[] }) => counts.some((count) => count > 0);
    const first = all.findIndex(isFull);
    return first < 0 ? [] : all.slice(first, all.findLastIndex(isFull) + 1);
  }
}

export function timeBinOf(seconds: number, binSeconds: number): number {
  return Math.min(TIME_BINS - 1, Math.max(0, Math.floor(seconds / binSeconds)));
}

/** Middle of the values, which are sorted for it; 0 without any. */
export function medianOf(values: Float64Array): number {
  values.sort();
  return values[values.length >> 1] ?? 0;
}
