// Check 37: axe with no rule disabled on every view. The full run looks at all of {light, dark} x {en, zh} x {1280, 390}.

import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, openSample, test } from './page';

async function violations(page: Page): Promise<string[]> {
  const result = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze();
  return result.violations.map((violation) => `${violation.id}: ${violation.nodes.map((node) => node.target.join(' ')).join(', ')}`);
}

/** All of them take minutes; every run asks for the one in which most goes wrong: dark, narrow, with the longer glyphs. */
const SURROUNDINGS =
  process.env['WHYRESET_FULL'] === '1'
    ? (['light', 'dark'] as const).flatMap((colorScheme) =>
        ['en', 'zh'].flatMap((language) => [1280, 390].map((width) => ({ colorScheme, language, width }))),
      )
    : ([{ colorScheme: 'dark', language: 'zh', width: 390 }] as const);

for (const { colorScheme, language, width } of SURROUNDINGS) {
  test.describe(`37: axe finds nothing: ${colorScheme}, ${language}, ${width} px`, () => {
    test.use({ colorScheme, viewport: { width, height: 800 } });
    test.slow();

    test('landing, with the field for text; help; shortcuts', async ({ page }) => {
      await page.goto(`./?lang=${language}`);
      await expect(page.getByTestId('landing')).toBeVisible();
      await page.getByTestId('paste-text').locator('summary').click();
      expect(await violations(page)).toEqual([]);
      await page.keyboard.press('Escape');
      await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
      await page.keyboard.press('?');
      await expect(page.getByTestId('shortcuts')).toBeVisible();
      expect(await violations(page)).toEqual([]);
      await page.getByTestId('shortcuts').getByRole('link').click();
      await expect(page.getByTestId('help')).toBeVisible();
      expect(await violations(page)).toEqual([]);
    });

    test('findings with chips explained, one finding, charts, palette', async ({ page }) => {
      await openSample(page, 'accept-queue', `?lang=${language}`);
      expect(await violations(page)).toEqual([]);
      await page.getByTestId('paste-error').locator('summary').click();
      await page.getByTestId('vantage-chip').getByRole('button').click();
      expect(await violations(page)).toEqual([]);
      await page.keyboard.press('Escape');
      await page.evaluate(() => (location.hash = '#v1/finding/1'));
      await expect(page.getByTestId('finding-card')).toHaveCount(1);
      expect(await violations(page)).toEqual([]);
      await page.evaluate(() => (location.hash = '#v1/charts'));
      await expect(page.locator('[data-testid^="chart-"]').first()).toBeVisible();
      expect(await violations(page)).toEqual([]);
      await page.keyboard.press('Control+k');
      await expect(page.getByTestId('palette')).toBeVisible();
      expect(await violations(page)).toEqual([]);
    });

    test('connections: table, suggestions, picked rows, peek, columns', async ({ page }) => {
      await openSample(page, 'accept-queue', `?lang=${language}`);
      await page.keyboard.press('2');
      await expect(page.getByTestId('conn-row').first()).toHaveAttribute('data-cause', /./);
      expect(await violations(page)).toEqual([]);
      await page.keyboard.press('Shift+Space');
      await page.keyboard.press(' ');
      await expect(page.getByTestId('peeked')).toBeVisible();
      expect(await violations(page)).toEqual([]);
      await page.keyboard.press('/');
      await expect(page.getByTestId('filter')).toBeFocused();
      await page.keyboard.type('o');
      await expect(page.getByRole('option').first()).toBeVisible();
      expect(await violations(page)).toEqual([]);
      await page.getByTestId('choose-columns').click();
      await expect(page.getByTestId('columns')).toBeVisible();
      expect(await violations(page)).toEqual([]);
    });

    test('a connection, a note pointed at', async ({ page }) => {
      await openSample(page, 'accept-queue', `?lang=${language}`);
      await page.getByTestId('evidence').first().locator('[data-packet]').first().click();
      await expect(page.getByTestId('ladder-row').first()).toBeVisible();
      await page.getByTestId('annotation').first().hover();
      await expect(page.locator('[data-dimmed]').first()).toBeVisible();
      expect(await violations(page)).toEqual([]);
    });
  });
}
