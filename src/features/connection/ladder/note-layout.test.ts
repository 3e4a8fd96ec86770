import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { elbowLanes, placeNotes } from './note-layout';

const boxes = fc.array(fc.record({ wantedTop: fc.integer({ min: -40, max: 3000 }), height: fc.integer({ min: 30, max: 140 }) }), {
  maxLength: 9,
});

describe('note cards', () => {
  it('never overlap, keep their order and stay below the head', () => {
    fc.assert(
      fc.property(boxes, (drawn) => {
        const sorted = drawn.toSorted((a, b) => a.wantedTop - b.wantedTop);
        const tops = placeNotes(sorted, 8);
        expect(tops).toHaveLength(sorted.length);
        tops.forEach((top, index) => {
          expect(top).toBeGreaterThanOrEqual(0);
          // Whole pixels: rounding may cost one of the gap.
          const free = index === 0 ? 0 : tops[index - 1] + sorted[index - 1].height + 7;
          expect(top).toBeGreaterThanOrEqual(free);
        });
      }),
    );
  });

  it('stand at their rows where there is room, and share the shift where there is not', () => {
    expect(
      placeNotes(
        [
          { wantedTop: 0, height: 40 },
          { wantedTop: 200, height: 40 },
        ],
        8,
      ),
    ).toEqual([0, 200]);
    expect(
      placeNotes(
        [
          { wantedTop: 100, height: 40 },
          { wantedTop: 100, height: 40 },
        ],
        8,
      ),
    ).toEqual([76, 124]);
  });
});

describe('elbows', () => {
  it('do not cross: of those that go down the first turns last', () => {
    const [first = 0, second = 0] = elbowLanes(
      [
        { from: 10, to: 100 },
        { from: 40, to: 200 },
      ],
      6,
      24,
    );
    expect(first).toBeGreaterThan(second);
    const [above = 0, below = 0] = elbowLanes(
      [
        { from: 100, to: 10 },
        { from: 140, to: 90 },
      ],
      6,
      24,
    );
    expect(above).toBeLessThan(below);
  });
});
