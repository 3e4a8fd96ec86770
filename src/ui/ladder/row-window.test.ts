import { describe, expect, it } from 'vitest';
import { DRAW_WHOLE_UP_TO, prefixTops, rowAt, windowOf } from './row-window';

describe('the window of rows', () => {
  it('finds the row at a height', () => {
    const tops = prefixTops([28, 60, 28]);
    expect([...tops]).toEqual([0, 28, 88, 116]);
    expect([-5, 0, 27, 28, 87, 88, 9_999].map((y) => rowAt(tops, y))).toEqual([0, 0, 0, 1, 1, 2, 2]);
  });

  it('draws short ladders whole and of long ones what is near', () => {
    expect(windowOf(prefixTops(Array(DRAW_WHOLE_UP_TO).fill(28)), 0, 500)).toEqual({ start: 0, end: DRAW_WHOLE_UP_TO });
    const long = prefixTops(Array(20_000).fill(28));
    const { start, end } = windowOf(long, 280_000, 500);
    expect(end - start).toBeLessThan(80);
    expect(long[start]).toBeLessThan(280_000);
    expect(long[end]).toBeGreaterThan(280_500);
    expect(windowOf(prefixTops([]), 0, 500)).toEqual({ start: 0, end: 0 });
  });
});
