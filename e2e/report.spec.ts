// The report view: a draft that is edited beside exactly what is exported, redacted by choice; Markdown, HTML and paper.

import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { accessFaults } from './axe';
import { expect, openSample, samplePath, SURROUNDINGS, test } from './page';

test.use({ permissions: ['clipboard-read', 'clipboard-write'] });

async function openReport(page: Page): Promise<void> {
  await page.keyboard.press('r');
  await expect(page.getByTestId('report-preview').getByRole('heading', { level: 1 })).toBeVisible();
}

async function downloaded(page: Page, name: string): Promise<string> {
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name }).click()]);
  return readFileSync(await download.path(), 'utf8');
}

test('the draft says who was hit, when, what to change and to check, and how sure that is', async ({ page }) => {
  await openSample(page, 'zookeeper-limit');
  await openReport(page);
  await expect(page).toHaveURL(/#v1\/report$/);
  await expect(page.getByTestId('report-title')).toHaveValue('Limit per client: server-1:2181');
  await expect(page.getByTestId('report-impact')).toHaveValue(/^Affected: 22 of 92 connections, between .* 1 client, 1 server\.$/);
  const preview = page.getByTestId('report-preview');
  for (const name of [
    'Impact',
    'Timeline',
    'Action items',
    'What to check next',
    'What this capture cannot tell',
    'Wireshark filters',
    'The capture',
  ])
    await expect(preview.getByRole('heading', { name, exact: true })).toBeVisible();
  await expect(preview.getByText('SHA-256')).toBeVisible();
  await expect(preview.locator('svg').first()).toBeVisible();
});

test('what is typed stands in the preview, in the Markdown and in the HTML, the same in all', async ({ page }) => {
  await openSample(page, 'zookeeper-limit');
  await openReport(page);
  await page.getByTestId('report-title').fill('Checkout <b>down</b>');
  await page.getByTestId('report-author').fill('A. Reader');
  await page.getByTestId('report-impact').fill('412 orders lost');
  const timeline = page.getByTestId('report-timeline');
  await timeline.getByRole('button', { name: 'Add an event' }).click();
  await timeline
    .getByRole('textbox', { name: /^Time / })
    .last()
    .fill('14:09:07');
  await timeline
    .getByRole('textbox', { name: /^Event / })
    .last()
    .fill('The alarm went off');
  const actions = page.getByTestId('report-actions');
  await actions
    .getByRole('button', { name: /^Remove/ })
    .last()
    .click();
  await actions.getByRole('textbox', { name: 'Owner 2' }).fill('Team A');
  const preview = page.getByTestId('report-preview');
  await expect(preview.getByRole('heading', { level: 1 })).toHaveText('Checkout <b>down</b>');
  await expect(preview).toContainText('412 orders lost');
  await expect(
    preview
      .locator('section', { has: page.getByRole('heading', { name: 'Timeline' }) })
      .getByRole('listitem')
      .nth(1),
  ).toContainText('14:09:07.000000 The alarm went off');
  const html = await downloaded(page, 'Save HTML');
  expect(html).toContain('<h1>Checkout &lt;b&gt;down&lt;/b&gt;</h1>');
  expect(html).not.toContain('<script');
  const told = await preview.evaluate((host) => host.shadowRoot?.querySelector('body')?.textContent ?? '');
  const saved = await page.evaluate(
    (text) => new DOMParser().parseFromString(text, 'text/html').querySelector('body')?.textContent,
    html.replace(/<style>[^<]*<\/style>/, ''),
  );
  expect(told).toBe(saved);
  await page.getByTestId('report-as-md').check();
  const shown = (await page.getByTestId('report-md').textContent()) ?? '';
  expect(shown).toMatch(/^# Checkout \\<b\\>down\\<\/b\\>\n\nAuthor: A\. Reader\n/);
  expect(shown).toMatch(/- \[ \] .* — Owner: Team A/);
  await page.getByRole('button', { name: 'Copy Markdown' }).click();
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe(shown);
  expect(await downloaded(page, 'Save Markdown')).toBe(shown);
  // It stays while the page is open, and goes when that is wished.
  await page.keyboard.press('Escape');
  await page.getByRole('link', { name: 'Findings' }).click();
  await expect(page.getByTestId('verdict')).toBeVisible();
  await page.goBack();
  await expect(page.getByTestId('report-author')).toHaveValue('A. Reader');
  await page.getByRole('button', { name: 'Back to the draft' }).click();
  await expect(page.getByTestId('report-title')).toHaveValue('Limit per client: server-1:2181');
});

test('no form of it tells an address, a name or the file, whatever was typed, until that is chosen', async ({ page }) => {
  await openSample(page, 'zookeeper-limit');
  await openReport(page);
  await page.getByTestId('report-author').fill('me on 10.211.60.10');
  await page.getByTestId('report-summary').fill('10.211.55.21 holds too many');
  const secret = /\b10\.\d+\.\d+\.\d+|zookeeper-limit/;
  await expect(page.getByTestId('report-preview')).toContainText('client-1 holds too many');
  expect(await downloaded(page, 'Save HTML')).not.toMatch(secret);
  expect(await downloaded(page, 'Save Markdown')).not.toMatch(secret);
  await page.getByTestId('report-clock').check();
  await expect(page.getByTestId('report-preview')).toContainText('Times are counted from the first packet');
  expect(await downloaded(page, 'Save Markdown')).not.toMatch(/\d\d:\d\d:\d\d|2026-/);
  await page.getByTestId('report-replace').uncheck();
  await expect(page.getByTestId('report-preview')).toContainText('10.211.55.21 holds too many');
  expect(await downloaded(page, 'Save HTML')).toMatch(/zookeeper-limit\.pcapng/);
});

test('it is of a finding or of a connection, and its address says which', async ({ page }) => {
  await page.goto('./#v1/report?conn=63');
  await page.getByTestId('file-input').first().setInputFiles(samplePath('zookeeper-limit'));
  const preview = page.getByTestId('report-preview');
  await expect(preview).toContainText('Connection 63: client-1');
  await page.getByTestId('report-subject').selectOption('0');
  await expect(page).toHaveURL(/#v1\/report\?finding=0$/);
  await expect(preview).toContainText('Affected');
  await page.goBack();
  await expect(page).toHaveURL(/#v1\/report\?conn=63$/);
});

test('on paper there is the report alone, on at most three pages', async ({ page }) => {
  await openSample(page, 'zookeeper-limit');
  await openReport(page);
  await expect(page.getByTestId('report-preview')).toContainText('SHA-256');
  await page.emulateMedia({ media: 'print' });
  await expect(page.getByRole('navigation')).toBeHidden();
  await expect(page.getByTestId('report-title')).toBeHidden();
  const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1');
  expect((pdf.match(/\/Type\s*\/Page[^s]/g) ?? []).length).toBeLessThanOrEqual(3);
});

test('a capture without failures has a report too', async ({ page }) => {
  await openSample(page, 'nothing-wrong');
  await openReport(page);
  await expect(page.getByTestId('report-preview').getByRole('heading', { level: 1 })).toHaveText('No failed connection');
});

for (const [colorScheme, width, locale] of SURROUNDINGS) {
  test.describe(`${colorScheme}, ${width} px, ${locale}`, () => {
    test.use({ colorScheme, viewport: { width, height: 844 }, locale });

    test('it has no fault of access and does not scroll sideways', async ({ page }) => {
      await openSample(page, 'zookeeper-limit');
      await openReport(page);
      expect(await accessFaults(page)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
    });
  });
}
