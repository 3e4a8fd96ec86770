// Check 38 and the keys of the whole page: the palette, packets by number, flows without a pointer, focus that is seen.

import type { Page } from '@playwright/test';
import { expect, openSample, test } from './page';

const clipboard = (page: Page) => page.evaluate(() => navigator.clipboard.readText());

test.use({ permissions: ['clipboard-read', 'clipboard-write'] });

test('38: the palette finds views, findings, causes, samples and actions, and gives the focus back', async ({ page }) => {
  await openSample(page, 'accept-queue');
  const open = page.getByRole('button', { name: 'Show the packets' }).first();
  await open.focus();
  await page.keyboard.press('Control+k');
  const input = page.getByTestId('palette-input');
  await expect(input).toBeFocused();
  for (const group of ['View', 'Finding', 'Connections by cause', 'Sample', 'Action']) {
    await expect(page.getByTestId('palette').getByText(group, { exact: true }).first()).toBeAttached();
  }
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('palette')).toHaveCount(0);
  await expect(open).toBeFocused();
  await page.keyboard.press('Control+k');
  await page.keyboard.type('charts');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('charts')).toBeVisible();
  await page.keyboard.press('Control+k');
  await page.keyboard.type('sample stale');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('verdict')).toHaveAttribute('data-cause', 'stale-keepalive-reuse');
  // Also while typing: it types nothing.
  await page.keyboard.press('/');
  await expect(page.getByTestId('filter')).toBeFocused();
  await page.keyboard.press('Control+k');
  await expect(input).toBeFocused();
  await page.keyboard.press('Control+k');
  await expect(page.getByTestId('filter')).toHaveValue('');
});

test('38: g goes to a packet, E33 names the nearest where it is none of a connection', async ({ page }) => {
  await openSample(page, 'accept-queue');
  await page.keyboard.press('g');
  await page.keyboard.type('40');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\?pkt=40$/);
  await page.keyboard.press('g');
  await page.keyboard.type('99999');
  await expect(page.getByTestId('palette').getByRole('option')).toContainText('1 to 527');
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('palette')).toHaveCount(0);
});

test('38: the flows without a pointer, the focus seen at every step', async ({ page }) => {
  await page.goto('./');
  await expect(page.getByTestId('landing')).toBeVisible();
  const isFocusSeen = () =>
    page.evaluate(() => {
      const focused = document.activeElement;
      if (focused === null || focused === document.body || focused.id === 'main') return true;
      // A file input shows its focus on its label, a filter on its field.
      const shown = focused.matches('input[type=file]') ? (focused.nextElementSibling ?? focused) : focused;
      const style = getComputedStyle(shown);
      const box = shown.getBoundingClientRect();
      const bar = document.querySelector('.top-bar')?.getBoundingClientRect();
      const isCovered =
        shown.closest('.top-bar, .skip-link, dialog') === null && bar !== undefined && box.bottom <= bar.bottom && innerWidth > 720;
      return parseFloat(style.outlineWidth) >= 2 && style.outlineStyle !== 'none' && !isCovered;
    });
  const press = async (key: string) => {
    await page.keyboard.press(key);
    expect(await isFocusSeen(), `after ${key}`).toBe(true);
  };
  // F1: the first answer.
  for (let at = 0; at < 12; at++) {
    await press('Tab');
    if (await page.evaluate(() => document.activeElement?.getAttribute('data-testid') === 'sample-zookeeper-limit')) break;
  }
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('verdict')).toBeVisible();
  // F3: on to Wireshark.
  await press('w');
  await expect(page.getByTestId('toast')).toContainText('frame.number');
  expect(await clipboard(page)).toMatch(/^frame\.number/);
  // F2: verify a claim.
  await page.getByTestId('evidence').first().locator('[data-packet]').first().focus();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('ladder')).toBeVisible();
  // The bytes are brought into sight below: the row that keeps the focus scrolls away with the ladder.
  await page.keyboard.press('x');
  await expect(page.getByTestId('hex-mark').first()).toBeVisible();
  // F7: a connection that is known.
  await press('/');
  await page.keyboard.type(':46301');
  await expect(page.getByRole('grid')).toHaveAttribute('aria-rowcount', '2');
  await press('Enter');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('connection')).toHaveAttribute('data-conn', '0');
  expect(await isFocusSeen()).toBe(true);
});

test('38: no command fires while an input method composes, nor with Ctrl, nor when switched off', async ({ page }) => {
  await openSample(page, 'keep-alive');
  const send = (init: { key: string; isComposing?: boolean; ctrlKey?: boolean }) =>
    page.evaluate(
      (given) => document.body.dispatchEvent(new KeyboardEvent('keydown', { bubbles: true, cancelable: true, ...given })),
      init,
    );
  for (const key of ['2', '3', 'l', '?', 'g', '/']) {
    await send({ key, isComposing: true });
    if (key !== 'k') await send({ key, ctrlKey: true });
  }
  await expect(page.getByTestId('findings')).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await expect(page.locator('dialog[open]')).toHaveCount(0);
  await page.keyboard.press('?');
  await page.getByRole('checkbox').uncheck();
  await page.keyboard.press('Escape');
  for (const key of ['2', '3', 'l', '?', 'g', '/', 'w']) await page.keyboard.press(key);
  await expect(page.getByTestId('findings')).toBeVisible();
  await expect(page.locator('dialog[open]')).toHaveCount(0);
  // The palette is no single key.
  await page.keyboard.press('Control+k');
  await expect(page.getByTestId('palette')).toBeVisible();
});

test('3 shows the charts, chips say what they mean, Escape closes them first', async ({ page }) => {
  await openSample(page, 'zookeeper-limit');
  await page.keyboard.press('3');
  await expect(page.getByTestId('charts')).toBeVisible();
  for (const chip of ['vantage-chip', 'quality-chip']) {
    const button = page.getByTestId(chip).getByRole('button');
    await button.click();
    await expect(button).toHaveAttribute('aria-expanded', 'true');
    await page.keyboard.press('Escape');
    await expect(button).toHaveAttribute('aria-expanded', 'false');
    await expect(button).toBeFocused();
  }
});
