// What was shared, in the hands of somebody else: another browser context, no capture, perhaps a phone and another language.

import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { Browser, BrowserContextOptions, Page } from '@playwright/test';
import type { Analysis } from '#engine/pipeline/analysis';
import { analyzeCapture } from '#engine/pipeline/analyze';
import { decodeLink } from '#engine/share/link';
import { memorySource } from '#engine/testing/memory-source';
import { accessFaults } from './axe';
import { enterText, expect, samplePath, SURROUNDINGS, test } from './page';

/** The client asked for a host by its name, and the server did not know it. */
const NAMED = 'lab/recordings/tls-failure--unrecognized-name--client.pcapng.gz';

async function analysedFile(path: string): Promise<Analysis> {
  const result = await analyzeCapture(memorySource(readFileSync(path)), { verdict: () => 'go', progress: () => undefined });
  if (!result.ok) throw new Error(result.failure.code);
  return result.value;
}

/** What nobody else may read: addresses, names of hosts. */
async function secretsOf(path: string): Promise<readonly string[]> {
  const { tables, findings } = await analysedFile(path);
  const addresses = Array.from({ length: tables.addresses.length }, (_, index) => tables.addresses.text(index));
  const names = findings.flatMap(({ application }) => application?.name ?? []);
  expect(addresses.length).toBeGreaterThan(1);
  return [...addresses, ...names];
}

async function openCapture(page: Page, path: string, hash = ''): Promise<void> {
  await page.goto(`./${hash}`);
  await page.getByTestId('file-input').first().setInputFiles(path);
}

async function linkOf(page: Page): Promise<string> {
  await page.keyboard.press('s');
  await expect(page.getByTestId('share-link')).toContainText('#s1.');
  return (await page.getByTestId('share-link').textContent()) ?? '';
}

/** In a context of its own: nothing is remembered there. */
async function elsewhere(browser: Browser, options: BrowserContextOptions, look: (page: Page) => Promise<void>): Promise<void> {
  const context = await browser.newContext(options);
  try {
    await look(await context.newPage());
  } finally {
    await context.close();
  }
}

test('32: a connection that was shared is the same in a fresh context: verdict, ladder, chosen packet', async ({ page, browser }) => {
  await openCapture(page, samplePath('zookeeper-limit'), '#v1/conn/63?pkt=655');
  await expect(page.getByTestId('connection')).toHaveAttribute('data-conn', '63');
  const [cause, conf] = await Promise.all(['data-cause', 'data-conf'].map((name) => page.getByTestId('connection').getAttribute(name)));
  await page.getByRole('button', { name: 'As text', exact: true }).click();
  const ladder = await page.getByTestId('ladder-text').textContent();
  await page.keyboard.press('s');
  // With addresses, so that the ladders can be compared letter by letter.
  await page.getByTestId('share-replace').uncheck();
  await expect
    .poll(async () => {
      const link = decodeLink(new URL((await page.getByTestId('share-link').textContent()) ?? 'x:').hash);
      return link.ok && !link.value.isRedacted;
    })
    .toBe(true);
  const link = (await page.getByTestId('share-link').textContent()) ?? '';
  await elsewhere(browser, {}, async (reader) => {
    await reader.goto(link);
    await expect(reader.getByTestId('shared-connection')).toHaveAttribute('data-conn', '63');
    await expect(reader.getByTestId('shared-connection')).toHaveAttribute('data-cause', cause ?? '');
    await expect(reader.getByTestId('shared-judgement').last()).toHaveAttribute('data-conf', conf ?? '');
    expect(await reader.getByTestId('ladder-text').textContent()).toBe(ladder);
    await expect(reader.locator('mark[data-packet="655"]')).toHaveCount(1);
    await reader.getByTestId('shared').getByTestId('file-input').setInputFiles(samplePath('zookeeper-limit'));
    await expect(reader.locator('[data-packet="655"][role="row"]')).toHaveAttribute('aria-selected', 'true');
    await expect(reader).toHaveURL(/#v1\/conn\/63\?pkt=655$/);
  });
});

test('32: redacted, neither link nor page says an address or a name, in either language, on a phone', async ({ page, browser }) => {
  const secrets = await secretsOf(NAMED);
  await openCapture(page, NAMED);
  await expect(page.getByTestId('verdict')).toBeVisible();
  const cause = await page.getByTestId('verdict').getAttribute('data-cause');
  await page.keyboard.press('a');
  await enterText(page.getByTestId('note-field'), `ask ${secrets.join(', ')}`);
  await page.keyboard.press('Control+Enter');
  const link = await linkOf(page);
  const decoded = JSON.stringify(decodeLink(new URL(link).hash));
  expect(decoded).toContain('"ok":true');
  expect(secrets.filter((secret) => decoded.includes(secret))).toEqual([]);
  for (const locale of ['en-US', 'zh-CN']) {
    await elsewhere(browser, { locale, viewport: { width: 390, height: 844 } }, async (reader) => {
      await reader.goto(link);
      await expect(reader.getByTestId('verdict')).toHaveAttribute('data-cause', cause ?? '');
      await expect(reader.locator('html')).toHaveAttribute('lang', new RegExp(`^${locale.slice(0, 2)}`));
      const html = await reader.content();
      expect(secrets.filter((secret) => html.includes(secret))).toEqual([]);
      expect(await reader.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    });
  }
});

for (const form of ['file', 'report'] as const) {
  test(`35: a saved ${form} opens in a fresh context, names nobody, and has no script`, async ({ page, browser }) => {
    const secrets = await secretsOf(NAMED);
    await openCapture(page, NAMED);
    await expect(page.getByTestId('verdict')).toBeVisible();
    const cause = await page.getByTestId('verdict').getAttribute('data-cause');
    await page.keyboard.press('a');
    await page.getByTestId('note-field').fill(`seen with ${secrets.join(', ')}`);
    await page.keyboard.press('Control+Enter');
    await page.keyboard.press('s');
    await page.getByTestId(`share-form-${form}`).check();
    const save = page.getByTestId('share-dialog').getByRole('button', { name: /save/i }).first();
    const [download] = await Promise.all([page.waitForEvent('download'), save.click()]);
    const bytes = readFileSync(await download.path());
    const text = (form === 'file' ? gunzipSync(bytes) : bytes).toString();
    expect(secrets.filter((secret) => text.includes(secret))).toEqual([]);
    expect(text).not.toContain('<script');
    await elsewhere(browser, {}, async (reader) => {
      await reader.goto(page.url().replace(/#.*/, ''));
      await reader.getByTestId('file-input').setInputFiles({ name: download.suggestedFilename(), mimeType: '', buffer: bytes });
      await expect(reader.getByTestId('verdict')).toHaveAttribute('data-cause', cause ?? '');
      await expect(reader.getByTestId('shared-notes').first()).toContainText(/seen with (?:client|server|host)-\d/);
      await expect(reader.getByTestId('ladder-text').first()).toContainText('SYN');
      const html = await reader.content();
      expect(secrets.filter((secret) => html.includes(secret))).toEqual([]);
    });
  });
}

for (const [colorScheme, width, locale] of SURROUNDINGS) {
  test.describe(`${colorScheme}, ${width} px, ${locale}`, () => {
    test.use({ colorScheme, viewport: { width, height: 844 }, locale });

    test('37: neither the dialog of notes, nor notes, nor an opened file has a fault of access', async ({ page }) => {
      const clean = async (include: string) => {
        expect(await accessFaults(page, include)).toEqual([]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
      };
      await openCapture(page, samplePath('zookeeper-limit'), '#v1/conn/63?pkt=655');
      await expect(page.getByTestId('connection')).toBeVisible();
      await page.keyboard.press('a');
      await expect(page.getByTestId('note-dialog')).toBeVisible();
      await clean('[data-testid="note-dialog"]');
      await enterText(page.getByTestId('note-field'), `${'long '.repeat(60)}${'x'.repeat(300)}`);
      await page.keyboard.press('Control+Enter');
      await expect(page.getByTestId('packet-note')).toBeVisible();
      await clean('main');
      await page.keyboard.press('s');
      await page.getByTestId('share-form-file').check();
      const save = page.getByTestId('share-dialog').locator('.button-primary');
      const [download] = await Promise.all([page.waitForEvent('download'), save.click()]);
      const buffer = readFileSync(await download.path());
      await page.goto('./');
      await page.reload();
      await page.getByTestId('file-input').first().setInputFiles({ name: 'x.whyreset.json.gz', mimeType: '', buffer });
      await expect(page.getByTestId('shared')).toBeVisible();
      await clean('main');
    });
  });
}
