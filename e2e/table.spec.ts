// The connections table: filter, order, and the keys of a grid.

import { expect, openSample, test } from './page';
import type { Page } from '@playwright/test';

const ids = (page: Page) =>
  page.getByTestId('conn-row').evaluateAll((rows) => rows.map((row) => Number((row as HTMLElement).dataset['conn'])));

test.beforeEach(async ({ page }) => {
  await openSample(page, 'zookeeper-limit');
  await page.keyboard.press('2');
  await expect(page.getByTestId('conn-row').first()).toHaveAttribute('data-cause', /./);
});

test('22: filters as it is typed, keeps the last answer at a mistake, and offers a way out of nothing', async ({ page }) => {
  const filter = page.getByTestId('filter');
  await filter.fill('outcome:reset');
  await expect(page.getByRole('status').filter({ hasText: '22 of 92' })).toBeVisible();
  const before = await ids(page);
  await filter.fill('outcome:reset bogus:1');
  await expect(page.getByTestId('filter-error')).toBeVisible();
  await expect(page.getByTestId('filter-error')).toHaveAttribute('data-position', '14');
  await expect(filter).toHaveAttribute('aria-invalid', 'true');
  expect(await ids(page)).toEqual(before);
  await filter.fill('outcome:reset 203.0.113.1');
  await expect(page.getByTestId('notice-E32')).toBeVisible();
  await page.getByRole('button', { name: /203\.0\.113\.1/ }).click();
  await expect(filter).toHaveValue('outcome:reset');
  await expect(page.getByTestId('filter-error')).toHaveCount(0);
});

test('21: sorts by any column, both ways, and keeps the row that was active', async ({ page }) => {
  const header = page.getByRole('columnheader', { name: 'Duration' });
  await header.getByRole('button').click();
  await expect(header).toHaveAttribute('aria-sort', 'descending');
  await expect.poll(async () => (await ids(page))[0]).not.toBe(0);
  const longest = (await ids(page))[0];
  await header.getByRole('button').click();
  await expect(header).toHaveAttribute('aria-sort', 'ascending');
  // The order comes from the worker, after the header has turned: a key pressed before would move in the old one.
  await expect.poll(async () => (await ids(page))[0]).not.toBe(longest);
  await page.keyboard.press('Control+End');
  await expect(page.locator('[data-testid="conn-row"]:has([data-active="true"])')).toHaveAttribute('data-conn', String(longest));
});

test('21: is one tab stop, walked with arrows, Home, End and pages', async ({ page }) => {
  const grid = page.getByRole('grid');
  await expect(grid).toHaveAttribute('aria-rowcount', '93');
  expect(await grid.locator('[tabindex="0"]').count()).toBe(1);
  await page.getByTestId('filter').press('Enter');
  const focused = () =>
    page.evaluate(() => {
      const cell = document.activeElement;
      return [cell?.closest('[role="row"]')?.getAttribute('aria-rowindex'), cell?.getAttribute('aria-colindex')];
    });
  expect(await focused()).toEqual(['2', '1']);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('j');
  await page.keyboard.press('ArrowRight');
  expect(await focused()).toEqual(['4', '2']);
  await page.keyboard.press('Control+End');
  await expect.poll(focused).toEqual(['93', '13']);
  await page.keyboard.press('Control+Home');
  await expect.poll(focused).toEqual(['2', '1']);
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('columnheader', { name: 'Outcome' })).toHaveAttribute('aria-sort', 'ascending');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('connection')).toBeVisible();
});

test('comes back to the row it was left from', async ({ page }) => {
  await page.getByTestId('conn-row').nth(7).click();
  await expect(page.getByTestId('connection')).toHaveAttribute('data-conn', '7');
  await page.goBack();
  await expect(page.locator('[data-testid="conn-row"]:has([data-active="true"])')).toHaveAttribute('data-conn', '7');
});
