// What every journey needs: opening the page, samples and files, and a watch over errors and requests.

import { expect, test as base, type Locator, type Page } from '@playwright/test';
import { answerForTheme } from './firefox';

/** In which journeys look for faults of access: all of it with `npm run test:full`, else where most goes wrong. */
export const SURROUNDINGS = (
  [
    ['light', 1280, 'en-US'],
    ['dark', 390, 'zh-CN'],
  ] as const
).filter(([colorScheme]) => colorScheme === 'dark' || process.env['WHYRESET_FULL'] === '1');

/** Fails a test whose page throws, logs an error, or asks anything but its own server. */
export const test = base.extend<{ driven: void; allowed: RegExp | null; watch: void }>({
  browser: [
    async ({ browser, channel }, use) => {
      if (channel === 'moz-firefox') answerForTheme(browser);
      await use(browser);
    },
    { scope: 'worker' },
  ],
  /** Before anything asks for a page. */
  driven: [
    async ({ browserName }, use, testInfo) => {
      const isMissing = browserName === 'firefox' && process.env['WHYRESET_FIREFOX'] === 'none';
      testInfo.skip(isMissing, 'no Firefox is installed: FIREFOX_PATH=/path/to/firefox, or npx playwright install firefox');
      await use();
    },
    { auto: true },
  ],
  /** Faults that a test provokes on purpose. */
  allowed: [null, { option: true }],
  watch: [
    async ({ page, baseURL, allowed }, use) => {
      const faults: string[] = [];
      page.on('pageerror', (error) => faults.push(`error: ${error.message}`));
      page.on('console', (message) => {
        if (message.type() === 'error') faults.push(`console: ${message.text()}`);
      });
      page.on('request', (request) => {
        const url = request.url();
        if (!url.startsWith(baseURL ?? '') && !/^(blob|data):/.test(url)) faults.push(`request: ${url}`);
        if (request.method() !== 'GET') faults.push(`${request.method()}: ${url}`);
      });
      await use();
      expect(faults.filter((fault) => allowed === null || !allowed.test(fault))).toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };

/** Incidents that ship with the page and what is wrong in them, by the record of how they were made. */
export const SAMPLES = {
  'zookeeper-limit': 'connection-limit-per-client',
  descriptors: 'connection-limit-total',
  'limit-65387': 'connection-limit-total',
  'accept-queue': 'listen-queue-overflow',
  'keep-alive': 'stale-keepalive-reuse',
  'nothing-wrong': 'normal-close',
  'descriptors-unanswered': 'accept-starvation',
  'accept-queue-reset': 'listen-queue-overflow-reset',
  'connection-close': 'ignored-connection-close',
} as const;

export type SampleId = keyof typeof SAMPLES;

/** Where Firefox is driven by WebDriver BiDi, Playwright puts text into a field in a way that React does not hear of: there it is typed. */
export async function enterText(field: Locator, text: string): Promise<void> {
  if (field.page().context().browser()?.browserType().name() === 'firefox') await field.pressSequentially(text);
  else await field.fill(text);
}

export async function openSample(page: Page, id: SampleId, query = ''): Promise<void> {
  await page.goto(`./${query}`);
  await page.getByTestId(`sample-${id}`).click();
  await page.getByTestId('verdict').waitFor();
}

export function samplePath(id: SampleId): string {
  return `public/samples/${id}.pcapng`;
}
