// Rows of the table as they are fetched from the worker, in pages, the least recently used dropped. Outside reactive state.

import type { ConnectionRow } from '#engine/rpc/protocol';

export const PAGE_ROWS = 128;
const MAX_PAGES = 32;

export class RowCache {
  readonly ids: Uint32Array;
  private readonly pages = new Map<number, readonly ConnectionRow[] | null>();

  constructor(ids: Uint32Array) {
    this.ids = ids;
  }

  row(index: number): ConnectionRow | null {
    return this.pages.get(Math.floor(index / PAGE_ROWS))?.[index % PAGE_ROWS] ?? null;
  }

  /** Pages that [first, last) needs and nobody has asked for; they count as asked for from now on. */
  missingPages(first: number, last: number): number[] {
    const missing: number[] = [];
    if (last <= first) return missing;
    for (let page = Math.floor(first / PAGE_ROWS); page <= Math.floor((last - 1) / PAGE_ROWS); page++) {
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
  fill(page: number, rows: readonly ConnectionRow[] | null): void {
    if (rows === null) this.pages.delete(page);
    else this.pages.set(page, rows);
    for (const oldest of this.pages.keys()) {
      if (this.pages.size <= MAX_PAGES) break;
      this.pages.delete(oldest);
    }
  }
}
