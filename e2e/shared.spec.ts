// Evidence links: opened by someone who has no capture, cut, changed, made by a newer version, rewritten by a gateway.

import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { decodeLink } from '#engine/share/link';
import { accessFaults } from './axe';
import { expect, openSample, samplePath, test } from './page';

const goldens = JSON.parse(readFileSync('workers/share/golden-links.json', 'utf8')) as readonly {
  readonly of: string;
  readonly link: string;
  readonly findings: readonly string[];
  readonly ends: readonly string[];
  readonly selected?: number;
}[];
const link = goldens.find(({ of }) => of === 'zookeeper-limit')?.link ?? '';

test('a link shows verdict, proof and ladder without the capture', async ({ page }) => {
  await page.goto(`./${link}`);
  await expect(page.getByTestId('verdict')).toHaveAttribute('data-cause', 'connection-limit-per-client');
  await expect(page.getByTestId('evidence').locator('li').first()).toBeVisible();
  await expect(page.getByTestId('ladder-text')).toContainText('SYN');
  await expect(page.getByTestId('shared')).toContainText('server-1:2181');
  await expect(page.getByTestId('shared')).not.toContainText(/\b(?:10|172|192)\.\d+\.\d+\.\d+/);
  expect(page.url()).toContain(link);
});

/** What a drawn ladder says, row by row: kind, packet, sentence, states, the shapes of its arrow; not how wide it is. */
function drawn(page: Page): Promise<readonly (readonly (string | null)[])[]> {
  return page
    .getByTestId('ladder')
    .first()
    .locator('[role="row"][data-key]')
    .evaluateAll((rows) =>
      rows.map((row) => [
        row.getAttribute('data-testid'),
        row.getAttribute('data-packet'),
        row.getAttribute('aria-label'),
        [...row.querySelectorAll('.state-slot')].map((slot) => slot.textContent).join('|'),
        [...row.querySelectorAll('.ladder-arrow *')].map((shape) => shape.getAttribute('class')).join('|'),
      ]),
    );
}

test('the ladder is drawn as for the capture: rows, arrows, states, annotations', async ({ page, context }) => {
  await page.goto('./#v1/conn/63');
  await page.getByTestId('file-input').first().setInputFiles(samplePath('zookeeper-limit'));
  await expect(page.getByTestId('ladder-row').first()).toBeVisible();
  await page.getByTestId('share').click();
  await expect(page.getByTestId('share-link')).toContainText('#s1.');
  await page.getByTestId('share-replace').uncheck();
  const own = await drawn(page);
  const annotations = await page.getByTestId('connection').getByTestId('annotation').allTextContents();
  expect(own.flat()).toEqual(expect.arrayContaining([expect.stringContaining('tone-reset'), expect.stringContaining('ESTABLISHED')]));
  const linkNow = async () => (await page.getByTestId('share-link').textContent()) ?? '';
  await expect
    .poll(async () => {
      const decoded = decodeLink(new URL((await linkNow()) || 'x:').hash);
      return decoded.ok && !decoded.value.isRedacted;
    })
    .toBe(true);
  const reader = await context.newPage();
  await reader.goto(await linkNow());
  await expect(reader.getByTestId('ladder-row').first()).toBeVisible();
  await expect.poll(() => drawn(reader)).toEqual(own);
  expect(await reader.getByTestId('annotation').allTextContents()).toEqual(annotations);
});

test('its rows are stepped through by keys, and say what was shared of a packet; no worker is asked', async ({ page }) => {
  await page.goto(`./${link}`);
  const rows = page.getByTestId('ladder-row');
  await expect(rows.first()).toBeVisible();
  // The verdict comes first: nothing takes the focus, nothing is scrolled to.
  expect(await page.evaluate(() => window.scrollY)).toBe(0);
  await expect(page.getByTestId('row-facts')).toHaveCount(0);
  await rows.first().click();
  const first = await rows.first().getAttribute('data-packet');
  await expect(page.getByTestId('row-facts')).toHaveAttribute('data-packet', first ?? '');
  await page.keyboard.press('ArrowDown');
  const second = await rows.nth(1).getAttribute('data-packet');
  await expect(rows.nth(1)).toBeFocused();
  await expect(page.getByTestId('row-facts')).toHaveAttribute('data-packet', second ?? '');
  await page.keyboard.press('End');
  await expect(rows.last()).toBeFocused();
  await expect(page.getByTestId('row-facts')).toContainText('RST');
  await page.keyboard.press('p');
  await expect(rows.last()).not.toBeFocused();
  await page.keyboard.press('t');
  await expect(page.getByTestId('shared').getByRole('combobox')).toHaveValue('capture');
  expect(page.url()).toContain(link);
  expect(page.workers()).toHaveLength(0);
});

test('a claim leads to its packet, and the text form can be copied', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.goto(`./${link}`);
  const chip = page.getByTestId('evidence').getByRole('button').first();
  const frame = (await chip.getAttribute('data-packet')) ?? '';
  await chip.click();
  await expect(page.locator(`[role="row"][data-packet="${frame}"]`)).toBeFocused();
  await expect(page.locator(`[role="row"][data-packet="${frame}"]`)).toBeInViewport();
  await expect(page.getByTestId('ladder-text')).toBeHidden();
  await page.getByTestId('shared-as-text').locator('summary').click();
  await expect(page.getByTestId('ladder-text')).toBeVisible();
  await page.getByTestId('shared-as-text').getByRole('button').click();
  await expect(page.getByTestId('toast')).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(await page.getByTestId('ladder-text').textContent());
});

test('the packet that was chosen is shown as chosen, the page stays at its top', async ({ page }) => {
  const chosen = goldens.find(({ selected }) => selected === 111);
  await page.goto(`./${chosen?.link ?? ''}`);
  await expect(page.locator('[role="row"][data-packet="111"]')).toHaveAttribute('aria-selected', 'true');
  await expect(page.getByTestId('row-facts')).toHaveAttribute('data-packet', '111');
  expect(await page.evaluate(() => window.scrollY)).toBe(0);
});

for (const { colorScheme, language, width } of [
  { colorScheme: 'light', language: 'en', width: 1280 },
  { colorScheme: 'dark', language: 'zh', width: 390 },
] as const) {
  test.describe(`37: a shared analysis, ${colorScheme}, ${language}, ${width} px`, () => {
    test.use({ colorScheme, viewport: { width, height: 800 } });
    test.slow();

    test('passes axe with a packet chosen and the text open, and does not scroll sideways', async ({ page }) => {
      // Two findings, two ladders.
      await page.goto(`./?lang=${language}${goldens.find(({ of }) => of === 'accept-queue')?.link ?? ''}`);
      await expect(page.getByTestId('ladder').nth(1)).toHaveAttribute('data-mode', width < 600 ? 'list' : 'margin');
      await page.getByTestId('ladder-row').first().click();
      await expect(page.getByTestId('row-facts')).toHaveCount(1);
      await page.getByTestId('shared-as-text').first().locator('summary').click();
      expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);
      expect(await accessFaults(page)).toEqual([]);
    });
  });
}

test('in the other language it says the same', async ({ page }) => {
  await page.goto(`./${link}`);
  const conf = await page.getByTestId('verdict').getAttribute('data-conf');
  await page.getByTestId('lang-switch').click();
  await expect(page.getByTestId('shared-banner')).toContainText('这是分享的分析');
  await expect(page.getByTestId('verdict')).toHaveAttribute('data-conf', conf ?? '');
});

test('from it a capture is opened as from anywhere, and Back returns', async ({ page }) => {
  await page.goto(`./${link}`);
  await page.getByTestId('shared').getByTestId('file-input').setInputFiles(samplePath('keep-alive'));
  await expect(page.getByTestId('verdict')).toHaveAttribute('data-cause', 'stale-keepalive-reuse');
  await expect(page).toHaveURL(/#v1\/findings$/);
  await page.goBack();
  await expect(page.getByTestId('shared')).toBeVisible();
});

for (const [name, harmed, code] of [
  ['by a character', link.slice(0, -1), 'E41'],
  ['by half', link.slice(0, link.length / 2), 'E41'],
  ['to its first letters', link.slice(0, 4), 'E41'],
] as const) {
  test(`a link that was cut ${name} says so and shows nothing`, async ({ page }) => {
    await page.goto(`./${harmed}`);
    await expect(page.getByTestId(`notice-${code}`)).toBeVisible();
    await expect(page.getByTestId('verdict')).toHaveCount(0);
    await expect(page.getByTestId('landing')).toHaveCount(0);
  });
}

test('a changed link shows nothing, a newer one asks for a reload', async ({ page }) => {
  const middle = Math.floor(link.length / 2);
  await page.goto(`./${link.slice(0, middle)}${link[middle] === 'A' ? 'B' : 'A'}${link.slice(middle + 1)}`);
  await expect(page.getByTestId('notice-E44')).toBeVisible();
  await expect(page.getByTestId('verdict')).toHaveCount(0);
  await page.goto(`./#s3${link.slice(3)}`);
  await expect(page.getByTestId('notice-E42')).toBeVisible();
});

test('a link whose # was rewritten is put right', async ({ page, baseURL }) => {
  await page.goto(`${baseURL ?? ''}/%23${link.slice(1)}`);
  await expect(page.getByTestId('verdict')).toHaveAttribute('data-cause', 'connection-limit-per-client');
});

test('what the Share button copies opens without the capture', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await openSample(page, 'descriptors');
  const headline = await page.getByRole('heading', { level: 1 }).textContent();
  await page.getByTestId('share').click();
  await expect(page.getByTestId('share-link')).toContainText('#s1.');
  const shown = (await page.getByTestId('share-link').textContent()) ?? '';
  await expect(page.getByTestId('share-size')).toContainText(`${shown.length} characters`);
  expect(shown.length).toBeLessThanOrEqual(1_800);
  await page.getByRole('button', { name: 'Copy link' }).click();
  await expect(page.getByText('Copied', { exact: false }).first()).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(shown);
  const reader = await context.newPage();
  await reader.goto(shown);
  await expect(reader.getByTestId('verdict')).toHaveAttribute('data-cause', 'connection-limit-total');
  // The same sentence, with pseudonyms for addresses.
  const sentence = (text: string | null) => (text ?? '').replaceAll(/\b(?:\d+\.){3}\d+|(?:client|server)-\d+/g, 'X');
  expect(sentence(await reader.getByRole('heading', { level: 1 }).textContent())).toBe(sentence(headline));
  await page.getByTestId('share-replace').uncheck();
  await expect(page.getByTestId('share-link')).not.toHaveText(shown);
});

test('a connection is shared from the commands', async ({ page }) => {
  await page.goto('./#v1/conn/63');
  await page.getByTestId('file-input').setInputFiles(samplePath('zookeeper-limit'));
  await expect(page.getByTestId('connection')).toHaveAttribute('data-conn', '63');
  await page.keyboard.press('Control+k');
  await page.getByTestId('palette').getByRole('combobox').fill('share');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('share-link')).toContainText('#s1.');
  await page.goto((await page.getByTestId('share-link').textContent()) ?? '');
  await expect(page.getByTestId('shared-connection')).toHaveAttribute('data-conn', '63');
});
