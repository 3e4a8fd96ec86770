import { describe, expect, it } from 'vitest';
import { flattenLadder } from './ladder-rows';
import { highestZoom } from '../../../ui/ladder/linear-layout';
import { labelRank, layoutOf } from './linear-rows';
import { closedAfterAccept, expandedRun, stalePool } from '../testing/ladder-fixtures';

describe('the linear scale', () => {
  const entries = flattenLadder(closedAfterAccept);

  it('gives equal times equal distances, and fits into the view at first', () => {
    const { ys, heightPx, pxPerSecond } = layoutOf(entries, 600, 0, 28);
    expect(heightPx).toBeLessThanOrEqual(600);
    const seconds = entries.map((entry) => (entry.kind === 'packet' ? entry.row.seconds : 0));
    for (let index = 1; index < entries.length; index++)
      expect((ys[index] ?? 0) - (ys[0] ?? 0)).toBeCloseTo(((seconds[index] ?? 0) - (seconds[0] ?? 0)) * pxPerSecond, 6);
  });

  it('shows half the time with each step of zoom, and ends below what a browser can draw', () => {
    const near = layoutOf(entries, 600, 1, 28);
    expect(near.pxPerSecond).toBeCloseTo(2 * layoutOf(entries, 600, 0, 28).pxPerSecond, 6);
    expect(layoutOf(entries, 600, 60, 28).heightPx).toBeLessThanOrEqual(15_000_000);
    const most = highestZoom(600);
    expect(layoutOf(entries, 600, most, 28).heightPx).toBe(layoutOf(entries, 600, most + 1, 28).heightPx);
    expect(layoutOf(entries, 600, most - 2, 28).heightPx).toBeLessThan(15_000_000);
  });

  it('labels nothing over another label: what is annotated wins over flags, flags over data, data over ACKs', () => {
    for (const model of [closedAfterAccept, stalePool, expandedRun()]) {
      for (const zoom of [0, 2, 6]) {
        const list = flattenLadder(model);
        const { ys, labelled } = layoutOf(list, 500, zoom, 28);
        const shown = list.flatMap((_, index) => (labelled[index] === 1 ? [index] : []));
        const heights = shown.map((index) => ys[index] ?? 0).toSorted((a, b) => a - b);
        expect(heights.every((y, at) => at === 0 || y - (heights[at - 1] ?? 0) >= 28)).toBe(true);
        list.forEach((entry, index) => {
          if (labelled[index] === 1) return;
          const stronger = shown.filter((other) => Math.abs((ys[other] ?? 0) - (ys[index] ?? 0)) < 28);
          const [best] = stronger.map((other) => list[other]).toSorted((a, b) => (a && b ? labelRank(a) - labelRank(b) : 0));
          expect(best && labelRank(best)).toBeLessThanOrEqual(labelRank(entry));
        });
      }
    }
  });

  it('labels everything once there is room', () => {
    const { labelled } = layoutOf(entries, 600, 10, 28);
    expect([...labelled].every((isShown) => isShown === 1)).toBe(true);
  });

  it('stands still where no time passes', () => {
    const still = entries.map((entry) => (entry.kind === 'packet' ? { ...entry, row: { ...entry.row, seconds: 3 } } : entry));
    const layout = layoutOf(still, 600, 4, 28);
    expect(new Set(layout.ys).size).toBe(1);
    expect(layoutOf([], 600, 0, 28).heightPx).toBeGreaterThan(0);
  });
});
