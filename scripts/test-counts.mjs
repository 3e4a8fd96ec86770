// Reads how many tests passed and failed, and which failed why, from the JSON reports of Vitest and Playwright. A report that says nothing throws.

import { stripVTControlCharacters } from 'node:util';

/** @typedef {{ passed: number, failed: number, skipped: number, failures: string[] }} Counts */

/** Of each message: what went wrong, and not the whole of two trees that differ. */
const MESSAGE_LINES = 8;
const MESSAGE_CHARACTERS = 1200;

/** @param {string} name @param {string | undefined} message */
function told(name, message) {
  const lines = stripVTControlCharacters(message ?? '')
    .trim()
    .split('\n')
    .slice(0, MESSAGE_LINES)
    .join('\n');
  return `✗ ${name}\n${lines.slice(0, MESSAGE_CHARACTERS)}`;
}

/**
 * @param {string} report
 * @returns {Counts}
 */
export function vitestCounts(report) {
  /** @type {{ numPassedTests: number, numFailedTests: number, numPendingTests?: number, numTodoTests?: number, testResults: { name?: string, message?: string, status: string, assertionResults: { status: string, fullName?: string, failureMessages?: string[] }[] }[] }} */
  const { numPassedTests, numFailedTests, numPendingTests = 0, numTodoTests = 0, testResults } = JSON.parse(report);
  // A file that fails to load has no test that could fail: it counts as one.
  const brokenFiles = testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  );
  const failures = testResults.flatMap((file) =>
    file.assertionResults
      .filter(({ status }) => status === 'failed')
      .map(({ fullName, failureMessages }) => told(`${file.name ?? ''} > ${fullName ?? ''}`, failureMessages?.[0])),
  );
  return {
    passed: numPassedTests,
    failed: numFailedTests + brokenFiles.length,
    skipped: numPendingTests + numTodoTests,
    failures: [...failures, ...brokenFiles.map(({ name, message }) => told(name ?? '', message))],
  };
}

/**
 * @typedef {object} PlaywrightSuite
 * @property {{ title: string, file: string, line: number, ok: boolean, tests: { status: string, results: { error?: { message?: string } }[] }[] }[]} [specs]
 * @property {PlaywrightSuite[]} [suites]
 */

/**
 * @param {string} report
 * @returns {Counts}
 */
export function playwrightCounts(report) {
  /** @type {{ stats: { expected: number, unexpected: number, flaky: number, skipped: number }, errors: { message?: string }[], suites?: PlaywrightSuite[] }} */
  const { stats, errors, suites = [] } = JSON.parse(report);
  /** @type {string[]} */
  const failures = errors.map(({ message }) => told('outside of any test', message));
  /** @param {PlaywrightSuite} suite */
  function visit(suite) {
    for (const { title, file, line, tests } of suite.specs ?? []) {
      const failed = tests.filter(({ status }) => status === 'unexpected' || status === 'flaky');
      for (const { status, results } of failed)
        failures.push(told(`${file}:${line} ${title} (${status})`, results.find(({ error }) => error !== undefined)?.error?.message));
    }
    for (const inner of suite.suites ?? []) visit(inner);
  }
  for (const suite of suites) visit(suite);
  // `errors` are those outside of any test (a file that does not load, a server that does not start). What passed at the second attempt
  // passed, as a machine that others use may stall a browser; it is named all the same.
  return { passed: stats.expected + stats.flaky, failed: stats.unexpected + errors.length, skipped: stats.skipped, failures };
}
