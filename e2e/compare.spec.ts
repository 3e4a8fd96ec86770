// Check 36: two captures of one incident, dropped together or one after the other; clocks that differ; forged resets named; what
// does not belong together. The ladder with two taps by keys, as text, as a picture, on a phone.

import { existsSync, readFileSync } from 'node:fs';
import AxeBuilder from '@axe-core/playwright';
import { blobSource } from '#engine/capture/sources/blob-source';
import { fingerprintOf } from '#engine/model/fingerprint';
import { recordedFrames, rewritten } from '#engine/testing/recorded-frames';
import type { Page } from '@playwright/test';
import { writeLargeCapture } from './captures';
import { expect, openSample, samplePath, SURROUNDINGS, test } from './page';

type Given = Parameters<ReturnType<Page['getByTestId']>['setInputFiles']>[0];

const RECORDINGS = 'lab/recordings/two-sided';
const REAL = '../shared/captures';
const pair = (name: string, folder = RECORDINGS, ending = 'pcapng.gz'): [string, string] => [
  `${folder}/${name}.client.${ending}`,
  `${folder}/${name}.server.${ending}`,
];

/** The server's capture as a clock that is so far ahead would have written it. */
async function serverAhead(name: string, seconds: number): Promise<{ name: string; mimeType: string; buffer: Buffer }> {
  const recorded = await recordedFrames(new Uint8Array(readFileSync(pair(name)[1])));
  if (recorded === null) throw new Error('several link types');
  const shifted = { ...recorded, startNs: recorded.startNs + BigInt(Math.round(seconds * 1e9)) };
  return { name: `${name}.server.pcap`, mimeType: '', buffer: Buffer.from(rewritten(shifted, recorded.frames)) };
}

function given(path: string): { name: string; mimeType: string; buffer: Buffer } {
  return { name: path.slice(path.lastIndexOf('/') + 1), mimeType: '', buffer: readFileSync(path) };
}

async function choose(page: Page, files: Given): Promise<void> {
  await page.goto('./');
  await page.getByTestId('file-input').setInputFiles(files);
}

async function expectOffset(page: Page, seconds: number): Promise<void> {
  const offset = Number(await page.getByTestId('compare-clock').getAttribute('data-offset-seconds'));
  expect(Math.abs(offset - seconds)).toBeLessThan(0.001);
  const uncertainty = Number(await page.getByTestId('compare-clock').getAttribute('data-uncertainty-seconds'));
  expect(Math.abs(offset - seconds)).toBeLessThanOrEqual(uncertainty);
}

/** Packets that both forged resets of the shown connection are: of the client's file, and of the server's. */
async function expectForged(page: Page): Promise<void> {
  const forged = page.locator('[data-testid="ladder-row"][data-fate="appeared"]');
  await expect(forged).toHaveCount(2);
  // Seen at the client and not at the server; then the other way round.
  await expect(forged.nth(0)).toHaveAttribute('data-client', /^\d+$/);
  await expect(forged.nth(0)).toHaveAttribute('data-server', '');
  await expect(forged.nth(0)).toContainText('RST');
  await expect(forged.nth(1)).toHaveAttribute('data-client', '');
  await expect(forged.nth(1)).toHaveAttribute('data-server', /^\d+$/);
  await expect(page.locator('[data-testid="difference"][data-kind="appeared"]')).toHaveCount(2);
  await expect(page.locator('[data-testid="difference"]')).toHaveCount(2);
}

test('36: two captures that overlap are compared: forged resets, the clock that is ahead', async ({ page }) => {
  const [client] = pair('injected-both-ends');
  await choose(page, [given(client), await serverAhead('injected-both-ends', 0.25)]);
  await expect(page.getByTestId('verdict')).toHaveAttribute('data-cause', 'injected-reset');
  await expect(page.getByTestId('verdict')).toHaveAttribute('data-place', 'between');
  expect(Number(await page.getByTestId('verdict').getAttribute('data-conf'))).toBeGreaterThanOrEqual(0.95);
  await expect(page.getByTestId('compare-nearer')).toHaveAttribute('data-nearer', 'first');
  await expectOffset(page, 0.25);
  await expect(page).toHaveURL(/#v1\/compare$/);
  await expect(page.getByTestId('compare-row')).toHaveCount(2);
  await page.getByTestId('compare-ladder').click();
  await expect(page.getByTestId('compared')).toHaveAttribute('data-cause', 'injected-reset');
  await expect(page.getByTestId('pair-basis')).toHaveAttribute('data-basis', 'both');
  await expect(page.locator('[data-observation="reset-not-sent-by-server"]')).toHaveAttribute('data-tap', /^(first|both)$/);
  await expectForged(page);
  // The capture that was open stays open.
  await page.getByRole('link', { name: 'Findings' }).click();
  await expect(page.getByTestId('finding-card').first()).toBeVisible();
  await page.goBack();
  await expectForged(page);
});

test('36: clocks so far apart that one capture seems to follow the other: compared all the same', async ({ page }) => {
  const [client] = pair('injected-both-ends');
  await choose(page, [given(client), await serverAhead('injected-both-ends', 2.318)]);
  await expect(page.getByTestId('verdict')).toHaveAttribute('data-place', 'between');
  await expect(page.getByTestId('verdict')).toHaveAttribute('data-cause', 'injected-reset');
  await expectOffset(page, 2.318);
});

for (const [name, cause] of [
  ['two-sided-injected-both', 'injected-reset'],
  ['two-sided-idle-reset', 'middlebox-idle-timeout'],
] as const) {
  test(`36: ${name}`, async ({ page }) => {
    const files = pair(name, REAL, 'pcapng');
    test.skip(!files.every((file) => existsSync(file)), 'the captures are not here');
    await choose(page, files);
    await expect(page.getByTestId('verdict')).toHaveAttribute('data-cause', cause);
    await expect(page.getByTestId('verdict')).toHaveAttribute('data-place', 'between');
    await page.getByTestId('compare-ladder').click();
    const forged = page.locator('[data-testid="ladder-row"][data-fate="appeared"]').first();
    await expect(forged).toContainText('RST');
    await expect(forged).toHaveAttribute('data-server', '');
  });
}

test('36: captures that share no connection are E35, in both languages', async ({ page }) => {
  await choose(page, pair('lossy')[0]);
  await expect(page.getByTestId('findings')).toBeVisible();
  await page.evaluate(() => (location.hash = '#v1/compare'));
  await page.getByTestId('compare-input').setInputFiles(pair('injected-both-ends')[1]);
  const notice = page.getByTestId('notice-E35');
  await expect(notice).toHaveAttribute('role', 'alert');
  await page.getByTestId('compare-lone').locator('summary').click();
  await expect(page.getByTestId('compare-lone').getByRole('listitem').first()).toBeVisible();
  await page.getByTestId('lang-switch').click();
  await expect(notice).toContainText(/[\u4e00-\u9fff]/);
});

test('a second capture is added by command, the server’s file first; the nearer one is swapped, and back', async ({ page }) => {
  const [client, server] = pair('lossy');
  await choose(page, server);
  await expect(page.getByTestId('findings')).toBeVisible();
  await page.keyboard.press('Control+k');
  await page.getByTestId('palette-input').fill('compare another');
  await page.keyboard.press('Enter');
  await page.getByTestId('compare-input').setInputFiles(client);
  const nearer = page.getByTestId('compare-nearer');
  await expect(nearer).toHaveAttribute('data-nearer', 'second');
  await page.getByTestId('compare-swap').click();
  await expect(nearer).toHaveAttribute('data-nearer', 'first');
  await page.getByTestId('compare-swap').click();
  await expect(nearer).toHaveAttribute('data-nearer', 'second');
  await expect(page.getByTestId('compare-row')).toHaveCount(4);
  await page.getByTestId('compare-differing').uncheck();
  await expect(page.getByTestId('compare-row')).toHaveCount(7);
  await page.getByTestId('compare-filter').fill('10.41.1.6');
  await expect(page.getByTestId('compare-row').first()).toContainText('10.41.1.6');
  await page.getByTestId('compare-filter').fill('no such address');
  await expect(page.getByTestId('compare-row')).toHaveCount(0);
  await page.getByTestId('compare-filter').fill('');
  const saved = page.waitForEvent('download');
  await page.getByTestId('compare-save-json').click();
  expect(JSON.parse(readFileSync(await (await saved).path(), 'utf8'))).toMatchObject({ schema: 'whyreset-compare/1' });
  const lost = page.getByRole('columnheader', { name: /Lost →/ });
  await lost.getByRole('button').click();
  await expect(lost).toHaveAttribute('aria-sort', 'descending');
});

test('what is dropped on the comparison is the other capture; what cannot be read is called what it is', async ({ page }) => {
  await choose(page, pair('lossy')[0]);
  await expect(page.getByTestId('findings')).toBeVisible();
  await page.keyboard.press('4');
  await page.getByTestId('compare-input').setInputFiles({ name: 'empty.pcap', mimeType: '', buffer: Buffer.alloc(0) });
  await expect(page.getByTestId('notice-E01')).toHaveAttribute('role', 'alert');
  const bytes = [...readFileSync(pair('lossy')[1])];
  await page.evaluate((data) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([new Uint8Array(data)], 'lossy.server.pcapng.gz'));
    document.body.dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }));
  }, bytes);
  await expect(page.getByTestId('compare-row')).toHaveCount(4);
  // Another capture knows nothing of it.
  await page.getByTestId('file-input').setInputFiles(samplePath('keep-alive'));
  await expect(page.getByTestId('verdict')).toHaveAttribute('data-cause', 'stale-keepalive-reuse');
  await page.keyboard.press('4');
  await expect(page.getByTestId('compare-input')).toBeAttached();
  await expect(page.getByTestId('compare-row')).toHaveCount(0);
});

test('two places of one capture: interfaces of a router, and none where there is one alone', async ({ page }) => {
  await choose(page, 'lab/recordings/injected-reset--burst-hop--router.pcapng.gz');
  await expect(page.getByTestId('findings')).toBeVisible();
  await page.keyboard.press('4');
  await page.getByTestId('compare-within').click();
  await expect(page.getByTestId('compare-clock')).toHaveAttribute('data-offset-seconds', '0');
  await page.getByTestId('compare-differing').uncheck();
  await page.getByTestId('compare-row').first().getByRole('link').click();
  await expect(page.getByTestId('ladder-row').first()).toHaveAttribute('data-server', /\d/);
  await openSample(page, 'nothing-wrong');
  await page.keyboard.press('4');
  await page.getByTestId('compare-within').click();
  await expect(page.getByTestId('compare')).toContainText('one place alone');
});

test('comparing is told how far it is, cancelled, and begun again', async ({ page }) => {
  const path = test.info().outputPath('large.pcap');
  writeLargeCapture(path, 200);
  await choose(page, pair('lossy')[0]);
  await expect(page.getByTestId('findings')).toBeVisible();
  await page.keyboard.press('4');
  await page.getByTestId('compare-input').setInputFiles(path);
  const bar = page.getByTestId('compare-progress');
  await expect(bar).toHaveAttribute('aria-valuenow', /^\d+$/);
  const cancel = page.getByTestId('compare-cancel');
  const done = page.getByTestId('notice-E35');
  await expect(cancel.or(done)).toBeVisible();
  test.skip(await done.isVisible(), 'the machine compared before it could be interrupted');
  await cancel.click();
  await expect(page.getByTestId('compare-input')).toBeAttached();
  await expect(bar).toHaveCount(0);
  await page.getByTestId('compare-input').setInputFiles(pair('lossy')[1]);
  await expect(page.getByTestId('compare-row')).toHaveCount(4);
});

test('a link to a compared connection waits for both captures; E43 where neither is its own', async ({ page }) => {
  const files = pair('injected-both-ends');
  await choose(page, files);
  await page.getByTestId('compare-ladder').click();
  const hash = new URL(page.url()).hash;
  const fingerprint = await fingerprintOf(blobSource(new Blob([readFileSync(files[0])]), 'a'));
  await page.goto('./?fresh');
  await page.goto(`./?again${hash}?f=${fingerprint}`);
  await page.getByTestId('file-input').setInputFiles(pair('lossy'));
  await expect(page.getByTestId('notice-E43')).toBeVisible();
  await page.getByTestId('file-input').setInputFiles(files);
  await expect(page.getByTestId('compared')).toHaveAttribute('data-cause', 'injected-reset');
});

test('the ladder with two taps: keys, runs, text, picture', async ({ page }) => {
  await choose(page, pair('lossy'));
  await page.getByTestId('compare-row').first().getByRole('link').click();
  const selected = page.locator('[data-testid="ladder"] [role="row"][aria-selected="true"]');
  await expect(selected).toHaveAttribute('data-fate', 'lost');
  await page.keyboard.press('n');
  await expect(selected).toBeFocused();
  await expect(selected).toHaveAttribute('data-fate', /lost|both/);
  await page.keyboard.press('Home');
  await expect(selected).toHaveAttribute('aria-rowindex', '2');
  await page.keyboard.press('ArrowDown');
  await expect(selected).toHaveAttribute('aria-rowindex', '3');
  await expect(selected).toHaveAttribute('aria-label', /server → client/);
  // A run opens and closes.
  const rows = page.getByTestId('ladder-row');
  const before = await rows.count();
  const run = page.getByTestId('ladder-run').first();
  await run.click();
  await expect(run).toHaveAttribute('aria-expanded', 'true');
  expect(await rows.count()).toBeGreaterThan(before);
  await page.keyboard.press('ArrowLeft');
  await expect(run).toHaveAttribute('aria-expanded', 'false');
  await expect(rows).toHaveCount(before);
  // A number leads to its packet.
  const chip = page.locator('[data-testid="difference"] .packet-chip').last();
  const frame = await chip.getAttribute('data-packet');
  const side = (await chip.getAttribute('data-tap')) === 'first' ? 'data-client' : 'data-server';
  await chip.click();
  await expect(selected).toHaveAttribute(side, frame ?? '');
  const download = page.waitForEvent('download');
  await page.getByTestId('ladder-svg').click();
  const picture = readFileSync(await (await download).path(), 'utf8');
  expect(picture).toMatch(/^<svg[^>]* xmlns=/);
  expect(picture.match(/data-fate="lost"/g)?.length).toBe(await page.locator('[data-testid="ladder-row"][data-fate="lost"]').count());
  await page.getByTestId('ladder-text-switch').click();
  await expect(page.getByTestId('ladder-text')).toContainText('lost on the way to the client');
  await page.keyboard.press('Escape');
  await expect(page).toHaveURL(/#v1\/compare$/);
});

for (const [colorScheme, width, locale] of SURROUNDINGS) {
  const language = locale.slice(0, 2);
  test.describe(`37: ${colorScheme}, ${language}, ${width} px`, () => {
    test.use({ colorScheme, viewport: { width, height: 800 } });
    test.slow();

    test('axe finds nothing in asking, overview and ladder; nothing is wider than the page', async ({ page }) => {
      const isFine = async () => {
        const { violations } = await new AxeBuilder({ page })
          .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
          .analyze();
        expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`)).toEqual([]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
      };
      await page.goto(`./?lang=${language}`);
      await page.getByTestId('file-input').setInputFiles(pair('rewritten')[0]);
      await expect(page.getByTestId('findings')).toBeVisible();
      await page.keyboard.press('4');
      await expect(page.getByTestId('compare-input')).toBeAttached();
      await isFine();
      await page.getByTestId('compare-input').setInputFiles(pair('rewritten')[1]);
      await expect(page.getByTestId('compare-row').first()).toBeVisible();
      await isFine();
      await page.getByTestId('compare-row').first().getByRole('link').click();
      await expect(page.locator('[data-testid="ladder-row"][data-fate="changed"]').first()).toBeVisible();
      await isFine();
      await page.getByTestId('ladder-text-switch').click();
      await expect(page.getByTestId('ladder-text')).toBeVisible();
      await isFine();
    });
  });
}
