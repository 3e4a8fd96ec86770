// The fit on observations whose answer can be worked out by hand.

import { describe, expect, it } from 'vitest';
import type { CauseId } from '../model/vocabulary';
import { fit, isHeldBack, limiting, scenarioOf, type Observation } from './reliability-fit';

const seen = (scenario: string, told: CauseId, fits: boolean, confidence = 0.8): Observation => ({
  scenario,
  quality: 'lossy',
  told,
  confidence,
  fits,
});
const times = <T>(count: number, item: T): T[] => Array.from({ length: count }, () => item);
const of = (observations: readonly Observation[], cause: CauseId) => fit(observations).find((each) => each.cause === cause);

describe('fit', () => {
  it('counts scenarios, not connections, and draws few of them towards the mean', () => {
    const observations = [
      ...times(100, seen('a', 'linger-abort', true)),
      ...times(1, seen('b', 'linger-abort', false)),
      ...times(1, seen('c', 'normal-close', true)),
      ...times(1, seen('d', 'normal-close', true)),
    ];
    // Three of four scenarios are right; of linger-abort one of two.
    expect(of(observations, 'linger-abort')?.reliability).toBeCloseTo((1 + 2 * 0.75) / (2 + 2), 10);
    expect(of(observations, 'linger-abort')).toMatchObject({ scenarios: 2, verdicts: 101, surestWrong: 0.8 });
    expect(of(observations, 'normal-close')?.reliability).toBeCloseTo((2 + 2 * 0.75) / (2 + 2), 10);
  });

  it('takes nothing from causes that were never wrong', () => {
    const fitted = fit([seen('a', 'linger-abort', false), seen('b', 'port-closed', true)]);
    expect(limiting(fitted).map(({ cause }) => cause)).toEqual(['linger-abort']);
  });

  it('makes no verdict another one, and leaves "cannot tell" alone', () => {
    const fitted = fit([
      ...times(50, 0).map((_, index) => seen(`s${index}`, 'linger-abort', false)),
      seen('t', 'insufficient-evidence', false),
    ]);
    expect(fitted.map(({ cause, reliability }) => [cause, reliability])).toEqual([['linger-abort', 0.4]]);
  });

  it('never again calls certain what was wrong when certain', () => {
    const many = times(999, 0).map((_, index) => seen(`s${index}`, 'normal-close', true, 0.96));
    expect(of([...many, seen('x', 'normal-close', false, 0.96)], 'normal-close')?.reliability).toBeCloseTo(0.94, 10);
  });
});

describe('scenarios', () => {
  it('are what was done, whatever the vantage point and the fault', () => {
    expect(['port-closed--v4--client', 'port-closed--v4-loss2--server', 'port-closed--v4-sll2--server'].map(scenarioOf)).toEqual(
      times(3, 'port-closed--v4'),
    );
    expect(scenarioOf('normal-close--mixed-v6-50ms--client')).toBe('normal-close--mixed-v6-50ms');
  });

  it('stay together when a part is held back', () => {
    const names = Array.from({ length: 300 }, (_, index) => `cause--variant${index}`);
    expect(names.filter((name) => isHeldBack(`${name}--client`) !== isHeldBack(`${name}-loss2--server`))).toEqual([]);
    const held = names.filter((name) => isHeldBack(`${name}--client`)).length;
    expect(held).toBeGreaterThan(70);
    expect(held).toBeLessThan(130);
  });
});
