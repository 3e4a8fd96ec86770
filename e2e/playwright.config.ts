// End-to-end tests: the built page, served as a user's `npm start` serves it, in a real Chromium.

import { execFileSync } from 'node:child_process';
import { defineConfig, type PlaywrightTestOptions, type PlaywrightWorkerOptions, type Project } from '@playwright/test';
import { findBrowser, findFirefox } from '../scripts/browser.mjs';
import { bidiFirefox } from './firefox';

// Playwright loads this file again in every worker: what is found once is handed on through the environment.
process.env['CHROME_PATH'] ||= (await findBrowser()) ?? '';
process.env['WHYRESET_E2E_PORT'] ??= execFileSync(
  process.execPath,
  ['-e', "const s = require('net').createServer().listen(0, '127.0.0.1', () => { console.log(s.address().port); s.close(); })"],
  { encoding: 'utf8' },
).trim();
// A minute and more: with `npm run test:full`, or where it is asked for (`--project=firefox`).
process.env['WHYRESET_WITH_FIREFOX'] ??=
  process.env['WHYRESET_FULL'] === '1' || process.argv.some((each) => each.includes('firefox')) ? '1' : '0';
const withFirefox = process.env['WHYRESET_WITH_FIREFOX'] === '1';
if (withFirefox && process.env['WHYRESET_FIREFOX'] === undefined) {
  const found = await findFirefox();
  process.env['WHYRESET_FIREFOX'] = found?.path ?? 'none';
  process.env['WHYRESET_FIREFOX_BIDI'] = found?.isPlaywrights === false ? '1' : '0';
}
const foundFirefox = process.env['WHYRESET_FIREFOX'] ?? 'none';
const executablePath = process.env['CHROME_PATH'];
if (executablePath === '') throw new Error('No Chromium found. `npm test` installs one.');
const baseURL = `http://127.0.0.1:${process.env['WHYRESET_E2E_PORT']}`;

/** The checks that are promised for Firefox as well. Without one they are skipped, and say why (page.ts). */
const forFirefox: Project<PlaywrightTestOptions, PlaywrightWorkerOptions> = {
  name: 'firefox',
  grep: /(?:^|\s)(?:(?:1|2|15|25|32)(?:, \d+)*: |37: axe finds nothing)/,
  use: process.env['WHYRESET_FIREFOX_BIDI'] === '1' ? bidiFirefox(foundFirefox) : { browserName: 'firefox' },
};

export default defineConfig({
  testDir: '.',
  testMatch: '**/*.spec.ts',
  outputDir: '../test-results',
  snapshotDir: './snapshots',
  forbidOnly: true,
  fullyParallel: true,
  // A browser may stall where others use the machine; which tests needed a second attempt is printed.
  retries: 1,
  workers: 2,
  timeout: 60_000,
  // Generous: a busy machine is no fault, a wrong answer stays one.
  expect: { timeout: 10_000 },
  reporter: [['line']],
  use: {
    baseURL,
    viewport: { width: 1280, height: 720 },
    locale: 'en-US',
    timezoneId: 'UTC',
    colorScheme: 'light',
    // Not of every test: `npm run e2e -- --trace on` records a trace.
    screenshot: 'only-on-failure',
  },
  projects: [
    {
      name: 'chromium',
      use: {
        launchOptions: {
          executablePath,
          args: [
            '--no-sandbox',
            '--disable-background-networking',
            '--disable-component-update',
            '--disable-sync',
            '--no-first-run',
            '--no-pings',
          ],
        },
      },
    },
    ...(withFirefox ? [forFirefox] : []),
  ],
  webServer: { command: `node ../scripts/start.mjs --port ${process.env['WHYRESET_E2E_PORT']}`, url: `${baseURL}/`, timeout: 120_000 },
});
