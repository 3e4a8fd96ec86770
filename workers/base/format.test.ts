// Numbers as people read them, in both languages.

import { describe, expect, it } from 'vitest';
import {
  formatBytes,
  formatCount,
  formatDuration,
  formatEndpoint,
  formatExactBytes,
  formatPercent,
  formatThree,
  formatTimer,
} from './format';

describe('formatDuration', () => {
  it.each([
    [0, '0 s', '0 秒'],
    [0.000_000_12, '120 ns', '120 ns'],
    [0.000_001, '1.00 µs', '1.00 µs'],
    [0.000_648, '648 µs', '648 µs'],
    [0.000_999_7, '1.00 ms', '1.00 ms'],
    [0.002_36, '2.36 ms', '2.36 ms'],
    [0.9999, '1.00 s', '1.00 秒'],
    [20.004, '20.0 s', '20.0 秒'],
    [127, '127 s', '127 秒'],
    [599.4, '599 s', '599 秒'],
    [599.7, '10 min', '10 分'],
    [924, '15 min 24 s', '15 分 24 秒'],
    [7200, '2 h', '2 小时'],
    [7530, '2 h 6 min', '2 小时 6 分'],
    [432_000, '5 d', '5 天'],
    [-0.0032, '−3.20 ms', '−3.20 ms'],
  ])('%d', (seconds, en, zh) => {
    expect(formatDuration(seconds, 'en')).toBe(en);
    expect(formatDuration(seconds, 'zh')).toBe(zh);
  });

  it('shows a dash for what is no number', () => {
    expect(formatDuration(Number.NaN, 'en')).toBe('–');
    expect(formatDuration(Infinity, 'zh')).toBe('–');
    expect(formatCount(Number.NaN)).toBe('–');
    expect(formatBytes(Number.NaN, 'en')).toBe('–');
    expect(formatPercent(Number.NaN, 'en')).toBe('–');
    expect(formatTimer(Number.NaN, 'en')).toBe('–');
  });
});

describe('formatTimer', () => {
  it.each([
    [5, '5 s'],
    [0.5, '0.5 s'],
    [2.0034, '2 s'],
    [75.01, '75 s'],
    [350, '350 s'],
    [3600, '3,600 s'],
    [7200.4, '7,200 s'],
    [0.0021, '2.10 ms'],
  ])('%d', (seconds, text) => {
    expect(formatTimer(seconds, 'en')).toBe(text);
  });
});

describe('counts, bytes, percentages', () => {
  it('groups by thousands in both languages', () => {
    expect(formatCount(65_387)).toBe('65,387');
    expect(formatCount(1_000_000)).toBe('1,000,000');
    expect(formatThree(648)).toBe('648');
    expect(formatThree(20)).toBe('20.0');
  });

  it.each([
    [1, '1 B', '1 字节'],
    [999, '999 B', '999 字节'],
    [1000, '1.00 kB', '1.00 kB'],
    [61_190, '61.2 kB', '61.2 kB'],
    [999_999, '1.00 MB', '1.00 MB'],
    [1_500_000, '1.50 MB', '1.50 MB'],
    [1_000_000_000, '1.00 GB', '1.00 GB'],
  ])('%d bytes', (bytes, en, zh) => {
    expect(formatBytes(bytes, 'en')).toBe(en);
    expect(formatBytes(bytes, 'zh')).toBe(zh);
  });

  it('keeps packet sizes exact', () => {
    expect(formatExactBytes(1460, 'en')).toBe('1,460 B');
    expect(formatExactBytes(1460, 'zh')).toBe('1,460 字节');
  });

  it.each([
    [0, '0 %', '0%'],
    [0.0004, '< 0.1 %', '<0.1%'],
    [0.0042, '0.4 %', '0.4%'],
    [0.24, '24 %', '24%'],
    [0.995, '99.5 %', '99.5%'],
    [0.99999, '> 99.9 %', '>99.9%'],
    [1, '100 %', '100%'],
  ])('%d', (fraction, en, zh) => {
    expect(formatPercent(fraction, 'en')).toBe(en);
    expect(formatPercent(fraction, 'zh')).toBe(zh);
  });
});

describe('formatEndpoint', () => {
  it('brackets IPv6 when a port follows', () => {
    expect(formatEndpoint('10.0.0.2', 2181)).toBe('10.0.0.2:2181');
    expect(formatEndpoint('2001:db8::1', 443)).toBe('[2001:db8::1]:443');
    expect(formatEndpoint('2001:db8::1')).toBe('2001:db8::1');
    expect(formatEndpoint('server-1', 80)).toBe('server-1:80');
  });
});

describe('grouping', () => {
  it('writes numbers as Intl does for English, without its cost', () => {
    const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
    const three = new Intl.NumberFormat('en-US', { minimumSignificantDigits: 3, maximumSignificantDigits: 3 });
    for (let value = 1.7e-9; value < 1e15; value *= 1.37) {
      expect(formatCount(value)).toBe(whole.format(value));
      expect(formatThree(value)).toBe(three.format(value));
    }
    expect([formatCount(0), formatThree(0), formatCount(0.5), formatThree(999.5)]).toEqual(['0', '0.00', '1', '1,000']);
  });
});
