import { describe, expect, it } from 'vitest';
import {
  formatDelta,
  formatTimeCell,
  formatWallClock,
  nextTimeMode,
  spokenTime,
  timeColumnChars,
  TIME_MODES,
  type TimeScale,
} from './time-format';
import { zoneName } from '../../app/wall-clock';

const scale = (mode: TimeScale['mode'], over: Partial<TimeScale> = {}): TimeScale => ({
  mode,
  digits: 6,
  captureSeconds: 12.4,
  startNs: '1561307506868738000',
  markSeconds: null,
  ...over,
});
const row = { seconds: 0.003847, deltaSeconds: 0.000119 };

describe('the time column', () => {
  it('counts in five ways, each with the digits of the file', () => {
    expect(formatTimeCell(scale('start'), row, false)).toBe('0.003847');
    expect(formatTimeCell(scale('capture'), row, false)).toBe('12.403847');
    expect(formatTimeCell(scale('delta'), row, false)).toBe('+0.000119');
    expect(formatTimeCell(scale('mark', { markSeconds: 0.004 }), row, false)).toBe('−0.000153');
    expect(formatTimeCell(scale('wall'), row, false)).toBe('16:31:46.872585');
  });

  it('never shows more digits than the clock resolves', () => {
    expect(formatTimeCell(scale('start', { digits: 3 }), row, false)).toBe('0.004');
    expect(formatTimeCell(scale('start', { digits: 0 }), row, false)).toBe('0');
    expect(formatTimeCell(scale('start', { digits: 40 }), row, false)).toBe('0.003847000');
    expect(formatWallClock('1561307506868738123', 0, 9)).toBe('16:31:46.868738123');
    expect(formatWallClock('1561307506868738123', 0, 0)).toBe('16:31:46');
  });

  it('has no difference at the first packet and no sign at the marked one', () => {
    expect(formatTimeCell(scale('delta'), row, true)).toBe('–');
    expect(formatTimeCell(scale('mark', { markSeconds: row.seconds }), row, false)).toBe('+0.000000');
    expect(formatTimeCell(scale('mark'), row, false)).toBe('0.003847');
  });

  it('survives a start time that is none', () => {
    expect(formatWallClock('soon', 1, 6)).toBe('–');
    expect(formatWallClock('1561307506868738000', Number.NaN, 6)).toBe('–');
    expect(zoneName('soon')).toBe('UTC');
  });

  it('is as wide as its widest entry', () => {
    expect(timeColumnChars(scale('start'), 25.5)).toBe('25.526000'.length);
    expect(timeColumnChars(scale('delta'), 25.5)).toBe('+25.526000'.length);
    expect(timeColumnChars(scale('wall', { digits: 9 }), 25.5)).toBe('16:31:46.868738123'.length);
  });

  it('comes back to where it began when cycled', () => {
    let mode: TimeScale['mode'] = 'start';
    const seen = TIME_MODES.map(() => (mode = nextTimeMode(mode)));
    expect(new Set(seen).size).toBe(TIME_MODES.length);
    expect(mode).toBe('start');
  });
});

describe('the Δ column', () => {
  it('drops digits that a microsecond clock did not measure', () => {
    expect(formatDelta(0.000045, false, 6, 'en')).toBe('+45 µs');
    expect(formatDelta(0.000045, false, 9, 'en')).toBe('+45.0 µs');
    expect(formatDelta(0.002358, false, 6, 'en')).toBe('+2.36 ms');
    expect(formatDelta(0.002, false, 3, 'en')).toBe('+2 ms');
    expect(formatDelta(20.004, false, 6, 'zh')).toBe('+20.0 秒');
  });

  it('says when the clock went back', () => {
    expect(formatDelta(-0.000045, false, 6, 'en')).toBe('−45 µs');
    expect(formatDelta(5, true, 6, 'en')).toBe('–');
  });
});

describe('spoken times', () => {
  it('choose the unit that reads well and that the clock resolves', () => {
    expect(spokenTime(0.003847, 6)).toEqual({ value: '3.847', unit: 'ms' });
    expect(spokenTime(0.000628, 6)).toEqual({ value: '628', unit: 'µs' });
    expect(spokenTime(25.526, 6)).toEqual({ value: '25.526', unit: 's' });
    expect(spokenTime(0.000000045, 9)).toEqual({ value: '45', unit: 'ns' });
    expect(spokenTime(0.0005, 3)).toEqual({ value: '0.001', unit: 's' });
    expect(spokenTime(0, 6)).toEqual({ value: '0', unit: 's' });
    expect(spokenTime(100, 0)).toEqual({ value: '100', unit: 's' });
  });
});
