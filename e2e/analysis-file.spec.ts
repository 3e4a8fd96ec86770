// Analysis files and HTML reports: opened by somebody who has no capture, in the language of the reader; harmed ones say so.

import { readFileSync } from 'node:fs';
import '#engine/causes/words/both-languages';
import { keepAnalysis } from '#engine/analysis-file/analysis-block';
import { writeAnalysisFile } from '#engine/analysis-file/write-analysis-file';
import { buildLadder } from '#engine/ladder/build-ladder';
import { renderTextLadder } from '#engine/ladder/text-ladder';
import { fingerprintOf } from '#engine/model/fingerprint';
import { buildPostmortem } from '#engine/report/postmortem/postmortem';
import { renderHtml } from '#engine/report/postmortem/render-html';
import { ladderContextOf } from '#engine/report/report-source';
import { memorySource } from '#engine/testing/memory-source';
import type { Page } from '@playwright/test';
import { analysed } from './analysed';
import { expect, samplePath, test } from './page';

const EDITS = { title: 'Friday <b>night</b>', author: 'A. Reader', actions: [{ text: 'raise the limit', owner: 'B.', due: 'Monday' }] };
const NOTE = '<script>alert(1)</script> the limit';

async function wish(keepsAddresses: boolean) {
  return {
    keepsAddresses,
    fingerprint: await fingerprintOf(memorySource(readFileSync(samplePath('zookeeper-limit')))),
    notes: [{ about: 'finding', number: 0, text: NOTE }] as const,
    edits: EDITS,
  };
}

async function analysisFile(keepsAddresses = false): Promise<Buffer> {
  const source = await analysed('zookeeper-limit');
  return Buffer.from(writeAnalysisFile(source, { ...(await wish(keepsAddresses)), language: 'en', program: 'whyreset 1' }).bytes);
}

async function htmlReport(withData = true): Promise<Buffer> {
  const source = await analysed('zookeeper-limit');
  const report = buildPostmortem(source, { files: [], program: 'whyreset 1' }, 'en');
  const { block } = keepAnalysis(source, { ...(await wish(true)), connections: report.examples });
  return Buffer.from(renderHtml(source, report, withData ? block : null));
}

const NAME = 'incident.whyreset.json.gz';

async function open(page: Page, buffer: Buffer, name = NAME): Promise<void> {
  await page.getByTestId('file-input').first().setInputFiles({ name, mimeType: 'application/octet-stream', buffer });
}

test('an analysis file shows verdict, proof, ladders and notes without the capture', async ({ page }) => {
  await page.goto('./');
  await open(page, await analysisFile(true));
  await expect(page.getByTestId('verdict')).toHaveAttribute('data-cause', 'connection-limit-per-client');
  await expect(page.getByTestId('evidence').first().locator('li').first()).toBeVisible();
  await expect(page.getByTestId('shared-notes').first()).toContainText(NOTE);
  await expect(page.getByTestId('shared-report')).toContainText('Friday <b>night</b>');
  await expect(page.getByTestId('shared-report')).toContainText('raise the limit · B. · Monday');
  await expect(page.getByTestId('shared-connection')).toHaveCount(10);
  const source = await analysed('zookeeper-limit');
  const id = source.findings[0]?.representative ?? -1;
  const ladder = buildLadder(source.tables, source.report(id), ladderContextOf(source, id), new Set());
  await expect(page.locator(`[data-conn="${id}"]`).getByTestId('ladder-text')).toHaveText(renderTextLadder(ladder, 'en'));
  await expect(page).toHaveURL(/#v1\/file$/);
});

test('redacted, it shows no address of the capture, in either language', async ({ page }) => {
  await page.goto('./');
  await open(page, await analysisFile());
  await expect(page.getByTestId('shared')).toContainText('server-1:2181');
  const { addresses } = (await analysed('zookeeper-limit')).tables;
  const all = Array.from({ length: addresses.length }, (_, index) => addresses.text(index));
  const inEnglish = await page.locator('body').innerText();
  await page.getByTestId('lang-switch').click();
  await expect(page.getByTestId('shared')).toContainText('不含抓包文件');
  const inChinese = await page.locator('body').innerText();
  expect(all.filter((address) => `${inEnglish}\n${inChinese}`.includes(address))).toEqual([]);
});

test('dropped anywhere it opens; Back and Forward leave and find it; a reload asks for it', async ({ page }) => {
  await page.goto('./#v1/help');
  const transfer = await page.evaluateHandle(
    ({ bytes, name }) => {
      const data = new DataTransfer();
      data.items.add(new File([new Uint8Array(bytes)], name));
      return data;
    },
    { bytes: [...(await analysisFile())], name: NAME },
  );
  await page.dispatchEvent('body', 'drop', { dataTransfer: transfer });
  await expect(page.getByTestId('shared')).toBeVisible();
  await page.goBack();
  await expect(page.getByTestId('shared')).toHaveCount(0);
  await page.goForward();
  await expect(page.getByTestId('shared')).toBeVisible();
  await page.reload();
  await expect(page.getByTestId('landing')).toContainText('came from a file');
});

test('beside its capture it becomes the whole of it, with notes; beside another it says so', async ({ page }) => {
  await page.goto('./');
  await open(page, await analysisFile());
  await expect(page.getByTestId('shared')).toBeVisible();
  await page.getByTestId('shared').getByTestId('file-input').setInputFiles(samplePath('descriptors'));
  await expect(page.getByTestId('notice-E43')).toBeVisible();
  await page.getByTestId('shared').getByTestId('file-input').setInputFiles(samplePath('zookeeper-limit'));
  await expect(page.getByTestId('note').first()).toHaveText(NOTE);
  await expect(page.getByTestId('verdict')).toBeVisible();
  await page.goBack();
  await expect(page.getByTestId('shared')).toBeVisible();
});

test('an HTML report opens as the analysis that it was made of', async ({ page }) => {
  await page.goto('./');
  await open(page, await htmlReport(), 'postmortem.html');
  await expect(page.getByTestId('verdict')).toHaveAttribute('data-cause', 'connection-limit-per-client');
  await expect(page.getByTestId('ladder-text').first()).toContainText('SYN');
  await expect(page.getByTestId('shared')).toContainText('postmortem.html');
});

test('a report without its data says so; a page of others stays what it is', async ({ page }) => {
  await page.goto('./');
  await open(page, await htmlReport(false), 'postmortem.html');
  await expect(page.getByTestId('notice-E44')).toContainText('without the data');
  await page.goto('./');
  await open(page, Buffer.from('<!doctype html><title>Sign in</title>'), 'x.html');
  await expect(page.getByTestId('notice-E05')).toContainText('Sign in');
});

test('17: cut, changed or newer, it says which and shows nothing', async ({ page }) => {
  const file = await analysisFile();
  const middle = Math.floor(file.length / 2);
  const changed = Buffer.from(file);
  changed[middle] = (changed[middle] ?? 0) ^ 0xff;
  const newer = Buffer.from(JSON.stringify({ schema: 'whyreset-analysis/7', evidence: 's7' }));
  for (const [buffer, code] of [
    [file.subarray(0, -1), 'E41'],
    [file.subarray(0, middle), 'E41'],
    [file.subarray(0, 60), 'E41'],
    [changed, 'E44'],
    [newer, 'E42'],
  ] as const) {
    await page.goto('./');
    await open(page, buffer);
    await expect(page.getByTestId(`notice-${code}`), `${buffer.length} ${code}`).toBeVisible();
    await expect(page.getByTestId('notice-E43')).toHaveCount(0);
    await expect(page.getByTestId('verdict')).toHaveCount(0);
  }
  // The page goes on: the next file opens.
  await open(page, file);
  await expect(page.getByTestId('verdict')).toBeVisible();
});
