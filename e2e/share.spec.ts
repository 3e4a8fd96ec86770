// The share dialog: every form of it, what it says of itself, its limits, its keys; and that nothing private is in what goes out.

import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { Page } from '@playwright/test';
import { decodeLink } from '../workers/share/link';
import { parseTrace } from '../workers/testing/trace-dsl';
import { accessFaults } from './axe';
import { expect, openSample, SAMPLES, samplePath, SURROUNDINGS, test, type SampleId } from './page';

test.use({ permissions: ['clipboard-read', 'clipboard-write'] });

/** Addresses that recordings are made of, and names of the files. */
const PRIVATE = /\b(?:10|172|192)\.\d+\.\d+\.\d+|\.pcapng/;

async function openDialog(page: Page): Promise<void> {
  await page.keyboard.press('s');
  await expect(page.getByTestId('share-dialog')).toBeVisible();
}

const clipboard = (page: Page) => page.evaluate(() => navigator.clipboard.readText());

async function downloaded(page: Page, press: () => Promise<void>): Promise<{ readonly name: string; readonly bytes: Buffer }> {
  const [download] = await Promise.all([page.waitForEvent('download'), press()]);
  return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
}

for (const id of Object.keys(SAMPLES) as SampleId[]) {
  test(`the default link of ${id} survives everywhere, its meter says its length, and it names nobody`, async ({ page }) => {
    await openSample(page, id);
    await openDialog(page);
    await expect(page.getByTestId('share-size')).toHaveAttribute('data-band', 'everywhere');
    const shown = (await page.getByTestId('share-link').textContent()) ?? '';
    expect(shown.length).toBeLessThanOrEqual(1_800);
    await expect(page.getByTestId('share-size')).toContainText(`${shown.length.toLocaleString('en-US')} characters`);
    await expect(page.getByRole('meter')).toHaveAttribute('aria-valuenow', String(shown.length));
    const link = decodeLink(new URL(shown).hash);
    expect(link.ok).toBe(true);
    expect(JSON.stringify(link)).not.toMatch(PRIVATE);
    await page.getByRole('button', { name: 'Copy link' }).click();
    await expect(page.getByTestId('toast')).toContainText('Copied');
    expect(await clipboard(page)).toBe(shown);
  });
}

test('the preview in the dialog is the page that its reader gets', async ({ page, context }) => {
  await openSample(page, 'zookeeper-limit');
  await openDialog(page);
  await page.getByText('Preview: the page').click();
  const preview = page.getByTestId('share-preview');
  await expect(preview.getByTestId('verdict')).toBeVisible();
  const [reader] = await Promise.all([
    context.waitForEvent('page'),
    page.getByRole('link', { name: 'Open as the reader sees it' }).click(),
  ]);
  await expect(reader.getByTestId('verdict')).toBeVisible();
  const articles = (root: Page | typeof preview) => root.getByTestId('shared-judgement').allInnerTexts();
  expect(await articles(preview)).toEqual(await articles(reader));
  expect(await preview.getByTestId('ladder-text').textContent()).toBe(await reader.getByTestId('ladder-text').textContent());
});

test('addresses and the time of day are told only when that is chosen', async ({ page }) => {
  await openSample(page, 'keep-alive');
  await openDialog(page);
  const decoded = async () => {
    const link = decodeLink(new URL((await page.getByTestId('share-link').textContent()) ?? '').hash);
    if (!link.ok) throw new Error(link.failure.code);
    return link.value;
  };
  await expect(page.getByTestId('share-link')).toBeVisible();
  expect((await decoded()).capture.startNs).not.toBeNull();
  const before = (await page.getByTestId('share-link').textContent()) ?? '';
  await page.getByTestId('share-clock').check();
  await expect(page.getByTestId('share-link')).not.toHaveText(before);
  const timeless = await decoded();
  expect(timeless.capture.startNs).toBeNull();
  expect(timeless.isRedacted).toBe(true);
  const after = (await page.getByTestId('share-link').textContent()) ?? '';
  await page.getByTestId('share-replace').uncheck();
  await expect(page.getByTestId('share-link')).not.toHaveText(after);
  expect(JSON.stringify(await decoded())).toMatch(PRIVATE);
});

test('parts are left out and taken in again; a link that is too long is not copied, and a file is offered', async ({ page }) => {
  // Ten servers refuse, and somebody wrote much about each.
  const lines = ['sort'];
  for (let server = 0; server < 10; server++) {
    lines.splice(1, 0, `conn c${server} client=10.0.0.1:${40_000 + server} server=10.9.0.${server + 1}:80`);
    lines.push(`${server}.0 c${server} > S mss=1460`, `${server}.001 c${server} < RA rawseq=0 ack=1 id=0`);
  }
  const buffer = Buffer.from(parseTrace(lines.join('\n')).pcapng);
  await page.goto('./');
  await page.getByTestId('file-input').first().setInputFiles({ name: 'many.pcapng', mimeType: '', buffer });
  await expect(page.getByTestId('verdict')).toBeVisible();
  let seed = 1;
  const letter = () => {
    seed = (seed * 48_271) % 2_147_483_647;
    return 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'[seed % 62] ?? '';
  };
  for (let finding = 0; finding < 10; finding++) {
    await page.goto(`./#v1/finding/${finding}`);
    await expect(page.getByTestId('finding-port-closed')).toBeVisible();
    await page.keyboard.press('a');
    const field = page.getByRole('dialog').getByRole('textbox');
    await field.fill(Array.from({ length: 1_000 }, letter).join(''));
    await field.press('Control+Enter');
    await expect(page.getByRole('dialog')).toHaveCount(0);
  }
  await page.goto('./#v1/findings');
  await expect(page.getByTestId('verdict')).toBeVisible();
  await openDialog(page);
  await expect(page.getByTestId('share-size')).toHaveAttribute('data-band', 'everywhere');
  await page.getByText('Choose what is in it').click();
  const size = page.getByTestId('share-size');
  const boxes = page.getByTestId('share-parts').getByRole('checkbox');
  const count = await boxes.count();
  expect(count).toBe(20);
  // From the findings on, until no place carries the link.
  for (let index = 0; index < count && (await size.getAttribute('data-band')) !== 'none'; index++) {
    const box = boxes.nth(index);
    if (await box.isChecked()) continue;
    await box.check();
    await expect(size).toHaveAttribute('data-band', /./);
  }
  await expect(size).toHaveAttribute('data-band', 'none');
  await expect(page.getByRole('button', { name: 'Copy link' })).toBeDisabled();
  await expect(page.getByRole('link', { name: 'Open as the reader sees it' })).toHaveCount(0);
  const length = async () => Number(((await size.textContent()) ?? '').replaceAll(/\D/g, ''));
  const long = await length();
  const button = page.getByTestId('share-leave-out').first();
  const saved = Number(/−([\d,]+)/.exec((await button.textContent()) ?? '')?.[1]?.replaceAll(',', ''));
  await button.click();
  await expect.poll(length).toBe(long - saved);
  while (await page.getByTestId('share-leave-out').count()) {
    const before = await length();
    await page.getByTestId('share-leave-out').first().click();
    await expect.poll(length).toBeLessThan(before);
  }
  await expect(page.getByRole('button', { name: 'Copy link' })).toBeEnabled();
  await page.getByRole('button', { name: 'As much as fits everywhere' }).click();
  await expect(size).toHaveAttribute('data-band', 'everywhere');
});

test('an analysis file is saved without names, and opens again', async ({ page }) => {
  await openSample(page, 'keep-alive');
  await openDialog(page);
  await page.getByTestId('share-form-file').check();
  const { name, bytes } = await downloaded(page, () => page.getByRole('button', { name: 'Save analysis file' }).click());
  expect(name).toBe('analysis.whyreset.json.gz');
  expect(gunzipSync(bytes).toString()).not.toMatch(PRIVATE);
  await page.goto('./');
  await page.getByTestId('file-input').first().setInputFiles({ name, mimeType: '', buffer: bytes });
  await expect(page.getByTestId('verdict')).toHaveAttribute('data-cause', 'stale-keepalive-reuse');
});

test('a report is saved and copied without names', async ({ page }) => {
  await openSample(page, 'descriptors');
  await openDialog(page);
  await page.getByTestId('share-form-report').check();
  const { name, bytes } = await downloaded(page, () => page.getByRole('button', { name: 'Save HTML' }).click());
  expect(name).toBe('report.html');
  expect(bytes.toString()).not.toMatch(PRIVATE);
  expect(bytes.toString()).toContain('SHA-256');
  expect(bytes.toString()).not.toContain('<script');
  await page.getByRole('button', { name: 'Copy Markdown' }).click();
  await expect.poll(() => clipboard(page)).toMatch(/^# /);
  expect(await clipboard(page)).not.toMatch(PRIVATE);
});

test('the link to the view says where it leads and which capture it is of', async ({ page }) => {
  await page.goto('./#v1/conn/63?pkt=655');
  await page.getByTestId('file-input').first().setInputFiles(samplePath('zookeeper-limit'));
  await expect(page.getByTestId('connection')).toHaveAttribute('data-conn', '63');
  await page.getByTestId('share').click();
  await page.getByTestId('share-form-view').check();
  await expect(page.getByTestId('share-link')).toHaveText(/#v1\/conn\/63\?pkt=655&f=124560-[\da-f]{12}$/);
  const link = (await page.getByTestId('share-link').textContent()) ?? '';
  expect(link.length).toBeLessThanOrEqual(200);
  await page.getByRole('button', { name: 'Copy link' }).click();
  await expect.poll(() => clipboard(page)).toBe(link);
});

test('it is worked by keys alone, and gives the focus back', async ({ page }) => {
  await openSample(page, 'zookeeper-limit');
  const share = page.getByTestId('share').first();
  await share.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('share-link')).toBeVisible();
  // To the forms: one stop, arrows choose.
  for (let tabs = 0; tabs < 6 && !(await page.getByTestId('share-form-link').evaluate((radio) => radio === document.activeElement)); tabs++)
    await page.keyboard.press('Tab');
  await expect(page.getByTestId('share-form-link')).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(page.getByTestId('share-form-view')).toBeChecked();
  await page.keyboard.press('ArrowUp');
  for (let tabs = 0; tabs < 8; tabs++) {
    await page.keyboard.press('Tab');
    if (await page.getByRole('button', { name: 'Copy link' }).evaluate((button) => button === document.activeElement)) break;
  }
  await page.keyboard.press('Enter');
  await expect.poll(() => clipboard(page)).toContain('#s1.');
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('share-dialog')).toHaveCount(0);
  await expect(share).toBeFocused();
});

for (const [colorScheme, width, locale] of SURROUNDINGS) {
  test.describe(`${colorScheme}, ${width} px, ${locale}`, () => {
    test.use({ colorScheme, viewport: { width, height: 844 }, locale });

    test('no form of it has a fault of access', async ({ page }) => {
      await openSample(page, 'zookeeper-limit');
      await openDialog(page);
      for (const form of ['link', 'view', 'file', 'report', 'packets']) {
        await page.getByTestId(`share-form-${form}`).check();
        if (form === 'link' || form === 'view') await expect(page.getByTestId('share-link')).toBeVisible();
        expect(await accessFaults(page, '[data-testid="share-dialog"]')).toEqual([]);
        const isWider = await page.getByTestId('share-dialog').evaluate((dialog) => dialog.scrollWidth > dialog.clientWidth);
        expect(isWider).toBe(false);
      }
    });
  });
}
