// Notes on findings, connections and packets: by mouse and by keys, plain text whatever it looks like, gone with the capture.

import { readFileSync } from 'node:fs';
import { expect, openSample, samplePath, test } from './page';

const MARKUP = '<img src=x onerror="document.title=1"> **bold** & "quotes"';

test('a finding is noted by its button, and the note is text', async ({ page }) => {
  await openSample(page, 'zookeeper-limit');
  const title = await page.title();
  await page.getByTestId('finding-card').first().getByTestId('note-write').click();
  await expect(page.getByTestId('note-field')).toBeFocused();
  await page.getByTestId('note-field').fill(MARKUP);
  await page.getByTestId('note-save').click();
  await expect(page.getByTestId('note-dialog')).toHaveCount(0);
  const note = page.getByTestId('note');
  await expect(note).toHaveText(MARKUP);
  await expect(note.locator('*')).toHaveCount(0);
  expect(await page.title()).toBe(title);
  await page.getByTestId('finding-card').first().getByTestId('note-write').click();
  await expect(page.getByTestId('note-field')).toHaveValue(MARKUP);
  await page.getByTestId('note-delete').click();
  await expect(page.getByTestId('note')).toHaveCount(0);
});

test('a packet and its connection are noted by keys alone', async ({ page }) => {
  await page.goto('./#v1/conn/63?pkt=653');
  await page.getByTestId('file-input').setInputFiles(samplePath('zookeeper-limit'));
  await expect(page.locator('[data-packet="653"][role="row"]')).toBeFocused();
  await page.keyboard.press('a');
  await expect(page.getByTestId('note-field')).toBeFocused();
  // Keys of the page are text in here.
  await page.keyboard.type('all of a sudden');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByTestId('note').filter({ hasText: 'all of a sudden' })).toHaveAttribute('data-about', 'packet');
  await expect(page.locator('[data-packet="653"][role="row"]')).toBeFocused();
  await page.keyboard.press('a');
  await page.getByRole('radio', { name: 'connection 63' }).check();
  await page.getByTestId('note-field').fill('the whole of it');
  await page.getByTestId('note-save').click();
  await expect(page.getByTestId('note').filter({ hasText: 'the whole of it' })).toHaveAttribute('data-about', 'connection');
  await expect(page.getByTestId('note')).toHaveCount(2);
  // Out of sight of the packet it is still found.
  await expect(page.getByTestId('packet-note')).toContainText('#653 all of a sudden');
  await page.keyboard.press('a');
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('note-dialog')).toHaveCount(0);
  await expect(page.getByTestId('connection')).toBeVisible();
});

test('a row of the table is noted where it stands; where there is nothing to note the key does nothing', async ({ page }) => {
  await openSample(page, 'zookeeper-limit');
  await page.keyboard.press('3');
  await expect(page.getByTestId('charts')).toBeVisible();
  await page.keyboard.press('a');
  await expect(page.getByTestId('note-dialog')).toHaveCount(0);
  await page.keyboard.press('2');
  await expect(page.getByTestId('conn-row').first()).toBeVisible();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  const focused = page.locator('[data-testid="conn-row"]:focus-within');
  const id = await focused.getAttribute('data-conn');
  await page.keyboard.press('a');
  await page.getByTestId('note-field').fill('from the table');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByTestId('note-dialog')).toHaveCount(0);
  await expect(focused).toHaveAttribute('data-conn', id ?? '');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('connection')).toHaveAttribute('data-conn', id ?? '');
  await expect(page.getByTestId('note')).toHaveText('from the table');
});

test('the capture is noted below its findings, and the note goes into link, report and packets', async ({ page, browser }) => {
  await openSample(page, 'zookeeper-limit');
  const write = page.locator('[data-testid="note-write"][data-about="capture"]');
  await write.click();
  await page.getByTestId('note-field').fill('taken on Friday, during the release');
  await page.getByTestId('note-save').click();
  const note = page.locator('[data-testid="note"][data-about="capture"]');
  await expect(note).toHaveText('taken on Friday, during the release');
  await expect(write).toHaveText('Edit the note on the capture');
  await page.getByTestId('share').click();
  await expect(page.getByTestId('share-link')).toContainText('#s1.');
  const link = (await page.getByTestId('share-link').textContent()) ?? '';
  await page.getByTestId('share-form-packets').check();
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByTestId('share-save-packets').click()]);
  expect(readFileSync(await download.path(), 'utf8')).toContain('Note: taken on Friday, during the release');
  await page.keyboard.press('Escape');
  await page.keyboard.press('r');
  await expect(page.getByTestId('report-preview')).toContainText('taken on Friday, during the release');
  const reader = await browser.newContext();
  const other = await reader.newPage();
  await other.goto(link);
  await expect(other.getByTestId('shared-notes')).toContainText('taken on Friday, during the release');
  await reader.close();
});

test('by keys: the key notes the finding, and its dialog can turn to the capture; a command does at once', async ({ page }) => {
  await openSample(page, 'zookeeper-limit');
  await page.keyboard.press('a');
  await expect(page.getByRole('radio', { name: 'finding 1' })).toBeChecked();
  await page.getByRole('radio', { name: 'the capture' }).check();
  await page.getByRole('radio', { name: 'finding 1' }).check();
  await page.getByRole('radio', { name: 'the capture' }).check();
  await page.getByTestId('note-field').fill('all of it');
  await page.keyboard.press('Control+Enter');
  await expect(page.locator('[data-testid="note"][data-about="capture"]')).toHaveText('all of it');
  await page.keyboard.press('Control+k');
  await page.getByTestId('palette').getByRole('combobox').fill('note on the capture');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('note-field')).toHaveValue('all of it');
  await page.getByTestId('note-delete').click();
  await expect(page.getByTestId('note')).toHaveCount(0);
});

test('where nothing went wrong the key notes the capture', async ({ page }) => {
  await openSample(page, 'nothing-wrong');
  await page.keyboard.press('a');
  await page.getByTestId('note-field').fill('all well');
  await page.keyboard.press('Control+Enter');
  await expect(page.locator('[data-testid="note"][data-about="capture"]')).toHaveText('all well');
});

test('a note has its bound, and the rest says how much is left', async ({ page }) => {
  await openSample(page, 'descriptors');
  await page.keyboard.press('a');
  const field = page.getByTestId('note-field');
  await field.fill('x'.repeat(999));
  await expect(page.getByTestId('note-dialog')).toContainText('1 characters left');
  await field.press('End');
  await page.keyboard.type('yz');
  expect((await field.inputValue()).length).toBe(1_000);
});

test('notes are of one capture, and of this page: neither the next capture nor a reload has them', async ({ page }) => {
  await openSample(page, 'descriptors');
  await page.keyboard.press('a');
  await page.getByTestId('note-field').fill('mine');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByTestId('note')).toHaveText('mine');
  expect(await page.evaluate(() => JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage)]))).not.toContain('mine');
  await page.getByTestId('file-input').first().setInputFiles(samplePath('keep-alive'));
  await expect(page.getByTestId('verdict')).toHaveAttribute('data-cause', 'stale-keepalive-reuse');
  await expect(page.getByTestId('note')).toHaveCount(0);
});

test('in a link the note is for its reader, and addresses in it are replaced', async ({ page, browser }) => {
  await page.goto('./#v1/finding/0');
  await page.getByTestId('file-input').setInputFiles(samplePath('zookeeper-limit'));
  await expect(page.getByTestId('finding-card')).toBeVisible();
  await page.keyboard.press('a');
  await page.getByTestId('note-field').fill('seen from 192.0.2.99 on Friday');
  await page.keyboard.press('Control+Enter');
  await page.getByTestId('share').click();
  await expect(page.getByTestId('share-link')).toContainText('#s1.');
  const link = (await page.getByTestId('share-link').textContent()) ?? '';
  const reader = await browser.newContext();
  const other = await reader.newPage();
  await other.goto(link);
  await expect(other.getByTestId('shared-notes').first()).toContainText(/seen from host-\d+ on Friday/);
  await reader.close();
});
