import { describe, expect, it } from 'vitest';
import type { ClockEstimate } from '../compare-model';
import { clockOffset } from './clock-offset';

const clock = (offsetSeconds: number, uncertaintySeconds: number): ClockEstimate => ({
  offsetSeconds,
  uncertaintySeconds,
  driftPpm: 0,
  driftUncertaintyPpm: 0,
  towardsServer: 1,
  towardsClient: 1,
  roundTripSeconds: 0,
  isOneWay: false,
});

describe('an offset of clocks', () => {
  it('is told as exactly as it is known', () => {
    expect(clockOffset(clock(427.249998, 0.0201), 'en')).toBe('+427.250 s ± 20.1 ms');
    expect(clockOffset(clock(-2.318_04, 0.0002), 'en')).toBe('−2.31804 s ± 200 µs');
    expect(clockOffset(clock(-0.000_014_6, 0.0051), 'en')).toBe('−14.6 µs ± 5.10 ms');
    expect(clockOffset(clock(4000.4, 3), 'zh')).toBe('+4000.4 秒 ± 3.00 秒');
    expect(clockOffset(clock(5, 0), 'en')).toBe('+5.000000 s ± 0 s');
  });
});
