// A comparison of two captures is shared in one browser and opened in a fresh one that never had the captures: as a link, as an analysis
// file, as an HTML report. Notes by key, the report view, the ladder as a picture.

import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import AxeBuilder from '@axe-core/playwright';
import type { Browser, Page } from '@playwright/test';
import { decodeComparison } from '../workers/share/comparison/comparison-link';
import { expect, SURROUNDINGS, test } from './page';

// Each of these reads two captures, and opens what became of them in another browser.
test.describe.configure({ timeout: 120_000 });
test.use({ permissions: ['clipboard-read', 'clipboard-write'] });

const RECORDINGS = 'lab/recordings/two-sided';
const pair = (name: string): [string, string] => [`${RECORDINGS}/${name}.client.pcapng.gz`, `${RECORDINGS}/${name}.server.pcapng.gz`];

/** Addresses that recordings are made of, and names of the files. */
const PRIVATE = /\b(?:10|172|192)\.\d+\.\d+\.\d+|\.pcapng|injected-both-ends/;

async function compare(page: Page, name: string): Promise<void> {
  await page.goto('./');
  await page.getByTestId('file-input').setInputFiles(pair(name));
  await expect(page.getByTestId('compare-clock')).toBeVisible({ timeout: 60_000 });
}

async function openPair(page: Page): Promise<void> {
  await page.getByTestId('compare-ladder').first().click();
  await expect(page.getByTestId('compared')).toHaveAttribute('data-cause', 'injected-reset');
}

async function openDialog(page: Page): Promise<void> {
  await page.keyboard.press('s');
  await expect(page.getByTestId('share-dialog')).toBeVisible({ timeout: 30_000 });
}

async function writeNote(page: Page, text: string): Promise<void> {
  const field = page.getByTestId('note-dialog').getByRole('textbox');
  await field.fill(text);
  await field.press('Control+Enter');
  await expect(page.getByTestId('note-dialog')).toHaveCount(0);
}

async function downloaded(page: Page, press: () => Promise<void>): Promise<{ readonly name: string; readonly bytes: Buffer }> {
  const [download] = await Promise.all([page.waitForEvent('download'), press()]);
  return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
}

/** A browser that never had the captures. */
async function fresh(browser: Browser, work: (page: Page) => Promise<void>): Promise<void> {
  const context = await browser.newContext();
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(message.text());
  });
  await work(page);
  expect(faults).toEqual([]);
  await context.close();
}

/** Verdict, clocks and both forged resets, without an address. */
async function expectComparison(reader: Page): Promise<void> {
  await expect(reader.getByTestId('shared-comparison')).toHaveAttribute('data-cause', 'injected-reset');
  await expect(reader.getByTestId('verdict')).toHaveAttribute('data-place', 'between');
  await expect(reader.getByTestId('shared-banner')).toContainText('two captures');
  await expect(reader.getByTestId('compare-clock')).toHaveAttribute('data-uncertainty-seconds', /^0\.0\d+$/);
  const first = reader.getByTestId('shared-pair').first();
  const forged = first.locator('[data-testid="ladder-row"][data-fate="appeared"]');
  await expect(forged).toHaveCount(2);
  await expect(forged.nth(0)).toHaveAttribute('data-server', '');
  await expect(forged.nth(1)).toHaveAttribute('data-client', '');
  await expect(first.getByTestId('pair-basis')).toHaveAttribute('data-basis', 'both');
  await expect(first.locator('[data-testid="difference"]')).toHaveCount(2);
  expect(await reader.locator('#main').textContent()).not.toMatch(PRIVATE);
}

test('the link of a small comparison survives everywhere and opens in a fresh browser', async ({ page, browser }) => {
  await compare(page, 'injected-both-ends');
  await openDialog(page);
  await expect(page.getByTestId('share-subject')).toHaveValue('comparison');
  await expect(page.getByTestId('share-size')).toHaveAttribute('data-band', 'everywhere');
  const link = (await page.getByTestId('share-link').textContent()) ?? '';
  expect(link.length).toBeLessThanOrEqual(1_800);
  const decoded = decodeComparison(new URL(link).hash);
  expect(decoded.ok).toBe(true);
  expect(JSON.stringify(decoded)).not.toMatch(PRIVATE);
  await page.getByRole('button', { name: 'Copy link' }).click();
  await expect(page.getByTestId('toast')).toContainText('Copied');
  await fresh(browser, async (reader) => {
    await reader.goto(link);
    await expectComparison(reader);
    const chip = reader.getByTestId('contribution').first().locator('[data-packet]').first();
    const frame = await chip.getAttribute('data-packet');
    await chip.click();
    await expect(reader.locator('[data-testid="ladder-row"][aria-selected="true"]').first()).toHaveAttribute('data-packet', frame ?? '');
    await reader.getByTestId('ladder-text-switch').first().click();
    await expect(reader.getByTestId('ladder-text')).toContainText('appeared on the way: not sent by the server');
    const png = await downloaded(reader, () => reader.getByTestId('ladder-png').first().click());
    expect(png.name).toMatch(/^whyreset-client-1-.*\.png$/);
    expect(png.bytes.subarray(1, 4).toString()).toBe('PNG');
    await reader.getByTestId('lang-switch').click();
    await expect(reader.getByTestId('shared-banner')).toContainText('两个抓包');
  });
});

test('notes by key stay when the view is left, and go out with the pair; the file opens in a fresh browser', async ({ page, browser }) => {
  await compare(page, 'injected-both-ends');
  await openPair(page);
  const forged = page.locator('[data-testid="ladder-row"][data-fate="appeared"]');
  await forged.nth(1).click();
  await page.keyboard.press('a');
  await expect(page.getByTestId('note-dialog')).toContainText('second capture');
  await writeNote(page, 'seen by the server alone, not by 10.31.1.5');
  await page.getByTestId('pair-notes').getByTestId('note-write').click();
  await writeNote(page, 'the pair itself');
  await page.keyboard.press('1');
  await expect(page.getByTestId('finding-card').first()).toBeVisible();
  await page.goBack();
  await expect(page.getByTestId('packet-note')).toContainText('seen by the server alone');
  await expect(page.getByTestId('pair-notes').getByTestId('note')).toHaveText('the pair itself');
  await openDialog(page);
  await expect(page.getByTestId('share-subject')).toHaveValue('pair');
  await page.getByTestId('share-form-file').check();
  const file = await downloaded(page, () => page.getByRole('button', { name: 'Save analysis file' }).click());
  expect(file.name).toBe('analysis.whyreset.json.gz');
  expect(gunzipSync(file.bytes).toString()).not.toMatch(PRIVATE);
  await fresh(browser, async (reader) => {
    await reader.goto('./');
    await reader.getByTestId('file-input').setInputFiles({ name: file.name, mimeType: '', buffer: file.bytes });
    await expectComparison(reader);
    await expect(reader.getByTestId('shared-pair')).toHaveCount(1);
    const notes = reader.getByTestId('shared-notes');
    await expect(notes).toContainText('the pair itself');
    await expect(notes).toContainText('seen by the server alone, not by client-1');
  });
});

test('the report: text, Markdown, HTML that opens again, the view that changes it', async ({ page, browser }) => {
  await compare(page, 'injected-both-ends');
  await openDialog(page);
  await page.getByTestId('share-form-text').check();
  await page.getByRole('button', { name: 'Copy text' }).click();
  await expect(page.getByTestId('toast')).toContainText('Copied');
  const text = await page.evaluate(() => navigator.clipboard.readText());
  expect(text).toMatch(/^Forged reset: between the two captures, at server-1:80/);
  expect(text).toMatch(/\[client #31, server –\]/);
  expect(text).not.toMatch(PRIVATE);
  await page.keyboard.press('Escape');
  await page.keyboard.press('r');
  await expect(page).toHaveURL(/#v1\/report\?compared=all$/);
  const preview = page.getByTestId('report-preview');
  await expect(preview).toContainText('Forged reset: between the two captures');
  await expect(preview.locator('svg').first()).toBeVisible();
  await page.getByTestId('report-title').fill('Resets between office and site');
  await expect(preview).toContainText('Resets between office and site');
  await page.getByTestId('report-as-md').check();
  await expect(page.getByTestId('report-md')).toContainText('client `#31`, server `–`');
  const html = await downloaded(page, () => page.getByRole('button', { name: 'Save HTML' }).click());
  expect(html.bytes.toString()).not.toMatch(PRIVATE);
  expect(html.bytes.toString()).not.toContain('<script');
  await fresh(browser, async (reader) => {
    await reader.goto('./');
    await reader.getByTestId('file-input').setInputFiles({ name: html.name, mimeType: '', buffer: html.bytes });
    await expectComparison(reader);
    await expect(reader.getByTestId('shared-report')).toContainText('Resets between office and site');
  });
});

test('a link that was cut or changed shows its message and nothing of it', async ({ page }) => {
  await compare(page, 'lossy');
  await openDialog(page);
  await expect(page.getByTestId('share-size')).toHaveAttribute('data-band', 'everywhere');
  const link = (await page.getByTestId('share-link').textContent()) ?? '';
  for (const [harmed, code] of [
    [link.slice(0, -9), 'E41'],
    [link.replace('#s2', '#s9'), 'E42'],
    [`${link.slice(0, -1)}${link.endsWith('A') ? 'B' : 'A'}`, 'E44'],
  ] as const) {
    await page.goto('about:blank');
    await page.goto(harmed);
    await expect(page.getByTestId(`notice-${code}`)).toBeVisible();
    await expect(page.getByTestId('shared-comparison')).toHaveCount(0);
  }
});

test('without a comparison the report says what to do, and sharing is of the capture', async ({ page }) => {
  await page.goto('./');
  await page.getByTestId('file-input').setInputFiles(pair('lossy')[0]);
  await expect(page.getByTestId('findings')).toBeVisible();
  await page.evaluate(() => (location.hash = '#v1/report?compared=all'));
  await expect(page.getByTestId('report-not-compared')).toBeVisible();
  await page.evaluate(() => (location.hash = '#v1/compare'));
  await expect(page.getByTestId('compare-within')).toBeVisible();
  await openDialog(page);
  await expect(page.getByTestId('share-subject')).toHaveValue('all');
});

for (const [colorScheme, width, locale] of SURROUNDINGS) {
  test(`a shared comparison and its dialog have no faults of access: ${colorScheme}, ${width} px, ${locale}`, async ({ browser }) => {
    const context = await browser.newContext({ colorScheme, locale, viewport: { width, height: 800 } });
    const page = await context.newPage();
    await compare(page, 'injected-both-ends');
    await openDialog(page);
    await expect(page.getByTestId('share-link')).toBeVisible();
    const link = (await page.getByTestId('share-link').textContent()) ?? '';
    expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
    await page.goto(link);
    await expect(page.getByTestId('shared-pair').first()).toBeVisible();
    expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
    await context.close();
  });
}
