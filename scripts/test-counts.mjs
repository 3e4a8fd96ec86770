// Reads how many tests passed and failed from the JSON reports of Vitest and Playwright. A report that says nothing throws.

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */

/**
 * @param {string} report
 * @returns {Counts}
 */
export function vitestCounts(report) {
  /** @type {{ numPassedTests: number, numFailedTests: number, numPendingTests?: number, numTodoTests?: number, testResults: { status: string, assertionResults: { status: string }[] }[] }} */
  const { numPassedTests, numFailedTests, numPendingTests = 0, numTodoTests = 0, testResults } = JSON.parse(report);
  // A file that fails to load has no test that could fail: it counts as one.
  const brokenFiles = testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  );
  return { passed: numPassedTests, failed: numFailedTests + brokenFiles.length, skipped: numPendingTests + numTodoTests };
}

/**
 * @param {string} report
 * @returns {Counts}
 */
export function playwrightCounts(report) {
  /** @type {{ stats: { expected: number, unexpected: number, flaky: number, skipped: number }, errors: unknown[] }} */
  const { stats, errors } = JSON.parse(report);
  // `errors` are those outside of any test (a file that does not load, a server that does not start); flaky is not passed.
  return { passed: stats.expected, failed: stats.unexpected + stats.flaky + errors.length, skipped: stats.skipped };
}
