// Evidence links: opened by someone who has no capture, cut, changed, made by a newer version, rewritten by a gateway.

import { readFileSync } from 'node:fs';
import { expect, openSample, samplePath, test } from './page';

const goldens = JSON.parse(readFileSync('workers/share/golden-links.json', 'utf8')) as readonly {
  readonly of: string;
  readonly link: string;
  readonly findings: readonly string[];
  readonly ends: readonly string[];
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

test('in the other language it says the same', async ({ page }) => {
  await page.goto(`./${link}`);
  const conf = await page.getByTestId('verdict').getAttribute('data-conf');
  await page.getByTestId('lang-switch').click();
  await expect(page.getByTestId('shared')).toContainText('这是分享的分析');
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
  await page.goto(`./#s2${link.slice(3)}`);
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
