import { describe, expect, it } from 'vitest';
import { formatIso, formatTimeOfDay } from './wall-clock';

const START = '1561336306868738000';

describe('wall clock', () => {
  it('adds seconds to nanoseconds and keeps to the digits of the file', () => {
    expect(formatIso(START, 12.4)).toBe('2019-06-24T00:31:59.268Z');
    expect(formatTimeOfDay(START, 12.4, 6)).toMatch(/^\d\d:\d\d:59\.268$/);
    expect(formatTimeOfDay(START, 0, 1)).toMatch(/^\d\d:\d\d:46\.8$/);
    expect(formatTimeOfDay(START, 0, 0)).toMatch(/^\d\d:\d\d:46$/);
  });

  it('says nothing where there is no time, or none that is one', () => {
    expect(formatTimeOfDay(null, 1, 6)).toBe('');
    expect(formatIso(null, 1)).toBe('');
    expect(formatIso('not a number', 1)).toBe('');
    expect(formatTimeOfDay(START, Number.NaN, 6)).toBe('');
    expect(formatIso('999999999999999999999999', 0)).toBe('');
  });
});
