// The address bar: every view has an address, Back and Forward walk them, foreign ones do no harm.

import { expect, openSample, samplePath, test } from './page';

test('views have addresses, and Back and Forward walk them', async ({ page }) => {
  await openSample(page, 'zookeeper-limit');
  await expect(page).toHaveURL(/#v1\/findings$/);
  await page.getByTestId('evidence').first().locator('[data-packet]').first().click();
  await expect(page.getByTestId('connection')).toBeVisible();
  const connection = page.url();
  await page.getByRole('link', { name: 'Connections' }).click();
  await expect(page.getByTestId('conn-row').first()).toBeVisible();
  await page.goBack();
  await expect(page).toHaveURL(connection);
  await page.goBack();
  await expect(page.getByTestId('verdict')).toBeVisible();
  await page.goForward();
  await expect(page.getByTestId('connection')).toBeVisible();
});

test('stepping through packets makes no history', async ({ page }) => {
  await openSample(page, 'zookeeper-limit');
  await page.getByTestId('evidence').first().locator('[data-packet]').first().click();
  await expect(page.getByTestId('ladder')).toBeVisible();
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await page.goBack();
  await expect(page.getByTestId('verdict')).toBeVisible();
});

test('a link that was opened before its capture keeps its place', async ({ page }) => {
  await page.goto('./#v1/conn/63?pkt=653');
  await expect(page.getByTestId('landing')).toBeVisible();
  await page.getByTestId('file-input').setInputFiles(samplePath('zookeeper-limit'));
  await expect(page.getByTestId('connection')).toHaveAttribute('data-conn', '63');
  await expect(page).toHaveURL(/#v1\/conn\/63\?pkt=653$/);
});

test('a place in one capture is not kept for the next', async ({ page }) => {
  await openSample(page, 'zookeeper-limit');
  await page.goto('./#v1/conn/12');
  await expect(page.getByTestId('connection')).toHaveAttribute('data-conn', '12');
  await page.getByTestId('file-input').setInputFiles(samplePath('keep-alive'));
  await expect(page.getByTestId('verdict')).toHaveAttribute('data-cause', 'stale-keepalive-reuse');
  await expect(page).toHaveURL(/#v1\/findings$/);
});

test('a filter in the address is applied', async ({ page }) => {
  await page.goto('./#v1/connections?q=outcome:reset');
  await page.getByTestId('file-input').setInputFiles(samplePath('zookeeper-limit'));
  await expect(page.getByTestId('filter')).toHaveValue('outcome:reset');
  await expect(page.getByTestId('conn-row').first()).toHaveAttribute('data-outcome', 'reset');
});

for (const hash of ['#v2/findings', '#v12/conn/1']) {
  test(`17: a newer link is refused: ${hash}`, async ({ page }) => {
    await page.goto(`./${hash}`);
    await expect(page.getByTestId('notice-E42')).toBeVisible();
    await page.getByTestId('sample-nothing-wrong').click();
    await expect(page.getByTestId('verdict')).toBeVisible();
  });
}

for (const hash of ['#v1/nonsense', '#%E0%A4%A', '#v1/conn/99999999999', '#<script>alert(1)</script>', '#v1/finding/-1']) {
  test(`17: a foreign link does no harm: ${hash}`, async ({ page }) => {
    await page.goto(`./${hash}`);
    await expect(page.getByTestId('notice-E44')).toBeVisible();
    await expect(page.getByTestId('landing')).toBeVisible();
  });
}

test('a place that the capture does not have is not a dead end', async ({ page }) => {
  await page.goto('./#v1/finding/99');
  await page.getByTestId('file-input').setInputFiles(samplePath('keep-alive'));
  await expect(page.getByTestId('verdict')).toBeVisible();
  await page.goto('./#v1/conn/123456');
  await expect(page.locator('main')).toContainText('123456');
});
