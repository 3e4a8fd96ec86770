// The order of a radix sort is that of comparing, ties included.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sortIdsBy } from './sort-ids';

function expected(ids: readonly number[], key: (id: number) => number): number[] {
  return ids
    .map((id, at) => ({ id, at }))
    .toSorted((a, b) => key(a.id) - key(b.id) || a.at - b.at)
    .map(({ id }) => id);
}

describe('sortIdsBy', () => {
  it.each([0, 1, 300, 9000])('puts %i ids in order, ties as they stood, both ways', (count) => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constantFrom(0, -0, 1, -1, 1e-9, 2 ** 40)), {
          minLength: 50,
          maxLength: 50,
        }),
        (values) => {
          const key = (id: number) => values[id % 50];
          const ids = Uint32Array.from({ length: count }, (_, at) => (at * 7919) % 10_007);
          const list = [...ids];
          sortIdsBy(ids, key);
          expect([...ids]).toEqual(expected(list, key));
          const other = Uint32Array.from(list);
          sortIdsBy(other, key, true);
          expect([...other]).toEqual(expected(list, (id) => -key(id)));
        },
      ),
      { numRuns: 6 },
    );
  });
});
