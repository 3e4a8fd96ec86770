// The table in depth: the filter against a reference, facets, second key, columns, picked rows, the panel beside it, focus that stays.

import type { ConnectionRow } from '#engine/rpc/protocol';
import type { Page } from '@playwright/test';
import { analysed, rowsOf } from './analysed';
import { expect, openSample, test } from './page';

const ids = (page: Page) =>
  page.getByTestId('conn-row').evaluateAll((rows) => rows.map((row) => Number((row as HTMLElement).dataset['conn'])));
const count = async (page: Page) => Number(await page.getByRole('grid').getAttribute('aria-rowcount')) - 1;
const focusedConnection = (page: Page) =>
  page.evaluate(() => document.activeElement?.closest<HTMLElement>('[data-conn]')?.dataset['conn'] ?? null);
const clipboard = (page: Page) => page.evaluate(() => navigator.clipboard.readText());

test.use({ permissions: ['clipboard-read', 'clipboard-write'] });
test.beforeEach(async ({ page }) => {
  await openSample(page, 'zookeeper-limit');
  await page.keyboard.press('2');
  await expect(page.getByTestId('conn-row').first()).toHaveAttribute('data-cause', /./);
});

const port = (endpoint: string) => Number(endpoint.slice(endpoint.lastIndexOf(':') + 1));
const bytes = (row: ConnectionRow) => row.bytesClient + row.bytesServer;
/** Written anew from the grammar: what the engine makes of each is compared with this. */
const QUERIES: readonly (readonly [string, (row: ConnectionRow) => boolean])[] = [
  ['outcome:reset', (r) => r.outcome === 'reset'],
  ['outcome:reset,open', (r) => r.outcome === 'reset' || r.outcome === 'open'],
  ['-outcome:closed', (r) => r.outcome !== 'closed'],
  ['cause:normal-close', (r) => r.cause === 'normal-close'],
  ['cause:打开', (r) => r.cause === 'open-at-end'],
  ['-cause:normal-close,open-at-end', (r) => r.cause !== 'normal-close' && r.cause !== 'open-at-end'],
  ['client:10.211.55.21', (r) => r.client.startsWith('10.211.55.21:')],
  ['client:10.211.55.0/27', (r) => Number(r.client.split(/[.:]/)[3]) < 32],
  ['server::2181', (r) => port(r.server) === 2181],
  ['port:2181', (r) => port(r.server) === 2181],
  ['ended:server', (r) => r.endedBy === 'server'],
  ['ended:none', (r) => r.endedBy === 'none'],
  ['conf>=0.95', (r) => r.confidence >= 0.95],
  ['conf<95%', (r) => r.confidence < 0.95],
  ['dur<5ms', (r) => r.durationSeconds < 0.005],
  ['dur>=1s dur<3.4s', (r) => r.durationSeconds >= 1 && r.durationSeconds < 3.4],
  ['rtt>1ms', (r) => (r.handshakeSeconds ?? -1) > 0.001],
  ['bytes>=190', (r) => bytes(r) >= 190],
  ['pkts>13', (r) => r.packets > 13],
  ['retrans=0', (r) => r.retransmissions === 0],
  ['pkt:655', (r) => r.id === 63],
  ['conn:3,10..12', (r) => r.id === 3 || (r.id >= 10 && r.id <= 12)],
  ['at:1s..2s', (r) => r.startSeconds >= 1 && r.startSeconds <= 2],
  ['outcome:reset || dur>3.4s', (r) => r.outcome === 'reset' || r.durationSeconds > 3.4],
  ['!(tcp.port==2181 && outcome:open) -ended:client', (r) => r.outcome !== 'open' && r.endedBy !== 'client'],
];

test('22: 25 queries give the connections that a reference gives', async ({ page }) => {
  const rows = rowsOf(await analysed('zookeeper-limit'));
  expect(QUERIES).toHaveLength(25);
  const filter = page.getByTestId('filter');
  for (const [query, fits] of QUERIES) {
    const expected = rows.filter(fits).map(({ id }) => id);
    await page.evaluate(() => performance.clearMarks('filter-applied'));
    await filter.fill(query);
    await expect(page.getByTestId('filter-error')).toHaveCount(0);
    if (expected.length === 0) {
      await expect(page.getByTestId('notice-E32'), query).toBeVisible();
      continue;
    }
    await expect(page.getByRole('grid'), query).toHaveAttribute('aria-rowcount', String(expected.length + 1));
    // The row that was active stays in sight, so the window may begin anywhere.
    await expect
      .poll(async () => {
        const shown = await ids(page);
        return shown.length > 0 && expected.join().includes(shown.join());
      }, query)
      .toBe(true);
  }
});

test('22: suggestions are keys, then values with their counts, taken by keyboard', async ({ page }) => {
  const filter = page.getByTestId('filter');
  await filter.focus();
  await expect(filter).toHaveAttribute('aria-expanded', 'false');
  await page.keyboard.type('out');
  await expect(filter).toHaveAttribute('aria-expanded', 'true');
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('option', { selected: true })).toContainText('outcome:');
  await page.keyboard.press('Enter');
  await expect(filter).toHaveValue('outcome:');
  const reset = page.getByRole('option').filter({ hasText: 'reset' });
  await expect(reset).toContainText('22');
  await page.keyboard.type('res');
  await expect(page.getByRole('option')).toHaveCount(1);
  await page.keyboard.press('ArrowDown');
  const active = await filter.getAttribute('aria-activedescendant');
  await expect(reset).toHaveAttribute('id', active ?? '');
  await page.keyboard.press('Enter');
  await expect(filter).toHaveValue('outcome:reset ');
  await expect.poll(() => count(page)).toBe(22);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await expect(filter).toHaveValue('');
});

test('23: a facet edits the text, the text frees the facet, and counts sum up', async ({ page }) => {
  await page.getByTestId('facets').locator('summary').click();
  const outcome = page.locator('[data-facet="outcome"]');
  const total = async () =>
    (await outcome.locator('.facet-value .numeric').allInnerTexts()).reduce((sum, text) => sum + Number(text.replaceAll(',', '')), 0);
  await expect.poll(total).toBe(92);
  await outcome.getByRole('button', { name: /^Reset/ }).click();
  await expect(page.getByTestId('filter')).toHaveValue('outcome:reset');
  await expect(outcome.getByRole('button', { pressed: true })).toHaveCount(1);
  await expect.poll(() => count(page)).toBe(22);
  await expect.poll(total).toBe(22);
  await page.getByTestId('filter').fill('');
  await expect(outcome.getByRole('button', { pressed: true })).toHaveCount(0);
  await expect.poll(total).toBe(92);
  await outcome.getByRole('button', { name: /^Reset/ }).click({ modifiers: ['Alt'] });
  await expect(page.getByTestId('filter')).toHaveValue('-outcome:reset');
  await expect.poll(() => count(page)).toBe(70);
});

test('21: the same connection stays active while the table is filtered, and filtered no more', async ({ page }) => {
  for (let at = 0; at < 5; at++) await page.keyboard.press('j');
  expect(await focusedConnection(page)).toBe('5');
  await page.keyboard.press('/');
  await expect(page.getByTestId('filter')).toBeFocused();
  await page.keyboard.type('dur>3.4s');
  await expect.poll(() => count(page)).not.toBe(92);
  const rows = rowsOf(await analysed('zookeeper-limit'));
  const place = rows.filter(({ durationSeconds }) => durationSeconds > 3.4).findIndex(({ id }) => id === 5);
  await page.keyboard.press('Enter');
  await expect.poll(() => focusedConnection(page)).toBe('5');
  await expect(page.locator('[data-conn="5"]')).toHaveAttribute('aria-rowindex', String(place + 2));
  await page.keyboard.press('/');
  await expect(page.getByTestId('filter')).toBeFocused();
  await page.keyboard.press('Escape');
  await expect.poll(() => count(page)).toBe(92);
  await page.keyboard.press('Enter');
  await expect.poll(() => focusedConnection(page)).toBe('5');
});

test('21: the second key orders what the first leaves equal', async ({ page }) => {
  const rows = rowsOf(await analysed('zookeeper-limit'));
  await page.getByRole('columnheader', { name: 'Packets' }).getByRole('button').click();
  await page
    .getByRole('columnheader', { name: 'Duration' })
    .getByRole('button')
    .click({ modifiers: ['Shift'] });
  await expect(page.getByRole('columnheader', { name: 'Packets' })).toHaveAttribute('aria-sort', 'descending');
  await expect(page.locator('.sort-second')).toHaveAttribute('data-descending', 'true');
  const expected = rows.toSorted((a, b) => b.packets - a.packets || b.durationSeconds - a.durationSeconds || b.id - a.id);
  await expect.poll(async () => (await ids(page)).slice(0, 15)).toEqual(expected.slice(0, 15).map(({ id }) => id));
  // By keyboard: the head of the column, Shift+Enter.
  await page.getByRole('columnheader', { name: 'Duration' }).getByRole('button').focus();
  await page.keyboard.press('Shift+Enter');
  await expect(page.locator('.sort-second')).toHaveAttribute('data-descending', 'false');
});

test('columns are left out, widened by button and by dragging, and remembered', async ({ page }) => {
  await page.getByTestId('choose-columns').click();
  const dialog = page.getByTestId('columns');
  await dialog.getByLabel('RTT', { exact: true }).uncheck();
  await dialog.getByRole('button', { name: 'Cause: wider' }).click();
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('choose-columns')).toBeFocused();
  await expect(page.getByRole('columnheader', { name: 'RTT' })).toHaveCount(0);
  const cause = page.getByRole('columnheader', { name: 'Cause' });
  const widthOf = async () => Math.round((await cause.boundingBox())?.width ?? 0);
  expect(await widthOf()).toBe(118);
  const box = await cause.boundingBox();
  if (box === null) throw new Error('no column');
  await page.mouse.move(box.x + box.width, box.y + 10);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width + 60, box.y + 10, { steps: 3 });
  await page.mouse.up();
  await expect.poll(widthOf).toBe(178);
  await expect(cause).not.toHaveAttribute('aria-sort', /./);
  await page.reload();
  await openSample(page, 'zookeeper-limit');
  await page.keyboard.press('2');
  await expect.poll(widthOf).toBe(178);
  await expect(page.getByRole('columnheader', { name: 'RTT' })).toHaveCount(0);
});

test('Space looks at a connection beside the table, arrows go on, Escape closes', async ({ page }) => {
  await page.keyboard.press('j');
  await page.keyboard.press(' ');
  await expect(page.getByTestId('peeked')).toHaveAttribute('data-conn', '1');
  await expect(page.getByTestId('peeked').getByTestId('ladder-row').first()).toBeVisible();
  await page.keyboard.press('ArrowDown');
  await expect(page.getByTestId('peeked')).toHaveAttribute('data-conn', '2');
  expect(await focusedConnection(page)).toBe('2');
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('peek')).toHaveCount(0);
  expect(await focusedConnection(page)).toBe('2');
});

test('rows are picked, filtered for, and compared with the rest', async ({ page }) => {
  await page.getByTestId('filter').fill('outcome:reset');
  await expect.poll(() => count(page)).toBe(22);
  await page.getByTestId('filter').press('Escape');
  await page.getByTestId('filter').fill('outcome:reset');
  await page.getByTestId('filter').press('Enter');
  await page.keyboard.press('Shift+Space');
  for (let at = 0; at < 21; at++) await page.keyboard.press('Shift+ArrowDown');
  await expect(page.getByTestId('selection')).toContainText('22 selected');
  await expect(page.locator('[data-testid="conn-row"][aria-selected="true"]').first()).toBeVisible();
  await page.getByRole('button', { name: 'Compare with the rest' }).click();
  await expect(page.getByTestId('differences').locator('li').first()).toContainText(/of these 22/);
  await expect(page.getByTestId('differences').locator('[data-packet]').first()).toBeVisible();
  await page.evaluate(() => performance.clearMarks('filter-applied'));
  await page.getByRole('button', { name: 'Filter for these' }).click();
  await expect(page.getByTestId('filter')).toHaveValue(/^conn:\d/);
  // As many as before: only the mark tells that these are the new ones.
  await expect.poll(() => page.evaluate(() => performance.getEntriesByName('filter-applied').length)).toBe(1);
  expect(await count(page)).toBe(22);
  await page.getByTestId('conn-row').nth(3).locator('.grid-cell-id').click();
  await expect(page.getByTestId('selection')).toContainText('21 selected');
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('selection')).not.toContainText('selected');
});

test('31: w copies the filter of the row', async ({ page }) => {
  await page.keyboard.press('w');
  await expect(page.getByTestId('toast')).toContainText('tcp.port==');
  expect(await clipboard(page)).toMatch(/^\(ip\.addr==\S+ && tcp\.port==\d+ && ip\.addr==\S+ && tcp\.port==2181\)/);
});
