// The last line of `npm test` is only as true as these counts.

import { describe, expect, it } from 'vitest';
import { playwrightCounts, vitestCounts } from './test-counts.mjs';

describe('vitestCounts', () => {
  const report = (testResults: unknown[], rest: Record<string, number> = {}): string =>
    JSON.stringify({ numPassedTests: 3, numFailedTests: 0, testResults, ...rest });

  it('counts tests', () => {
    expect(
      vitestCounts(report([{ status: 'passed', assertionResults: [{ status: 'passed' }] }], { numPendingTests: 2, numTodoTests: 1 })),
    ).toEqual({
      passed: 3,
      failed: 0,
      skipped: 3,
    });
  });

  it('counts a file that does not load, and counts a failed test once', () => {
    const broken = { status: 'failed', assertionResults: [] };
    const failing = { status: 'failed', assertionResults: [{ status: 'failed' }] };
    expect(vitestCounts(report([broken, failing], { numFailedTests: 1 })).failed).toBe(2);
  });

  it('throws on a report that was cut', () => {
    expect(() => vitestCounts('{"numPassedTests": 3,')).toThrow(SyntaxError);
  });
});

describe('playwrightCounts', () => {
  it('counts a test that passes only the second time, and an error outside of tests, as failed', () => {
    const report = { stats: { expected: 5, unexpected: 1, flaky: 1, skipped: 2 }, errors: [{ message: 'server' }] };
    expect(playwrightCounts(JSON.stringify(report))).toEqual({ passed: 5, failed: 3, skipped: 2 });
  });
});
