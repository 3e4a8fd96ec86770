// The ladder in a real browser: copied text against the golden files, the linear scale, 100,000 packets, and its further forms.

import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { accessFaults } from './axe';
import { writeLongConnection } from './captures';
import { expect, openSample, test, type SampleId } from './page';

test.use({ permissions: ['clipboard-read', 'clipboard-write'] });

/** A frame at 60 per second. */
const FRAME_MS = 16.7;

const clipboard = (page: Page) => page.evaluate(() => navigator.clipboard.readText());

/** The clearest example of the first finding. */
async function openExample(page: Page, sample: SampleId): Promise<void> {
  await openSample(page, sample);
  await page.keyboard.press('j');
  await page
    .getByRole('button', { name: /^(Show the packets|查看报文)$/ })
    .first()
    .click();
  await expect(page.getByTestId('ladder')).toBeVisible();
}

/** Opens a capture of one connection of that many packets, and its ladder. */
async function openLong(page: Page, packets = 100_000): Promise<void> {
  const path = test.info().outputPath('long.pcap');
  writeLongConnection(path, packets);
  await page.goto('./');
  await page.getByTestId('file-input').setInputFiles(path);
  await expect(page.getByTestId('verdict')).toBeVisible({ timeout: 40_000 });
  await page.evaluate(() => {
    location.hash = '#v1/conn/0';
  });
  await expect(page.getByTestId('ladder')).toBeVisible();
}

const GOLDENS = {
  'zookeeper-limit': '1-zookeeper-limit',
  descriptors: '2-descriptors',
  'limit-65387': '3-limit-65387',
  'accept-queue-reset': '4c-accept-queue-reset',
  'keep-alive': '5-keep-alive',
  'connection-close': '5-connection-close',
} as const;

for (const [sample, golden] of Object.entries(GOLDENS) as [keyof typeof GOLDENS, string][]) {
  test(`24: ${sample}: the copied text is the golden file, byte for byte`, async ({ page }) => {
    await openExample(page, sample);
    await page.keyboard.press('c');
    await expect.poll(() => clipboard(page)).toBe(readFileSync(`workers/ladder/text-goldens/${golden}.en.txt`, 'utf8'));
  });
}

test('the linear scale: as far apart as in time, zoomed with the keys, and back at the same packet', async ({ page }) => {
  await openExample(page, 'connection-close');
  await page.keyboard.press('End');
  const last = page.locator('[data-testid="ladder-row"][aria-selected="true"]');
  const frame = await last.getAttribute('data-packet');
  await page.keyboard.press('y');
  await expect(page.getByTestId('ladder')).toHaveAttribute('data-scale', 'linear');
  await expect(page.locator('.ladder-linear')).toBeVisible();
  const placed = () =>
    page.getByTestId('ladder-row').evaluateAll((rows) =>
      rows.map((row) => ({
        y: row.getBoundingClientRect().top,
        seconds: Number(row.querySelector('.cell-time')?.textContent),
      })),
    );
  const rows = (await placed()).toSorted((a, b) => a.seconds - b.seconds);
  expect(rows.length).toBeGreaterThan(2);
  const [first] = rows;
  const end = rows.at(-1);
  if (first === undefined || end === undefined) throw new Error('no rows');
  const scale = (end.y - first.y) / (end.seconds - first.seconds);
  for (const row of rows) expect(Math.abs(row.y - first.y - (row.seconds - first.seconds) * scale)).toBeLessThan(1.5);
  // Labels never lie on each other.
  for (let at = 1; at < rows.length; at++) expect((rows[at]?.y ?? 0) - (rows[at - 1]?.y ?? 0)).toBeGreaterThan(27);
  const onScreen = () => last.evaluate((row) => row.getBoundingClientRect().top);
  const before = await onScreen();
  await page.keyboard.press('+');
  await page.keyboard.press('+');
  await expect.poll(async () => Math.abs((await onScreen()) - before)).toBeLessThan(30);
  await page.keyboard.press('y');
  await expect(page.locator(`[data-testid="ladder-row"][data-packet="${frame}"]`)).toBeFocused();
});

test('28: 100,000 packets: opens folded, shows any packet, scrolls without holding the page up', async ({ page }) => {
  test.setTimeout(120_000);
  await openLong(page);
  expect(await page.locator('.ladder-row').count()).toBeLessThanOrEqual(200);
  await expect(page.getByTestId('minimap')).toBeVisible();
  const box = await page.getByTestId('minimap').boundingBox();
  expect(box?.height).toBe(120);

  // A packet in the middle, by its address; what is around it comes with it.
  await page.evaluate(() => {
    location.hash = '#v1/conn/0?pkt=50000';
  });
  await expect(page.locator('[data-testid="ladder-row"][data-packet="50000"]')).toBeVisible();
  await expect(page.locator('[data-testid="ladder-row"][data-packet="49999"]')).toBeVisible();
  expect(await page.locator('.ladder-row').count()).toBeLessThan(200);

  // The overview leads to the end of the connection and back.
  const minimap = page.getByTestId('minimap');
  await minimap.focus();
  await page.keyboard.press('End');
  await expect(page.locator('[data-testid="ladder-row"][data-packet="100000"]')).toBeVisible();
  await minimap.click({ position: { x: 2, y: 60 } });
  await expect(page.locator('[data-testid="ladder-row"][data-packet="1"]')).toBeVisible();

  // The processor time of the page's own thread: what else the machine does is not the ladder's fault.
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const busySeconds = async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN;
  };
  const before = await busySeconds();
  const scrolled = await page.evaluate(async () => {
    const scroller = document.querySelector('.ladder-scroll');
    let frames = 0;
    let blank = 0;
    const begun = performance.now();
    while (performance.now() - begun < 3000) {
      scroller?.scrollBy(0, 120);
      await new Promise(requestAnimationFrame);
      frames++;
      if (document.querySelector('.ladder-row') === null) blank++;
    }
    return { frames, nodes: document.querySelectorAll('*').length, blank };
  });
  const perFrameMs = ((await busySeconds()) - before) * (1000 / scrolled.frames);
  expect(scrolled.blank).toBe(0);
  expect(scrolled.nodes).toBeLessThan(6000);
  expect(perFrameMs).toBeLessThan(FRAME_MS);
});

test('28: 100,000 packets: what a run leaves out comes 500 at a time', async ({ page }) => {
  test.setTimeout(120_000);
  await openLong(page);
  const grid = page.getByRole('treegrid');
  await page.keyboard.press('e');
  await expect.poll(async () => Number(await grid.getAttribute('aria-rowcount'))).toBeGreaterThan(500);
  const opened = Number(await grid.getAttribute('aria-rowcount'));
  await page.getByTestId('minimap').click({ position: { x: 500, y: 60 } });
  const more = page.getByTestId('ladder-more');
  await expect(more).toBeVisible();
  await more.focus();
  await page.keyboard.press('Enter');
  await expect.poll(async () => Number(await grid.getAttribute('aria-rowcount'))).toBe(opened + 500);
  await page.keyboard.press('y');
  await expect(page.locator('.ladder-linear')).toBeVisible();
  for (let step = 0; step < 8; step++) await page.keyboard.press('+');
  expect(await page.locator('.ladder-row').count()).toBeLessThan(200);
});

test('the window tab tells its conclusion, and has the numbers behind it', async ({ page }) => {
  await openExample(page, 'keep-alive');
  await page.getByRole('tab', { name: 'Window' }).click();
  const figure = page.getByTestId('chart-window');
  await expect(figure.getByRole('heading')).toHaveText(/in flight|window was zero|window full/);
  await figure.getByRole('button', { name: 'As table' }).click();
  await expect(figure.getByTestId('chart-table').first().getByRole('row').nth(1)).toBeVisible();
});

for (const theme of process.env['WHYRESET_FULL'] === '1' ? (['light', 'dark'] as const) : (['dark'] as const)) {
  test(`37: the forms of the ladder pass axe, ${theme}`, async ({ page }) => {
    // Every contrast of some hundred rows is computed: slow where the machine has other work.
    test.setTimeout(240_000);
    await page.emulateMedia({ colorScheme: theme });
    await openLong(page, 150);
    const check = async (what: string) => {
      expect(await accessFaults(page), what).toEqual([]);
    };
    await expect(page.getByTestId('minimap')).toBeVisible();
    await page.keyboard.press('e');
    await check('unfolded');
    await page.keyboard.press('y');
    await expect(page.locator('.ladder-linear')).toBeVisible();
    await check('to scale');
    await page.getByRole('tab', { name: 'Window' }).click();
    await expect(page.getByTestId('chart-window')).toBeVisible();
    await check('window');
    await page.getByTestId('chart-window').getByRole('button', { name: 'As table' }).click();
    await page.getByRole('button', { name: 'As text', exact: true }).click();
    await check('text');
  });
}
