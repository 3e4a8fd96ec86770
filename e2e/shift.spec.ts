// What the reader sees stays where it is when something is added: shifts are counted whether or not a key excuses them.

import { expect, test } from './page';

test('opening a capture moves nothing that was there', async ({ page, browserName }) => {
  test.skip(browserName !== 'chromium', 'other browsers do not tell of shifts');
  await page.goto('./');
  await page.getByTestId('landing').waitFor();
  await page.getByTestId('sample-zookeeper-limit').click();
  await page.getByTestId('verdict').waitFor();
  await page.waitForLoadState('networkidle');
  const shift = await page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        let sum = 0;
        const observer = new PerformanceObserver((list) => {
          for (const entry of list.getEntries() as (PerformanceEntry & { value: number })[]) sum += entry.value;
        });
        observer.observe({ type: 'layout-shift', buffered: true });
        // Entries are handed over before the frame after the next.
        requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => resolve(sum), 100)));
      }),
  );
  expect(shift).toBeLessThan(0.02);
});
