// Nothing leaves: the policy is in the page, a whole session asks only for the page's own files, nothing of a capture is kept.

import { expect, openSample, samplePath, test } from './page';

test.describe('the policy', () => {
  test.use({ allowed: /Content Security Policy|Fetch API cannot load/ });

  test('34: the policy forbids sending anything anywhere', async ({ page }) => {
    await page.goto('./');
    const policy = await page.locator('meta[http-equiv="Content-Security-Policy"]').getAttribute('content');
    expect(policy).toContain("connect-src 'self'");
    expect(policy).toContain("form-action 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).not.toContain('unsafe-eval');
    const isBlocked = await page.evaluate(async () => {
      try {
        await fetch('https://example.com/collect', { method: 'POST', body: 'x', mode: 'no-cors' });
        return false;
      } catch {
        return true;
      }
    });
    expect(isBlocked).toBe(true);
  });
});

test('34: a whole session requests own static files only, and the capture none at all', async ({ page }) => {
  await page.goto('./');
  const requests: string[] = [];
  page.on('request', (request) => requests.push(`${request.method()} ${new URL(request.url()).pathname}`));
  await page.getByTestId('file-input').setInputFiles(samplePath('zookeeper-limit'));
  await expect(page.getByTestId('verdict')).toBeVisible();
  await page.getByTestId('evidence').first().locator('[data-packet]').first().click();
  await expect(page.getByTestId('ladder')).toBeVisible();
  await page.keyboard.press('x');
  await expect(page.getByTestId('hex')).toBeVisible();
  await page.keyboard.press('2');
  await page.getByTestId('filter').fill('outcome:reset');
  await expect(page.getByTestId('conn-row').first()).toBeVisible();
  expect(requests.filter((request) => !/^GET \/(assets\/[\w.-]+|icon\.svg)$/.test(request))).toEqual([]);
});

test('nothing of a capture is stored, and no debugging handle is left on the window', async ({ page, context }) => {
  // A document of the same origin without any script.
  const blank = await context.newPage();
  await blank.goto('./icon.svg');
  const native = await blank.evaluate(() => Object.keys(window));
  await openSample(page, 'zookeeper-limit');
  await page.getByTestId('lang-switch').click();
  await expect(page.locator('html')).toHaveAttribute('lang', /^zh/);
  const stored = await page.evaluate(
    async (known) => ({
      local: Object.keys(localStorage),
      session: Object.keys(sessionStorage),
      cookie: document.cookie,
      databases: (await indexedDB.databases()).length,
      handles: Object.keys(window).filter((key) => !known.includes(key)),
      query: location.search,
    }),
    native,
  );
  expect(stored).toEqual({ local: ['whyreset.language'], session: [], cookie: '', databases: 0, handles: [], query: '' });
});
