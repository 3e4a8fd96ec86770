// The table's logic without a browser: window arithmetic, grid keys, row pages, filter terms.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ConnectionRow } from '#engine/rpc/protocol';
import { withoutLastTerm } from './filter-terms';
import { moveActive } from '../../ui/grid/grid-keys';
import { PAGE_ROWS, RowCache } from '../../ui/grid/row-cache';
import { MAX_SPACER_PX, offsetAt, offsetToShow, rowsAt, scrollTopAt, spacerPx } from '../../ui/grid/virtual-window';

describe('virtual window', () => {
  const short = { count: 97, rowPx: 28, viewportPx: 560 };
  const million = { count: 1_000_000, rowPx: 28, viewportPx: 560 };

  it('scrolls a short list pixel by pixel', () => {
    expect(spacerPx(short)).toBe(97 * 28);
    expect(offsetAt(280, short)).toBe(280);
    expect(rowsAt(280, short, 0)).toEqual({ first: 10, last: 30 });
    expect(rowsAt(0, short, 12)).toEqual({ first: 0, last: 32 });
  });

  it('caps the spacer of a long one and reaches its last row', () => {
    expect(spacerPx(million)).toBe(MAX_SPACER_PX);
    const end = offsetAt(MAX_SPACER_PX - million.viewportPx, million);
    expect(rowsAt(end, million, 0)).toEqual({ first: 999_980, last: 1_000_000 });
  });

  it('shows the middle of the list at the middle of the bar', () => {
    const { first } = rowsAt(offsetAt((MAX_SPACER_PX - million.viewportPx) / 2, million), million, 0);
    expect(Math.abs(first - 500_000)).toBeLessThan(1_000);
  });

  it('maps back and forth for any length', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3_000_000 }), fc.double({ min: 0, max: 1, noNaN: true }), (count, part) => {
        const geometry = { count, rowPx: 28, viewportPx: 560 };
        const top = part * Math.max(0, spacerPx(geometry) - geometry.viewportPx);
        expect(Math.abs(scrollTopAt(offsetAt(top, geometry), geometry) - top)).toBeLessThan(0.01);
        const { first, last } = rowsAt(offsetAt(top, geometry), geometry, 0);
        expect(first).toBeGreaterThanOrEqual(0);
        expect(last).toBeLessThanOrEqual(count);
        expect(last - first).toBeLessThanOrEqual(21);
      }),
    );
  });

  it('moves no more than needed to show a row', () => {
    expect(offsetToShow(5, 280, short)).toBe(140);
    expect(offsetToShow(15, 280, short)).toBe(280);
    expect(offsetToShow(30, 280, short)).toBe(31 * 28 - 560);
    expect(offsetToShow(999_999, 0, million)).toBe(28_000_000 - 560);
  });
});

describe('grid keys', () => {
  const bounds = { rows: 97, columns: 13, pageRows: 19 };
  const press = (key: string, ctrlKey = false) => ({ key, ctrlKey, shiftKey: false });

  it.each([
    ['ArrowDown', false, { row: 11, column: 3 }],
    ['ArrowUp', false, { row: 9, column: 3 }],
    ['ArrowLeft', false, { row: 10, column: 2 }],
    ['ArrowRight', false, { row: 10, column: 4 }],
    ['Home', false, { row: 10, column: 0 }],
    ['End', false, { row: 10, column: 12 }],
    ['Home', true, { row: 0, column: 0 }],
    ['End', true, { row: 96, column: 12 }],
    ['PageDown', false, { row: 29, column: 3 }],
    ['PageUp', false, { row: 0, column: 3 }],
    ['j', false, { row: 11, column: 3 }],
    ['k', false, { row: 9, column: 3 }],
  ])('%s (ctrl %s)', (key, ctrl, expected) => {
    expect(moveActive({ row: 10, column: 3 }, press(key, ctrl), bounds, true)).toEqual(expected);
  });

  it('stays inside, header included', () => {
    expect(moveActive({ row: 0, column: 0 }, press('ArrowUp'), bounds, true)).toEqual({ row: -1, column: 0 });
    expect(moveActive({ row: -1, column: 0 }, press('ArrowUp'), bounds, true)).toEqual({ row: -1, column: 0 });
    expect(moveActive({ row: 96, column: 12 }, press('ArrowDown'), bounds, true)).toEqual({ row: 96, column: 12 });
    expect(moveActive({ row: 96, column: 12 }, press('ArrowRight'), bounds, true)).toEqual({ row: 96, column: 12 });
  });

  it('leaves letters alone when they are switched off, and keys it does not know', () => {
    expect(moveActive({ row: 1, column: 1 }, press('j'), bounds, false)).toBeNull();
    expect(moveActive({ row: 1, column: 1 }, press('x'), bounds, true)).toBeNull();
    expect(moveActive({ row: 1, column: 1 }, press('j', true), bounds, true)).toBeNull();
  });
});

describe('row cache', () => {
  const rowsOf = (ids: Uint32Array) => [...ids].map((id) => ({ id }) as ConnectionRow);

  it('asks for each page once and gives back its rows', () => {
    const cache = new RowCache<{ readonly id: number }>(Uint32Array.from({ length: 300 }, (_, at) => 1000 - at));
    expect(cache.missingPages(100, 140, false)).toEqual([0, 1]);
    expect(cache.missingPages(100, 140, false)).toEqual([]);
    expect(cache.row(130)).toBeNull();
    cache.fill(1, rowsOf(cache.idsOf(1)));
    expect(cache.row(130)?.id).toBe(870);
    expect(cache.idsOf(2)).toHaveLength(300 - 2 * PAGE_ROWS);
  });

  it('asks ahead, in both directions, for what scrolling will show', () => {
    const cache = new RowCache<{ readonly id: number }>(new Uint32Array(PAGE_ROWS * 5));
    expect(cache.missingPages(0, 20)).toEqual([0, 1]);
    expect(cache.missingPages(PAGE_ROWS * 3, PAGE_ROWS * 3 + 20)).toEqual([3, 4, 2]);
    expect(cache.isOn(3, PAGE_ROWS * 3 - 20, PAGE_ROWS * 3)).toBe(false);
    expect(cache.isOn(3, PAGE_ROWS * 3 - 20, PAGE_ROWS * 3 + 1)).toBe(true);
  });

  it('asks again after a failure', () => {
    const cache = new RowCache<{ readonly id: number }>(new Uint32Array(10));
    cache.missingPages(0, 10);
    cache.fill(0, null);
    expect(cache.missingPages(0, 10)).toEqual([0]);
  });

  it('drops the page used longest ago, never without bound', () => {
    const cache = new RowCache<{ readonly id: number }>(new Uint32Array(PAGE_ROWS * 100));
    for (let page = 0; page < 100; page++) {
      cache.missingPages(page * PAGE_ROWS, page * PAGE_ROWS + 1);
      cache.fill(page, rowsOf(cache.idsOf(page)));
    }
    expect(cache.row(0)).toBeNull();
    expect(cache.row(99 * PAGE_ROWS)).not.toBeNull();
    expect(cache.missingPages(0, 1)).toEqual([0, 1]);
  });

  it('needs nothing for an empty list', () => {
    expect(new RowCache<{ readonly id: number }>(new Uint32Array(0)).missingPages(0, 0)).toEqual([]);
  });
});

describe('last term of a filter', () => {
  it.each([
    ['outcome:reset server::2181', 'outcome:reset', 'server::2181'],
    ['  a   b  c ', 'a b', 'c'],
    ['a text:"two words"', 'a', 'text:"two words"'],
    ['a "open', 'a', '"open'],
  ])('%s', (text, rest, term) => {
    expect(withoutLastTerm(text)).toEqual({ text: rest, term });
  });

  it.each(['', '   ', 'one'])('is not offered for "%s"', (text) => {
    expect(withoutLastTerm(text)).toBeNull();
  });
});
