// Keyboard alone, both languages, both themes, and what assistive technology is told. Axe has its own file.

import { expect, openSample, test } from './page';

test('38: keyboard alone: sample, verdict, packet, bytes, table, help', async ({ page }) => {
  await page.goto('./');
  // Before the page is drawn there is nothing to tab to.
  await expect(page.getByTestId('landing')).toBeVisible();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to content' })).toBeFocused();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  await expect(page.getByTestId('file-input')).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(page.getByTestId('paste-text').locator('summary')).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(page.getByTestId('sample-zookeeper-limit')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('verdict')).toBeVisible();
  await page.keyboard.press('j');
  await expect(page.getByRole('button', { name: 'Show the packets' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('ladder')).toBeVisible();
  await page.keyboard.press('1');
  await expect(page.getByTestId('verdict')).toBeVisible();
  await page.keyboard.press('/');
  await expect(page.getByTestId('filter')).toBeFocused();
  await page.keyboard.type('outcome:reset l2?');
  await expect(page.getByTestId('filter')).toHaveValue('outcome:reset l2?');
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('filter')).toHaveValue('');
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('filter')).not.toBeFocused();
  await page.keyboard.press('?');
  await expect(page.getByTestId('shortcuts')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('shortcuts')).toHaveCount(0);
});

test('38: keys work on arrival: in the table, in a connection, and on the way back', async ({ page }) => {
  await openSample(page, 'zookeeper-limit');
  const row = () => page.evaluate(() => document.activeElement?.closest('[role="row"]')?.getAttribute('aria-rowindex') ?? null);
  await page.keyboard.press('2');
  await expect.poll(row).toBe('2');
  await page.keyboard.press('j');
  await page.keyboard.press('ArrowDown');
  await expect.poll(row).toBe('4');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('connection')).toHaveAttribute('data-conn', '2');
  await expect.poll(row).toBe('2');
  await page.keyboard.press('ArrowDown');
  await expect.poll(row).toBe('3');
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('connections')).toBeVisible();
  await expect.poll(row).toBe('4');
  await page.keyboard.press('/');
  await expect(page.getByTestId('filter')).toBeFocused();
  await page.keyboard.press('Escape');
  await expect.poll(row).toBe('4');
  await page.keyboard.press('1');
  await expect(page.getByTestId('verdict')).toBeVisible();
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('connection')).toHaveAttribute('data-cause', 'connection-limit-per-client');
  await expect(page).toHaveURL(/\?pkt=\d+$/);
  const first = await page.getByTestId('connection').getAttribute('data-conn');
  await page.keyboard.press(']');
  await expect(page.getByTestId('connection')).not.toHaveAttribute('data-conn', first ?? '');
  await expect.poll(row).toBe('2');
  await page.keyboard.press('Escape');
  await expect(page).toHaveURL(/#v1\/finding\/0$/);
  await expect(page.getByRole('button', { name: 'Show the packets' })).toBeVisible();
  await page.keyboard.press('j');
  await expect(page.getByRole('button', { name: 'Show the packets' })).toBeFocused();
});

test('38: single keys can be switched off, and the switch is remembered', async ({ page }) => {
  await page.goto('./');
  await page.keyboard.press('?');
  await page.getByRole('checkbox').uncheck();
  await page.keyboard.press('Escape');
  await page.keyboard.press('l');
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await page.reload();
  await page.keyboard.press('?');
  await expect(page.getByTestId('shortcuts')).toHaveCount(0);
  await page.getByRole('button', { name: 'Keyboard shortcuts' }).click();
  await expect(page.getByRole('checkbox')).not.toBeChecked();
});

test('38: brackets walk the findings', async ({ page }) => {
  await openSample(page, 'accept-queue');
  const count = await page.getByTestId('finding-card').count();
  expect(count).toBeGreaterThan(1);
  await page.keyboard.press(']');
  await expect(page).toHaveURL(/#v1\/finding\/1$/);
  await expect(page.locator('h1')).toHaveCount(1);
  await page.keyboard.press('[');
  await expect(page).toHaveURL(/#v1\/finding\/0$/);
  await page.keyboard.press('[');
  await expect(page).toHaveURL(new RegExp(`#v1/finding/${count - 1}$`));
});

test('39: the language changes every word and no fact', async ({ page }) => {
  await openSample(page, 'keep-alive');
  const facts = () =>
    page.evaluate(() =>
      [...document.querySelectorAll<HTMLElement>('main [data-cause], main [data-packet]')].map((element) =>
        JSON.stringify(element.dataset),
      ),
    );
  const before = await facts();
  await page.getByTestId('lang-switch').click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh');
  expect(await facts()).toEqual(before);
  // Sentences without a single 汉字 are left over from the other language; commands, codes and addresses are no sentences.
  const leftOver = await page.evaluate(() => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found: string[] = [];
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const text = node.textContent?.trim() ?? '';
      if (node.parentElement?.closest('code, script, noscript, [lang="en"], .brand, .capture-name') !== null) continue;
      if (/[A-Za-z]{3,} [A-Za-z]{2,} [A-Za-z]{2,}/.test(text) && !/[\u4e00-\u9fff]/.test(text)) found.push(text);
    }
    return found;
  });
  expect(leftOver).toEqual([]);
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh');
});

test('39: ?lang= decides at the start, the switch afterwards', async ({ page }) => {
  await page.goto('./?lang=zh');
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh');
  await page.getByTestId('lang-switch').click();
  // The words of the other language are fetched first.
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
});

test('the theme follows the system until it is chosen', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.goto('./');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await page.emulateMedia({ colorScheme: 'light' });
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'light');
  await page.getByTestId('theme-switch').click();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await page.getByTestId('theme-switch').click();
  await page.emulateMedia({ colorScheme: 'dark' });
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
});

for (const width of [320, 390, 768]) {
  test(`40: nothing needs sideways scrolling at ${width} px`, async ({ page }) => {
    await page.setViewportSize({ width, height: 800 });
    await page.goto('./');
    const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(await overflow()).toBe(0);
    await page.getByTestId('sample-accept-queue').click();
    await expect(page.getByTestId('verdict')).toBeVisible();
    expect(await overflow()).toBe(0);
    await page.keyboard.press('2');
    await expect(page.getByTestId('conn-row').first()).toHaveAttribute('data-cause', /./);
    expect(await overflow()).toBe(0);
  });
}
