// Evidence links: opened by someone who has no capture, cut, changed, made by a newer version, rewritten by a gateway.

import { readFileSync } from 'node:fs';
import { expect, samplePath, test } from './page';

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
