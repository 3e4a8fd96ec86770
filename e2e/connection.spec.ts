// Checks 7, 28 and 30, and what a connection shows beside its packets: data that nobody captured, what was lost, the gauge at the end, the
// filter inside a long ladder, payload on request, and the ways out where the memory did not suffice.

import { rmSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { LadderDesk } from '#engine/pipeline/answers';
import { analysed } from './analysed';
import { writeLargeCapture, writeLongConnection } from './captures';
import { expect, openSample, SAMPLES, test, type SampleId } from './page';

const RECORDINGS = 'lab/recordings';

async function openRecording(page: Page, file: string, connection: number): Promise<void> {
  await page.goto('./');
  await page.getByTestId('file-input').first().setInputFiles(file);
  await expect(page.getByTestId('verdict')).toBeVisible();
  await page.evaluate((hash) => (location.hash = hash), `#v1/conn/${connection}`);
  await expect(page.getByTestId('ladder-row').first()).toBeVisible();
}

test('30: packets cross only where neither acknowledges the other, and sooner than a round trip', async ({ page }) => {
  let crossings = 0;
  for (const sample of Object.keys(SAMPLES) as SampleId[]) {
    const analysis = await analysed(sample);
    const { length } = analysis.tables.connections;
    for (let id = 0; id < length; id++) {
      const { rows, middlebox } = new LadderDesk().ladder(analysis, id, [], []);
      expect(middlebox, `${sample} ${id}`).toBe(false);
      const rtt = analysis.report(id).handshakeSeconds;
      for (const [at, row] of rows.entries()) {
        if (row.kind !== 'packet' || !row.crossed) continue;
        const above = rows[at - 1];
        const consumed = above?.kind === 'packet' ? above.len + above.flags.filter((flag) => flag === 'SYN' || flag === 'FIN').length : 0;
        expect(above?.kind === 'packet' && above.from !== row.from && consumed > 0, `${sample} ${id} #${row.frame}`).toBe(true);
        expect(row.deltaSeconds).toBeLessThan(rtt ?? 0);
        if (above?.kind === 'packet' && row.ack !== null) expect(row.ack).toBeLessThan(above.seq + consumed);
        if (crossings++ > 0) continue;
        await openSample(page, sample);
        await page.evaluate((hash) => (location.hash = hash), `#v1/conn/${id}`);
        const drawn = page.locator(`[data-testid="ladder-row"][data-packet="${row.frame}"]`);
        await expect(drawn).toHaveAttribute('aria-label', /crossed in flight/);
        // One line more than an arrow has: the other packet's way across it.
        expect(await drawn.locator('svg.ladder-arrow .arrow-line').count()).toBeGreaterThan(1);
      }
    }
  }
  expect(crossings, 'some sample has packets that crossed').toBeGreaterThan(0);
});

test('data that nobody captured is an outline before its ACK, with no number of a packet', async ({ page }) => {
  await openRecording(page, `${RECORDINGS}/stale-keepalive-reuse--unchecked-loss2--client.pcapng.gz`, 7);
  const unseen = page.getByTestId('ladder-unseen');
  await expect(unseen).toHaveCount(1);
  await expect(unseen).toHaveAttribute('aria-label', /^not in the capture, data 72 B, .*ACKed by #149, client to server\.$/);
  await expect(unseen).not.toHaveAttribute('data-packet', /.*/);
  await expect(unseen.locator('.cell-number')).toHaveText('');
  // The row after it is the packet that proves it; the keys stop at both.
  await page.locator('[data-testid="ladder-row"][data-packet="149"]').click();
  await page.keyboard.press('ArrowUp');
  await expect(unseen).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(page.locator('[data-testid="ladder-row"][data-packet="149"]')).toBeFocused();
});

test('a packet that was lost ends on the way', async ({ page }) => {
  await openRecording(page, `${RECORDINGS}/incident-05-lossy-path--client.pcapng.gz`, 50);
  const lost = page.locator('[data-testid="ladder-row"][data-packet="871"]');
  await expect(lost).toHaveAttribute('aria-label', /lost, see #904/);
  const lane = await lost.locator('.lane').boundingBox();
  const ends = await lost
    .locator('svg.ladder-arrow path')
    .evaluateAll((paths) => Math.max(...paths.map((path) => path.getBoundingClientRect().right)));
  expect((ends - (lane?.x ?? 0)) / (lane?.width ?? 1)).toBeLessThan(0.7);
});

test('the gauge stands at the handshake and at the packet that ended the connection', async ({ page }) => {
  await openSample(page, 'zookeeper-limit');
  await page.getByTestId('evidence').first().locator('[data-packet]').first().click();
  await expect(page.getByTestId('gauge')).toContainText('limit 60');
  await expect(page.getByTestId('gauge-at-end')).toContainText(/^\d+ open at this packet/);
  await page.setViewportSize({ width: 800, height: 900 });
  await expect(page.getByTestId('gauge-at-end')).toBeVisible();
});

test('28: the filter inside a long ladder gives rows to what fits, and folds the rest', async ({ page }, testInfo) => {
  const path = testInfo.outputPath('long.pcap');
  writeLongConnection(path, 5_000);
  await openRecording(page, path, 0);
  const filter = page.getByTestId('ladder-filter');
  await filter.fill('fin,syn');
  await expect(page.getByTestId('ladder-filter-count')).toHaveText('4 of 5,000 packets');
  await expect(page.getByTestId('ladder-row').locator('.cell-number')).toHaveText(['1', '2', '4998', '4999', '5000']);
  await expect(page.getByTestId('ladder-run')).toHaveCount(1);
  await filter.press('Escape');
  await expect(page.getByTestId('ladder-filter-count')).toHaveText('');
  expect(await page.getByTestId('ladder-row').count()).toBeGreaterThan(5);
});

test('payload is shown on request alone, as bytes and as text', async ({ page }) => {
  await openSample(page, 'keep-alive');
  await page.getByTestId('evidence').first().locator('[data-packet]').first().click();
  const request = page.locator('[data-testid="ladder-row"]', { hasText: 'HTTP request' }).first();
  await request.click();
  await page.getByRole('tab', { name: 'Payload' }).click();
  await expect(page.getByTestId('payload')).toHaveCount(0);
  await page.getByRole('tabpanel').getByRole('button').click();
  await expect(page.getByTestId('payload')).toContainText(/HTTP\/1\.1/);
  await expect(page.getByTestId('payload').getByTestId('hex')).toBeVisible();
});

test('7: x shows the bytes, and the focus is not under the bar', async ({ page }) => {
  await openSample(page, 'zookeeper-limit');
  await page.getByTestId('evidence').first().locator('[data-packet]').first().click();
  await expect(page.getByTestId('hex-mark').first()).toBeVisible();
  for (const key of ['Home', 'j', 'n', 'p']) {
    await page.keyboard.press(key);
    await page.keyboard.press('x');
    await expect(page.getByRole('tab', { name: 'Bytes' })).toHaveAttribute('aria-selected', 'true');
    await expect(page.getByTestId('hex-mark').first()).toBeVisible();
    const isCovered = () =>
      page.evaluate(() => {
        const { top, bottom } = document.activeElement?.getBoundingClientRect() ?? { top: -1, bottom: -1 };
        const bar = document.querySelector('.top-bar, header')?.getBoundingClientRect().bottom ?? 0;
        return top < bar - 1 || top > window.innerHeight || bottom <= bar;
      });
    await expect.poll(isCovered, key).toBe(false);
  }
});

test('E22: what the memory did not suffice for is read again in part', async ({ page }, testInfo) => {
  const path = testInfo.outputPath('large.pcap');
  writeLargeCapture(path, 200);
  await page.addInitScript(() => {
    const Real = window.Worker;
    window.Worker = class extends Real {
      constructor(...given: ConstructorParameters<typeof Worker>) {
        super(...given);
        (window as unknown as { lastWorker: Worker }).lastWorker = this;
      }
    };
  });
  await page.goto('./');
  await page.getByTestId('file-input').first().setInputFiles(path);
  await expect(page.getByTestId('progress')).toBeVisible();
  await expect.poll(() => page.getByTestId('progress').getAttribute('aria-valuenow').then(Number)).toBeGreaterThan(0);
  await page.evaluate(() => {
    const { lastWorker } = window as unknown as { lastWorker: Worker };
    lastWorker.dispatchEvent(new ErrorEvent('error', { message: 'Array buffer allocation failed', cancelable: true }));
  });
  const notice = page.getByTestId('notice-E22');
  await expect(notice).toBeVisible();
  await expect(notice.getByRole('button')).toHaveCount(2);
  await notice.getByRole('button').first().click();
  await expect(page.getByTestId('verdict')).toBeVisible({ timeout: 30_000 });
  await expect(page.locator('[data-issue="stopped-early"]').first()).toBeAttached();
  rmSync(path);
});
