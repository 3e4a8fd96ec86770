// Sequence number arithmetic around the wrap.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seqDiff, seqLe, seqLt, seqMax } from './sequence';

const sequence = fc.integer({ min: 0, max: 0xffffffff });
const step = fc.integer({ min: 1, max: 0x7fffffff });

describe('sequence numbers', () => {
  it.each([
    [0, 0, 0],
    [5, 3, 2],
    [3, 5, -2],
    [0, 0xffffffff, 1],
    [0xffffffff, 0, -1],
    [0x80000000, 0, -0x80000000],
    [0x7fffffff, 0, 0x7fffffff],
    [10, 0xfffffff6, 20],
  ])('%d - %d is %d', (a, b, difference) => {
    expect(seqDiff(a, b)).toBe(difference);
  });

  it('orders two numbers less than half the circle apart, wherever they lie', () => {
    fc.assert(
      fc.property(sequence, step, (from, distance) => {
        const to = (from + distance) >>> 0;
        expect(seqDiff(to, from)).toBe(distance);
        expect([seqLt(from, to), seqLt(to, from), seqLe(from, to), seqLe(to, from)]).toEqual([true, false, true, false]);
        expect([seqMax(from, to), seqMax(to, from)]).toEqual([to, to]);
      }),
    );
  });

  it('finds a number equal to itself', () => {
    fc.assert(
      fc.property(sequence, (number) => {
        expect([seqDiff(number, number), seqLt(number, number), seqLe(number, number), seqMax(number, number)]).toEqual([
          0,
          false,
          true,
          number,
        ]);
      }),
    );
  });
});
