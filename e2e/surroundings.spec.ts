// Checks 4, 5, 39 and 40: narrow, large text, spaced text, no motion, forced colours, paper, and the other language in its places.

import type { Page } from '@playwright/test';
import { expect, openSample, test } from './page';
import { visit, VIEWS } from './views';

/** By how much the page is wider than its window. */
const overflow = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

for (const [width, height] of [
  [1280, 720],
  [390, 844],
] as const) {
  test(`4, 5: one h1 in sight, and every card complete (${width} x ${height})`, async ({ page }) => {
    await page.setViewportSize({ width, height });
    for (const id of ['zookeeper-limit', 'accept-queue', 'keep-alive', 'nothing-wrong'] as const) {
      await openSample(page, id);
      await expect(page.locator('h1')).toHaveCount(1);
      const headline = page.getByTestId('verdict').locator('h1');
      await expect(headline).toBeInViewport();
      expect((await headline.innerText()).length).toBeLessThanOrEqual(200);
      for (const card of await page.getByTestId('finding-card').all()) {
        await expect(card.locator('.badge').first()).toHaveText(/\w/);
        await expect(card.getByTestId('confidence').first()).toHaveText(/[●○?]+ *\w/);
        await expect(card).toContainText(/\d of [\d,]+ connection|\d attempt/);
        await expect(card).toContainText(/first \d\d:\d\d:\d\d/);
        await expect(card.locator('[data-packet]').first()).toBeAttached();
      }
    }
  });
}

// English is the wider language.
for (const language of process.env['WHYRESET_FULL'] === '1' ? ['en', 'zh'] : ['en']) {
  test(`40: 320 px, 200 % text, spaced text: no sideways scrolling, nothing cut (${language})`, async ({ page }) => {
    test.slow();
    await page.setViewportSize({ width: 320, height: 700 });
    await openSample(page, 'zookeeper-limit', `?lang=${language}`);
    for (const view of VIEWS) {
      await visit(page, view);
      expect(await overflow(page), `${view} at 320 px`).toBeLessThanOrEqual(0);
    }
    // 1280 px at 200 % are 640 px of twice the size.
    await page.setViewportSize({ width: 640, height: 400 });
    for (const view of VIEWS) {
      await visit(page, view);
      expect(await overflow(page), `${view} at 200 %`).toBeLessThanOrEqual(0);
    }
    await page.setViewportSize({ width: 1280, height: 720 });
    for (const view of VIEWS) {
      await visit(page, view);
      // WCAG 1.4.12.
      await page.evaluate(() => {
        const sheet = new CSSStyleSheet();
        sheet.replaceSync(
          '* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important } p { margin-bottom: 2em !important }',
        );
        document.adoptedStyleSheets = [sheet];
      });
      expect(await overflow(page), `${view}, spaced`).toBeLessThanOrEqual(0);
      const cut = await page.evaluate(() =>
        [...document.querySelectorAll<HTMLElement>('main button, main h1, main h2, main h3, main p, .top-bar button')]
          .filter((element) => element.offsetParent !== null && element.closest('[role="grid"], .ladder, .hex') === null)
          .filter((element) => getComputedStyle(element).overflow !== 'visible' && element.scrollWidth > element.clientWidth + 1)
          .filter((element) => !element.matches('.visually-hidden, .capture-name'))
          .map((element) => element.className || element.tagName),
      );
      expect(cut, `${view}: cut`).toEqual([]);
    }
  });
}

test('40: without motion nothing moves; with forced colours lines and marks stay', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await openSample(page, 'accept-queue');
  for (const view of VIEWS) {
    await visit(page, view);
    const moving = await page.evaluate(
      () => document.getAnimations().filter((animation) => Number(animation.effect?.getComputedTiming().duration ?? 0) > 0).length,
    );
    expect(moving, view).toBe(0);
  }
  await page.emulateMedia({ forcedColors: 'active', colorScheme: 'dark' });
  await visit(page, 'conn/18');
  await expect(page.getByTestId('ladder-row').first()).toBeVisible();
  const invisible = await page.evaluate(() => {
    const background = getComputedStyle(document.body).backgroundColor;
    return [...document.querySelectorAll<SVGElement>('.ladder svg :is(path, line, polygon)')].filter((shape) => {
      const { stroke, fill } = getComputedStyle(shape);
      const isSeen = (colour: string) => colour !== 'none' && colour !== background && !colour.endsWith(', 0)');
      return !isSeen(stroke) && !isSeen(fill);
    }).length;
  });
  expect(invisible).toBe(0);
});

test('40: contrast on demand makes no text weaker', async ({ page }) => {
  await page.emulateMedia({ contrast: 'more' });
  await openSample(page, 'accept-queue');
  const [weak, text] = await page.evaluate(() => {
    const style = getComputedStyle(document.documentElement);
    return [style.getPropertyValue('--text-3').trim(), style.getPropertyValue('--text').trim()];
  });
  expect(weak).toBe(text);
});

test('paper is light, has no buttons, and all evidence', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'dark' });
  await openSample(page, 'zookeeper-limit');
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  const [surface, buttons] = await page.evaluate(() => [
    getComputedStyle(document.documentElement).getPropertyValue('--surface').trim(),
    [...document.querySelectorAll<HTMLElement>('.button, .rail, .top-bar-tools')].filter((each) => each.offsetParent !== null).length,
  ]);
  expect(surface).toMatch(/^#f{3}(?:f{3})?$/);
  expect(buttons).toBe(0);
  await expect(page.getByTestId('evidence').first().locator('[data-packet]').first()).toBeVisible();
  const paper = await page.pdf({ format: 'A4' });
  expect(paper.subarray(0, 5).toString()).toBe('%PDF-');
});

test('39: 中文 fits its places, and leaves no plain English', async ({ page }) => {
  await openSample(page, 'accept-queue', '?lang=zh');
  for (const view of VIEWS) {
    await visit(page, view);
    const found = await page.evaluate(() => {
      const left: string[] = [];
      const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
        const text = node.textContent?.trim() ?? '';
        if (node.parentElement?.closest('code, pre, kbd, script, noscript, svg, [lang="en"], .brand, .capture-name, .mono') !== null)
          continue;
        if (/[A-Za-z]{3,} [A-Za-z]{2,} [A-Za-z]{2,}/.test(text) && !/[\u4e00-\u9fff]/.test(text)) left.push(text);
      }
      const wide = [...document.querySelectorAll<HTMLElement>('.badge, .button, .button-icon, [role="columnheader"] button, .rail a')]
        .filter((element) => element.offsetParent !== null && element.scrollWidth > element.clientWidth + 1)
        .map((element) => element.innerText);
      return { left, wide };
    });
    expect(found.left, view).toEqual([]);
    expect(found.wide, view).toEqual([]);
  }
});
