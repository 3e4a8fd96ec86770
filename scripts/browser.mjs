// Finds a Chromium that really starts, or installs one. Never answers "none": the end-to-end tests are not optional.
// Finds a Firefox as well, and installs none: what is promised for it is a second opinion.

import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import process from 'node:process';
import { SetupError, run } from './bootstrap.mjs';
import { ROOT } from './freshness.mjs';

const INSTALL_TIMEOUT_MS = 10 * 60_000;
const START_TIMEOUT_MS = 30_000;

const THREE_WAYS_OUT = `No Chromium was found, and none could be installed. One of these helps:
  1. CHROME_PATH=/path/to/chrome npm test      a Chrome or Chromium that is already there
  2. npx playwright install chromium           Playwright's own (on Linux as root: add --with-deps)
  3. sudo apt-get install -y chromium          the system's (Debian, Ubuntu)`;

/** Where Playwright keeps its Chromium, whether it is there or not. @returns {Promise<string | undefined>} */
async function playwrightsOwn() {
  const { chromium } = await import('@playwright/test');
  return chromium.executablePath() || undefined;
}

/** @param {string} name */
function onPath(name) {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    const path = join(folder, name);
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      // not here
    }
  }
  return undefined;
}

/** Starts the program for its version: a missing library or a wrong architecture shows now, not in every test. @param {string} path */
function starts(path) {
  return existsSync(path) && spawnSync(path, ['--version'], { stdio: 'ignore', timeout: START_TIMEOUT_MS }).status === 0;
}

/**
 * The Chromium to test with: $CHROME_PATH, Playwright's own, the system's.
 * @returns {Promise<string | undefined>}
 */
export async function findBrowser() {
  const named = process.env['CHROME_PATH'];
  if (named !== undefined && named !== '' && !starts(named)) throw new SetupError(`CHROME_PATH is ${named}, and that does not start.`);
  const candidates = [
    named,
    await playwrightsOwn(),
    '/usr/bin/chromium',
    onPath('google-chrome'),
    onPath('google-chrome-stable'),
    onPath('chromium'),
    onPath('chromium-browser'),
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
  ];
  return candidates.find((path) => path !== undefined && path !== '' && starts(path));
}

/**
 * The Firefox to test with: $FIREFOX_PATH, Playwright's own, the system's; `FIREFOX_PATH=none` for none. Playwright drives its own by a
 * protocol of its own and any other by WebDriver BiDi.
 * @returns {Promise<{ readonly path: string, readonly isPlaywrights: boolean } | undefined>}
 */
export async function findFirefox() {
  const named = process.env['FIREFOX_PATH'];
  if (named === 'none') return undefined;
  if (named !== undefined && named !== '' && !starts(named)) throw new SetupError(`FIREFOX_PATH is ${named}, and that does not start.`);
  const { firefox } = await import('@playwright/test');
  const own = firefox.executablePath();
  const candidates = [named, own, onPath('firefox-esr'), onPath('firefox'), '/Applications/Firefox.app/Contents/MacOS/firefox'];
  const path = candidates.find((each) => each !== undefined && each !== '' && starts(each));
  return path === undefined ? undefined : { path, isPlaywrights: path === own };
}

function isDebianRoot() {
  if (process.getuid?.() !== 0 || onPath('apt-get') === undefined) return false;
  try {
    return /^ID(?:_LIKE)?=.*debian/m.test(readFileSync('/etc/os-release', 'utf8'));
  } catch {
    return false;
  }
}

/**
 * The Chromium to test with; installed where there is none.
 * @returns {Promise<string>}
 */
export async function ensureBrowser() {
  const found = await findBrowser();
  if (found !== undefined) return found;

  let report = '';
  /** @param {string} command @param {readonly string[]} args @param {NodeJS.ProcessEnv} env */
  const install = async (command, args, env) => {
    const { code, output } = await run(command, args, { env: { ...process.env, ...env }, timeoutMs: INSTALL_TIMEOUT_MS, quiet: true });
    if (code !== 0)
      report += `${command} ${args.join(' ')} ended with status ${code}:\n${output.trimEnd().split('\n').slice(-8).join('\n')}\n`;
  };

  console.log('No Chromium found: downloading the one of Playwright');
  const playwright = join(ROOT, 'node_modules', '@playwright', 'test', 'cli.js');
  await install(process.execPath, [playwright, 'install', '--no-shell', 'chromium'], {
    PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT: process.env['PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT'] ?? '20000',
  });
  const downloaded = await findBrowser();
  if (downloaded !== undefined) return downloaded;

  if (isDebianRoot()) {
    console.log('That did not work: installing the one of the system (apt-get)');
    await install('apt-get', ['update'], {});
    await install('apt-get', ['install', '-y', '--no-install-recommends', 'chromium'], { DEBIAN_FRONTEND: 'noninteractive' });
    const installed = await findBrowser();
    if (installed !== undefined) return installed;
  }
  throw new SetupError(`${report}${THREE_WAYS_OUT}`);
}
