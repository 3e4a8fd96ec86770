// Rows of the table as they are fetched from the worker, in pages, the least recently used dropped. Outside reactive state.

export const PAGE_ROWS = 128;
const MAX_PAGES = 32;

export class RowCache<Row> {
  readonly ids: Uint32Array;
  private readonly pages = new Map<number, readonly Row[] | null>();

  constructor(ids: Uint32Array) {
    this.ids = ids;
  }

  row(index: number): Row | null {
    return this.pages.get(Math.floor(index / PAGE_ROWS))?.[index % PAGE_ROWS] ?? null;
  }

  /** Whether a page holds rows of [first, last). */
  isOn(page: number, first: number, last: number): boolean {
    return first < (page + 1) * PAGE_ROWS && last > page * PAGE_ROWS;
  }

  /**
   * Pages that [first, last) needs and nobody has asked for, then those before and after it: who scrolls meets rows that are
   * there. They count as asked for from now on.
   */
  missingPages(first: number, last: number, isAhead = true): number[] {
    const missing: number[] = [];
    if (last <= first) return missing;
    const [from, to] = [Math.floor(first / PAGE_ROWS), Math.floor((last - 1) / PAGE_ROWS)];
    const wanted = Array.from({ length: to - from + 1 }, (_, at) => from + at);
    if (isAhead && (to + 1) * PAGE_ROWS < this.ids.length) wanted.push(to + 1);
    if (isAhead && from > 0) wanted.push(from - 1);
    for (const page of wanted) {
      const known = this.pages.get(page);
      if (known === undefined) {
        this.pages.set(page, null);
        missing.push(page);
      } else {
        // Moved to the end: a Map keeps insertion order, so the first page is the one used longest ago.
        this.pages.delete(page);
        this.pages.set(page, known);
      }
    }
    return missing;
  }

  idsOf(page: number): Uint32Array {
    return this.ids.slice(page * PAGE_ROWS, (page + 1) * PAGE_ROWS);
  }

  /** Null: the page could not be had, and may be asked for again. */
  fill(page: number, rows: readonly Row[] | null): void {
    if (rows === null) this.pages.delete(page);
    else this.pages.set(page, rows);
    for (const oldest of this.pages.keys()) {
      if (this.pages.size <= MAX_PAGES) break;
      this.pages.delete(oldest);
    }
  }
}
