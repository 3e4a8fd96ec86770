// Packets out of the page: a trimmed capture of a connection, of a finding, of rows of the table; read again by the page and by tshark.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { parseTrace } from '../workers/testing/trace-dsl';
import { expect, openSample, samplePath, test } from './page';

async function savedPackets(page: Page): Promise<{ readonly name: string; readonly bytes: Buffer }> {
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByTestId('share-save-packets').click()]);
  return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
}

async function openBytes(page: Page, name: string, buffer: Buffer): Promise<void> {
  await page.goto('./');
  await page.getByTestId('file-input').first().setInputFiles({ name, mimeType: '', buffer });
  await expect(page.getByTestId('verdict')).toBeVisible();
}

function tshark(file: string, filter: string, field: string): readonly string[] {
  const { stdout } = spawnSync('tshark', ['-r', file, '-Y', filter, '-T', 'fields', '-e', field], { encoding: 'utf8' });
  return stdout.split('\n').filter((line) => line !== '');
}

test('of a connection: its packets, headers only, with the verdict and the notes as comments', async ({ page }) => {
  await page.goto('./#v1/conn/63?pkt=655');
  await page.getByTestId('file-input').first().setInputFiles(samplePath('zookeeper-limit'));
  await expect(page.getByTestId('connection')).toHaveAttribute('data-conn', '63');
  await page.keyboard.press('a');
  await page.getByRole('dialog').getByRole('textbox').fill('where it breaks');
  await page.getByRole('dialog').getByRole('textbox').press('Control+Enter');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await page.getByTestId('share').click();
  await page.getByTestId('share-form-packets').check();
  const { name, bytes } = await savedPackets(page);
  expect(name).toBe('zookeeper-limit-connection-63.pcapng');
  await expect(page.getByTestId('toast')).toContainText('6 packets of 1 connection');
  const text = bytes.toString('utf8');
  expect(text).toContain('#655 · where it breaks');
  expect(text).toMatch(/turned [\d.]+ away/);
  const hasTshark = spawnSync('tshark', ['--version'], { stdio: 'ignore' }).status === 0;
  if (hasTshark) {
    const folder = mkdtempSync(join(tmpdir(), 'whyreset-e2e-'));
    try {
      const file = join(folder, name);
      writeFileSync(file, bytes);
      const original = tshark(samplePath('zookeeper-limit'), 'tcp.port==34553', 'tcp.seq_raw');
      expect(tshark(file, 'tcp', 'tcp.seq_raw')).toEqual(original);
      expect(tshark(file, 'frame.comment', 'frame.comment').join('\n')).toContain('where it breaks');
      expect(tshark(file, 'tcp.len > 0', 'tcp.payload')).toEqual([]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  }
  await openBytes(page, name, bytes);
  await page.keyboard.press('2');
  await expect(page.getByTestId('conn-row')).toHaveCount(1);
});

test('of a finding: all its connections; payload only by choice', async ({ page }) => {
  const secret = parseTrace(`
0.0 > S mss=1460
0.1 < SA mss=1460
0.2 > A
0.3 > PA data="GET /token-4711 HTTP/1.1\\r\\n\\r\\n"
0.4 < R
`).pcapng;
  await openBytes(page, 'secret.pcapng', Buffer.from(secret));
  await page.keyboard.press('s');
  await page.getByTestId('share-form-packets').check();
  await page.getByTestId('share-subject').selectOption('finding-0');
  const bare = await savedPackets(page);
  expect(bare.name).toBe('secret-finding-1.pcapng');
  expect(bare.bytes.includes('token-4711')).toBe(false);
  await page.getByTestId('share-payload').check();
  await expect(page.getByTestId('share-dialog')).toContainText('Payload may hold passwords');
  await expect(page.getByTestId('share-holds')).not.toContainText('payload bytes');
  expect((await savedPackets(page)).bytes.includes('token-4711')).toBe(true);
});

test('of rows that were picked in the table', async ({ page }) => {
  await openSample(page, 'zookeeper-limit');
  await page.keyboard.press('2');
  await expect(page.getByTestId('conn-row').first()).toBeVisible();
  await page.keyboard.press('Shift+Space');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Shift+Space');
  await page.getByTestId('export-picked').click();
  await expect(page.getByTestId('share-form-packets')).toBeChecked();
  const { name, bytes } = await savedPackets(page);
  expect(name).toBe('zookeeper-limit-connections.pcapng');
  await expect(page.getByTestId('toast')).toContainText('of 2 connections');
  await openBytes(page, name, bytes);
  await page.keyboard.press('2');
  await expect(page.getByTestId('conn-row')).toHaveCount(2);
});

test('printed text has none', async ({ page }) => {
  const line = (flags: string, from: string, to: string, ms: number) =>
    `12:00:00.${String(ms).padStart(3, '0')}000 IP ${from} > ${to}: Flags [${flags}], seq 1, ack 1, win 100, length 0\n`;
  const printed = line('S', '10.0.0.1.40000', '10.0.0.2.80', 1) + line('R.', '10.0.0.2.80', '10.0.0.1.40000', 2);
  await openBytes(page, 'printed.txt', Buffer.from(printed));
  await page.keyboard.press('s');
  await page.getByTestId('share-form-packets').check();
  await expect(page.getByTestId('share-no-packets')).toBeVisible();
});
