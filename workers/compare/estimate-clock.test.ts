// Offset and drift of two clocks from packets that both saw, with what they may be wrong by.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ClockFit } from './estimate-clock';

const SPAN_NS = 60e9;

/** Round trips every 50 ms over a minute, through queues that only ever add time. */
function fitOf(offsetNs: number, drift: number, wayNs: number, queueNs: number, nearIsFirst = true) {
  const fit = new ClockFit(0, SPAN_NS);
  let seed = 1;
  const queue = (): number => {
    seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
    // Mostly empty.
    return queueNs * Math.max(0, seed / 2 ** 32 - 0.5);
  };
  const second = (ns: number): number => ns + offsetNs + drift * ns;
  for (let ns = 0; ns < SPAN_NS; ns += 50e6) {
    const arrives = ns + wayNs + queue();
    // Sent where it is seen first; the answer comes back the other way.
    fit.add(nearIsFirst ? ns : arrives, second(nearIsFirst ? arrives : ns), nearIsFirst);
    const back = arrives + 1e6;
    const home = back + wayNs + queue();
    fit.add(nearIsFirst ? home : back, second(nearIsFirst ? back : home), !nearIsFirst);
  }
  const clock = fit.fit();
  if (clock === null) throw new Error('no clock');
  return clock;
}

describe('clock of the second capture', () => {
  it.each([
    ['the same', 0, 0],
    ['seven minutes ahead', 427e9, 0],
    ['an hour behind, 100 ppm fast', -3600e9, 100e-6],
    ['a second ahead, 80 ppm slow', 1e9, -80e-6],
  ])('%s', (_, offsetNs, drift) => {
    for (const nearIsFirst of [true, false]) {
      const clock = fitOf(offsetNs, drift, 20e6, 2e6, nearIsFirst);
      const told = clock.estimate(0, 1, 1);
      expect(Math.abs(told.offsetSeconds - offsetNs / 1e9)).toBeLessThan(0.001);
      expect(Math.abs(told.offsetSeconds - offsetNs / 1e9)).toBeLessThan(told.uncertaintySeconds);
      expect(Math.abs(told.driftPpm - drift * 1e6)).toBeLessThan(10);
      expect(told.roundTripSeconds).toBeCloseTo(0.04, 2);
      // At the far end of the capture as well.
      expect(Math.abs(clock.toFirst(SPAN_NS + offsetNs + drift * SPAN_NS) - SPAN_NS)).toBeLessThan(1e6);
    }
  });

  it('never claims less than it may be wrong by', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -1_000_000, max: 1_000_000 }),
        fc.integer({ min: -100, max: 100 }),
        fc.integer({ min: 0, max: 100 }),
        (ms, ppm, wayMs) => {
          const told = fitOf(ms * 1e6, ppm * 1e-6, wayMs * 1e6, 5e6).estimate(0, 1, 1);
          expect(Math.abs(told.offsetSeconds - ms / 1e3)).toBeLessThanOrEqual(told.uncertaintySeconds + 0.001);
        },
      ),
      { numRuns: 20 },
    );
  });

  it('says that one direction alone cannot tell the offset from the way', () => {
    const fit = new ClockFit(0, SPAN_NS);
    for (let ns = 0; ns < SPAN_NS; ns += 1e9) fit.add(ns, ns + 20e6, true);
    expect(fit.fit()?.estimate(0, 1, 0)).toMatchObject({ isOneWay: true, uncertaintySeconds: 1 });
  });
});
