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
      failures: [],
    });
  });

  it('counts a file that does not load, and counts a failed test once', () => {
    const broken = { status: 'failed', assertionResults: [] };
    const failing = {
      name: 'a.test.ts',
      status: 'failed',
      assertionResults: [{ status: 'failed', fullName: 'group adds', failureMessages: ['\u001B[31mexpected 1\u001B[39m to be 2'] }],
    };
    const counts = vitestCounts(report([{ ...broken, name: 'b.test.ts', message: 'no such module' }, failing], { numFailedTests: 1 }));
    expect(counts.failed).toBe(2);
    expect(counts.failures).toEqual(['✗ a.test.ts > group adds\nexpected 1 to be 2', '✗ b.test.ts\nno such module']);
  });

  it('throws on a report that was cut', () => {
    expect(() => vitestCounts('{"numPassedTests": 3,')).toThrow(SyntaxError);
  });
});

describe('playwrightCounts', () => {
  it('counts an error outside of tests as failed, and a test that passes only the second time as passed', () => {
    const report = { stats: { expected: 5, unexpected: 1, flaky: 1, skipped: 2 }, errors: [{ message: 'server' }] };
    expect(playwrightCounts(JSON.stringify(report))).toMatchObject({ passed: 6, failed: 2, skipped: 2 });
  });

  it('names what failed, wherever it stands', () => {
    const spec = (status: string, message?: string): object => ({
      title: 'opens',
      file: 'open.spec.ts',
      line: 7,
      ok: status === 'expected',
      tests: [{ status, results: [{}, { error: { message } }] }],
    });
    const suites = [{ specs: [spec('expected')], suites: [{ specs: [spec('unexpected', 'not visible'), spec('flaky', 'late')] }] }];
    const report = { stats: { expected: 1, unexpected: 1, flaky: 1, skipped: 0 }, errors: [], suites };
    expect(playwrightCounts(JSON.stringify(report)).failures).toEqual([
      '✗ open.spec.ts:7 opens (unexpected)\nnot visible',
      '✗ open.spec.ts:7 opens (flaky)\nlate',
    ]);
  });
});
