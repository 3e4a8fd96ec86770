import { describe, expect, it } from 'vitest';
import type { WindowChart } from '#engine/rpc/charts';
import { windowConclusion } from './window-words';

type Side = WindowChart['sides'][number];

const side = (over: Partial<Side>): Side => ({ side: 'client', points: [], highestInFlight: 0, zeroWindowSeconds: 0, ...over });
const told = (...sides: readonly Side[]) => windowConclusion({ sides }, 'en');
/** Moments with so much under way against such a window. */
const moments = (count: number, inFlight: number, window: number | null) =>
  Array.from({ length: count }, (_, at) => ({ seconds: at, inFlight, window }));

describe('the conclusion of the window', () => {
  it('is whose window was closed: that of the side that did not read', () => {
    expect(told(side({ zeroWindowSeconds: 12.3 }), side({ side: 'server' }))).toBe('The server’s window was zero for 12.3 s.');
    expect(told(side({}), side({ side: 'server', zeroWindowSeconds: 4 }))).toBe('The client’s window was zero for 4.00 s.');
  });

  it('does not make much of a moment', () => {
    expect(told(side({ zeroWindowSeconds: 0.1, highestInFlight: 900 }))).toBe('Never more than 900 B in flight.');
  });

  it('is that a window was full, where it was so again and again', () => {
    expect(told(side({ highestInFlight: 64_000, points: moments(40, 63_000, 64_000) }))).toMatch(
      /^The client kept the other side’s window full: up to 64\.0 kB/,
    );
    expect(told(side({ highestInFlight: 64_000, points: [...moments(5, 63_000, 64_000), ...moments(60, 2_000, 64_000)] }))).toBe(
      'Never more than 64.0 kB in flight.',
    );
    expect(told(side({ highestInFlight: 64_000, points: moments(40, 63_000, null) }))).toBe('Never more than 64.0 kB in flight.');
    expect(told(side({ highestInFlight: 64_000, points: moments(3, 64_000, 64_000) }))).toBe('Never more than 64.0 kB in flight.');
  });

  it('says when nothing was sent: a SYN is no payload', () => {
    expect(told(side({ highestInFlight: 1 }), side({ side: 'server', highestInFlight: 1 }))).toBe('No payload was sent.');
    expect(windowConclusion({ sides: [] }, 'zh')).toBe('没有发送载荷。');
  });
});
