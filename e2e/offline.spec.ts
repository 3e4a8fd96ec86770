// Without a network after the first visit: the page opens, and so does a capture. What is kept is the page's own files, nothing of a capture.

import { expect, openSample, test } from './page';

test.describe('without a network', () => {
  // The browser logs each request that fails.
  test.use({ allowed: /ERR_INTERNET_DISCONNECTED|Failed to load resource/ });

  test('34: the page and its samples work after the first visit', async ({ page, context }) => {
    await openSample(page, 'zookeeper-limit');
    await page.evaluate(() => navigator.serviceWorker.ready);
    await expect.poll(() => page.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true);
    await context.setOffline(true);
    await page.reload();
    await openSample(page, 'accept-queue', '');
    await page.keyboard.press('2');
    await expect(page.getByTestId('conn-row').first()).toBeVisible();
    await page.getByTestId('lang-switch').click();
    await expect(page.locator('html')).toHaveAttribute('lang', /^zh/);
  });
});

test('only files of the page are kept', async ({ page }) => {
  await openSample(page, 'zookeeper-limit');
  await page.evaluate(() => navigator.serviceWorker.ready);
  const names = await page.evaluate(async () => {
    const kept: string[] = [];
    for (const name of await caches.keys())
      for (const request of await (await caches.open(name)).keys()) kept.push(new URL(request.url).pathname);
    return kept;
  });
  expect(names.length).toBeGreaterThan(10);
  expect(names.filter((name) => !/^\/(?:assets\/[\w.-]+|samples\/[\w.-]+|icon\.svg|boot\.js|manifest\.webmanifest)?$/.test(name))).toEqual(
    [],
  );
});
