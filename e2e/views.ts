// The views of an open capture, and how to be in one of them.

import { expect, type Page } from '@playwright/test';

export const VIEWS = ['findings', 'finding/0', 'connections', 'charts', 'conn/18', 'report?finding=0', 'compare', 'help'] as const;

export async function visit(page: Page, view: (typeof VIEWS)[number]): Promise<void> {
  // Not goto: with another query it would load the page anew, without the capture.
  await page.evaluate((hash) => (location.hash = hash), `#v1/${view}`);
  await expect(page.locator('h1').first()).toBeVisible();
  if (view === 'connections') await expect(page.getByTestId('conn-row').first()).toHaveAttribute('data-cause', /./);
  if (view === 'charts') await expect(page.locator('[data-testid^="chart-"]').first()).toBeVisible();
  if (view === 'report?finding=0') await expect(page.getByTestId('report-preview').getByRole('heading', { level: 1 })).toBeVisible();
  if (view === 'compare') await expect(page.getByTestId('compare-input')).toBeAttached();
  if (view === 'conn/18') await expect(page.getByTestId('ladder')).toBeVisible();
}
