import { describe, expect, it } from 'vitest';
import { drawOverview } from './draw-overview';
import { MINIMAP_PX } from './minimap-size';

const COLOURS = { client: 'C', server: 'S', axis: 'A', lost: 'lost', reset: 'R', fin: 'F' };

function drawn(overview: Parameters<typeof drawOverview>[1], width: number) {
  const rects: { readonly fill: unknown; readonly x: number; readonly y: number; readonly w: number; readonly h: number }[] = [];
  const strokes: unknown[] = [];
  const pen = {
    fillStyle: '' as string | CanvasGradient | CanvasPattern,
    strokeStyle: '' as string | CanvasGradient | CanvasPattern,
    lineWidth: 1,
    globalAlpha: 1,
    clearRect: () => undefined,
    fillRect: (x: number, y: number, w: number, h: number) => void rects.push({ fill: pen.fillStyle, x, y, w, h }),
    beginPath: () => undefined,
    moveTo: () => undefined,
    lineTo: () => undefined,
    stroke: () => void strokes.push(pen.strokeStyle),
  };
  drawOverview(pen, overview, width, COLOURS);
  return { rects, strokes };
}

describe('the overview', () => {
  const overview = {
    durationSeconds: 4,
    client: [100, 0, 1, 0],
    server: [0, 0, 100, 4],
    frames: [1, 2, 2, 3],
    marks: [{ part: 3, frame: 9, what: 'rst' as const }],
  };

  it('has the client above and the server below the axis, and shows a single packet too', () => {
    const { rects } = drawn(overview, 400);
    const axis = rects.find(({ fill }) => fill === 'A');
    const bars = (fill: string) => rects.filter((rect) => rect.fill === fill);
    expect(bars('C').map(({ x }) => x)).toEqual([0, 200]);
    expect(bars('S').map(({ x }) => x)).toEqual([200, 300]);
    for (const bar of bars('C')) expect(bar.y + bar.h).toBeCloseTo(axis?.y ?? 0, 6);
    for (const bar of bars('S')) expect(bar.y).toBeGreaterThan(axis?.y ?? 0);
    expect(bars('C')[1]?.h).toBeGreaterThanOrEqual(2);
    expect(bars('C')[0]?.h).toBeGreaterThan((bars('C')[1]?.h ?? 0) * 5);
    for (const { x, y, w, h } of rects) expect(x >= 0 && y >= 0 && x + w <= 400 && y + h <= MINIMAP_PX).toBe(true);
  });

  it('marks a RST', () => {
    expect(drawn(overview, 400).strokes).toEqual(['R', 'R']);
    expect(drawn({ ...overview, marks: [] }, 400).strokes).toEqual([]);
  });
});
