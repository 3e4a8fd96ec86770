// `npm test` and `npm run check`: every check of the project, timed, and one last line with the number of passed and failed ones.
// `check` (--no-browser) leaves the end-to-end tests out; `test:full` (--full) adds what takes longer than five minutes.

import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { ensureInstalled, run } from './bootstrap.mjs';
import { ensureBrowser } from './browser.mjs';
import { ROOT } from './freshness.mjs';
import { playwrightCounts, vitestCounts } from './test-counts.mjs';

const isFull = process.argv.includes('--full');
const withBrowser = !process.argv.includes('--no-browser');
const REPORTS = join(ROOT, '.cache', 'test-reports');
const VITEST_REPORT = join(REPORTS, 'vitest.json');
const PLAYWRIGHT_REPORT = join(REPORTS, 'playwright.json');

/** @param {string} packageName @param {string} file */
const tool = (packageName, file) => join(ROOT, 'node_modules', packageName, file);

/** @typedef {import('./test-counts.mjs').Counts} Counts */
/**
 * @typedef {object} Step
 * @property {string} name
 * @property {readonly string[]} args of node
 * @property {(report: string) => Counts} [counts] reads the tool's own report; without it the step counts as one check
 * @property {string} [report]
 */

/** @type {Step[]} */
const steps = [
  { name: 'format', args: [tool('oxfmt', 'bin/oxfmt'), '--check'] },
  { name: 'lint', args: [tool('oxlint', 'bin/oxlint'), '--type-aware', '--deny-warnings', '--report-unused-disable-directives'] },
  { name: 'types', args: [tool('typescript', 'bin/tsc'), '-b'] },
  { name: 'dead code', args: [tool('knip', 'bin/knip.js'), '--no-progress'] },
  // Before the unit tests: those of the command line run the built program.
  { name: 'build', args: [join(ROOT, 'scripts', 'build.mjs')] },
  { name: 'size budgets', args: [tool('size-limit', 'bin.js')] },
  {
    name: 'unit tests',
    args: [tool('vitest', 'vitest.mjs'), 'run', '--reporter=dot', '--reporter=json', `--outputFile.json=${VITEST_REPORT}`],
    report: VITEST_REPORT,
    counts: vitestCounts,
  },
];
if (withBrowser) {
  steps.push({
    name: 'end-to-end tests',
    args: [tool('@playwright/test', 'cli.js'), 'test', '--config=e2e/playwright.config.ts', '--reporter=line,json'],
    report: PLAYWRIGHT_REPORT,
    counts: playwrightCounts,
  });
}

/** @param {number} sinceMs */
const seconds = (sinceMs) => `${((performance.now() - sinceMs) / 1000).toFixed(1)} s`;

/** @param {Step} step @param {NodeJS.ProcessEnv} env @returns {Promise<Counts>} */
async function runStep(step, env) {
  const begun = performance.now();
  const { code, output } = await run(process.execPath, step.args, { quiet: true, env });
  /** @type {Counts} */
  let counts = code === 0 ? { passed: 1, failed: 0, skipped: 0, failures: [] } : { passed: 0, failed: 1, skipped: 0, failures: [] };
  if (step.counts !== undefined && step.report !== undefined) {
    try {
      counts = step.counts(readFileSync(step.report, 'utf8'));
    } catch {
      counts = { passed: 0, failed: 1, skipped: 0, failures: [] }; // crashed before it could report
    }
    // A step without a test, or one that ends badly with all its tests passed, has failed.
    if (counts.failed === 0 && (code !== 0 || counts.passed === 0)) counts = { ...counts, failed: 1 };
  }
  const figures = step.counts === undefined ? '' : `  ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`;
  console.log(`${counts.failed === 0 ? 'ok    ' : 'FAILED'}  ${step.name.padEnd(16)} ${seconds(begun).padStart(8)}${figures}`);
  // What failed, before all that was printed: whoever sees only the beginning must see that.
  if (counts.failures.length > 0) console.log(`${counts.failures.join('\n\n')}\n`);
  if (counts.failed > 0) console.log(`${output.trimEnd()}\n(${step.name} ended with status ${code})\n`);
  return counts;
}

const total = { passed: 0, failed: 0 };
try {
  await ensureInstalled();
  const env = {
    ...process.env,
    TZ: 'UTC',
    NO_COLOR: '1',
    FORCE_COLOR: undefined,
    CI: process.env['CI'] ?? '1',
    WHYRESET_FULL: isFull ? '1' : '0',
    PLAYWRIGHT_JSON_OUTPUT_NAME: PLAYWRIGHT_REPORT,
    ...(withBrowser ? { CHROME_PATH: await ensureBrowser() } : {}),
  };
  rmSync(REPORTS, { recursive: true, force: true });
  mkdirSync(REPORTS, { recursive: true });
  const begun = performance.now();
  for (const step of steps) {
    const counts = await runStep(step, env);
    total.passed += counts.passed;
    total.failed += counts.failed;
  }
  console.log(`in all ${seconds(begun)}`);
} catch (error) {
  // Whatever could not be prepared leaves its tests undone: that is a failure, not an absence.
  console.error(error instanceof Error ? error.message : error);
  total.failed += 1;
}
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1;
