// Links to places: the address names what is shown, down to the packet and the way time is counted; with its capture's fingerprint
// a link tells whether the file at hand is the one that it was made of.

import { readFileSync } from 'node:fs';
import { fingerprintOf } from '#engine/model/fingerprint';
import { evidenceLink } from '#engine/share/share-link';
import { memorySource } from '#engine/testing/memory-source';
import { analysed } from './analysed';
import { expect, openSample, samplePath, test, type SampleId } from './page';

async function fingerprint(id: SampleId): Promise<string> {
  return (await fingerprintOf(memorySource(readFileSync(samplePath(id))))) ?? '';
}

test('the address names packet and time mode; a reload and the same file land there again', async ({ page }) => {
  await page.goto('./#v1/conn/63?pkt=653&time=delta');
  await page.getByTestId('file-input').setInputFiles(samplePath('zookeeper-limit'));
  const row = page.locator('[data-packet="653"][role="row"]');
  await expect(row).toHaveAttribute('aria-selected', 'true');
  const select = page.locator('.ladder-select').first();
  await expect(select).toHaveValue('delta');
  await select.selectOption('wall');
  await expect(page).toHaveURL(/#v1\/conn\/63\?pkt=653&time=wall$/);
  await select.selectOption('start');
  await expect(page).toHaveURL(/#v1\/conn\/63\?pkt=653$/);
  await select.selectOption('capture');
  await page.reload();
  await expect(page.getByTestId('landing')).toBeVisible();
  await page.getByTestId('file-input').setInputFiles(samplePath('zookeeper-limit'));
  await expect(row).toHaveAttribute('aria-selected', 'true');
  await expect(select).toHaveValue('capture');
});

test('Back and Forward bring packet and time mode back', async ({ page }) => {
  await page.goto('./#v1/conn/63?pkt=653&time=delta');
  await page.getByTestId('file-input').setInputFiles(samplePath('zookeeper-limit'));
  await expect(page.getByTestId('connection')).toHaveAttribute('data-conn', '63');
  await page.keyboard.press('1');
  await expect(page.getByTestId('verdict')).toBeVisible();
  await page.goBack();
  await expect(page.locator('.ladder-select').first()).toHaveValue('delta');
  await expect(page.locator('[data-packet="653"][role="row"]')).toHaveAttribute('aria-selected', 'true');
  await page.goForward();
  await expect(page.getByTestId('verdict')).toBeVisible();
});

test('with its capture a link lands on its place', async ({ page }) => {
  const f = await fingerprint('zookeeper-limit');
  await page.goto(`./#v1/conn/63?pkt=653&f=${f}`);
  await expect(page.getByTestId('landing')).toBeVisible();
  await page.getByTestId('file-input').setInputFiles(samplePath('zookeeper-limit'));
  await expect(page.getByTestId('connection')).toHaveAttribute('data-conn', '63');
  await expect(page.getByTestId('notice-E43')).toHaveCount(0);
});

test('17: with another capture it says so, shows nothing of it, and opens it only if that is wished', async ({ page }) => {
  const f = await fingerprint('zookeeper-limit');
  await page.goto(`./#v1/conn/3?f=${f}`);
  await page.getByTestId('file-input').setInputFiles(samplePath('keep-alive'));
  await expect(page.getByTestId('notice-E43')).toBeVisible();
  await expect(page.getByTestId('notice-E43')).toHaveAttribute('role', 'alert');
  await expect(page.getByTestId('landing')).toBeVisible();
  await expect(page.getByTestId('verdict')).toHaveCount(0);
  await page.getByTestId('open-anyway').click();
  await expect(page.getByTestId('verdict')).toHaveAttribute('data-cause', 'stale-keepalive-reuse');
  await expect(page).toHaveURL(/#v1\/findings$/);
  await expect(page.getByTestId('notice-E43')).toHaveCount(0);
});

test('the right capture after the wrong one is taken', async ({ page }) => {
  const f = await fingerprint('zookeeper-limit');
  await page.goto(`./#v1/conn/63?f=${f}`);
  await page.getByTestId('file-input').setInputFiles(samplePath('keep-alive'));
  await expect(page.getByTestId('notice-E43')).toBeVisible();
  await page.getByTestId('file-input').setInputFiles(samplePath('zookeeper-limit'));
  await expect(page.getByTestId('connection')).toHaveAttribute('data-conn', '63');
  await expect(page.getByTestId('notice-E43')).toHaveCount(0);
});

test('a link that is followed while a capture is open is compared with that capture', async ({ page }) => {
  await openSample(page, 'zookeeper-limit');
  await page.evaluate((hash) => (window.location.hash = hash), `v1/conn/12?f=${await fingerprint('zookeeper-limit')}`);
  await expect(page.getByTestId('connection')).toHaveAttribute('data-conn', '12');
  await page.evaluate((hash) => (window.location.hash = hash), `v1/conn/1?f=${await fingerprint('keep-alive')}`);
  await expect(page.getByTestId('notice-E43')).toBeVisible();
  await expect(page.getByTestId('connection')).toHaveAttribute('data-conn', '12');
  await expect(page).toHaveURL(/#v1\/conn\/12$/);
  await page.getByTestId('open-anyway').click();
  await expect(page.getByTestId('connection')).toHaveAttribute('data-conn', '1');
});

for (const rewritten of ['%23v1/conn/63?pkt=653', '%23v1%2Fconn%2F63%3Fpkt%3D653']) {
  test(`a link whose # was rewritten is put right: ${rewritten}`, async ({ page, baseURL }) => {
    await page.goto(`${baseURL ?? ''}/${rewritten}`);
    await expect(page).toHaveURL(/\/#v1\/conn\/63\?pkt=653$/);
    await page.getByTestId('file-input').setInputFiles(samplePath('zookeeper-limit'));
    await expect(page.getByTestId('connection')).toHaveAttribute('data-conn', '63');
  });
}

test.describe('an evidence link', () => {
  const made = async () => {
    const source = await analysed('zookeeper-limit');
    const notes = [
      { about: 'finding', number: 0, text: 'sixty is the default' },
      { about: 'connection', number: source.findings[0]?.representative ?? 0, text: 'as an example' },
    ] as const;
    return evidenceLink(source, { keepsAddresses: false, notes, fingerprint: await fingerprint('zookeeper-limit') }).fragment;
  };

  test('beside its capture becomes the whole of it, with the notes', async ({ page }) => {
    await page.goto(`./${await made()}`);
    await expect(page.getByTestId('shared-notes').first()).toContainText('sixty is the default');
    await page.getByTestId('shared').getByTestId('file-input').setInputFiles(samplePath('zookeeper-limit'));
    await expect(page.getByTestId('verdict')).toHaveAttribute('data-cause', 'connection-limit-per-client');
    await expect(page.getByTestId('shared')).toHaveCount(0);
    await expect(page.getByTestId('note').first()).toHaveText('sixty is the default');
    await page.goBack();
    await expect(page.getByTestId('shared')).toBeVisible();
  });

  test('17: beside another says so and stays', async ({ page }) => {
    await page.goto(`./${await made()}`);
    await page.getByTestId('shared').getByTestId('file-input').setInputFiles(samplePath('keep-alive'));
    await expect(page.getByTestId('notice-E43')).toBeVisible();
    await expect(page.getByTestId('shared')).toHaveAttribute('data-cause', 'connection-limit-per-client');
    await page.getByTestId('open-anyway').click();
    await expect(page.getByTestId('verdict')).toHaveAttribute('data-cause', 'stale-keepalive-reuse');
  });
});
