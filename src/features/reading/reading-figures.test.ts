import { describe, expect, it } from 'vitest';
import type { Progress } from '#engine/rpc/protocol';
import { bytesPair, percentRead, secondsLeft, spokenStep } from './reading-figures';

const at = (bytesDone: number, phase: Progress['phase'] = 'reading'): Progress => ({
  phase,
  bytesDone,
  bytesTotal: 1000,
  frames: 10,
  segments: 9,
  connections: 2,
});

describe('progress figures', () => {
  it('counts percent of the file, never beyond its end', () => {
    expect(percentRead(null, 1000)).toBe(0);
    expect(percentRead(at(250), 1000)).toBe(25);
    expect(percentRead(at(2000), 1000)).toBe(100);
    expect(percentRead({ ...at(0), bytesTotal: 0 }, 0)).toBe(0);
  });

  it('estimates only from something, and only while reading', () => {
    expect(secondsLeft(null, 5000)).toBeNull();
    expect(secondsLeft(at(250), 500)).toBeNull();
    expect(secondsLeft(at(250), 3000)).toBe(9);
    expect(secondsLeft(at(1000), 3000)).toBeNull();
    expect(secondsLeft(at(500, 'causes'), 3000)).toBeNull();
    expect(secondsLeft(at(999), 3000)).toBe(1);
  });

  it('speaks four times', () => {
    expect([0, 24, 25, 49, 50, 99, 100].map(spokenStep)).toEqual([null, null, 25, 25, 50, 75, 100]);
  });

  it('writes bytes as a pair', () => {
    expect(bytesPair(312_400_000, 1_024_000_000, 'en')).toBe('312 MB / 1.02 GB');
  });
});
